// A sequence as a value: copied, saved and restored at any point, it goes on as if nothing had happened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/testing.h"
#include "check/verification.h"
#include "engine/generation.h"
#include "support/soak.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;
using ::testing::HasSubstr;

std::vector<std::byte> bits_of(const Sequence& sequence) {
  std::vector<std::byte> out;
  for (const pjrt::Buffer& part : sequence.state->parts) {
    const HostArray host = part.to_host();
    out.insert(out.end(), host.bytes().begin(), host.bytes().end());
  }
  return out;
}

// Engines of one model on one device share compiled programs, as processes do.
std::unique_ptr<Engine> open_with_fingerprint(const std::string& name, DType dtype = DType::kF32,
                                              std::shared_ptr<const runtime::Device> device = cpu()) {
  EngineOptions options;
  options.device = std::move(device);
  options.dtype = dtype;
  options.fingerprint = true;
  options.store.folder = kept_programs();
  return Engine::open(name == "demo" ? kSource / "models/demo" : kSource / "tests/data/golden" / name,
                      options);
}

// The same for all tests, in f32 on the CPU: each program is compiled once.
Engine* shared(const std::string& name) {
  static std::map<std::string, std::unique_ptr<Engine>> opened;
  std::unique_ptr<Engine>& engine = opened[name];
  if (!engine) engine = open_with_fingerprint(name);
  return engine.get();
}

struct Continued {
  Ids tokens;
  Sequence end;
};

Continued run(Engine& engine, const Request& request, GenerationOptions options = {}) {
  options.keep = true;
  Generation generation(engine, {request}, options);
  while (generation.step()) {
  }
  return {generation.tokens(0), generation.sequence(0)};
}

Request request_of(const Engine& engine, std::uint64_t seed) {
  Request r{random_ids(engine, 1 + seed % 50, seed), 40, {}, {}};
  if (seed % 3 != 0) r.sampling = {.temperature = 0.8, .top_p = 0.9, .seed = seed};
  if (seed % 3 == 2) r.sampling.repetition_penalty = 1.2;
  return r;
}

// A state stays with who restores it, by way of a file.
Sequence restored(const Engine& engine, const SavedState& saved, const TempDir& folder) {
  write_state(folder.path / "restored", saved);
  return restore(engine, read_state(folder.path / "restored"));
}

// Stops after `first` tokens, goes through a file, and goes on from there.
Continued through_a_file(Engine& engine, Engine& other, const Request& whole, std::int64_t first,
                         const std::filesystem::path& file, const GenerationOptions& options = {}) {
  Request begin = whole;
  begin.max_tokens = first;
  const Continued before = run(engine, begin, options);
  write_state(file, save(engine, before.end));
  Request rest = whole;
  rest.prompt.clear();
  rest.max_tokens = whole.max_tokens - first;
  rest.from = std::make_shared<const Sequence>(restore(other, read_state(file)));
  EXPECT_EQ(rest.from->sampling.seed, whole.sampling.seed);
  Continued after = run(other, rest, options);
  after.tokens.insert(after.tokens.begin(), before.tokens.begin(), before.tokens.end());
  return after;
}

class Saved : public ::testing::TestWithParam<const char*> {};

TEST_P(Saved, AtAnyPointItGoesOnBitForBit) {
  Engine* const engine = shared(GetParam());
  const auto other = open_with_fingerprint(GetParam());
  const TempDir folder;
  std::mt19937 random(3);
  const bool demo = std::string(GetParam()) == "demo";
  const int points = demo ? soak_share(50, 12) : soak_share(150, 36);
  for (int i = 0; i < points; ++i) {
    const Request request = request_of(*engine, random() % 12);
    const Continued want = run(*engine, request);
    const Continued got = through_a_file(*engine, *other, request, random() % 41, folder.path / "state");
    ASSERT_EQ(got.tokens, want.tokens) << i;
    ASSERT_TRUE(bits_of(got.end) == bits_of(want.end)) << i;
    ASSERT_EQ(got.end.history.tokens(), want.end.history.tokens()) << i;
    SavedState a = save(*other, got.end), b = save(*engine, want.end);
    ASSERT_EQ(a.tokens_hash, b.tokens_hash) << i;
    ASSERT_EQ(a.recent, b.recent) << i;
    ASSERT_EQ(a.drawn, b.drawn) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Saved, ::testing::Values("groups1", "groups2", "ssm_all", "demo"));

// Into a batch, beside others, in another row.
TEST(SavedBeside, NeighboursDoNotChangeIt) {
  Engine* const engine = shared("demo");
  const TempDir folder;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const Request request = request_of(*engine, seed);
    const Ids want = run(*engine, request).tokens;
    Request begin = request;
    begin.max_tokens = 13;
    write_state(folder.path / "state", save(*engine, run(*engine, begin).end));
    Request rest = request;
    rest.prompt.clear();
    rest.max_tokens -= 13;
    rest.from = std::make_shared<const Sequence>(restore(*engine, read_state(folder.path / "state")));
    Generation generation(*engine, {request_of(*engine, 20), request_of(*engine, 21), rest, request});
    while (generation.step()) {
    }
    EXPECT_EQ(generation.tokens(2), suffix(want, 13)) << seed;
    EXPECT_EQ(generation.tokens(3), want) << seed;
  }
}

TEST(Forked, EachCopyGoesOnAsItsOwnRunWould) {
  Engine* const engine = shared("demo");
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    Request begin = request_of(*engine, seed);
    begin.max_tokens = static_cast<std::int64_t>(seed * 3);
    const auto fork = std::make_shared<const Sequence>(run(*engine, begin).end);
    Ids seen = begin.prompt;
    seen.insert(seen.end(), fork->history.recent().end() - begin.max_tokens, fork->history.recent().end());
    const Ids a = random_ids(*engine, 9, 100 + seed), b = random_ids(*engine, 4, 200 + seed);
    const auto joined = [&](const Ids& more) {
      Ids all = seen;
      all.insert(all.end(), more.begin(), more.end());
      return run(*engine, {all, 12, {}, {}}).tokens;
    };
    Request first{a, 12, {}, {}, fork}, second{b, 12, {}, {}, fork};
    Generation both(*engine, {first, second});
    while (both.step()) {
    }
    EXPECT_EQ(both.tokens(0), joined(a)) << seed;
    EXPECT_EQ(both.tokens(1), joined(b)) << seed;
  }
}

// Tokens that were seen are not fed again.
TEST(Restored, FeedsNothingAgain) {
  Engine* const engine = shared("demo");
  const TempDir folder;
  Request request = request_of(*engine, 40);
  request.max_tokens = 7;
  write_state(folder.path / "state", save(*engine, run(*engine, request).end));
  Request rest{
      {}, 5, {}, {}, std::make_shared<const Sequence>(restore(*engine, read_state(folder.path / "state")))};
  Generation silent(*engine, {rest});
  while (silent.step()) {
  }
  EXPECT_EQ(silent.timings().prompt_tokens, 0);
  rest.prompt = {5, 6, 7};
  Generation more(*engine, {rest});
  while (more.step()) {
  }
  EXPECT_EQ(more.timings().prompt_tokens, 4) << "the last token and the new ones";
}

// A text of any length: 31 bits count neither its tokens nor its draws.
TEST(Restored, BeyondTwoToTheThirtyFirstTokens) {
  Engine* const engine = shared("groups1");
  const TempDir folder;
  Request begin = request_of(*engine, 1);
  begin.max_tokens = 4;
  SavedState far = save(*engine, run(*engine, begin).end);
  far.tokens = (std::int64_t{1} << 31) + 5;
  far.ids.reset();
  for (const std::int64_t drawn : {kDrawsPerKey - 3, kDrawsPerKey, (std::int64_t{1} << 31) + 4}) {
    far.drawn = drawn;
    Request rest{{}, 20, far.sampling, {}, std::make_shared<const Sequence>(restored(*engine, far, folder))};
    const Continued want = run(*engine, rest);
    ASSERT_EQ(want.tokens.size(), 20u);
    EXPECT_EQ(want.end.history.drawn(), drawn + 20);
    EXPECT_EQ(want.end.history.tokens(), far.tokens + 20);
    for (std::int64_t first = 1; first < 8; ++first)
      EXPECT_EQ(through_a_file(*engine, *engine, rest, first, folder.path / "state").tokens, want.tokens)
          << drawn << " " << first;
    EXPECT_EQ(run(*engine, rest, {.block = 1}).tokens, want.tokens);
  }
}

TEST(Restored, OnAnotherElementTypeAndOnTwoDevices) {
  Engine* const engine = shared("demo");
  const auto narrow = open_with_fingerprint("demo", DType::kBF16);
  const auto two = open_with_fingerprint(
      "demo", DType::kF32, runtime::Device::open({.plugin = "cpu", .cpu_devices = 2, .note = {}}));
  const TempDir folder;
  Request request{random_ids(*engine, 20, 4), 30, {}, {}};
  const Ids want = run(*engine, request).tokens;
  request.max_tokens = 10;
  const SavedState saved = save(*engine, run(*engine, request).end);
  for (Engine* other : {narrow.get(), two.get()}) {
    const Request rest{{}, 20, {}, {}, std::make_shared<const Sequence>(restored(*other, saved, folder))};
    const Ids got = run(*other, rest).tokens;
    EXPECT_EQ(got.size(), 20u);
    if (other == two.get()) {
      EXPECT_EQ(got, suffix(want, 10));
    }
  }
}

// An older compiler, in both directions: begun by one, ended by the other.
TEST(Restored, ByTheOtherCpuPluginGivesTheSameTokens) {
  const auto older = open_with_fingerprint(
      "demo", DType::kF32,
      runtime::Device::open(
          {.plugin = CONSTATE_PLUGIN_DIR "/cpu-0.81/xla_cpu_pjrt.so", .cpu_devices = 1, .note = {}}));
  Engine* const newer = shared("demo");
  ASSERT_NE(older->device().client->plugin().path(), newer->device().client->plugin().path());
  const TempDir folder;
  for (const std::uint64_t seed : {0, 2, 3, 5}) {  // greedy; drawn, with a penalty
    const Request request = request_of(*newer, seed);
    const Ids want = run(*newer, request).tokens;
    const auto first = static_cast<std::int64_t>(1 + 7 * seed);
    EXPECT_EQ(through_a_file(*older, *newer, request, first, folder.path / "state").tokens, want) << seed;
    EXPECT_EQ(through_a_file(*newer, *older, request, first, folder.path / "state").tokens, want) << seed;
  }
}

TEST(Restored, OfAnotherModelIsRefused) {
  Engine *const engine = shared("groups1"), *const other = shared("groups2");
  const Sequence sequence = run(*engine, {{1, 2, 3}, 2, {}, {}}).end;
  EXPECT_THAT(message_of([&] { restore(*other, save(*engine, sequence)); }), HasSubstr("configuration"));
  SavedState saved = save(*engine, sequence);
  saved.model.weights = std::string(32, '0');
  EXPECT_THAT(message_of([&] { restore(*engine, std::move(saved)); }), HasSubstr("weights"));
  saved = save(*engine, sequence);
  saved.fields.pop_back();
  EXPECT_THAT(message_of([&] { restore(*engine, std::move(saved)); }), HasSubstr("arrays; this model wants"));
}

TEST(Restored, NeedsTheFingerprintThatWasAskedFor) {
  const auto engine = open_golden("groups1");
  EXPECT_EQ(message_and_hint_of([&] { engine->fingerprint(); }),
            "the model's fingerprint was not asked for [set EngineOptions::fingerprint]");
}

}  // namespace
}  // namespace constate::engine
