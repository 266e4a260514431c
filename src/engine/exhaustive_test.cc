// Every length, every split, every kept prefix, and thousands of round trips through a file, on a small model
// with random weights: a share of each in CI, all of it in a soak (support/soak.h).
//
// In f32, two ways may be twice the derived bound apart (rounding.h); in bf16, what check::allowed_difference
// allows.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/file.h"
#include "base/testing.h"
#include "check/self_check.h"
#include "engine/scoring.h"
#include "models/families/mamba2_config.h"
#include "models/registry.h"
#include "support/lively_weights.h"
#include "support/rounding.h"
#include "support/soak.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;
using models::mamba2::Config;

constexpr std::size_t kLongest = 1030;  // four of the device's longest segments, and a rest

// What CI takes of 1, ..., kLongest: both ends, and around the lengths of chunks (128) and segments (32, 128,
// 256) and the ends of the segments that a text of kLongest goes in.
std::vector<std::size_t> places() {
  return soak_places(kLongest,
                     {1,   2,   3,   31,  32,  33,  64,  96,  127, 128, 129,  160,  255,  256,  257, 287,
                      288, 289, 383, 384, 385, 511, 512, 513, 767, 768, 1023, 1024, 1025, 1029, 1030});
}

const Json& configuration() {
  static const Json config{{"model_type", "mamba2"}, {"hidden_size", 16}, {"num_hidden_layers", 2},
                           {"num_heads", 4},         {"head_dim", 8},     {"n_groups", 2},
                           {"state_size", 8},        {"expand", 2},       {"conv_kernel", 4},
                           {"vocab_size", 40},       {"use_bias", true},  {"chunk_size", 256}};
  return config;
}

// One for all tests, so that each program is compiled once.
Engine& small_engine(DType dtype) {
  static std::map<DType, std::unique_ptr<Engine>> made;
  std::unique_ptr<Engine>& engine = made[dtype];
  if (engine) return *engine;
  EngineOptions options;
  options.device = cpu();
  options.dtype = dtype;
  options.fingerprint = true;
  engine = Engine::make(models::make_model(configuration(), "a small model"), lively_weights(17), options);
  return *engine;
}

std::vector<std::byte> bits_of(const Sequence& sequence) {
  std::vector<std::byte> out;
  const auto add = [&](const pjrt::Buffer& part) {
    const HostArray host = part.to_host();
    out.insert(out.end(), host.bytes().begin(), host.bytes().end());
  };
  for (const pjrt::Buffer& part : sequence.state->parts) add(part);
  if (sequence.logits) add(*sequence.logits);
  return out;
}

Ids joined(Ids a, const Ids& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Whether a text of `all` tokens goes in the same segments when it is fed in two pieces, the first of `at`.
bool has_the_same_segments(const Engine& engine, std::size_t at, std::size_t all) {
  std::vector<std::int64_t> parts = engine.segments_for(static_cast<std::int64_t>(at));
  std::int64_t end = 0;
  for (const std::int64_t length : parts) end += length;
  const std::vector<std::int64_t> rest = engine.segments_for(static_cast<std::int64_t>(all - at));
  parts.insert(parts.end(), rest.begin(), rest.end());
  return (at == all || end == static_cast<std::int64_t>(at)) &&
         parts == engine.segments_for(static_cast<std::int64_t>(all));
}

class Exhaustive : public ::testing::TestWithParam<DType> {
 protected:
  // How far two ways may be apart after so many tokens, of the largest element of the part.
  double bound(const std::string& part, std::size_t tokens) const {
    if (GetParam() != DType::kF32) return check::allowed_difference(*engine);
    return 2 * rounding(config, {.tokens = static_cast<double>(tokens)}).at(part);
  }

  void expect_within(const check::Snapshot& got, const check::Snapshot& want, std::size_t tokens,
                     const std::string& what) const {
    for (const check::Snapshot::Part& part : got.parts) {
      const auto other = std::find_if(want.parts.begin(), want.parts.end(),
                                      [&](const auto& p) { return p.name == part.name; });
      ASSERT_NE(other, want.parts.end()) << part.name;
      EXPECT_LE(check::largest_difference(part.values, other->values), bound(part.name, tokens))
          << what << ", " << part.name;
    }
  }

  // The token has the largest logit after `text`, or one that rounding may have put above it.
  void expect_a_choice(const Ids& text, std::int32_t token, const std::string& what) const {
    const check::Snapshot there = whole(*engine, text);
    const std::vector<float>& logits = there.parts[0].values;
    const auto [least, most] = std::minmax_element(logits.begin(), logits.end());
    const double size = std::max(*most, -*least);
    EXPECT_LE(*most - logits[static_cast<std::size_t>(token)], 2 * bound("logits", text.size()) * size)
        << what << ", after " << text.size() << " tokens";
  }

  // Up to the first tie that was decided otherwise.
  void expect_the_same_choices(const Ids& prompt, const Ids& got, const Ids& want,
                               const std::string& what) const {
    ASSERT_EQ(got.size(), want.size()) << what;
    const auto differs = std::mismatch(got.begin(), got.end(), want.begin()).first;
    if (differs == got.end()) return;
    const Ids text = joined(prompt, Ids(got.begin(), differs));
    expect_a_choice(text, *differs, what);
    expect_a_choice(text, want[text.size() - prompt.size()], what);
  }

  Sequence fed(const Sequence& from, const Ids& more) const { return feed(*engine, from, more); }
  Sequence fed(const Ids& text) const { return fed(Sequence::empty(*engine), text); }
  check::Snapshot snapshot_of(const Sequence& s) const { return snapshot(*engine, *s.logits, *s.state); }

  Engine* const engine = &small_engine(GetParam());
  const Config config = models::mamba2::parse_config(configuration(), "a small model");
  const Ids ids = random_ids(*engine, kLongest, 23);
};

// Row 17 of the reliability table: after a prompt of each length, 32 tokens one by one leave the state that
// they leave as a prompt, and each is the choice of the matrix form.
TEST_P(Exhaustive, DecodingAfterAPromptOfAnyLengthIsFeedingItsTokens) {
  for (const std::size_t n : places()) {
    const std::string what = fmt::format("prompt of {}", n);
    Generation generation(*engine, {{prefix(ids, n), 32, {}, {}}}, {.block = 32});
    while (generation.step()) {
    }
    const Ids text = joined(prefix(ids, n), generation.tokens(0));
    ASSERT_EQ(text.size(), n + 32);
    const Ids seen = prefix(text, text.size() - 1);
    expect_within(snapshot(*engine, *generation.sequence(0).state), whole(*engine, seen), seen.size(), what);

    State state = engine->new_state(1);
    const Scores scores = score(*engine, state, std::vector<ScoreRow>{{text}})[0];
    for (std::size_t i = n; i < text.size(); ++i)
      if (scores.likeliest[i - 1] == 0) expect_a_choice(prefix(text, i), text[i], what);
  }
}

// Row 18: a prompt that is fed in two pieces is the whole; bit for bit where its segments are the same.
TEST_P(Exhaustive, APromptSplitAnywhereIsTheWhole) {
  const Sequence all = fed(ids);
  const check::Snapshot want = snapshot_of(all);
  std::vector<std::size_t> same;
  for (const std::size_t at : places()) {
    const Sequence parts = fed(fed(prefix(ids, at)), suffix(ids, at));
    EXPECT_EQ(parts.history.tokens(), all.history.tokens());
    EXPECT_EQ(save(*engine, parts).tokens_hash, save(*engine, all).tokens_hash);
    if (has_the_same_segments(*engine, at, kLongest)) {
      EXPECT_TRUE(bits_of(parts) == bits_of(all)) << "split at " << at;
      same.push_back(at);
    } else {
      expect_within(snapshot_of(parts), want, kLongest, fmt::format("split at {}", at));
    }
  }
  EXPECT_EQ(same, (std::vector<std::size_t>{256, 512, 768, 1024, 1030}));
}

// Row 19: two requests that go on from one kept prefix give what each gives without it, and feed no token of
// it again. What is kept stays as it was.
TEST_P(Exhaustive, GoingOnFromAKeptPrefixIsFeedingAllOfIt) {
  const auto run = [&](std::vector<Request> requests) {
    auto out = std::make_unique<Generation>(
        *engine, std::move(requests),
        GenerationOptions{.batch = 2, .fixed_batch = true, .block = 8, .prompts_apart = true, .keep = true});
    while (out->step()) {
    }
    return out;
  };
  const Ids other = random_ids(*engine, 5, 24);
  const auto without = run({{ids, 8, {}, {}}});
  for (const std::size_t n : places()) {
    const std::string what = fmt::format("prefix of {}", n);
    const auto kept = std::make_shared<const Sequence>(fed(prefix(ids, n)));
    const std::vector<std::byte> before = bits_of(*kept);
    const auto with = run({{suffix(ids, n), 8, {}, {}, kept}, {other, 8, {}, {}, kept}});
    EXPECT_EQ(with->timings().prompt_tokens, static_cast<std::int64_t>(kLongest - n + other.size()));
    EXPECT_TRUE(bits_of(*kept) == before) << what;
    expect_the_same_choices(ids, with->tokens(0), without->tokens(0), what);
    if (has_the_same_segments(*engine, n, kLongest)) {
      EXPECT_EQ(with->tokens(0), without->tokens(0)) << what;
      EXPECT_TRUE(bits_of(with->sequence(0)) == bits_of(without->sequence(0))) << what;
    }
    const Ids text = joined(prefix(ids, n), other);
    expect_the_same_choices(text, with->tokens(1), run({{text, 8, {}, {}}})->tokens(0), what);
  }
}

// Row 20: a text that goes through a file at every turn, with others that fork from it, is the text that
// never did. What comes back has the same bits, is saved as the same file, and goes on with the same bits.
TEST_P(Exhaustive, RoundTripsThroughAFileAreExact) {
  const TempDir folder;
  const auto first = folder.path / "first", second = folder.path / "second";
  Random random(31);
  std::vector<Sequence> alive(6, Sequence::empty(*engine, /*keeps_ids=*/true));
  const auto one_more = [&](const Sequence& from) -> Sequence {
    if (!from.state || random.one_in(2))
      return fed(from, random_ids(*engine, static_cast<std::size_t>(random.between(1, 4)),
                                  static_cast<std::uint64_t>(random.between(0, 1 << 30))));
    Request request{{}, random.between(1, 4), {}, {}, std::make_shared<const Sequence>(from)};
    if (random.one_in(2)) request.sampling = {.temperature = 0.9, .repetition_penalty = 1.1, .seed = 7};
    Generation generation(*engine, {request}, {.block = 4});
    while (generation.step()) {
    }
    return generation.sequence(0);
  };
  const int trips = soak_share(10'000, 250);
  for (int trip = 0; trip < trips; ++trip) {
    const Sequence now = one_more(random.choice(alive));  // the one that it forks from stays
    SavedState saved = save(*engine, now);
    write_state(first, saved);
    const Sequence back = restore(*engine, read_state(first));
    SavedState again = save(*engine, back);
    again.saved_at = saved.saved_at;
    write_state(second, again);
    ASSERT_TRUE(bits_of(back) == bits_of(now)) << trip;
    ASSERT_TRUE(read_text(first) == read_text(second)) << trip;
    const Ids next{static_cast<std::int32_t>(random.between(0, engine->vocab_size() - 1))};
    ASSERT_TRUE(bits_of(fed(back, next)) == bits_of(fed(now, next))) << trip;
    alive[static_cast<std::size_t>(random.between(0, 5))] = back;
  }
  for (const Sequence& s : alive) {
    if (!s.state) continue;
    const Ids& text = *s.history.ids();
    EXPECT_EQ(static_cast<std::int64_t>(text.size()), s.history.tokens());
    expect_within(snapshot(*engine, *s.state), whole(*engine, text), text.size(), "after all trips");
  }
}

INSTANTIATE_TEST_SUITE_P(Types, Exhaustive, ::testing::Values(DType::kF32, DType::kBF16),
                         [](const auto& test) { return std::string(user_name(test.param)); });

}  // namespace
}  // namespace constate::engine
