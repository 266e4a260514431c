#include "serve/cors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"

namespace constate::serve {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

http::Request request_of(const std::string& method, http::Fields headers) {
  http::Request out;
  out.method = method;
  out.headers = std::move(headers);
  return out;
}
const http::Request kFromApp = request_of("POST", {{"Origin", "https://app.example"}});

TEST(Cors, IsOffByDefault) {
  const Cors none({});
  EXPECT_FALSE(none.allows("https://app.example"));
  EXPECT_THAT(none.headers(kFromApp), IsEmpty());
  EXPECT_FALSE(none.is_preflight(
      request_of("OPTIONS", {{"Origin", "https://app.example"}, {"Access-Control-Request-Method", "POST"}})));
}

TEST(Cors, NamesTheOriginThatIsAllowedAndNoOther) {
  const Cors cors({"https://app.example", "http://localhost:3000"});
  EXPECT_THAT(cors.headers(kFromApp), Contains(Pair("Access-Control-Allow-Origin", "https://app.example")));
  for (const char* origin :
       {"https://app.example:8443", "http://app.example", "https://app.example.evil", "null"}) {
    const http::Fields fields = cors.headers(request_of("POST", {{"Origin", origin}}));
    EXPECT_EQ(fields, (http::Fields{{"Vary", "Origin"}})) << origin;
  }
  EXPECT_EQ(cors.headers(request_of("GET", {})), (http::Fields{{"Vary", "Origin"}}));
  const http::Fields all = Cors({"*"}).headers(request_of("POST", {{"Origin", "null"}}));
  EXPECT_THAT(all, Contains(Pair("Access-Control-Allow-Origin", "*")));
  EXPECT_THAT(all, Not(Contains(Pair("Access-Control-Allow-Credentials", ::testing::_))));
}

TEST(Cors, AnswersTheQuestionBeforeARequest) {
  const Cors cors({"https://app.example"});
  const auto asked = [](const std::string& origin, const std::string& names) {
    return request_of("OPTIONS", {{"Origin", origin},
                                  {"Access-Control-Request-Method", "POST"},
                                  {"Access-Control-Request-Headers", names}});
  };
  const http::Request good = asked("https://app.example", "authorization,content-type,x-stainless-os");
  ASSERT_TRUE(cors.is_preflight(good));
  const http::Response answer = cors.preflight(good);
  EXPECT_EQ(answer.status, 204);
  EXPECT_THAT(answer.headers, Contains(Pair("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")));
  EXPECT_THAT(answer.headers,
              Contains(Pair("Access-Control-Allow-Headers", "authorization,content-type,x-stainless-os")));
  EXPECT_FALSE(cors.is_preflight(asked("https://evil.example", "authorization")));
  EXPECT_FALSE(cors.is_preflight(kFromApp));
  EXPECT_THAT(cors.preflight(asked("https://app.example", "a\tb: c")).headers,
              Not(Contains(Pair("Access-Control-Allow-Headers", ::testing::_))));
}

TEST(Cors, RefusesWhatIsNoOrigin) {
  for (const char* bad : {"", "app.example", "https://", "https://app.example/", "https://App.example",
                          "://a", "null", "https://a b", "https://*.example"})
    EXPECT_THAT(message_of([&] { Cors cors({bad}); }), HasSubstr("an origin as browsers name it is expected"))
        << bad;
  EXPECT_EQ(message_of([] { Cors cors({"http://[::1]:3000", "moz-extension://0a1b"}); }), "no error");
}

}  // namespace
}  // namespace constate::serve
