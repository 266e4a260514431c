#include "engine/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace constate::engine {
namespace {

using ::testing::ElementsAre;

// What goes on after a token was dropped is what a text has that never held it, but for the number of draws.
TEST(History, ADroppedTokenIsNoPartOfTheText) {
  History with(8), without(8);
  for (History* h : {&with, &without}) {
    h->fed(std::vector<std::int32_t>{1, 2});
    h->chosen(3);
    h->fed(std::vector<std::int32_t>{3});
  }
  with.chosen(5);
  EXPECT_THAT(with.to_feed(std::vector<std::int32_t>{7}), ElementsAre(5, 7));
  with.drop_next();
  EXPECT_THAT(with.to_feed(std::vector<std::int32_t>{7}), ElementsAre(7));
  EXPECT_EQ(with.next(), std::nullopt);
  EXPECT_THAT(with.recent(), ElementsAre(1, 2, 3));
  EXPECT_THAT(with.seen(), ElementsAre(0, 1, 1, 1, 0, 0, 0, 0));
  EXPECT_EQ(with.tokens(), 3);
  EXPECT_EQ(with.drawn(), 2);
  SavedState a, b;
  with.write(a);
  without.write(b);
  EXPECT_EQ(a.tokens_hash, b.tokens_hash);
}

TEST(History, ADroppedTokenThatWasThereBeforeStaysSeen) {
  History h(4);
  h.fed(std::vector<std::int32_t>{1});
  h.chosen(1);
  h.drop_next();
  h.drop_next();  // there is none any more
  EXPECT_THAT(h.seen(), ElementsAre(0, 1, 0, 0));
  EXPECT_THAT(h.recent(), ElementsAre(1));
}

}  // namespace
}  // namespace constate::engine
