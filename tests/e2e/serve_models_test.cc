// `constate serve` with several models.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "base/file.h"
#include "serve.h"

namespace constate::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::HasSubstr;

// The demo with one bit of one weight changed: another model, whose answers are hardly others.
std::string write_other(const fs::path& folder) {
  fs::create_directories(folder);
  for (const fs::directory_entry& file : fs::directory_iterator(demo()))
    if (file.is_regular_file()) fs::copy_file(file.path(), folder / file.path().filename());
  const fs::path weights = folder / "model.safetensors";
  fs::permissions(weights, fs::perms::owner_write, fs::perm_options::add);
  std::fstream stream(weights, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(-4, std::ios::end);
  const char low = static_cast<char>(stream.get() ^ 1);
  stream.seekp(-4, std::ios::end);
  stream.put(low);
  return folder.string();
}

// Whether the one model of a server has all of its programs.
bool is_compiled(const Server& server) {
  const std::string metrics = server.try_ask("GET", "/metrics").body;
  const auto value = [&](const std::string& name) {
    const std::string line = "\n" + name + "{model_name=\"demo\"} ";
    const std::size_t at = metrics.find(line);
    return at == std::string::npos ? -1 : std::stoi(metrics.substr(at + line.size()));
  };
  return value("constate_programs") > 0 && value("constate_programs") == value("constate_programs_ready");
}

class ServeModels : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new TempDir;
    write_other(dir_->path / "other");
    // Compiles all programs, which takes a while; then loading and unloading a model does not.
    const Server first({"--batch", "1"}, false);
    for (int i = 0; i < 10 && !is_compiled(first); ++i) eventually([&] { return is_compiled(first); });
  }
  static void TearDownTestSuite() { delete dir_; }
  static std::string other() { return "other=" + (dir_->path / "other").string(); }
  static inline TempDir* dir_ = nullptr;
};

Json asking(const std::string& model, const Json& more = Json::object()) {
  Json out{{"model", model}, {"prompt", "In the beginning"}, {"max_tokens", 4}, {"temperature", 0}};
  out.update(more);
  return out;
}

std::string status_of(const Server& server, const std::string& model) {
  const Json health = server.get("/health").json();
  if (!health.contains("models")) return "loaded";  // the one that there is
  for (const Json& one : health.at("models"))
    if (one.at("id") == model) return one.at("status");
  return "";
}

TEST_F(ServeModels, EachIsLoadedWhenItIsAskedFor) {
  const Server server({"--batch", "1", "--model", other()});
  EXPECT_EQ(
      server.get("/health").body,
      R"({"status":"ok","models":[{"id":"demo","status":"unloaded"},{"id":"other","status":"unloaded"}]})");
  const Json all = server.get("/v1/models").json().at("data");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].at("id"), "other");
  EXPECT_EQ(all[1].at("status"), "unloaded");
  EXPECT_EQ(server.get("/slots").json().at("error").at("code"), "not_loaded");
  EXPECT_EQ(server.complete(asking("other")).at("model"), "other");
  EXPECT_EQ(status_of(server, "other"), "loaded");
  EXPECT_EQ(status_of(server, "demo"), "unloaded");
  Json unnamed = asking("");
  unnamed.erase("model");
  EXPECT_EQ(server.complete(unnamed).at("model"), "demo");  // in its place
  EXPECT_EQ(status_of(server, "other"), "unloaded");
  EXPECT_EQ(server.get("/v1/models/demo").json().at("status"), "loaded");
  EXPECT_EQ(server.get("/v1/models/none").status, 404);
  for (const char* path : {"/v1/completions", "/v1/chat/completions", "/tokenize"}) {
    const Reply none = server.post(path, R"({"model": "none"})");
    EXPECT_EQ(none.status, 404) << path;
    EXPECT_EQ(none.json().at("error").at("code"), "model_not_found");
  }
  EXPECT_EQ(server.post("/tokenize", R"({"content": "a", "model": "other"})").status, 200);
  EXPECT_EQ(server.get("/props?model=other").json().at("model"), "other");
  EXPECT_EQ(status_of(server, "demo"), "unloaded");
}

TEST_F(ServeModels, TwoAnswerAtOnceAndEachHasItsOwnStates) {
  const Server server(
      {"--batch", "1", "--model", other(), "--loaded-models", "2", "--max-tokens", "1000000"});
  http::Client client(server.port());
  const Json endless = asking("demo", {{"max_tokens", 1'000'000}, {"ignore_eos", true}, {"stream", true}});
  client.send(request_text("POST", "/v1/completions", endless.dump(), ""));
  EXPECT_THAT(client.until("data: "), HasSubstr("200 OK"));
  EXPECT_EQ(server.complete(asking("other", {{"save_state", "s"}, {"session", "t"}})).at("model"), "other");
  EXPECT_EQ(server.get("/slots?model=demo").json().at("running"), 1);
  const std::string metrics = server.get("/metrics").body;
  EXPECT_THAT(metrics, HasSubstr("constate_requests_running{model_name=\"demo\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("constate_requests_running{model_name=\"other\"} 0\n"));
  client.close();
  for (const Json& names : {Json{{"state", "s"}}, Json{{"session", "t"}}}) {
    const Reply refused = server.post("/v1/completions", asking("demo", names).dump());
    EXPECT_THAT(refused.status, AnyOf(400, 409));
    EXPECT_THAT(refused.error(), HasSubstr("weights"));
    EXPECT_EQ(server.post("/v1/completions", asking("other", names).dump()).status, 200);
  }
  const Reply file = server.get("/v1/states/s?download=1");
  EXPECT_THAT(server.try_ask("PUT", "/v1/states/u", file.body).status,
              AnyOf(400, 409));  // to the first model
  EXPECT_EQ(server.try_ask("PUT", "/v1/states/u?model=other", file.body).status, 201);
  // Nor is a beginning that the other has cached found.
  const std::vector<int> ids(40, 17);
  const auto cached = [&](const char* model) {
    return server.complete(asking(model, {{"prompt", ids}}))
        .at("usage")
        .at("prompt_tokens_details")
        .at("cached_tokens");
  };
  EXPECT_EQ(cached("demo"), 0);
  EXPECT_EQ(cached("other"), 0);
  EXPECT_EQ(cached("demo"), 40);
}

TEST_F(ServeModels, OneThatRunsRequestsIsNotUnloaded) {
  const Server server({"--batch", "1", "--model", other()});
  http::Client client(server.port());
  const Json longer = asking("demo", {{"max_tokens", 500}, {"ignore_eos", true}, {"stream", true}});
  client.send(request_text("POST", "/v1/completions", longer.dump(), ""));
  client.until("data: ");
  const Reply late = server.post("/v1/completions", asking("other", {{"timeout", 0.05}}).dump());
  EXPECT_EQ(late.status, 503);
  EXPECT_EQ(late.json().at("error").at("code"), "not_loaded");
  EXPECT_THAT(late.head, HasSubstr("\r\nRetry-After: "));
  std::future<Json> waits = std::async(std::launch::async, [&] { return server.complete(asking("other")); });
  const std::string stream = client.rest();
  EXPECT_THAT(stream, HasSubstr("\"finish_reason\":\"length\""));
  EXPECT_THAT(stream, HasSubstr("data: [DONE]"));
  EXPECT_EQ(waits.get().at("model"), "other");
}

TEST_F(ServeModels, WhatCannotBeLoadedIsSaidAndTriedAgain) {
  const TempDir dir;
  Server server({"--batch", "1", "--model", "later=" + (dir.path / "later").string()});
  const Reply first = server.post("/v1/completions", asking("later").dump());
  EXPECT_EQ(first.status, 500);
  EXPECT_THAT(first.error(), HasSubstr("the model `later` could not be loaded: "));
  EXPECT_EQ(status_of(server, "later"), "failed");
  EXPECT_EQ(server.complete(asking("demo")).at("model"), "demo");
  write_other(dir.path / "later");
  EXPECT_EQ(server.complete(asking("later")).at("model"), "later");
  server.process().signal(SIGTERM);
  const Result r = server.finish();
  EXPECT_EQ(r.code, 0);
  EXPECT_THAT(r.err, HasSubstr("later: "));
}

TEST_F(ServeModels, OneThatNobodyUsesIsUnloadedAndComesBack) {
  const Server server({"--batch", "1", "--unload-after", "0.2"});
  server.complete(asking("demo", {{"session", "t"}}));
  EXPECT_TRUE(eventually([&] { return status_of(server, "demo") == "unloaded"; }));
  EXPECT_EQ(server.get("/health").status, 200);
  const Json again = server.complete(asking("demo", {{"session", "t"}}));
  EXPECT_GT(again.at("usage").at("prompt_tokens_details").at("cached_tokens"), 0);  // the session has stayed
}

TEST_F(ServeModels, TheOnlyOneThatCannotBeLoadedEndsTheProgram) {
  const TempDir dir;
  const Result r = run({"serve", dir.str(), "--port", "0"});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("no `tokenizer.json` or `tokenizer.model`, which serving needs"));
}

TEST_F(ServeModels, OptionsThatDoNotFitAreRefused) {
  const auto error = [](Arguments more) {
    Arguments all{"serve", "--port", "0", demo()};
    all.insert(all.end(), more.begin(), more.end());
    const Result r = run(all);
    EXPECT_EQ(r.code, 1);
    return r.err;
  };
  EXPECT_THAT(error({"-m", "demo=x"}), HasSubstr("two models are called `demo`: give --model NAME=DIR"));
  EXPECT_THAT(error({"-m", "a=x", "--name", "n"}), HasSubstr("--name is of one model"));
  EXPECT_THAT(error({"-m", "a=x", "--tokenizer", "t"}), HasSubstr("--tokenizer is of one model"));
  EXPECT_THAT(error({"--unload-after", "0"}), HasSubstr("--unload-after: a number above 0 is expected"));
}

}  // namespace
}  // namespace constate::e2e
