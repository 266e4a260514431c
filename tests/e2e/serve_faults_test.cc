// `constate serve` when something goes wrong: it is ended at any moment, or its disk is full.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <filesystem>
#include <mutex>
#include <random>
#include <thread>

#include "serve.h"

namespace constate::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> out;
  for (const fs::directory_entry& file : fs::recursive_directory_iterator(folder))
    if (!file.is_directory()) out.push_back(file.path().filename().string());
  return out;
}

// Clients that go on with a session each until the server is gone; what they got is whole, or a refusal.
class Clients {
 public:
  Clients(const Server& server, unsigned seed) {
    for (unsigned i = 0; i < 4; ++i)
      threads_.emplace_back([this, &server, i, random = std::mt19937(seed + i)]() mutable {
        while (true) {
          const Json body{{"prompt", " and"},
                          {"session", fmt::format("s{}", i)},
                          {"stream", i % 2 == 0},
                          {"max_tokens", 1 + random() % 40},
                          {"ignore_eos", true}};
          const Reply reply = server.post("/v1/completions", body.dump());
          if (reply.status == 0) return;
          const bool whole = i % 2 == 1 || reply.body.ends_with("data: [DONE]\n\n");
          const std::lock_guard lock(mutex_);
          if (reply.status == 200 && whole)
            ++answered_;
          else if (reply.status != 503)
            wrong_.push_back(reply.head + reply.body);
        }
      });
  }
  ~Clients() {
    for (std::thread& thread : threads_) thread.join();
  }
  int answered() {
    const std::lock_guard lock(mutex_);
    return answered_;
  }
  std::vector<std::string> wrong() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    return wrong_;
  }

 private:
  std::mutex mutex_;
  int answered_ = 0;                // guarded by mutex_
  std::vector<std::string> wrong_;  // guarded by mutex_
  std::vector<std::thread> threads_;
};

TEST(ServeFaults, IsEndedAtRandomMomentsUnderLoad) {
  const TempDir store;
  const Arguments options{"--batch", "2", "--state-store", store.str(), "--drain-timeout", "60"};
  std::mt19937 random(17);
  for (unsigned round = 0; round < 10; ++round) {
    Server server(options);
    Clients clients(server, 100 * round);
    const int after = static_cast<int>(random() % 8);
    EXPECT_TRUE(eventually([&] { return clients.answered() >= after; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 100));
    server.process().signal(SIGTERM);
    const Result r = server.finish();
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_THAT(clients.wrong(), IsEmpty()) << "round " << round;
  }
  for (const std::string& file : files_in(store.path)) EXPECT_TRUE(file.ends_with(".state")) << file;
  const Server again(options);
  for (int i = 0; i < 4; ++i) {
    const Json turn =
        again.complete({{"prompt", " and"}, {"session", fmt::format("s{}", i)}, {"max_tokens", 2}});
    EXPECT_GT(turn.at("usage").at("prompt_tokens_details").at("cached_tokens"), 0) << i;
  }
}

TEST(ServeFaults, ADiskThatIsFullIsSaidAndHurtsNobody) {
  const TempDir store;
  std::optional<Server> server;
  {
    const FileSizeLimit limit(200'000);  // a state takes 0.8 MB
    server.emplace(Arguments{"--batch", "2", "--max-tokens", "10000000", "--state-store", store.str()});
  }
  http::Client other(server->port());
  other.send(request_text("POST", "/v1/completions",
                          R"({"prompt": "a", "max_tokens": 10000000, "ignore_eos": true, "stream": true})",
                          ""));
  EXPECT_THAT(other.until("data: "), HasSubstr("200 OK"));
  const std::string body = R"({"prompt": "a", "max_tokens": 2, "ignore_eos": true, )";
  for (const char* keeps : {R"("save_state": "kept"})", R"("session": "talk"})"}) {
    const Reply whole = server->post("/v1/completions", body + keeps);
    EXPECT_EQ(whole.status, 507);
    EXPECT_EQ(whole.json().at("error").at("code"), "no_room_for_state");
    EXPECT_THAT(whole.error(), HasSubstr("cannot be written: File too large"));
    const Reply stream = server->post("/v1/completions", body + R"("stream": true, )" + keeps);
    EXPECT_EQ(stream.status, 200);
    EXPECT_THAT(stream.body, HasSubstr("no_room_for_state"));
    EXPECT_THAT(stream.body, ::testing::Not(HasSubstr("[DONE]")));
  }
  EXPECT_THAT(files_in(store.path), IsEmpty());
  EXPECT_EQ(server->get("/v1/states/kept").status, 404);
  EXPECT_EQ(server->post("/v1/completions", body + R"("stream": false})").status, 200);
  for (int i = 0; i < 3; ++i) EXPECT_THAT(other.until("data: "), HasSubstr("data: "));  // it goes on
  other.close();
  // There is room again.
  const ::rlimit none{RLIM_INFINITY, RLIM_INFINITY};
  ASSERT_EQ(::prlimit(server->process().id(), RLIMIT_FSIZE, &none, nullptr), 0);
  EXPECT_EQ(server->post("/v1/completions", body + R"("save_state": "kept"})").status, 200);
  EXPECT_THAT(files_in(store.path), ElementsAre("kept.state"));
}

}  // namespace
}  // namespace constate::e2e
