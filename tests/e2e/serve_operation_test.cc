// How `constate serve` is operated: who may ask how often, what is reread while it runs, and where options
// come from.
#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>

#include "base/file.h"
#include "serve.h"

namespace constate::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kShort = R"({"prompt": "a", "max_tokens": 2, "ignore_eos": true})";

std::string bearer(const std::string& key) { return "Authorization: Bearer " + key + "\r\n"; }

TEST(ServeOperation, LimitsKeysAndReadsThemAnew) {
  const TempDir dir;
  const std::string keys = dir.write("keys",
                                     "ann key-of-ann requests-per-minute=1\n"
                                     "bob key-of-bob tokens-per-minute=10\n"
                                     "eve key-of-eve\n");
  Server server({"--batch", "1", "--api-key-file", keys, "--requests-per-minute", "1000"});
  const auto ask = [&](const std::string& who, const std::string& body = kShort) {
    return server.post("/v1/completions", body, bearer("key-of-" + who));
  };
  EXPECT_THAT(ask("eve").head, HasSubstr("\r\nx-ratelimit-limit-requests: 1000\r\n"));
  const Reply stream = ask("ann", R"({"prompt": "a", "max_tokens": 2, "stream": true})");
  EXPECT_EQ(stream.status, 200) << stream.body;
  EXPECT_THAT(stream.head, HasSubstr("\r\nx-ratelimit-limit-requests: 1\r\n"));
  EXPECT_THAT(stream.head, HasSubstr("\r\nx-ratelimit-remaining-requests: 0\r\n"));
  EXPECT_THAT(stream.head, Not(HasSubstr("tokens:")));
  const Reply refused = ask("ann");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.json().at("error").at("code"), "rate_limit_exceeded");
  EXPECT_THAT(refused.error(), HasSubstr("this key has 1 requests a minute, and none left"));
  EXPECT_THAT(refused.head, HasSubstr("\r\nx-ratelimit-remaining-requests: 0\r\n"));
  EXPECT_EQ(server.get("/v1/models", bearer("key-of-ann")).status, 200);  // reading is not counted
  // Tokens of the prompt and of the answer.
  const std::vector<int> prompt(60, 17);
  EXPECT_EQ(ask("bob", Json{{"prompt", prompt}, {"max_tokens", 41}, {"ignore_eos", true}}.dump()).status,
            200);
  const Reply spent = ask("bob");
  EXPECT_EQ(spent.status, 429);
  EXPECT_THAT(spent.error(), HasSubstr("this key has 10 tokens a minute, and none left"));
  EXPECT_THAT(spent.head, HasSubstr("\r\nx-ratelimit-remaining-tokens: 0\r\n"));

  dir.write("keys", "ann key-of-ann\nmia key-of-mia\n");
  server.process().signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return ask("mia").status == 200; }));
  EXPECT_EQ(ask("ann").status, 200);
  EXPECT_EQ(ask("bob").status, 401);
  dir.write("keys", "ann key-of-ann\nnew key-of-new requests=3\n");
  server.process().signal(SIGHUP);
  server.process().wait_for_err("the keys from before stay in force");
  EXPECT_EQ(ask("mia").status, 200);
  EXPECT_EQ(ask("new").status, 401);
  server.process().signal(SIGTERM);
  const Result r = server.finish();
  EXPECT_EQ(r.code, 0);
  EXPECT_THAT(r.err, HasSubstr("keys:2: word 3 is not known"));
  EXPECT_THAT(r.err, Not(HasSubstr("key-of")));
}

TEST(ServeOperation, LetsPagesOfNamedSitesUseIt) {
  const TempDir dir;
  Server server({"--batch", "1", "--api-key-file", dir.write("keys", "ann key-of-ann\n"), "--max-body", "1",
                 "--cors-origin", "https://app.example", "--cors-origin", "http://localhost:3000"});
  const std::string app = "Origin: https://app.example\r\n", key = bearer("key-of-ann");
  const std::string allowed = "\r\nAccess-Control-Allow-Origin: https://app.example\r\n";
  const auto question = [&](const std::string& origin) {
    return server.try_ask("OPTIONS", "/v1/completions", "",
                          origin +
                              "Access-Control-Request-Method: POST\r\n"
                              "Access-Control-Request-Headers: authorization,x-stainless-os\r\n");
  };
  const Reply preflight = question(app);
  EXPECT_EQ(preflight.status, 204);
  EXPECT_THAT(preflight.head, HasSubstr(allowed));
  EXPECT_THAT(preflight.head,
              HasSubstr("\r\nAccess-Control-Allow-Headers: authorization,x-stainless-os\r\n"));
  const std::string stream = R"({"prompt": "a", "max_tokens": 2, "stream": true})";
  const std::pair<int, Reply> replies[] = {
      {200, server.post("/v1/completions", kShort, app + key)},
      {200, server.post("/v1/completions", stream, app + key)},
      {400, server.post("/v1/completions", "{", app + key)},
      {401, server.post("/v1/completions", kShort, app)},
      {404, server.get("/nothing", app + key)},
      {413, server.post("/v1/completions", std::string(2 << 20, ' '), app + key)}};
  for (const auto& [status, reply] : replies) {
    EXPECT_EQ(reply.status, status);
    EXPECT_THAT(reply.head, HasSubstr(allowed)) << status;
  }
  const std::string evil = "Origin: https://evil.example\r\n";
  for (const Reply& reply : {question(evil), server.post("/v1/completions", kShort, evil + key)}) {
    EXPECT_THAT(reply.status, ::testing::AnyOf(401, 403));
    EXPECT_THAT(reply.head, Not(HasSubstr("Access-Control-Allow")));
  }
  const Result bad = run({"serve", demo(), "--cors-origin", "app.example"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_THAT(bad.err, HasSubstr("an origin as browsers name it is expected"));
}

TEST(ServeOperation, RefusesLimitsWithoutKeys) {
  const Result r = run({"serve", demo(), "--tokens-per-minute", "5"});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("are limits of keys: give --api-key-file"));
}

}  // namespace
}  // namespace constate::e2e
