// `constate serve` over real sockets: what clients get, what outlives a server, and who is refused.
#include "serve.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/file.h"

namespace constate::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class Serve : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    store_ = new TempDir;
    server_ = new Server({"--batch", "2", "--max-tokens", "10000000", "--state-store", store_->str()}, false);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete store_;
  }
  void SetUp() override {
    ASSERT_TRUE(eventually([] { return server_->get("/health").status == 200; }));
  }
  static Server& server() { return *server_; }
  static inline TempDir* store_ = nullptr;
  static inline Server* server_ = nullptr;
};

// The first of all, whose server begins without compiled programs.
class ServeAtItsStart : public Serve {
 protected:
  void SetUp() override {}
};

TEST_F(ServeAtItsStart, SaysThatItLoadsUntilItIsReady) {
  Reply health;
  ASSERT_TRUE(eventually([&] { return (health = server().get("/health")).status != 0; }));
  EXPECT_EQ(health.status, 503);
  EXPECT_EQ(health.json().at("status"), "loading");
  const Reply early = server().post("/v1/completions", R"({"prompt": "a"})");
  EXPECT_EQ(early.status, 503);
  EXPECT_THAT(early.head, HasSubstr("Retry-After: "));
  EXPECT_THAT(early.error(), HasSubstr("the model is being loaded"));
  ASSERT_TRUE(eventually([&] { return (health = server().get("/health")).status == 200; }));
  EXPECT_EQ(health.body, R"({"status":"ok"})");
}

const Json kGreedy{{"prompt", "In the beginning"}, {"max_tokens", 24}, {"temperature", 0}};

Json with(Json body, const Json& more) {
  body.update(more);
  return body;
}

TEST_F(Serve, GivesTheTextOfGenerate) {
  const Json answer = server().complete(kGreedy);
  Process generate({"generate", demo(), "In the beginning", "-q", "-n", "24"}, kCaptured, kCaptured,
                   kCaptured, environment());
  std::string want = generate.finish().out;
  if (want.starts_with("In the beginning")) want.erase(0, 16);
  EXPECT_EQ(text_of(answer) + "\n", want);
  EXPECT_EQ(answer.at("usage").at("completion_tokens"), 24);
  EXPECT_EQ(answer.at("choices")[0].at("finish_reason"), "length");
}

TEST_F(Serve, AStreamIsTheWhole) {
  const std::string whole = text_of(server().complete(kGreedy));
  const Reply stream =
      server().post("/v1/completions",
                    with(kGreedy, {{"stream", true}, {"stream_options", {{"include_usage", true}}}}).dump());
  EXPECT_THAT(stream.head, HasSubstr("text/event-stream"));
  const Events events = events_of(stream.body);
  EXPECT_EQ(events.text, whole);
  EXPECT_TRUE(events.done);
  EXPECT_EQ(events.all.back().at("usage").at("completion_tokens"), 24);
  const Json chat{{"messages", {{{"role", "user"}, {"content", "In the beginning"}}}},
                  {"max_tokens", 12},
                  {"temperature", 0}};
  const Reply a = server().post("/v1/chat/completions", chat.dump());
  ASSERT_EQ(a.status, 200) << a.body;
  const Reply b = server().post("/v1/chat/completions", with(chat, {{"stream", true}}).dump());
  EXPECT_EQ(events_of(b.body).text, a.json().at("choices")[0].at("message").at("content"));
}

TEST_F(Serve, StopsEchoesAndGivesSeveral) {
  const std::string whole = text_of(server().complete(kGreedy));
  const std::string stop = whole.substr(whole.size() / 2, 4);
  const Json stopped = server().complete(with(kGreedy, {{"stop", {stop}}}));
  EXPECT_EQ(text_of(stopped), whole.substr(0, whole.find(stop)));
  EXPECT_EQ(stopped.at("choices")[0].at("finish_reason"), "stop");
  EXPECT_EQ(text_of(server().complete(with(kGreedy, {{"echo", true}}))), "In the beginning" + whole);
  const Json several = server().complete(with(kGreedy, {{"n", 3}, {"temperature", 1.0}, {"seed", 7}}));
  ASSERT_EQ(several.at("choices").size(), 3);
  EXPECT_NE(several.at("choices")[0].at("text"), several.at("choices")[1].at("text"));
  EXPECT_EQ(server().complete(with(kGreedy, {{"n", 3}, {"temperature", 1.0}, {"seed", 7}})).at("choices"),
            several.at("choices"));
  // The second of them is what the next seed gives alone.
  EXPECT_EQ(text_of(server().complete(with(kGreedy, {{"temperature", 1.0}, {"seed", 8}}))),
            several.at("choices")[1].at("text"));
}

TEST_F(Serve, ASecondTurnCostsWhatIsNew) {
  std::vector<std::int32_t> ids =
      server().ids("In the beginning God created the heaven and the earth. And it was so");
  const auto feed = [&](Json more) {
    return server().complete(
        with({{"prompt", ids}, {"max_tokens", 8}, {"temperature", 0}, {"ignore_eos", true}}, more));
  };
  ids.push_back(17);
  const Json first = feed(Json::object());
  EXPECT_EQ(first.at("usage").at("prompt_tokens_details").at("cached_tokens"), 0);
  EXPECT_EQ(feed(Json::object()).at("usage").at("prompt_tokens_details").at("cached_tokens"), ids.size());
  EXPECT_EQ(text_of(feed({{"cache_prompt", false}})), text_of(first));
}

// ---- embeddings

TEST_F(Serve, EmbedsTexts) {
  const std::string text = "In the beginning God created the heaven and the earth.";
  const auto embed = [&](Json more) {
    const Reply reply =
        server().post("/v1/embeddings", with({{"input", text}, {"model", "demo"}}, more).dump());
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.json();
  };
  const Json one = embed(Json::object());
  const std::vector<float> vector = one.at("data")[0].at("embedding");
  float squares = 0;
  for (const float v : vector) squares += v * v;
  EXPECT_NEAR(squares, 1, 1e-5);
  EXPECT_EQ(one.at("pooling"), "mean");
  const std::vector<std::int32_t> ids = server().ids(text);
  EXPECT_EQ(one.at("usage").at("prompt_tokens"), ids.size());
  // Beside others, and as ids: the same numbers.
  const Json three = embed({{"input", Json::array({"And God said", ids, text})}});
  EXPECT_EQ(three.at("data")[1].at("embedding"), one.at("data")[0].at("embedding"));
  EXPECT_EQ(three.at("data")[2].at("embedding"), one.at("data")[0].at("embedding"));
  EXPECT_NE(three.at("data")[0].at("embedding"), one.at("data")[0].at("embedding"));
  EXPECT_EQ(three.at("data")[2].at("index"), 2);
  EXPECT_NE(embed({{"pooling", "last"}}).at("data")[0].at("embedding"), one.at("data")[0].at("embedding"));
  // Four bytes for each number, and three bytes for four letters.
  const std::string base64 = embed({{"encoding_format", "base64"}}).at("data")[0].at("embedding");
  EXPECT_EQ(base64.size(), (vector.size() * 4 + 2) / 3 * 4);

  const Reply refused = server().post("/v1/embeddings", R"({"input": "a", "dimensions": 4})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.error(), HasSubstr("`dimensions`"));
  EXPECT_EQ(server().post("/v1/embeddings", R"({"input": [100000]})").status, 400);
  EXPECT_EQ(server().post("/v1/embeddings", R"({"input": "a", "model": "other"})").status, 404);
  const Json late{{"input", std::vector<std::int32_t>(100'000, 7)}, {"timeout", 0.05}};
  EXPECT_EQ(server().post("/v1/embeddings", late.dump()).status, 504);
}

// ---- llama.cpp's completions

TEST_F(Serve, CompletesAsLlamaDoes) {
  const Json asked{
      {"prompt", "In the beginning"}, {"n_predict", 24}, {"temperature", 0}, {"cache_prompt", false}};
  const auto complete = [&](const Json& more, const char* path = "/completion") {
    const Reply reply = server().post(path, with(asked, more).dump());
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.json();
  };
  const Json answer = complete({{"return_tokens", true}, {"n_probs", 3}});
  EXPECT_EQ(answer.at("content"), text_of(server().complete(kGreedy)));
  EXPECT_EQ(answer.at("tokens").size(), 24);
  EXPECT_EQ(answer.at("stop"), true);
  EXPECT_EQ(answer.at("stop_type"), "limit");
  EXPECT_EQ(answer.at("truncated"), false);
  EXPECT_EQ(answer.at("tokens_predicted"), 24);
  EXPECT_EQ(answer.at("tokens_evaluated"), server().ids("In the beginning").size());
  EXPECT_EQ(answer.at("tokens_cached"), 0);
  EXPECT_EQ(answer.at("prompt"), "In the beginning");
  EXPECT_EQ(answer.at("timings").at("predicted_n"), 24);
  EXPECT_EQ(answer.at("generation_settings").at("n_predict"), 24);
  EXPECT_EQ(answer.at("generation_settings").at("temperature"), 0);
  ASSERT_EQ(answer.at("completion_probabilities").size(), 24);
  const Json& first = answer.at("completion_probabilities")[0];
  EXPECT_EQ(first.at("id"), answer.at("tokens")[0]);
  EXPECT_EQ(first.at("top_logprobs").size(), 3);
  EXPECT_EQ(first.at("top_logprobs")[0].at("logprob"), first.at("logprob"));
  EXPECT_EQ(complete(Json::object(), "/completions").at("content"), answer.at("content"));
  EXPECT_EQ(complete(Json::object()).at("tokens").size(), 0);

  // A stream: pieces, and an end that says the rest.
  const Reply stream = server().post("/completion", with(asked, {{"stream", true}}).dump());
  std::string text;
  Json last;
  std::istringstream lines(stream.body);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("data: ")) continue;
    EXPECT_TRUE(last.is_null()) << line;
    const Json piece = parse_json(line.substr(6), "an event");
    text += piece.at("content");
    if (piece.at("stop") == true) last = piece;
  }
  EXPECT_EQ(text, answer.at("content"));
  ASSERT_FALSE(last.is_null());
  EXPECT_EQ(last.at("stop_type"), "limit");
  EXPECT_EQ(last.at("timings").at("prompt_n"), answer.at("tokens_evaluated"));

  // Prompts as texts and ids, behind each other and side by side.
  std::vector<std::int32_t> ids = server().ids("In the");
  const Json mixed = complete({{"prompt", Json::array({ids[0], ids[1], " beginning"})}});
  EXPECT_EQ(mixed.at("content"), answer.at("content"));
  const Json both =
      complete({{"prompt", Json::array({"In the beginning", server().ids("In the beginning")})}});
  ASSERT_EQ(both.size(), 2);
  EXPECT_EQ(both[0].at("content"), answer.at("content"));
  EXPECT_EQ(both[1].at("content"), answer.at("content"));
  EXPECT_EQ(both[1].at("index"), 1);

  const std::string word = answer.at("content").get<std::string>().substr(12, 5);
  const Json stopped = complete({{"stop", {word}}});
  EXPECT_EQ(stopped.at("stop_type"), "word");
  EXPECT_EQ(stopped.at("stopping_word"), word);
  // The seed that was drawn draws the same again.
  const Json drawn = complete({{"temperature", 1}, {"seed", -1}});
  const Json seed = drawn.at("generation_settings").at("seed");
  EXPECT_EQ(complete({{"temperature", 1}, {"seed", seed}}).at("content"), drawn.at("content"));
  // A text's bias is that of its tokens.
  const Json biased = complete({{"logit_bias", Json::array({Json::array({" beginning", 100})})},
                                {"n_predict", 1},
                                {"return_tokens", true}});
  EXPECT_THAT(server().ids(" beginning"), ::testing::Contains(biased.at("tokens")[0].get<std::int32_t>()));
  const Json without = complete({{"logit_bias", Json::array({Json::array({first.at("id"), false})})},
                                 {"n_predict", 1},
                                 {"return_tokens", true}});
  EXPECT_NE(without.at("tokens")[0], first.at("id"));
  EXPECT_EQ(server().post("/completion", with(asked, {{"id_slot", 2}}).dump()).status, 400);
}

// ---- what a seed's tokens depend on, and where an answer begins

TEST_F(Serve, SaysWhatASeedsTokensDependOn) {
  const Json a = server().complete(kGreedy), b = server().complete(with(kGreedy, {{"max_tokens", 1}}));
  const std::string fingerprint = a.at("system_fingerprint");
  EXPECT_EQ(fingerprint.size(), 19) << fingerprint;
  EXPECT_TRUE(fingerprint.starts_with("fp_"));
  EXPECT_EQ(b.at("system_fingerprint"), fingerprint);
  const Server other({"--batch", "2", "--deterministic"});
  EXPECT_NE(other.complete(with(kGreedy, {{"max_tokens", 1}})).at("system_fingerprint"), fingerprint);
}

TEST_F(Serve, GuessedTokensChangeNoAnswer) {
  const Server other({"--batch", "2", "--speculate", "lookup"});
  const std::string verse = "And he said unto them, ";
  const Json asked{{"prompt", verse + verse + verse + "And he"}, {"max_tokens", 60}, {"temperature", 0}};
  EXPECT_EQ(text_of(other.complete(asked)), text_of(server().complete(asked)));
  const Json drawn = with(asked, {{"temperature", 0.2}, {"seed", 5}});
  EXPECT_EQ(text_of(other.complete(drawn)), text_of(server().complete(drawn)));
  const std::string figures = other.get("/metrics").body;
  EXPECT_THAT(figures, ContainsRegex("\nconstate_drafted_tokens_total\\{[^}]*\\} [1-9][0-9]*\n"));
  EXPECT_THAT(figures, ContainsRegex("\nconstate_accepted_tokens_total\\{[^}]*\\} [1-9][0-9]*\n"));
}

TEST_F(Serve, GoesOnWithAnOpenMessage) {
  const auto chat = [&](Json messages, const Json& more) {
    const Reply reply = server().post(
        "/v1/chat/completions",
        with({{"messages", messages}, {"max_tokens", 12}, {"temperature", 0}, {"cache_prompt", false}}, more)
            .dump());
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.json().at("choices")[0].at("message").at("content").get<std::string>();
  };
  const Json user{{"role", "user"}, {"content", "In the beginning God"}};
  const Json begun{{"role", "assistant"}, {"content", " created the heaven"}};
  const std::string got = chat({user, begun}, {{"continue_final_message", true}});
  // This model has no template: its text is that of the messages.
  EXPECT_EQ(got, text_of(server().complete({{"prompt", "In the beginning God created the heaven"},
                                            {"max_tokens", 12},
                                            {"temperature", 0}})));
  const Reply both = server().post(
      "/v1/chat/completions",
      Json{{"messages", {user, begun}}, {"continue_final_message", true}, {"add_generation_prompt", true}}
          .dump());
  EXPECT_EQ(both.status, 400);
  EXPECT_THAT(both.error(), HasSubstr("`continue_final_message`"));
}

// ---- states

TEST_F(Serve, TurnsOfASessionAreTheConversationFedWhole) {
  std::vector<std::int32_t> whole;
  for (const char* text :
       {"In the beginning God created", " And the earth was", " And God said, Let there be"}) {
    const std::vector<std::int32_t> ids = server().ids(text);
    whole.insert(whole.end(), ids.begin(), ids.end());
    const Json body{
        {"prompt", ids}, {"session", "turns"}, {"max_tokens", 6}, {"temperature", 0}, {"ignore_eos", true}};
    const Json turn = server().complete(body);
    const Json alone = server().complete({{"prompt", whole},
                                          {"max_tokens", 6},
                                          {"temperature", 0},
                                          {"ignore_eos", true},
                                          {"cache_prompt", false}});
    EXPECT_EQ(text_of(turn), text_of(alone));
    EXPECT_EQ(turn.at("usage").at("prompt_tokens"), whole.size());
    EXPECT_EQ(turn.at("usage").at("prompt_tokens_details").at("cached_tokens"),
              whole.size() == ids.size() ? 0 : whole.size() - ids.size() - 1);
    const std::vector<std::int32_t> answer = server().ids(text_of(turn));
    ASSERT_EQ(answer.size(), 6) << "another prompt is needed, whose answer is the text of its own tokens";
    whole.insert(whole.end(), answer.begin(), answer.end());
  }
}

TEST_F(Serve, KeepsForksMovesAndDeletesStates) {
  const Json on{{"prompt", " and"}, {"max_tokens", 8}, {"temperature", 0}};
  server().complete(with(kGreedy, {{"save_state", "a"}}));
  const std::string want = text_of(server().complete(with(on, {{"state", "a"}, {"fork", true}})));
  EXPECT_EQ(text_of(server().complete(with(on, {{"state", "a"}, {"fork", true}}))), want);
  const Reply file = server().get("/v1/states/a?download=1");
  ASSERT_EQ(file.status, 200);
  EXPECT_EQ(server().try_ask("PUT", "/v1/states/b", file.body).status, 201);
  EXPECT_EQ(text_of(server().complete(with(on, {{"state", "a"}}))), want);
  EXPECT_NE(text_of(server().complete(with(on, {{"state", "a"}}))), want);  // it has gone on
  EXPECT_EQ(text_of(server().complete(with(on, {{"state", "b"}}))), want);
  EXPECT_THAT(server().get("/v1/states").body, HasSubstr("\"b\""));
  EXPECT_EQ(server().try_ask("DELETE", "/v1/states/b").status, 200);
  EXPECT_EQ(server().try_ask("DELETE", "/v1/states/b").status, 404);
  EXPECT_EQ(server().post("/v1/completions", with(on, {{"state", "b"}}).dump()).status, 404);
  for (const char* name : {"..%2Fa", "%2e%2e", ".a", "a%2Fb"})
    EXPECT_EQ(server().get(fmt::format("/v1/states/{}", name)).status, 400) << name;
  std::string damaged = file.body;
  damaged[damaged.size() - 100] ^= 1;
  EXPECT_EQ(server().try_ask("PUT", "/v1/states/c", damaged).status, 400);
  EXPECT_EQ(server().try_ask("PUT", "/v1/states/c", "no state").status, 400);
}

TEST_F(Serve, RefusesTheStateOfAnotherModel) {
  const TempDir dir;
  const std::string file = (dir.path / "other").string();
  ASSERT_EQ(run({"generate", source("tests/data/golden/groups1").string(), "--ids", "1", "-q", "-n", "1",
                 "--save-state", file})
                .code,
            0);
  const Reply reply = server().try_ask("PUT", "/v1/states/other", read_text(file));
  EXPECT_THAT(reply.status, AnyOf(400, 409));
  EXPECT_THAT(reply.error(), HasSubstr("configuration"));
  EXPECT_EQ(server().get("/v1/states/other").status, 404);
}

// A server that is killed, and another on the same folder: the conversation goes on without its text.
TEST_F(Serve, AnotherServerGoesOnWithTheSessionOfAKilledOne) {
  const auto turn = [](const Server& at, const std::string& session, const char* text) {
    return at.complete({{"prompt", text}, {"session", session}, {"max_tokens", 10}, {"temperature", 0}});
  };
  const std::vector<const char*> texts{"In the beginning", " And God said", " And it was", " Then"};
  std::vector<std::string> want;
  for (const char* text : texts) want.push_back(text_of(turn(server(), "one", text)));
  Server other({"--batch", "2", "--max-tokens", "10000000", "--state-store", store_->str()});
  EXPECT_EQ(text_of(turn(other, "two", texts[0])), want[0]);
  EXPECT_EQ(text_of(turn(server(), "two", texts[1])), want[1]);
  EXPECT_EQ(text_of(turn(other, "two", texts[2])), want[2]);
  // In the middle of a turn, which comes to nothing.
  http::Client client(other.port());
  client.send(request_text(
      "POST", "/v1/completions",
      R"({"prompt": "x", "session": "two", "max_tokens": 4000, "stream": true, "ignore_eos": true})", ""));
  client.until("data: ");
  other.process().signal(SIGKILL);
  EXPECT_EQ(other.finish().code, 128 + SIGKILL);
  const Json last = turn(server(), "two", texts[3]);
  EXPECT_EQ(text_of(last), want[3]);
  EXPECT_GT(last.at("usage").at("prompt_tokens_details").at("cached_tokens"), 30);
}

// ---- clients that go, and that are wrong

TEST_F(Serve, AClientThatGoesFreesItsRow) {
  const auto running = [](int rows) {
    return eventually([&] { return server().get("/slots").json().at("running") == rows; });
  };
  server().complete(with(kGreedy, {{"session", "gone"}}));
  const Json before = server().get("/v1/sessions/gone").json();
  const Json endless{{"prompt", "a"}, {"max_tokens", 10'000'000}, {"temperature", 0}, {"ignore_eos", true}};
  {
    http::Client whole(server().port()), streams(server().port());
    whole.send(request_text("POST", "/v1/completions", with(endless, {{"session", "gone"}}).dump(), ""));
    streams.send(request_text("POST", "/v1/completions", with(endless, {{"stream", true}}).dump(), ""));
    streams.until("data: ");
    EXPECT_TRUE(running(2));
    // It is in use.
    EXPECT_EQ(server().post("/v1/completions", with(kGreedy, {{"session", "gone"}}).dump()).status, 409);
  }
  EXPECT_TRUE(running(0));
  // What it goes on from is what was there before.
  EXPECT_EQ(server().get("/v1/sessions/gone").json().at("tokens_hash"), before.at("tokens_hash"));
  EXPECT_TRUE(eventually([&] {
    return server().post("/v1/completions", with(kGreedy, {{"session", "gone"}}).dump()).status == 200;
  }));
}

TEST_F(Serve, WhatIsWrongIsSaidAndHurtsNobody) {
  const auto status = [&](const std::string& body) { return server().post("/v1/completions", body).status; };
  EXPECT_EQ(status("{\"prompt\": "), 400);
  EXPECT_EQ(status(""), 400);
  EXPECT_EQ(status("[]"), 400);
  EXPECT_EQ(status("{\"prompt\": " + std::string(100'000, '[')), 400);
  EXPECT_EQ(
      status("{\"prompt\": \"a\", \"metadata\": " + std::string(5000, '[') + std::string(5000, ']') + "}"),
      400);
  EXPECT_EQ(status("{\"prompt\": \"\xff\xfe\"}"), 400);
  EXPECT_EQ(status("{\"prompt\": \"\"}"), 400);
  EXPECT_EQ(status("{\"prompt\": [99999999]}"), 400);
  EXPECT_EQ(status("{\"prompt\": \"a\", \"prompt\": \"b\"}"), 400);
  EXPECT_EQ(status(R"({"prompt": "a", "model": "gpt-4"})"), 404);
  EXPECT_EQ(status(R"({"prompt": "a", "logit_bias": {"4096": 1}})"), 400);
  const Reply unknown = server().post("/v1/completions", R"({"prompt": "a", "temprature": 1})");
  EXPECT_EQ(unknown.json().at("error").at("param"), "temprature");
  EXPECT_EQ(server().get("/v1/completions").status, 405);
  EXPECT_EQ(server().get("/nothing").status, 404);
  server().complete(kGreedy);
}

TEST_F(Serve, PagesOfOtherSitesAreRefused) {
  const std::string body = kGreedy.dump();
  EXPECT_EQ(server().post("/v1/completions", body, "Origin: http://evil.example\r\n").status, 403);
  EXPECT_EQ(server().post("/v1/completions", body, "Origin: null\r\n").status, 403);
  EXPECT_EQ(server().post("/v1/completions", body, "Origin: http://here\r\n").status, 200);
}

TEST(ServeAlone, IsNotForAllTheWorldWithoutAKey) {
  const Result r = run({"serve", demo(), "--host", "0.0.0.0", "--port", "0"});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("--host 0.0.0.0: others can reach it there, and no key is needed"));
}

// The next start finds on disk what the first has fed, for its key alone.
TEST(ServeAlone, TheNextStartHasThePrefixesOfTheLast) {
  const TempDir dir;
  const Arguments options{"--batch",
                          "2",
                          "--prefix-cache-dir",
                          (dir.path / "cache").string(),
                          "--api-key-file",
                          dir.write("keys", "ann key-of-ann\nbob key-of-bob\n")};
  const Json body{
      {"prompt",
       "In the beginning God created the heaven and the earth. And the earth was without form, and void"},
      {"max_tokens", 4},
      {"temperature", 0},
      {"ignore_eos", true}};
  const auto ask = [&](const Server& server, const char* name) {
    return server.post("/v1/completions", body.dump(), fmt::format("X-Api-Key: key-of-{}\r\n", name)).json();
  };
  const auto cached = [](const Json& answer) {
    return answer.at("usage").at("prompt_tokens_details").at("cached_tokens").get<int>();
  };
  std::string text;
  {
    Server server(options);
    const Json answer = ask(server, "ann");
    EXPECT_EQ(cached(answer), 0);
    text = text_of(answer);
    server.process().signal(SIGTERM);
    EXPECT_EQ(server.finish().code, 0);
  }
  Server server(options);
  EXPECT_EQ(cached(ask(server, "bob")), 0);
  const Json answer = ask(server, "ann");
  EXPECT_GE(answer.at("usage").at("prompt_tokens").get<int>(), 16);  // shorter ones are not kept
  EXPECT_EQ(cached(answer), answer.at("usage").at("prompt_tokens").get<int>());
  EXPECT_EQ(text_of(answer), text);
  EXPECT_THAT(server.get("/metrics", "X-Api-Key: key-of-ann\r\n").body,
              HasSubstr("constate_prefix_cache_disk_hits_total{model_name=\"demo\"} 1\n"));
}

TEST(ServeAlone, ACacheOnDiskNeedsAFolderAndACache) {
  EXPECT_THAT(run({"serve", demo(), "--prefix-cache-disk", "1"}).err,
              HasSubstr("--prefix-cache-disk needs --prefix-cache-dir"));
  const Result both = run({"serve", demo(), "--prefix-cache-dir", "x", "--no-prefix-cache"});
  EXPECT_THAT(both.err, AllOf(HasSubstr("--no-prefix-cache"), HasSubstr("--prefix-cache-dir")));
}

// One server with keys, one row and a short queue: keys, 429, logs, SIGHUP, and SIGTERM at the end.
TEST(ServeAlone, KnowsItsClientsIsFullAndDrains) {
  const TempDir dir;
  const std::string log = (dir.path / "log").string();
  Server server({"--batch", "1", "--queue", "1", "--api-key-file",
                 dir.write("keys", "# who\nann key-of-ann\nbob key-of-bob\n"), "--log-file", log,
                 "--json-log", "--drain-timeout", "60"});
  const std::string ann = "Authorization: Bearer key-of-ann\r\n", bob = "X-Api-Key: key-of-bob\r\n";
  // -q: no requests are logged.
  const std::vector<std::pair<std::string, std::string>> routes{
      {"POST", "/v1/completions"}, {"POST", "/v1/chat/completions"},
      {"POST", "/v1/embeddings"},  {"POST", "/completion"},
      {"POST", "/completions"},    {"GET", "/v1/models"},
      {"GET", "/v1/models/demo"},  {"POST", "/tokenize"},
      {"POST", "/detokenize"},     {"POST", "/apply-template"},
      {"GET", "/tokenizer_info"},  {"GET", "/props"},
      {"GET", "/slots"},           {"GET", "/metrics"},
      {"GET", "/v1/states"},       {"POST", "/v1/states"},
      {"GET", "/v1/states/a"},     {"PUT", "/v1/states/a"},
      {"DELETE", "/v1/states/a"},  {"GET", "/v1/sessions"},
      {"GET", "/v1/sessions/a"},   {"DELETE", "/v1/sessions/a"},
      {"GET", "/nothing"},         {"GET", "/v1/completions"},
      {"POST", "/v1/models"}};
  for (const auto& [method, path] : routes) {
    for (const char* bad : {"", "Authorization: Bearer key-of-anna\r\n", "Authorization: Bearer \r\n",
                            "Authorization: Basic key-of-ann\r\n", "X-Api-Key: ann\r\n"})
      EXPECT_EQ(server.try_ask(method, path, "", bad).status, 401) << method << " " << path << " " << bad;
    EXPECT_NE(server.try_ask(method, path, "", ann).status, 401) << method << " " << path;
    EXPECT_NE(server.try_ask(method, path, "", bob).status, 401) << method << " " << path;
  }
  EXPECT_EQ(server.get("/health").status, 200);
  // States of one are none of the other's.
  const std::string keeps =
      R"({"prompt": "secret words", "max_tokens": 2, "save_state": "mine", "session": "talk"})";
  EXPECT_EQ(server.post("/v1/completions", keeps, ann).status, 200);
  EXPECT_EQ(server.get("/v1/states/mine", ann).status, 200);
  EXPECT_EQ(server.get("/v1/sessions/talk", ann).status, 200);
  for (const char* path : {"/v1/states/mine", "/v1/states/mine?download=1", "/v1/sessions/talk"})
    EXPECT_EQ(server.get(path, bob).status, 404) << path;
  EXPECT_EQ(server.try_ask("DELETE", "/v1/states/mine", "", bob).status, 404);
  EXPECT_THAT(server.get("/v1/states", bob).body, Not(HasSubstr("mine")));
  EXPECT_EQ(server.post("/v1/completions", R"({"prompt": "a", "state": "mine"})", bob).status, 404);
  // Nor what was cached of its texts.
  const std::string prompt =
      R"({"prompt": "In the beginning God created the heaven and the earth and all that is in it", "max_tokens": 1})";
  const auto cached = [&](const std::string& key) {
    return server.post("/v1/completions", prompt, key)
        .json()
        .at("usage")
        .at("prompt_tokens_details")
        .at("cached_tokens")
        .get<int>();
  };
  EXPECT_EQ(cached(ann), 0);
  EXPECT_EQ(cached(bob), 0);
  EXPECT_GT(cached(ann), 10);

  // One runs, one waits, and the third is told to come again.
  const auto stream = [&](http::Client& client, int tokens) {
    client.send(request_text(
        "POST", "/v1/completions",
        fmt::format(R"({{"prompt": "a", "max_tokens": {}, "stream": true, "ignore_eos": true}})", tokens),
        ann));
  };
  http::Client runs(server.port()), waits(server.port());
  stream(runs, 2500);
  runs.until("data: ");
  stream(waits, 5);
  EXPECT_TRUE(eventually([&] { return server.get("/slots", ann).json().at("waiting") == 1; }));
  const Reply full = server.post("/v1/completions", prompt, bob);
  EXPECT_EQ(full.status, 429);
  EXPECT_THAT(full.head, HasSubstr("Retry-After: "));
  EXPECT_EQ(full.json().at("error").at("code"), "queue_full");
  // It ends when both have been answered.
  server.process().signal(SIGTERM);
  EXPECT_TRUE(eventually([&] { return server.get("/health").status != 200; }));
  EXPECT_THAT(server.post("/v1/completions", prompt, bob).status, AnyOf(0, 503));
  EXPECT_THAT(runs.rest(), HasSubstr("data: [DONE]"));
  EXPECT_THAT(waits.rest(), HasSubstr("data: [DONE]"));
  const Result r = server.finish();
  EXPECT_EQ(r.code, 0) << r.err;
}

TEST(ServeAlone, LogsRequestsWithoutTheirTextAndGoesOnInANewFile) {
  const TempDir dir;
  const fs::path log = dir.path / "log", old = dir.path / "old";
  const std::uint16_t port = free_port();
  Process process({"serve", demo(), "--port", std::to_string(port), "--batch", "1", "--log-file",
                   log.string(), "--json-log"},
                  kCaptured, kCaptured, kCaptured, environment());
  process.wait_for_err(fmt::format("ready at http://127.0.0.1:{}", port));
  const auto ask = [&](const std::string& headers) {
    http::Client client(port);
    client.send(
        request_text("POST", "/v1/completions", R"({"prompt": "secret words", "max_tokens": 2})", headers));
    return reply_of(client);
  };
  EXPECT_EQ(ask("X-Request-Id: number-1\r\n").status, 200);
  EXPECT_TRUE(eventually([&] { return read_text(log).find("number-1") != std::string::npos; }));
  const std::string text = read_text(log);
  EXPECT_THAT(text, Not(HasSubstr("secret")));
  const Json line = parse_json(text.substr(0, text.find('\n')), "a line");
  EXPECT_EQ(line.at("path"), "/v1/completions");
  EXPECT_EQ(line.at("status"), 200);
  fs::rename(log, old);
  process.signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return fs::exists(log); }));
  EXPECT_EQ(ask("X-Request-Id: number-2\r\n").status, 200);
  EXPECT_TRUE(eventually([&] { return read_text(log).find("number-2") != std::string::npos; }));
  EXPECT_THAT(read_text(old), Not(HasSubstr("number-2")));
  process.signal(SIGTERM);
  const Result r = process.finish();
  EXPECT_EQ(r.code, 0);
  EXPECT_THAT(r.err, HasSubstr("draining"));
  EXPECT_THAT(r.err, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace constate::e2e
