#include "engine/state_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/saved_state_testing.h"

namespace constate::engine {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> told(const StateDifference& d) {
  std::vector<std::string> out;
  for (const WordDifference& w : d.words) out.push_back(w.name + ": " + w.a + " | " + w.b);
  for (const ArrayDifference& a : d.arrays)
    if (!a.same()) out.push_back(a.name);
  return out;
}

TEST(StateDifference, NoneWhereTheStateIsTheSame) {
  SavedState later = small_state();
  later.saved_at += 100;
  later.device = "another device";
  later.program = "constate 0.2.0";
  later.dtype = "f32";
  const StateDifference d = difference(small_state(), later);
  EXPECT_TRUE(d.same());
  EXPECT_THAT(told(d), ElementsAre());
  EXPECT_EQ(d.arrays.size(), 3u);
}

TEST(StateDifference, OfWords) {
  SavedState b = small_state();
  b.sampling.seed = 7;
  b.drawn = 4;
  b.seen.as<std::uint8_t>()[0] = 1;
  b.notes = {{"chat", "[]"}, {"more", "x"}};
  EXPECT_THAT(told(difference(small_state(), b)),
              ElementsAre("drawn: 3 | 4", "sampling.seed: 18446744073709551615 | 7",
                          "seen: 5 of 10 ids | 6 of 10 ids", "note.chat: 15 bytes | 2 bytes",
                          "note.empty: 0 bytes | none", "note.more: none | 1 bytes"));
  EXPECT_THAT(told(difference(small_state(), state_with_logits())),
              ElementsAre("next: 9 | none", "recent: 3 1 4 1 5 9 | 3 1 4 1 5", "ids: 5 ids | none",
                          "note.chat: 15 bytes | none", "note.empty: 0 bytes | none", "logits"));
}

TEST(StateDifference, OfModels) {
  SavedState b = small_state();
  b.model.weights[31] = '1';
  const StateDifference d = difference(small_state(), b);
  EXPECT_FALSE(d.same());
  EXPECT_EQ(d.model.substr(0, 31), "the state is of another model: ");
  EXPECT_THAT(told(d), ElementsAre());
}

TEST(StateDifference, OfElements) {
  SavedState a = small_state(), b = small_state();
  const auto x = a.fields[0].second.as<float>(), y = b.fields[0].second.as<float>();
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = y[i] = static_cast<float>(i);
  y[4] += 0.5f;
  y[5] -= 1;
  const ArrayDifference d = difference(a, b).arrays[0];
  EXPECT_EQ(d.differing, 2);
  EXPECT_EQ(d.largest, 1);
  EXPECT_EQ(d.relative, 0.2);
  EXPECT_THAT(d.first, ElementsAre(1, 1));
  y[4] = x[4];
  y[5] = x[5];
  x[0] = 0.0f;
  y[0] = -0.0f;  // another bit, no distance
  const ArrayDifference zero = difference(a, b).arrays[0];
  EXPECT_EQ(zero.differing, 1);
  EXPECT_EQ(zero.largest, 0);
  EXPECT_FALSE(zero.same());
}

TEST(StateDifference, OfShapesAndTypes) {
  SavedState b = small_state();
  b.fields[0].second.reshape({3, 2});
  b.fields[1].second = b.fields[1].second.converted(DType::kF32);
  b.fields[2].first = "other";
  const StateDifference d = difference(small_state(), b);
  EXPECT_THAT(told(d), ElementsAre("layers.0.conv", "layers.0.ssm", "layers.1.conv", "other"));
  EXPECT_EQ(d.arrays[0].differing, 0);
  EXPECT_EQ(d.arrays[1].differing, 0);  // the same numbers in another type
  EXPECT_EQ(d.arrays[2].b, std::nullopt);
  EXPECT_EQ(d.arrays[3].a, std::nullopt);
}

}  // namespace
}  // namespace constate::engine
