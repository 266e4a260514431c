#include "engine/saved_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/file.h"
#include "base/testing.h"
#include "engine/saved_state_testing.h"

namespace constate::engine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void expect_same(const HostArray& a, const HostArray& b, const std::string& what) {
  EXPECT_EQ(a.shape(), b.shape()) << what;
  EXPECT_EQ(text_of(a.bytes()), text_of(b.bytes())) << what;
}

void expect_same_sampling(const Sampling& a, const Sampling& b) {
  EXPECT_EQ(a.temperature, b.temperature);
  EXPECT_EQ(a.top_k, b.top_k);
  EXPECT_EQ(a.top_p, b.top_p);
  EXPECT_EQ(a.min_p, b.min_p);
  EXPECT_EQ(a.repetition_penalty, b.repetition_penalty);
  EXPECT_EQ(a.seed, b.seed);
}

void expect_same_head(const StateHead& a, const StateHead& b) {
  EXPECT_EQ(a.model, b.model);
  EXPECT_EQ(a.tokens, b.tokens);
  EXPECT_EQ(a.tokens_hash, b.tokens_hash);
  EXPECT_EQ(a.recent, b.recent);
  EXPECT_EQ(a.withheld, b.withheld);
  EXPECT_EQ(a.next, b.next);
  expect_same_sampling(a.sampling, b.sampling);
  EXPECT_EQ(a.drawn, b.drawn);
  EXPECT_EQ(a.dtype, b.dtype);
  EXPECT_EQ(a.device, b.device);
  EXPECT_EQ(a.program, b.program);
  EXPECT_EQ(a.saved_at, b.saved_at);
}

void expect_same(const SavedState& a, const SavedState& b) {
  expect_same_head(a, b);
  EXPECT_EQ(a.ids, b.ids);
  EXPECT_EQ(a.logits.has_value(), b.logits.has_value());
  if (a.logits && b.logits) expect_same(*a.logits, *b.logits, "logits");
  expect_same(a.seen, b.seen, "seen");
  ASSERT_EQ(a.fields.size(), b.fields.size());
  for (std::size_t i = 0; i < a.fields.size(); ++i) {
    EXPECT_EQ(a.fields[i].first, b.fields[i].first);
    expect_same(a.fields[i].second, b.fields[i].second, a.fields[i].first);
  }
  EXPECT_EQ(a.notes, b.notes);
}

TEST(SavedState, RoundTrip) {
  const TempDir dir;
  const fs::path file = dir.path / "a";
  for (const auto make : {small_state, state_with_logits, first_state}) {
    write_state(file, make());
    expect_same(read_state(file), make());
    const StateFacts facts = read_state_facts(file);
    expect_same_head(facts, make());
    EXPECT_EQ(facts.has_ids, make().ids.has_value());
    EXPECT_EQ(facts.has_logits, make().logits.has_value());
    EXPECT_EQ(facts.vocabulary, 10);
    EXPECT_EQ(facts.file_bytes, fs::file_size(file));
    EXPECT_EQ(facts.state_bytes(), 24 + 16 + 8);
    ASSERT_EQ(facts.fields.size(), 3u);
    EXPECT_EQ(facts.fields[1], std::pair(std::string("layers.0.ssm"), Shape{DType::kBF16, {2, 2, 2}}));
    EXPECT_EQ(facts.notes.size(), make().notes.size());
  }
}

TEST(SavedState, FieldsStayInTheModelsOrder) {
  const TempDir dir;
  SavedState s = small_state();
  s.fields.clear();
  const std::vector<std::string> names{"layers.10.ssm", "layers.2.ssm", "a", "layers.9.ssm", "b"};
  for (const std::string& name : names)
    s.fields.emplace_back(name, array_of(name == "a" ? DType::kBF16 : DType::kF32, {3}, 5));
  write_state(dir.path / "x", s);
  std::vector<std::string> got;
  for (const auto& [name, array] : read_state(dir.path / "x").fields) got.push_back(name);
  EXPECT_EQ(got, names);
}

TEST(SavedState, TheSameValueGivesTheSameBytes) {
  const TempDir dir;
  write_state(dir.path / "a", small_state());
  write_state(dir.path / "b", small_state());
  write_state(dir.path / "c", read_state(dir.path / "a"));
  EXPECT_EQ(read_text(dir.path / "a"), read_text(dir.path / "b"));
  EXPECT_EQ(read_text(dir.path / "a"), read_text(dir.path / "c"));
}

// Large enough for several blocks, with a last one that is not full.
TEST(SavedState, LargeFields) {
  const TempDir dir;
  SavedState s = state_with_logits();
  s.fields.emplace_back("large", array_of(DType::kF32, {3, 100'003}, 11));
  write_state(dir.path / "x", s);
  expect_same(read_state(dir.path / "x"), s);
  std::string bytes = read_text(dir.path / "x");
  const std::size_t at = bytes.size() - 200'000;
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  const auto file = dir.write("x", bytes);
  EXPECT_THAT(message_of([&] { read_state(file); }), HasSubstr("tensor `state.large` has the checksum "));
}

TEST(SavedState, SettingsReadBackBitForBit) {
  const TempDir dir;
  std::uint64_t seed = 1;
  const auto random = [&] {
    seed = seed * 6364136223846793005 + 1442695040888963407;
    return static_cast<double>(seed >> 11) / 9007199254740992.0;
  };
  for (int i = 0; i < 100; ++i) {
    SavedState s = small_state();
    s.sampling = {100 * random(),        i,   std::max(random(), 1e-9), random() / (1 + i * 1e5),
                  100 * random() + 1e-9, seed};
    write_state(dir.path / "x", s);
    expect_same_sampling(read_state_facts(dir.path / "x").sampling, s.sampling);
  }
}

TEST(SavedState, NothingThatIsNotFinite) {
  const TempDir dir;
  const std::string path = (dir.path / "x").string();
  const auto refused = [&](SavedState s) { return message_of([&] { write_state(path, s); }); };
  for (const float value : {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
                            std::nanf("1"), -std::nanf("0x7ff")}) {
    SavedState s = state_with_logits();
    s.logits->as<float>()[9] = value;
    EXPECT_EQ(refused(std::move(s)), path + ": tensor `logits` holds NaN or an infinity");
    s = small_state();
    s.fields[0].second.as<float>()[0] = value;
    EXPECT_EQ(refused(std::move(s)), path + ": tensor `state.layers.0.conv` holds NaN or an infinity");
    s = small_state();
    s.fields[1].second.as<std::uint16_t>()[7] = bf16_from_f32(value);
    EXPECT_EQ(refused(std::move(s)), path + ": tensor `state.layers.0.ssm` holds NaN or an infinity");
    s = small_state();
    s.fields[2].second.as<std::uint16_t>()[3] = f16_from_f32(value);
    EXPECT_EQ(refused(std::move(s)), path + ": tensor `state.layers.1.conv` holds NaN or an infinity");
  }
  EXPECT_TRUE(fs::is_empty(dir.path));
  SavedState s = small_state();  // the largest and the smallest there are
  s.fields[0].second.as<float>()[0] = std::numeric_limits<float>::max();
  s.fields[0].second.as<float>()[1] = std::numeric_limits<float>::denorm_min();
  s.fields[2].second.as<std::uint16_t>()[0] = 0xFBFF;
  write_state(path, s);
  expect_same(read_state(path), s);
}

// The rules hold where a state is written, not only where one is read.
TEST(SavedState, WhatContradictsItselfIsNotWritten) {
  const TempDir dir;
  const std::string path = (dir.path / "x").string();
  const auto refused = [&](void (*change)(SavedState&), SavedState (*make)() = small_state) {
    SavedState s = make();
    change(s);
    const std::string message = message_of([&] { write_state(path, s); });
    EXPECT_THAT(message, StartsWith(path + ": "));
    return message.substr(std::min(message.size(), path.size() + 2));
  };
  EXPECT_EQ(refused([](SavedState& s) { s.tokens = 6; }),
            "tensor `ids` is s32 of all `tokens`, 6; got s32[5]");
  EXPECT_EQ(refused([](SavedState& s) { s.next = 8; }), "`recent` ends with `next`, which is 8; got 9");
  EXPECT_EQ(refused([](SavedState& s) { s.recent.clear(); }),
            "`recent` ends with `next`, which is 9; got no id");
  EXPECT_EQ(refused([](SavedState& s) { s.recent[4] = 4; }),
            "tensor `ids` ends with the ids of `recent`; got others");
  EXPECT_EQ(refused([](SavedState& s) { s.next.reset(); }),
            "`recent` has 6 ids that were fed; `tokens` is 5");
  EXPECT_EQ(refused([](SavedState& s) { s.fields.clear(); }), "there is no tensor `state.…`");
  EXPECT_EQ(refused([](SavedState& s) { s.seen = HostArray(); }), "tensor `seen` is pred [v]; got f32[]");
  EXPECT_EQ(refused([](SavedState& s) {
              s.fields.push_back({"layers.0.ssm", array_of(DType::kF32, {1}, 1)});
            }),
            "tensor `state.layers.0.ssm` stands twice");
  EXPECT_EQ(refused([](SavedState& s) { s.notes["x"] = "\xff"; }), "tensor `note.x` is not UTF-8");
  EXPECT_EQ(refused([](SavedState& s) { s.notes["\xff"] = "x"; }), "`note.…` is UTF-8 of at most 200 bytes");
  EXPECT_EQ(refused([](SavedState& s) { s.notes["x"].assign(16 << 20, 'x'); }),
            "notes take at most 16777216 bytes together; got 16777241");
  EXPECT_EQ(refused([](SavedState& s) { s.sampling.top_p = std::nan(""); }),
            "sampling: top-p must be above 0 and at most 1; got nan");
  EXPECT_EQ(refused([](SavedState& s) { s.saved_at = -1; }),
            "`saved_at` is in the years 1970 to 9999; got -1 seconds");
  EXPECT_EQ(refused(
                [](SavedState& s) {
                  s.tokens = 0;
                  s.recent.clear();
                },
                state_with_logits),
            "`withheld` is of the text of `recent`, which is empty");
  EXPECT_EQ(refused([](SavedState& s) { s.logits.reset(); }, state_with_logits),
            "after a token there is `next` or tensor `logits`; got neither");
  EXPECT_EQ(refused([](SavedState& s) { s.logits = array_of(DType::kF32, {10}, 1); }, first_state),
            "before the first token there is no tensor `logits`; got one");
  EXPECT_TRUE(fs::is_empty(dir.path));
}

TEST(TokenHash, IsTheSameHoweverTheIdsAreSplit) {
  const std::vector<std::int32_t> ids{5, 0, 2'147'483'647, 17, -1, 5};
  TokenHash whole;
  EXPECT_EQ(whole.hex(), std::string(32, '0'));
  whole.add(ids);
  EXPECT_EQ(whole.hex(), "7b1b3cd9d4c9ff7a445ce03d3d1da8f3");
  for (std::size_t i = 0; i <= ids.size(); ++i) {
    TokenHash first;
    first.add(std::span(ids).first(i));
    TokenHash second = TokenHash::from_hex(first.hex());  // all that a saved state keeps
    second.add(std::span(ids).subspan(i));
    EXPECT_EQ(second, whole);
  }
  TokenHash other;
  other.add(std::vector<std::int32_t>{0, 5, 2'147'483'647, 17, -1, 5});
  EXPECT_NE(other, whole);
  EXPECT_EQ(message_of([] { TokenHash::from_hex("12"); }), "a hash of tokens is 32 hex digits; got 2 bytes");
}

TEST(SameModel, SaysWhatDiffers) {
  const ModelFingerprint a = small_state().model;
  const auto with = [&](auto change) {
    ModelFingerprint b = a;
    change(b);
    return message_of([&] { check_same_model(a, b); });
  };
  const std::string other = "the state is of another model: ";
  EXPECT_EQ(with([](ModelFingerprint&) {}), "no error");
  EXPECT_EQ(with([](ModelFingerprint& b) { b.weights[0] = '0'; }),
            other + "the configuration is the same, the weights differ (fedcba98… and 0edcba98…)");
  EXPECT_EQ(with([](ModelFingerprint& b) { b.configuration[0] = '1'; }),
            other + "the weights are the same, the configuration differs (01234567… and 11234567…)");
  EXPECT_EQ(with([](ModelFingerprint& b) { b.configuration = b.weights = std::string(32, 'a'); }),
            other +
                "the configuration differs (01234567… and aaaaaaaa…), and so do the weights (fedcba98… and "
                "aaaaaaaa…)");
  EXPECT_EQ(with([](ModelFingerprint& b) { b.model_type = "rwkv"; }),
            other + "it is of a `mamba2`, this is a `rwkv`");
}

}  // namespace
}  // namespace constate::engine
