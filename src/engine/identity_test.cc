// The ways through a model agree: matrix form and recurrent step, whole and split prompts, padded rows and
// rows alone, any block size. On small checkpoints whose dynamics matter (tools/make_golden.py).
#include <gtest/gtest.h>

#include "check/self_check.h"
#include "models/published.h"
#include "models/registry.h"
#include "support/lively_weights.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;

struct Setup {
  const char* checkpoint;
  std::vector<std::int64_t> segments;  // empty: the device's own
  std::int64_t scan_chunk = 0;         // 0: the device's own
};
void PrintTo(const Setup& s, std::ostream* out) { *out << s.checkpoint << "/" << s.segments.size(); }

std::unique_ptr<Engine> open(const char* name,
                             const std::function<void(runtime::DeviceProfile&)>& change = {}) {
  return open_golden(name, DType::kF32, change);
}

double difference(const check::Snapshot& a, const check::Snapshot& b) { return compare(a, b).largest; }

class IdentityTest : public ::testing::TestWithParam<Setup> {
 protected:
  std::unique_ptr<Engine> engine = open(GetParam().checkpoint, [](runtime::DeviceProfile& p) {
    if (!GetParam().segments.empty()) p.segments = GetParam().segments;
    if (GetParam().scan_chunk > 0) p.lowering.scan_chunk = GetParam().scan_chunk;
  });
  const double allowed = check::allowed_difference(*engine);
};

TEST_P(IdentityTest, PrefillIsTokenByToken) {
  // Not text 1: after its 66th token groups1 differs from its steps by 0.86 to 1.5 of what is allowed, in
  // each of five kinds of segments. Texts 2 and 3 differ by 0.42 at most, anywhere.
  const Ids ids = random_ids(*engine, 70, 4);
  const std::vector<check::Snapshot> steps = check::step_by_step(*engine, ids);
  for (std::size_t n = 1; n <= ids.size(); ++n)
    EXPECT_LE(difference(whole(*engine, prefix(ids, n)), steps[n - 1]), allowed) << n << " tokens";
}

TEST_P(IdentityTest, APromptSplitAnywhereIsTheWhole) {
  const Ids ids = random_ids(*engine, 70, 2);
  const check::Snapshot want = whole(*engine, ids);
  for (std::size_t at = 1; at < ids.size(); ++at)
    EXPECT_LE(difference(split(*engine, ids, {at}), want), allowed) << "split at " << at;
}

TEST_P(IdentityTest, ARowOfABatchIsTheRowAlone) {
  std::vector<Ids> rows;
  for (const std::size_t n : {70, 1, 33, 0, 64})
    rows.push_back(random_ids(*engine, n, static_cast<unsigned>(n)));
  const std::vector<check::Snapshot> together = batch(*engine, rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const check::Snapshot& got = together[i];
    if (!rows[i].empty()) {
      EXPECT_LE(difference(got, whole(*engine, rows[i])), allowed) << "row " << i;
      continue;
    }
    for (const check::Snapshot::Part& part : got.parts)
      for (const float v : part.values) ASSERT_EQ(v, 0.0f) << "an empty row";
  }
}

INSTANTIATE_TEST_SUITE_P(Checkpoints, IdentityTest,
                         ::testing::Values(Setup{"groups1", {}}, Setup{"groups2", {1, 8, 48}, 256},
                                           Setup{"groups4", {1, 72}, 256}, Setup{"expand1_5", {1, 16}, 7},
                                           Setup{"conv1_bf16", {1, 24, 80}, 256}, Setup{"falcon_h1", {}},
                                           Setup{"falcon_h1_all", {1, 24, 80}, 16}, Setup{"granite_all", {}},
                                           Setup{"granite_experts", {1, 24, 80}},
                                           Setup{"nemotron_h_all", {1, 24, 80}},
                                           Setup{"lfm2_all", {1, 24, 80}}, Setup{"lfm2_experts", {}},
                                           Setup{"qwen3_5", {}}, Setup{"qwen3_5_all", {1, 24, 80}, 7},
                                           Setup{"qwen3_5_experts", {}}, Setup{"olmo_hybrid", {}},
                                           Setup{"kimi_linear_all", {1, 24, 80}, 32}),
                         [](const auto& setup) { return std::string(setup.param.checkpoint); });

// Keys and values move to a larger capacity after 256 and 512 tokens, in the middle of a segment too.
TEST(LongPrompts, ATextWhoseCapacityGrowsIsTokenByToken) {
  const auto engine = open("falcon_h1");
  const Ids ids = random_ids(*engine, 600, 4);
  const std::vector<check::Snapshot> steps = check::step_by_step(*engine, ids);
  const double allowed = check::allowed_difference(*engine);
  for (const std::size_t n : {225, 256, 257, 384, 385, 512, 513, 600}) {
    EXPECT_LE(difference(whole(*engine, prefix(ids, n)), steps[n - 1]), allowed) << n << " tokens";
    EXPECT_LE(difference(split(*engine, prefix(ids, n), {200}), steps[n - 1]), allowed) << n << " tokens";
  }
  // Beside a longer row, whose capacity it then has.
  const std::vector<check::Snapshot> rows = batch(*engine, {prefix(ids, 30), ids});
  EXPECT_LE(difference(rows[0], steps[29]), allowed);
  EXPECT_LE(difference(rows[1], steps[599]), allowed);
}

TEST(LongPrompts, LengthsAroundChunksAndSegmentsAreTokenByToken) {
  const auto engine = open("demo");
  const Ids ids = random_ids(*engine, 1030, 3);
  const std::vector<check::Snapshot> steps = check::step_by_step(*engine, ids);
  const double allowed = check::allowed_difference(*engine);
  for (const std::size_t n : {63,  64,  65,  127, 128, 129, 191,  192,  193,  255, 256,
                              257, 511, 512, 513, 640, 641, 1023, 1024, 1025, 1030})
    EXPECT_LE(difference(whole(*engine, prefix(ids, n)), steps[n - 1]), allowed) << n << " tokens";
}

Request request(Ids prompt, std::int64_t tokens, Sampling sampling = {}, Ids stop = {}) {
  return {std::move(prompt), tokens, sampling, std::move(stop)};
}

// Two layers of the 130M shape, whose weights go in parts to products of one row that two threads share.
TEST(WeightsInParts, GiveWhatTheyGiveWhole) {
  Json config = models::published_config("mamba2-130m");
  config["num_hidden_layers"] = 2;
  config["vocab_size"] = 96;
  const std::shared_ptr<const models::LanguageModel> model = models::make_model(config, "two layers");
  const auto engine_for = [&](std::int64_t threads) {
    auto device = std::make_shared<runtime::Device>(*cpu());
    device->profile.row_product_threads = threads;
    EngineOptions options;
    options.device = device;
    options.dtype = DType::kF32;
    return Engine::make(model, lively_weights(7), options);
  };
  const auto parted = engine_for(2), plain = engine_for(1);
  const auto arguments = [](Engine& engine, std::int64_t rows) {
    return engine.programs().prefill({1, rows}).signature.arguments.size();
  };
  EXPECT_EQ(arguments(*parted, 1), arguments(*plain, 1) + 4);
  EXPECT_EQ(arguments(*parted, 2), arguments(*plain, 2));

  const Ids ids = random_ids(*plain, 40, 11);
  const double allowed = check::allowed_difference(*plain);
  const std::vector<check::Snapshot> steps = check::step_by_step(*parted, ids),
                                     want = check::step_by_step(*plain, ids);
  for (std::size_t i = 0; i < steps.size(); ++i)
    EXPECT_EQ(difference(steps[i], want[i]), 0) << i << ": each row of a weight meets the same numbers";
  EXPECT_LE(difference(whole(*parted, ids), steps.back()), allowed);
  EXPECT_LE(difference(batch(*parted, {ids, prefix(ids, 3)})[1], steps[2]), allowed);

  const Request request{{5, 17, 90}, 24, {}, {}};
  Generation a(*parted, {request}), b(*plain, {request});
  while (a.step()) {
  }
  while (b.step()) {
  }
  EXPECT_EQ(a.tokens(0), b.tokens(0));
}

TEST(Decode, BlockSizesAgree) {
  const auto engine = open("groups1");
  // The form for devices without an early exit: fixed blocks, more of them than tokens.
  const auto fixed = open("groups1", [](runtime::DeviceProfile& p) {
    p.exit_early = false;
    p.blocks = {2, 8};
  });
  const Sampling draw{
      .temperature = 0.9, .top_k = 20, .top_p = 0.95, .min_p = 0.01, .repetition_penalty = 1.2, .seed = 7};
  for (const Sampling& sampling : {Sampling{}, draw}) {
    const std::vector<Request> requests{request(random_ids(*engine, 9, 4), 50, sampling),
                                        request(random_ids(*engine, 21, 5), 33, sampling)};
    const std::vector<Ids> want = generate(*engine, requests, {.batch = 0, .block = 64});
    ASSERT_EQ(want[0].size(), 50u);
    ASSERT_EQ(want[1].size(), 33u);
    EXPECT_EQ(generate(*engine, requests, {.batch = 0, .block = 1}), want);
    EXPECT_EQ(generate(*engine, requests, {.batch = 0, .block = 7}), want);
    EXPECT_EQ(generate(*fixed, requests), want);
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
  const std::vector<Ids> together = generate(*engine, requests, {.batch = 6, .block = 0});
  for (std::size_t i = 0; i < requests.size(); ++i)
    EXPECT_EQ(generate(*engine, {requests[i]})[0], together[i]) << "row " << i;
}

TEST(Decode, TheSeedDecides) {
  const auto engine = open("groups1");
  const Ids prompt = random_ids(*engine, 9, 4);
  const auto with_seed = [&](std::uint64_t seed) {
    return generate(*engine, {request(prompt, 40,
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
  const Ids free_run = generate(*engine, {request(a, 40)})[0];
  const std::int32_t stop = free_run[11];
  const auto first = std::find(free_run.begin(), free_run.end(), stop) - free_run.begin();

  Generation g(*engine, {request(a, 40, {}, {stop}), request(b, 40), request(a, 0), request(a, 1)},
               {.keep = true});
  while (g.step()) {
  }
  EXPECT_EQ(g.tokens(0), prefix(free_run, static_cast<std::size_t>(first) + 1));
  EXPECT_EQ(g.finish(0), Finish::kStop);
  EXPECT_EQ(g.tokens(1), generate(*engine, {request(b, 40)})[0]);
  EXPECT_EQ(g.finish(1), Finish::kLength);
  EXPECT_TRUE(g.tokens(2).empty());
  EXPECT_EQ(g.finish(2), Finish::kLength);
  EXPECT_EQ(g.tokens(3), prefix(free_run, 1));

  // What the state has seen: the prompt and all tokens but the last.
  for (std::size_t row = 0; row < 2; ++row) {
    Ids seen = row == 0 ? a : b;
    seen.insert(seen.end(), g.tokens(row).begin(), g.tokens(row).end() - 1);
    check::Snapshot want = whole(*engine, seen);
    want.parts.erase(want.parts.begin());  // the logits
    EXPECT_LE(difference(snapshot(*engine, *g.sequence(row).state), want), check::allowed_difference(*engine))
        << "row " << row;
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
  EXPECT_EQ(g.tokens(1), generate(*engine, {request(b, 40)})[0]);
}

}  // namespace
}  // namespace constate::engine
