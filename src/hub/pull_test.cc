// Pulling from a hub that is a function: redirects and the token, what is tried again and for how long, what
// the hub refuses, what goes on from where it was.
#include "hub/pull.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "base/file.h"
#include "base/testing.h"

namespace constate::hub {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kCommit = "0123456789abcdef0123456789abcdef01234567";
const std::string kConfigEtag = "9e26dfeeb6e641a33dae4961196235bdb965b21b";  // git's, of "{}"
const std::string kHelloEtag = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
constexpr const char* kHub = "http://hub";

// What each address answers: one answer after the other, the last of them for ever.
class FakeHub : public Transport {
 public:
  struct Reply {
    int status = 200;
    std::map<std::string, std::string> headers = {};
    std::string body = {};
    std::string redirect = {};
    bool breaks = false;  // the connection, after the body
  };

  // A repository of a config.json and a model.safetensors with "hello", at another host.
  FakeHub() {
    on("http://hub/api/models/org/name/revision/main",
       Reply{.body =
                 R"({"sha": ")" + kCommit +
                 R"(", "siblings": [{"rfilename": "config.json"}, {"rfilename": "model.safetensors"}]})"});
    on("HEAD " + config(), Reply{.headers = {{"etag", "\"" + kConfigEtag + "\""}, {"content-length", "2"}}});
    on(config(), Reply{.body = "{}"});
    const std::map<std::string, std::string> linked{{"x-linked-etag", "\"" + kHelloEtag + "\""},
                                                    {"x-linked-size", "5"},
                                                    {"etag", "\"of-the-redirect\""},
                                                    {"content-length", "999"},
                                                    {"x-repo-commit", kCommit}};
    on("HEAD " + weights(),
       Reply{.status = 302, .headers = linked, .redirect = "http://elsewhere/hello?secret"});
    on(weights(), Reply{.status = 302, .headers = linked, .redirect = "http://elsewhere/hello?secret"});
    on("http://elsewhere/hello?secret", Reply{.body = "hello"});
  }
  static std::string config() { return "http://hub/org/name/resolve/" + kCommit + "/config.json"; }
  static std::string weights() { return "http://hub/org/name/resolve/" + kCommit + "/model.safetensors"; }

  template <class... More>
  void on(const std::string& request, More... replies) {
    replies_[request] = {replies...};
  }

  Answer send(const Request& request, Sink sink) override {
    const std::string key = (request.head ? "HEAD " : "") + request.url;
    asked.push_back(key + (request.from ? " from " + std::to_string(request.from) : "") +
                    (request.token ? " as " + *request.token : ""));
    const auto found = replies_.find(key);
    if (found == replies_.end()) return {.status = 404, .headers = {}, .redirect = ""};
    const Reply reply = found->second.front();
    if (found->second.size() > 1) found->second.pop_front();
    const Answer head{.status = reply.status, .headers = reply.headers, .redirect = reply.redirect};
    if (!request.head && !reply.body.empty()) sink(head, std::as_bytes(std::span(reply.body)));
    if (reply.breaks) throw Transient(request.url + ": broken");
    return head;
  }

  std::vector<std::string> asked;

 private:
  std::map<std::string, std::deque<Reply>> replies_;
};

using Reply = FakeHub::Reply;

class PullTest : public ::testing::Test {
 protected:
  Pulled run(const std::string& name = "org/name") {
    Settings settings;
    settings.cache = dir.path;
    settings.endpoint = endpoint;
    settings.token = token;
    return pull(parse_name(name).value(), settings, hub,
                {.came = [](const std::string&, std::size_t, std::size_t, std::uint64_t, std::uint64_t) {},
                 .finished = [this](const PulledFile& file) { finished.push_back(file.name); },
                 .tell = [this](const std::string& text) { told.push_back(text); },
                 .sleep = [this](milliseconds time) { slept.push_back(time.count()); }});
  }
  std::string error() {
    return message_and_hint_of([this] { run(); });
  }
  fs::path model() const { return dir.path / "models--org--name"; }
  fs::path partial() const { return model() / "blobs" / (kHelloEtag + ".incomplete"); }
  bool has_partial() const { return fs::exists(partial()); }

  TempDir dir;
  FakeHub hub;
  std::string endpoint = kHub;
  std::optional<std::string> token;
  std::vector<std::string> finished, told;
  std::vector<std::int64_t> slept;
};

TEST_F(PullTest, AllOfIt) {
  const Pulled pulled = run();
  EXPECT_EQ(pulled.commit, kCommit);
  EXPECT_EQ(pulled.folder, model() / "snapshots" / kCommit);
  EXPECT_EQ(read_text(pulled.folder / "config.json"), "{}");
  EXPECT_EQ(read_text(pulled.folder / "model.safetensors"), "hello");
  EXPECT_EQ(fs::read_symlink(pulled.folder / "model.safetensors"), "../../blobs/" + kHelloEtag);
  EXPECT_EQ(read_text(model() / "refs/main"), kCommit);
  EXPECT_EQ(read_text(dir.path / "CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n");
  EXPECT_THAT(finished, ElementsAre("config.json", "model.safetensors"));
  EXPECT_FALSE(has_partial());
  // Again: one question, whether it is still that commit.
  hub.asked.clear();
  EXPECT_EQ(run().files[1].fetched, 0u);
  EXPECT_THAT(hub.asked, ElementsAre("http://hub/api/models/org/name/revision/main"));
}

TEST_F(PullTest, TheTokenGoesToTheHubAlone) {
  token = "T";
  run();
  EXPECT_THAT(hub.asked, ElementsAre("http://hub/api/models/org/name/revision/main as T",
                                     "HEAD " + FakeHub::config() + " as T",
                                     "HEAD " + FakeHub::weights() + " as T", FakeHub::config() + " as T",
                                     FakeHub::weights() + " as T", "http://elsewhere/hello?secret"));
}

// Another port and another scheme are other servers.
TEST_F(PullTest, TheTokenGoesToNoOtherPort) {
  token = "T";
  hub.on(FakeHub::weights(), Reply{.status = 307, .redirect = "http://hub:81/x"});
  hub.on("http://hub:81/x", Reply{.status = 302, .redirect = "https://hub/x"});
  hub.on("https://hub/x", Reply{.status = 302, .redirect = "http://hub/x"});
  hub.on("http://hub/x", Reply{.body = "hello"});
  run();
  hub.asked.erase(hub.asked.begin(), hub.asked.begin() + 5);
  EXPECT_THAT(hub.asked, ElementsAre("http://hub:81/x", "https://hub/x", "http://hub/x as T"));
}

TEST_F(PullTest, RedirectsThatAreNone) {
  for (const char* to : {"file:///etc/passwd", "ftp://elsewhere/x", "", "http://T@elsewhere/"}) {
    hub.on(FakeHub::weights(), Reply{.status = 302, .redirect = to});
    EXPECT_EQ(error(),
              FakeHub::weights() + ": a redirect to an http or https address is expected; got `" + to + "`");
  }
  hub.on(FakeHub::weights(), Reply{.status = 302, .redirect = FakeHub::weights()});
  EXPECT_EQ(error(), FakeHub::weights() + ": more than 10 redirects");
  endpoint = "https://hub";
  hub.on("https://hub/api/models/org/name/revision/main", Reply{.status = 302, .redirect = "http://hub/x?s"});
  EXPECT_EQ(error(),
            "https://hub/api/models/org/name/revision/main: a redirect to an https address is expected; "
            "got `http://hub/x`");
}

// A model that has another name now, and small files that the hub itself has elsewhere.
TEST_F(PullTest, RedirectsWithinTheHub) {
  hub.on("HEAD " + FakeHub::config(),
         Reply{.status = 307, .headers = {{"x-linked-size", "2"}}, .redirect = "http://hub/c"});
  hub.on("HEAD http://hub/c",
         Reply{.headers = {{"etag", "W/\"" + kConfigEtag + "\""}, {"content-length", "77"}}});
  EXPECT_EQ(run().files[0].bytes, 2u);
}

// A mirror, which leads elsewhere and says nothing by itself.
TEST_F(PullTest, FactsFromElsewhere) {
  token = "T";
  hub.on("HEAD " + FakeHub::config(),
         Reply{.status = 302, .headers = {{"content-length", "0"}}, .redirect = "http://elsewhere/c"});
  hub.on("HEAD http://elsewhere/c", Reply{.headers = {{"etag", kConfigEtag}, {"content-length", "2"}}});
  EXPECT_EQ(run().files[0].bytes, 2u);
  EXPECT_EQ(hub.asked[2], "HEAD http://elsewhere/c");
}

TEST_F(PullTest, GoesOnWhereTheConnectionBroke) {
  hub.on("http://elsewhere/hello?secret", Reply{.body = "he", .breaks = true},
         Reply{.status = 206, .headers = {{"content-range", "bytes 2-4/5"}}, .body = "llo"});
  EXPECT_EQ(run().files[1].fetched, 5u);
  EXPECT_THAT(slept, IsEmpty());  // something had come
  EXPECT_THAT(told, ElementsAre("http://elsewhere/hello?secret: broken; again"));
  EXPECT_EQ(hub.asked.back(), "http://elsewhere/hello?secret from 2");
}

TEST_F(PullTest, BeginsAgainWhereTheServerDoes) {
  hub.on("http://elsewhere/hello?secret", Reply{.body = "he"}, Reply{.body = "hello"});
  EXPECT_EQ(read_text(run().folder / "model.safetensors"), "hello");
  EXPECT_THAT(told, ElementsAre(FakeHub::weights() + ": 2 of 5 bytes came; again"));
}

TEST_F(PullTest, GoesOnFromWhatAnotherProcessLeft) {
  fs::create_directories(model() / "blobs");
  dir.write("models--org--name/blobs/" + kHelloEtag + ".incomplete", "hel");
  hub.on("http://elsewhere/hello?secret",
         Reply{.status = 206, .headers = {{"content-range", "bytes 3-4/5"}}, .body = "lo"});
  EXPECT_EQ(run().files[1].fetched, 2u);
  EXPECT_EQ(read_text(model() / "blobs" / kHelloEtag), "hello");
}

TEST_F(PullTest, WhatIsThereWholeIsOnlyChecked) {
  fs::create_directories(model() / "blobs");
  dir.write("models--org--name/blobs/" + kHelloEtag + ".incomplete", "hello");
  EXPECT_EQ(run().files[1].fetched, 0u);
  EXPECT_EQ(hub.asked.back(), FakeHub::config());
}

TEST_F(PullTest, WhatIsNoBeginningIsFetchedAgain) {
  fs::create_directories(model() / "blobs");
  for (const char* left : {"hello, too long", "hel"}) {
    dir.write("models--org--name/blobs/" + kHelloEtag + ".incomplete", left);
    hub.on("http://elsewhere/hello?secret",
           Reply{.status = std::string(left) == "hel" ? 416 : 200, .body = "hello"}, Reply{.body = "hello"});
    EXPECT_EQ(read_text(run().folder / "model.safetensors"), "hello");
    fs::remove_all(model() / "snapshots");
    fs::remove(model() / "blobs" / kHelloEtag);
  }
}

TEST_F(PullTest, AWrongChecksumIsRemoved) {
  hub.on("http://elsewhere/hello?secret", Reply{.body = "hallo"});
  EXPECT_EQ(error(), "model.safetensors: " + partial().string() + ": the checksum " + kHelloEtag +
                         " is expected; got d3751d33f9cd5049c4af2b462735457e4d3baf130bcbb87f389e349fbaeb20b9 "
                         "[what came is removed; the same command fetches it again]");
  EXPECT_FALSE(has_partial());
  EXPECT_FALSE(fs::exists(model() / "blobs" / kHelloEtag));
  EXPECT_FALSE(fs::exists(model() / "refs/main"));
  hub.on(FakeHub::config(), Reply{.body = "[]"});
  fs::remove_all(model());
  EXPECT_EQ(message_of([this] { run(); }),
            "config.json: " + (model() / "blobs" / (kConfigEtag + ".incomplete")).string() +
                ": the checksum " + kConfigEtag +
                " is expected; got 0637a088a01e8ddab3bf3fa98dbe804cbde1a0dc");
}

TEST_F(PullTest, MoreThanItsSize) {
  hub.on("http://elsewhere/hello?secret", Reply{.body = "hello!"});
  EXPECT_EQ(error(), partial().string() + ": more than its 5 bytes came");
}

TEST_F(PullTest, AnotherPart) {
  hub.on("http://elsewhere/hello?secret",
         Reply{.status = 206, .headers = {{"content-range", "bytes 1-4/5"}}, .body = "ello"});
  EXPECT_EQ(error(), FakeHub::weights() + ": another part came than was asked for");
}

TEST_F(PullTest, AnEmptyFileNeedsNoContent) {
  hub.on(
      "HEAD " + FakeHub::config(),
      Reply{.headers = {{"etag", "\"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\""}, {"content-length", "0"}}});
  EXPECT_EQ(read_text(run().folder / "config.json"), "");
}

TEST_F(PullTest, ABusyHubIsAskedAgain) {
  const std::string url = "http://hub/api/models/org/name/revision/main";
  const Reply all{.body = R"({"sha": ")" + kCommit + R"(", "siblings": [{"rfilename": "config.json"},
                              {"rfilename": "model.safetensors"}]})"};
  hub.on(url, Reply{.status = 503}, Reply{.status = 500},
         Reply{.status = 429, .headers = {{"retry-after", "7"}}},
         Reply{.status = 429, .headers = {{"retry-after", "0"}}}, all);
  run();
  EXPECT_THAT(slept, ElementsAre(500, 1000, 7000));
  EXPECT_THAT(
      told, ElementsAre(url + ": the hub answers 503; again in 0.5 s",
                        url + ": the hub answers 500; again in 1.0 s",
                        url + ": the hub answers 429; again in 7.0 s", url + ": the hub answers 429; again"));
}

TEST_F(PullTest, ButNotForEver) {
  const std::string url = "http://hub/api/models/org/name/revision/main";
  hub.on(url, Reply{.status = 502});
  EXPECT_EQ(error(),
            url +
                ": the hub answers 502; tried 5 times [what is there stays; the same command goes on "
                "from it]");
  EXPECT_THAT(slept, ElementsAre(500, 1000, 2000, 4000));
  hub.on(url, Reply{.status = 429, .headers = {{"retry-after", "121"}}});
  EXPECT_EQ(error(),
            url +
                ": the hub answers 429, and asks to wait 121 s [the same command goes on from what is "
                "there]");
}

// One that always begins anew and always breaks at the same place brings nothing.
TEST_F(PullTest, BytesThatWereThereBeforeAreNoProgress) {
  hub.on("http://elsewhere/hello?secret", Reply{.body = "hel", .breaks = true});
  EXPECT_EQ(message_of([this] { run(); }), "http://elsewhere/hello?secret: broken; tried 5 times");
  EXPECT_THAT(slept, ElementsAre(500, 1000, 2000, 4000));
  EXPECT_EQ(read_text(partial()), "hel");
}

TEST_F(PullTest, RefusalsSayWhatToDo) {
  const auto answers = [this](int status, const std::string& code) {
    hub.on("http://hub/api/models/org/name/revision/main",
           Reply{.status = status, .headers = {{"x-error-code", code}}});
    return error();
  };
  EXPECT_EQ(
      answers(401, "RepoNotFound"),
      "org/name: no such model, or a private one: the hub answers 401 without a token [check the name; for a "
      "private model set HF_TOKEN to a token of yours]");
  EXPECT_EQ(
      answers(401, "GatedRepo"),
      "org/name: its owner grants access by name: the hub answers 401 without a token [ask for access at "
      "http://hub/org/name; then set HF_TOKEN to a token of yours]");
  token = "T";
  EXPECT_EQ(answers(403, "GatedRepo"),
            "org/name: its owner grants access by name: the hub answers 403 to this token [ask for access at "
            "http://hub/org/name]");
  EXPECT_EQ(
      answers(401, ""),
      "org/name: not for this token, or no such model: the hub answers 401 [check the name, and HF_TOKEN or "
      "the file of the token]");
  EXPECT_EQ(answers(404, "RevisionNotFound"),
            "org/name: no revision `main` [http://hub/org/name/tree/main lists the branches and tags]");
  EXPECT_EQ(answers(404, "RepoNotFound"),
            "org/name: no such model or revision: the hub answers 404 [check the name: http://hub/org/name]");
  EXPECT_EQ(answers(400, ""), "http://hub/api/models/org/name/revision/main: the hub answers 400");
}

// An address with a signature that has expired: the hub gives another one.
TEST_F(PullTest, RefusalsOfOtherServers) {
  hub.on("http://elsewhere/hello?secret", Reply{.status = 403, .body = "<Error>"}, Reply{.body = "hello"});
  EXPECT_EQ(read_text(run().folder / "model.safetensors"), "hello");
  EXPECT_THAT(told, ElementsAre("http://elsewhere/hello: the server answers 403; again in 0.5 s"));
  fs::remove_all(model());
  hub.on("http://elsewhere/hello?secret", Reply{.status = 404, .body = "<Error>"});
  EXPECT_EQ(error(), "http://elsewhere/hello: the server answers 404");
}

// A port that nobody has.
TEST(CurlTransport, AConnectionThatIsNone) {
  const std::unique_ptr<Transport> transport = open_curl({.agent = "test"});
  const auto ask = [&](const char* url) {
    transport->send({.url = url}, [](const Answer&, std::span<const std::byte>) {});
  };
  EXPECT_THROW(ask("http://127.0.0.1:1/x"), Transient);
  EXPECT_THAT(message_of([&] { ask("http://127.0.0.1:1/x?secret"); }),
              ::testing::StartsWith("http://127.0.0.1:1/x: Failed to connect to 127.0.0.1 port 1"));
  EXPECT_THAT(message_of([&] { ask("file:///etc/passwd"); }),
              ::testing::StartsWith("file:///etc/passwd: Protocol"));
}

TEST_F(PullTest, FactsThatAreNone) {
  const auto facts = [this](std::map<std::string, std::string> headers) {
    hub.on("HEAD " + FakeHub::config(), Reply{.headers = std::move(headers)});
    return message_of([this] { run(); });
  };
  const std::string url = FakeHub::config();
  EXPECT_EQ(facts({{"content-length", "2"}}),
            url + ": an `ETag` of letters and digits is expected; got none");
  EXPECT_EQ(facts({{"etag", "\"../../x\""}, {"content-length", "2"}}),
            url + ": an `ETag` of letters and digits is expected; got `\"../../x\"`");
  EXPECT_EQ(facts({{"etag", "\"a\""}}), url + ": no size is told");
  EXPECT_EQ(facts({{"etag", "\"a\""}, {"content-length", "-1"}}), url + ": no size is told");
  EXPECT_EQ(facts({{"etag", "\"a\""}, {"content-length", "2"}, {"x-repo-commit", "b"}}),
            url + ": the commit " + kCommit + " is expected; got `b`");
}

TEST_F(PullTest, NoRoom) {
  hub.on("HEAD " + FakeHub::config(),
         Reply{.headers = {{"etag", "\"a\""}, {"content-length", "9000000000000000000"}}});
  EXPECT_THAT(error(),
              ::testing::MatchesRegex(dir.path.string() + ": 9000000000.0 GB are needed, [0-9.]+ GB are free "
                                                          ".HF_HOME names a folder elsewhere."));
}

TEST_F(PullTest, ShardsThatTheIndexLists) {
  const auto file = [this](const std::string& name, const std::string& etag, const std::string& body) {
    const std::string url = "http://hub/org/name/resolve/" + kCommit + "/" + name;
    hub.on("HEAD " + url,
           Reply{.headers = {{"etag", "\"" + etag + "\""}, {"content-length", std::to_string(body.size())}}});
    hub.on(url, Reply{.body = body});
  };
  const auto files = [this](const std::string& last) {
    hub.on("http://hub/api/models/org/name/revision/main",
           Reply{.body = R"({"sha": ")" + kCommit +
                         R"(", "siblings": [{"rfilename": "config.json"}, {"rfilename":
                "model.safetensors.index.json"}, {"rfilename": "a.safetensors"}, {"rfilename": ")" +
                         last + "\"}]}"});
  };
  file("model.safetensors.index.json", "i",
       R"({"weight_map": {"x": "a.safetensors", "y": "b.safetensors"}})");
  file("a.safetensors", "a", "A");
  file("b.safetensors", "b", "B");
  files("c.safetensors");
  EXPECT_EQ(message_of([this] { run(); }),
            (model() / "snapshots" / kCommit / "model.safetensors.index.json").string() +
                ": shard `b.safetensors` is not among the repository's files");
  files("b.safetensors");
  EXPECT_EQ(read_text(run().folder / "b.safetensors"), "B");
}

TEST_F(PullTest, Offline) {
  Settings settings;
  settings.cache = dir.path;
  const auto offline = [&](const char* name) {
    return message_and_hint_of([&] { pull_offline(*parse_name(name), settings); });
  };
  const std::string hint = " in the cache " + dir.path.string() +
                           ", and this is offline [without --offline and HF_HUB_OFFLINE it is fetched]";
  EXPECT_EQ(offline("org/name"), "org/name: not" + hint);
  const Pulled pulled = run();
  const Pulled again = pull_offline(*parse_name("org/name"), settings);
  EXPECT_EQ(again.folder, pulled.folder);
  EXPECT_EQ(again.commit, kCommit);
  EXPECT_EQ(again.files.size(), 2u);
  EXPECT_EQ(offline("org/name@v1"), "org/name@v1: not" + hint);
  fs::remove(model() / "blobs" / kConfigEtag);
  EXPECT_EQ(offline("org/name"), "org/name: no `config.json`" + hint);
}

}  // namespace
}  // namespace constate::hub
