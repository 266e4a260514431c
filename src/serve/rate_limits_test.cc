#include "serve/rate_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"

namespace constate::serve {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

const Clock::time_point kStart{};

class Limited : public ::testing::Test {
 protected:
  void limit(const RateLimit& limit) { limits_.set({{"ann", "key-of-ann", limit}}, kStart + at_); }
  RateLimits::Admission admit() { return limits_.admit("ann", kStart + at_); }
  std::int64_t wait() { return admit().retry_seconds; }
  RateLimits limits_;
  milliseconds at_{0};
};

TEST_F(Limited, ToldAsOpenAiTellsIt) {
  limit({6, 1'000'000});
  const RateLimits::Admission first = admit();
  EXPECT_EQ(first.retry_seconds, 0);
  EXPECT_THAT(
      first.headers,
      ElementsAre(Pair("x-ratelimit-limit-requests", "6"), Pair("x-ratelimit-remaining-requests", "5"),
                  Pair("x-ratelimit-reset-requests", "10s"), Pair("x-ratelimit-limit-tokens", "1000000"),
                  Pair("x-ratelimit-remaining-tokens", "1000000"), Pair("x-ratelimit-reset-tokens", "0ms")));
  limits_.spend("ann", 2000, kStart);
  const RateLimits::Admission second = admit();
  EXPECT_THAT(
      second.headers,
      ElementsAre(Pair("x-ratelimit-limit-requests", "6"), Pair("x-ratelimit-remaining-requests", "4"),
                  Pair("x-ratelimit-reset-requests", "20s"), Pair("x-ratelimit-limit-tokens", "1000000"),
                  Pair("x-ratelimit-remaining-tokens", "998000"), Pair("x-ratelimit-reset-tokens", "120ms")));
}

TEST_F(Limited, AfterTheTimeThatIsToldThereIsOneAgain) {
  limit({7, 0});
  for (int i = 0; i < 7; ++i) EXPECT_EQ(wait(), 0);
  for (int round = 0; round < 20; ++round) {
    const RateLimits::Admission refused = admit();
    EXPECT_THAT(refused.why, HasSubstr("this key has 7 requests a minute, and none left; try again in"));
    ASSERT_GT(refused.retry_seconds, 0);
    ASSERT_LE(refused.retry_seconds, 9);  // 60 / 7, up
    at_ += milliseconds(1000 * refused.retry_seconds - 1000);
    EXPECT_EQ(wait(), 1) << round;
    at_ += milliseconds(1000);
    EXPECT_EQ(wait(), 0) << round;
  }
}

// Whoever asks all the time, in steps that are no whole number of milliseconds, gets what the limit says.
TEST_F(Limited, OverALongTimeTheLimitIsReached) {
  limit({100, 0});
  int admitted = 0;
  for (std::int64_t us = 0; us < 600'000'000; us += 333'333)  // ten minutes
    admitted += limits_.admit("ann", kStart + std::chrono::microseconds(us)).retry_seconds == 0;
  EXPECT_EQ(admitted, 100 + 999);
  limit({kMostPerMinute, kMostPerMinute});
  at_ = std::chrono::hours(24 * 365 * 100);  // nothing overflows
  EXPECT_EQ(wait(), 0);
  limits_.spend("ann", std::int64_t{1} << 40, kStart + at_);
  EXPECT_EQ(wait(), 65911);  // 2^40 less a minute's, at 10^9 a minute
}

TEST_F(Limited, TokensBelowNothingAreWaitedFor) {
  limit({0, 60});
  limits_.spend("ann", 61, kStart);
  EXPECT_EQ(wait(), 2);
  EXPECT_THAT(admit().headers,
              ElementsAre(Pair("x-ratelimit-limit-tokens", "60"), Pair("x-ratelimit-remaining-tokens", "0"),
                          Pair("x-ratelimit-reset-tokens", "1m1s")));
  at_ += milliseconds(2000);
  EXPECT_EQ(wait(), 0);
  limits_.spend("bob", 1000, kStart);  // who has no limit
  EXPECT_EQ(limits_.admit("bob", kStart).headers.size(), 0u);
}

TEST_F(Limited, NewLimitsLeaveWhatHasNotChanged) {
  limit({2, 0});
  EXPECT_EQ(wait(), 0);
  limit({2, 0});
  EXPECT_EQ(wait(), 0);
  EXPECT_EQ(wait(), 30);
  limit({3, 0});  // another one begins full
  EXPECT_EQ(wait(), 0);
  limit({});
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(wait(), 0);
}

TEST(ApiKeys, LinesOfTheFile) {
  const TempDir dir;
  const std::string file = dir.write("keys",
                                     "# who\n\nann key-of-ann\n  key-without-name tokens-per-minute=5\n"
                                     "bob c2VjcmV0cw== requests-per-minute=0 tokens-per-minute=7\n");
  const std::vector<ApiKey> keys = read_api_keys(file, {10, 20});
  ASSERT_EQ(keys.size(), 3u);
  EXPECT_EQ(keys[0].name, "ann");
  EXPECT_EQ(keys[0].limit, (RateLimit{10, 20}));
  EXPECT_EQ(keys[1].name, "key4");
  EXPECT_EQ(keys[1].key, "key-without-name");
  EXPECT_EQ(keys[1].limit, (RateLimit{10, 5}));
  EXPECT_EQ(keys[2].key, "c2VjcmV0cw==");
  EXPECT_EQ(keys[2].limit, (RateLimit{0, 7}));
  EXPECT_EQ(find_key(keys, "key-of-ann"), &keys[0]);
  for (const char* none : {"", "key-of-an", "key-of-anna", "ann"}) EXPECT_EQ(find_key(keys, none), nullptr);
}

TEST(ApiKeys, WhatIsWrongIsSaidWithoutTheKey) {
  const TempDir dir;
  const auto error = [&](const std::string& line) {
    const std::string file = dir.write("keys", "first key-of-first\n" + line + "\n");
    const std::string out = message_of([&] { read_api_keys(file); });
    EXPECT_THAT(out, HasSubstr("keys:2: ")) << line;
    EXPECT_THAT(out, Not(HasSubstr("secret"))) << line;
    return out.substr(out.find(":2: ") + 4);
  };
  const std::string form = "[NAME] KEY [requests-per-minute=N] [tokens-per-minute=N] is expected";
  EXPECT_EQ(error("ann secret-1 more"), form);
  EXPECT_EQ(error("requests-per-minute=5"), form);
  EXPECT_EQ(error("secret"), "a key has at least 8 characters");
  EXPECT_EQ(error("secret-1 request-per-minute=5"), "word 2 is not known: " + form);
  EXPECT_EQ(error("secret-1 name=ann"), "word 2 is not known: " + form);
  EXPECT_EQ(error("secret-1 tokens-per-minute=5 secret-2"), "word 3 is not known: " + form);
  for (const char* bad : {"", "-1", "1.5", "1000000001", "99999999999999999999", "5m"})
    EXPECT_EQ(error(std::string("ann secret-1 tokens-per-minute=") + bad),
              "tokens-per-minute: an integer between 0 and 1000000000 is expected");
  EXPECT_EQ(error("secret-1 tokens-per-minute=5 tokens-per-minute=6"), "tokens-per-minute stands twice");
  EXPECT_EQ(error("first secret-1"), "the name or the key stands twice");
  EXPECT_EQ(error("other key-of-first"), "the name or the key stands twice");
}

}  // namespace
}  // namespace constate::serve
