// The ways through a model agree: matrix form and recurrent step, whole and split prompts, padded rows and
// rows alone, any block size. On small checkpoints whose dynamics matter (tools/make_golden.py).
#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "engine/testing.h"

namespace constate::engine {
namespace {

using namespace testing;
using Ids = std::vector<std::int32_t>;

// Two float32 ways to the same number, each within about 1e-6 of the exact one (golden_test): their
// difference, beside the largest element, stays below ten times that.
constexpr double kForms = 1e-5;

struct Setup {
  const char* checkpoint;
  std::vector<std::int64_t> segments;  // empty: the device's own
  std::int64_t scan_chunk = 0;         // 0: the device's own
};
void PrintTo(const Setup& s, std::ostream* out) { *out << s.checkpoint << "/" << s.segments.size(); }

std::unique_ptr<Engine> open(const char* name, const std::function<void(DeviceProfile&)>& change = {}) {
  auto device = std::make_shared<Runtime>(*cpu());
  if (change) change(device->profile);
  EngineOptions options;
  options.device = device;
  options.dtype = DType::kF32;
  const bool demo = std::string_view(name) == "demo";
  return Engine::open(demo ? kSource / "models/demo" : kSource / "tests/data/golden" / name, options);
}

Ids random_ids(const Engine& engine, std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  Ids ids(count);
  for (std::int32_t& id : ids)
    id = static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(engine.vocab_size()));
  return ids;
}

// Logits and all parts of the state, of one row, one after the other.
struct Snapshot {
  std::vector<std::vector<float>> parts;
};

Snapshot snapshot(const pjrt::Buffer& logits, const State& state, std::int64_t row = 0) {
  Snapshot s;
  const auto add = [&](const pjrt::Buffer& b) {
    const std::vector<float> all = values<float>(b.to_host());
    const std::size_t each = all.size() / static_cast<std::size_t>(state.batch);
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(each * static_cast<std::size_t>(row));
    s.parts.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(each));
  };
  add(logits);
  for (const pjrt::Buffer& b : state.parts) add(b);
  return s;
}

double difference(const Snapshot& a, const Snapshot& b) {
  double worst = 0;
  for (std::size_t i = 0; i < b.parts.size(); ++i)
    worst = std::max(worst, largest_difference(a.parts.at(i), b.parts[i]));
  return worst;
}

Snapshot whole(Engine& engine, const Ids& ids) {
  State state = engine.new_state(1);
  const std::vector<Ids> rows{ids};
  const pjrt::Buffer logits = engine.prefill(state, rows);
  return snapshot(logits, state);
}

// After each token, by the recurrent step alone.
std::vector<Snapshot> step_by_step(Engine& engine, const Ids& ids) {
  State state = engine.new_state(1);
  pjrt::Buffer logits;
  std::vector<Snapshot> out;
  for (const std::int32_t id : ids) {
    const std::vector<Ids> rows{{id}};
    logits = engine.prefill(state, rows, std::move(logits));
    out.push_back(snapshot(logits, state));
  }
  return out;
}

Ids prefix(const Ids& ids, std::size_t n) {
  return {ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(n)};
}
Ids suffix(const Ids& ids, std::size_t from) {
  return {ids.begin() + static_cast<std::ptrdiff_t>(from), ids.end()};
}

class IdentityTest : public ::testing::TestWithParam<Setup> {
 protected:
  std::unique_ptr<Engine> engine = open(GetParam().checkpoint, [](DeviceProfile& p) {
    if (!GetParam().segments.empty()) p.segments = GetParam().segments;
    if (GetParam().scan_chunk > 0) p.lowering.scan_chunk = GetParam().scan_chunk;
  });
};

TEST_P(IdentityTest, PrefillIsTokenByToken) {
  const Ids ids = random_ids(*engine, 70, 1);
  const std::vector<Snapshot> steps = step_by_step(*engine, ids);
  for (std::size_t n = 1; n <= ids.size(); ++n)
    EXPECT_LE(difference(whole(*engine, prefix(ids, n)), steps[n - 1]), kForms) << n << " tokens";
}

TEST_P(IdentityTest, APromptSplitAnywhereIsTheWhole) {
  const Ids ids = random_ids(*engine, 70, 2);
  const Snapshot want = whole(*engine, ids);
  for (std::size_t at = 1; at < ids.size(); ++at) {
    State state = engine->new_state(1);
    const std::vector<Ids> first{prefix(ids, at)}, second{suffix(ids, at)};
    pjrt::Buffer logits = engine->prefill(state, first);
    logits = engine->prefill(state, second, std::move(logits));
    EXPECT_LE(difference(snapshot(logits, state), want), kForms) << "split at " << at;
  }
}

TEST_P(IdentityTest, ARowOfABatchIsTheRowAlone) {
  std::vector<Ids> rows;
  for (const std::size_t n : {70, 1, 33, 0, 64})
    rows.push_back(random_ids(*engine, n, static_cast<unsigned>(n)));
  State state = engine->new_state(static_cast<std::int64_t>(rows.size()));
  const pjrt::Buffer logits = engine->prefill(state, rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Snapshot got = snapshot(logits, state, static_cast<std::int64_t>(i));
    if (!rows[i].empty()) {
      EXPECT_LE(difference(got, whole(*engine, rows[i])), kForms) << "row " << i;
      continue;
    }
    for (const std::vector<float>& part : got.parts)
      for (const float v : part) ASSERT_EQ(v, 0.0f) << "an empty row";
  }
}

INSTANTIATE_TEST_SUITE_P(Checkpoints, IdentityTest,
                         ::testing::Values(Setup{"groups1", {}}, Setup{"groups2", {1, 8, 48}, 256},
                                           Setup{"groups4", {1, 72}, 256}, Setup{"expand1_5", {1, 16}, 7},
                                           Setup{"conv1_bf16", {1, 24, 80}, 256}),
                         [](const auto& setup) { return std::string(setup.param.checkpoint); });

TEST(LongPrompts, LengthsAroundChunksAndSegmentsAreTokenByToken) {
  const auto engine = open("demo");
  const Ids ids = random_ids(*engine, 1030, 3);
  const std::vector<Snapshot> steps = step_by_step(*engine, ids);
  for (const std::size_t n : {63,  64,  65,  127, 128, 129, 191,  192,  193,  255, 256,
                              257, 511, 512, 513, 640, 641, 1023, 1024, 1025, 1030})
    EXPECT_LE(difference(whole(*engine, prefix(ids, n)), steps[n - 1]), kForms) << n << " tokens";
}

Request request(Ids prompt, std::int64_t tokens, Sampling sampling = {}, Ids stop = {}) {
  return {std::move(prompt), tokens, sampling, std::move(stop)};
}

std::vector<Ids> run(Engine& engine, const std::vector<Request>& requests,
                     const GenerationOptions& options = {}) {
  Generation g(engine, requests, options);
  while (g.step()) {
  }
  std::vector<Ids> out;
  for (std::size_t i = 0; i < g.rows(); ++i) out.push_back(g.tokens(i));
  return out;
}

TEST(Decode, BlockSizesAgree) {
  const auto engine = open("groups1");
  // The form for devices without an early exit: fixed blocks, more of them than tokens.
  const auto fixed = open("groups1", [](DeviceProfile& p) {
    p.exit_early = false;
    p.blocks = {2, 8};
  });
  const Sampling draw{
      .temperature = 0.9, .top_k = 20, .top_p = 0.95, .min_p = 0.01, .repetition_penalty = 1.2, .seed = 7};
  for (const Sampling& sampling : {Sampling{}, draw}) {
    const std::vector<Request> requests{request(random_ids(*engine, 9, 4), 50, sampling),
                                        request(random_ids(*engine, 21, 5), 33, sampling)};
    const std::vector<Ids> want = run(*engine, requests, {.batch = 0, .block = 64});
    ASSERT_EQ(want[0].size(), 50u);
    ASSERT_EQ(want[1].size(), 33u);
    EXPECT_EQ(run(*engine, requests, {.batch = 0, .block = 1}), want);
    EXPECT_EQ(run(*engine, requests, {.batch = 0, .block = 7}), want);
    EXPECT_EQ(run(*fixed, requests), want);
  }
}

TEST(Decode, ARowOfABatchDrawsWhatItDrawsAlone) {
  const auto engine = open("groups2");
  std::vector<Request> requests;
  for (unsigned i = 0; i < 4; ++i) {
    Sampling s{.temperature = 0.5 + 0.3 * i,
               .top_k = 0,
               .top_p = i % 2 ? 0.9 : 1.0,
               .min_p = 0,
               .repetition_penalty = 1,
               .seed = i};
    if (i == 3) s = {};  // one greedy row among those that draw
    requests.push_back(request(random_ids(*engine, 5 + 10 * i, i), 40, s));
  }
  const std::vector<Ids> together = run(*engine, requests, {.batch = 6, .block = 0});
  for (std::size_t i = 0; i < requests.size(); ++i)
    EXPECT_EQ(run(*engine, {requests[i]})[0], together[i]) << "row " << i;
}

TEST(Decode, TheSeedDecides) {
  const auto engine = open("groups1");
  const Ids prompt = random_ids(*engine, 9, 4);
  const auto with_seed = [&](std::uint64_t seed) {
    return run(*engine, {request(prompt, 40,
                                 {.temperature = 1.0,
                                  .top_k = 0,
                                  .top_p = 1,
                                  .min_p = 0,
                                  .repetition_penalty = 1,
                                  .seed = seed})})[0];
  };
  EXPECT_EQ(with_seed(1), with_seed(1));
  EXPECT_NE(with_seed(1), with_seed(2));
  EXPECT_NE(with_seed(1), with_seed(1 + (1ull << 32)));  // the high half counts
}

TEST(Decode, RowsStopByThemselvesAndTheirStateStays) {
  const auto engine = open("groups1");
  const Ids a = random_ids(*engine, 9, 4), b = random_ids(*engine, 30, 5);
  const Ids free_run = run(*engine, {request(a, 40)})[0];
  const std::int32_t stop = free_run[11];
  const auto first = std::find(free_run.begin(), free_run.end(), stop) - free_run.begin();

  Generation g(*engine, {request(a, 40, {}, {stop}), request(b, 40), request(a, 0), request(a, 1)});
  while (g.step()) {
  }
  EXPECT_EQ(g.tokens(0), prefix(free_run, static_cast<std::size_t>(first) + 1));
  EXPECT_EQ(g.finish(0), Finish::kStop);
  EXPECT_EQ(g.tokens(1), run(*engine, {request(b, 40)})[0]);
  EXPECT_EQ(g.finish(1), Finish::kLength);
  EXPECT_TRUE(g.tokens(2).empty());
  EXPECT_EQ(g.finish(2), Finish::kLength);
  EXPECT_EQ(g.tokens(3), prefix(free_run, 1));

  // What the state has seen: the prompt and all tokens but the last.
  for (std::size_t row = 0; row < 2; ++row) {
    Ids seen = row == 0 ? a : b;
    seen.insert(seen.end(), g.tokens(row).begin(), g.tokens(row).end() - 1);
    Snapshot got = snapshot(g.state().parts[0], g.state(), static_cast<std::int64_t>(row)),
             want = whole(*engine, seen);
    got.parts.erase(got.parts.begin());
    want.parts.erase(want.parts.begin());
    EXPECT_LE(difference(got, want), kForms) << "row " << row;
  }
}

TEST(Decode, TheHostMayEndARow) {
  const auto engine = open("groups1");
  const Ids a = random_ids(*engine, 9, 4), b = random_ids(*engine, 30, 5);
  Generation g(*engine, {request(a, 40), request(b, 40)}, {.batch = 0, .block = 4});
  g.step();
  g.step();
  g.end(0, Finish::kInterrupted);
  const Ids had = g.tokens(0);
  while (g.step()) {
  }
  EXPECT_EQ(g.tokens(0), had);
  EXPECT_EQ(name(g.finish(0)), "interrupted");
  EXPECT_EQ(g.tokens(1), run(*engine, {request(b, 40)})[0]);
}

}  // namespace
}  // namespace constate::engine
