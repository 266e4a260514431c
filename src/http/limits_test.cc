// Clients that are slow, many or gone.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "http/testing.h"

namespace constate::http {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t whole = 0, resident = 0;
  file >> whole >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// Sends `drop` every few milliseconds until the server closes; what it said.
std::string drip(Client& client, std::string_view drop) {
  for (;;) {
    ::pollfd wait{.fd = client.fd(), .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, 5) == 1 || !client.send(drop)) return client.rest();
  }
}

TEST(Limits, AHeaderThatComesSlowlyIsCut) {
  Server server({.port = 0, .limits = {.header_bytes = 1 << 20, .header_time = milliseconds(100)}}, echo);
  Client client(server.port());
  client.send("GET / HTTP/1.1\r\n");
  EXPECT_THAT(plain(drip(client, "A: b\r\n")), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
  Client silent(server.port());  // after its first byte
  silent.send("G");
  EXPECT_THAT(silent.rest(), HasSubstr(R"("code":"request_timeout")"));
}

TEST(Limits, ABodyThatComesSlowlyIsCut) {
  Server server({.port = 0, .limits = {.header_time = milliseconds(50), .body_time = milliseconds(200)}},
                echo);
  for (const char* length : {"Content-Length: 1000000", "Transfer-Encoding: chunked"}) {
    Client client(server.port());
    client.send(std::string("POST / HTTP/1.1\r\nHost: h\r\n") + length + "\r\n\r\n");
    EXPECT_THAT(drip(client, "1\r\na\r\n"), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
  }
}

TEST(Limits, AnIdleConnectionIsClosed) {
  Server server({.port = 0, .limits = {.idle_time = milliseconds(50)}}, echo);
  Client fresh(server.port()), used(server.port());
  EXPECT_EQ(fresh.rest(), "");
  Client again(server.port());
  again.send(kGet);
  EXPECT_THAT(again.rest(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST(Limits, AnAnswerMayTakeLongerThanAllOfThem) {
  Held held;
  const milliseconds t(20);
  Server server({.port = 0, .limits = {.header_time = t, .body_time = t, .idle_time = t, .write_time = t}},
                held.handler());
  Client client(server.port()), idle(server.port());
  client.send(kGet);
  const Shared exchange = held.get();
  EXPECT_EQ(idle.rest(), "");  // longer than t
  exchange->begin({});
  client.until("\r\n\r\n");
  Client idle_too(server.port());
  EXPECT_EQ(idle_too.rest(), "");
  exchange->write("x");
  exchange->end();
  EXPECT_EQ(client.rest(), "1\r\nx\r\n0\r\n\r\n");
}

TEST(Limits, AReaderThatIsTooSlowIsCutOff) {
  Held held;
  Records records;
  Server server({.port = 0, .limits = {.unsent_bytes = 100'000}, .on_done = records.taker()}, held.handler());
  Client client;
  client.small_receive_buffer();
  ASSERT_TRUE(client.connect(server.port()));
  client.send(kGet);
  const Shared exchange = held.get();
  std::atomic<int> closed = 0;
  exchange->on_close([&] { ++closed; });
  exchange->begin({});
  std::size_t most = 0;
  for (int i = 0; i < 100'000 && exchange->open(); ++i) {
    exchange->write(std::string(1000, 'x'));
    most = std::max(most, exchange->unsent());
  }
  EXPECT_FALSE(exchange->open());
  EXPECT_LE(most, 100'000u + 1000);
  EXPECT_EQ(records.wait(1)[0].ending, Ending::kSlowReader);
  EXPECT_TRUE(eventually([&] { return closed == 1; }));
  EXPECT_EQ(exchange->unsent(), 0u);
  EXPECT_TRUE(eventually([&] { return server.connections() == 0; }));
}

TEST(Limits, AReaderThatTakesNothingIsCutOff) {
  Held held;
  Records records;
  Server server({.port = 0, .limits = {.write_time = milliseconds(100)}, .on_done = records.taker()},
                held.handler());
  Client client, streaming;
  for (Client* c : {&client, &streaming}) {
    c->small_receive_buffer();
    ASSERT_TRUE(c->connect(server.port()));
    c->send(kGet);
    held.get(c == &client ? 0 : 1);
  }
  std::atomic<int> closed = 0;
  for (const int i : {0, 1}) held.get(static_cast<std::size_t>(i))->on_close([&] { ++closed; });
  held.get(1)->begin({.body = std::string(20 << 20, 'x')});  // one piece may be larger than unsent_bytes
  held.get(0)->send({.body = std::string(20 << 20, 'x')});
  for (const AccessRecord& record : records.wait(2)) EXPECT_EQ(record.ending, Ending::kWriteTimeout);
  EXPECT_TRUE(eventually([&] { return closed == 1; }));  // the other's answer had ended
  EXPECT_FALSE(held.get(1)->open());
}

TEST(Limits, ALargeAnswerArrivesWhole) {
  const std::string body(20 << 20, 'x');
  Server server({.port = 0}, [&](const Shared& exchange) { exchange->send({.body = body}); });
  Client client(server.port());
  client.send("GET / HTTP/1.0\r\n\r\n");
  client.until("\r\n\r\n");
  EXPECT_TRUE(client.rest() == body);
}

TEST(Limits, ConnectionsPastTheLimit) {
  Server server({.port = 0, .limits = {.connections = 2}}, echo);
  Client one(server.port()), two(server.port());
  for (Client* client : {&one, &two}) {
    client->send(kGet);
    client->answer();
  }
  Client three(server.port());
  EXPECT_EQ(plain(three.rest()),
            "HTTP/1.1 503 Service Unavailable\r\nDate: D\r\nContent-Type: "
            "application/json\r\nContent-Length: 153\r\n"
            "X-Request-Id: I\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"
            R"({"error":{"message":"this server has as many connections as it takes; try again later",)"
            R"("type":"server_error","param":null,"code":"too_many_connections"}})");
  three.close();
  one.close();
  EXPECT_TRUE(eventually([&] { return server.connections() == 1; }));
  Client four(server.port());
  four.send(kGet);
  EXPECT_THAT(four.answer(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST(Limits, NoFileDescriptorsToAcceptWith) {
  Server server({.port = 0}, echo);
  Client before(server.port());
  before.send(kGet);
  before.answer();
  Client waiting;  // has its own descriptor already
  ::rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &old), 0);
  const ::rlimit none{.rlim_cur = 1, .rlim_max = old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  EXPECT_TRUE(waiting.connect(server.port()));
  waiting.send(kGet);
  for (int i = 0; i < 100; ++i) {  // those that are there are served
    before.send(kGet);
    EXPECT_THAT(before.answer(), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
  EXPECT_EQ(server.connections(), 1u);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &old), 0);
  EXPECT_THAT(waiting.answer(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST(Limits, BodiesThatAreHalfSentTakeNoMoreThanThereIsForAll) {
  constexpr std::size_t kMiB = 1 << 20, kClients = 200, kAll = 8 * kMiB;
  Server server({.port = 0, .limits = {.body_bytes = 4 * kMiB, .all_bodies_bytes = kAll}}, echo);
  const auto head = [](std::size_t length) {
    return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
  };
  const std::string half(kMiB, 'x');
  std::vector<Client> clients;
  clients.reserve(kClients);
  const std::size_t before = resident_bytes();
  std::size_t refused = 0;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.emplace_back(server.port());
    clients.back().send(head(4 * kMiB) + half);  // fails where the server has had enough of it
    if (i % 20 == 0) {                           // small ones are taken all the same
      Client small(server.port());
      small.send(head(10) + "0123456789");
      EXPECT_THAT(small.answer(), StartsWith("HTTP/1.1 200 OK\r\n"));
    }
  }
  const auto unanswered = [&] {
    return std::count_if(clients.begin(), clients.end(), [](const Client& client) {
      ::pollfd wait{.fd = client.fd(), .events = POLLIN, .revents = 0};
      return ::poll(&wait, 1, 0) == 0;
    });
  };
  EXPECT_TRUE(eventually([&] { return unanswered() <= 8; }));
  const std::size_t grown = resident_bytes() - std::min(before, resident_bytes());
  const std::ptrdiff_t held = unanswered();
  for (Client& client : clients) {
    ::pollfd wait{.fd = client.fd(), .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, 0) == 0) continue;
    const std::string answer = client.rest();
    if (answer.empty()) continue;  // reset, since more had been sent than was read
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nRetry-After: 1\r\n"));
    EXPECT_THAT(answer, HasSubstr(R"("code":"no_memory_for_body")"));
    ++refused;
  }
  EXPECT_GE(held, 4);  // a body takes up to twice what has arrived
  EXPECT_LE(held, 8);
  EXPECT_GT(refused, kClients / 2);
#if defined(__SANITIZE_THREAD__)
  constexpr std::size_t kResident = 5;  // the sanitizer keeps up to four bytes for each one
#else
  constexpr std::size_t kResident = 1;
#endif
  EXPECT_LT(grown, kResident * (kAll + kClients * 64 * 1024)) << "of " << kClients << " MiB that were sent";
  clients.clear();
  EXPECT_TRUE(eventually([&] { return server.connections() == 0; }));
  // All of it is there again.
  for (int i = 0; i < 4; ++i) {
    Client whole(server.port());
    whole.send(head(4 * kMiB) + std::string(4 * kMiB, 'y'));
    EXPECT_THAT(whole.answer(), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
}

TEST(Limits, ABodyCountsUntilItsRequestIsAnswered) {
  Held held;
  Server server({.port = 0, .limits = {.all_bodies_bytes = 100'000}}, held.handler());
  const std::string request = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n" +
                              std::string(0x10000, 'x') + "\r\n0\r\n\r\n";
  Client first(server.port());
  first.send(request);
  held.get(0);
  Client second(server.port());
  second.send(request);
  EXPECT_THAT(second.answer(), StartsWith("HTTP/1.1 503 "));
  held.get(0)->send({});
  EXPECT_THAT(first.answer(), StartsWith("HTTP/1.1 200 OK\r\n"));
  held.clear();
  EXPECT_TRUE(eventually([&] {
    Client third(server.port());
    third.send(request);
    ::pollfd wait{.fd = third.fd(), .events = POLLIN, .revents = 0};
    return ::poll(&wait, 1, 20) == 0;  // not refused: it waits for its answer
  }));
}

// ---- clients that go

TEST(Gone, IsNoticedWhileNothingIsWritten) {
  for (const int how : {0, 1, 2}) {
    Held held;
    Records records;
    Server server({.port = 0, .on_done = records.taker()}, held.handler());
    Client client(server.port());
    client.send(kGet);
    const Shared exchange = held.get();
    std::atomic<int> closed = 0;
    exchange->on_close([&] { ++closed; });
    EXPECT_TRUE(exchange->open());
    if (how == 0) client.close();
    if (how == 1) client.reset();
    if (how == 2) client.shut_down();  // of its writing side alone
    EXPECT_TRUE(eventually([&] { return closed == 1; }));
    EXPECT_FALSE(exchange->open());
    exchange->on_close([&] { ++closed; });
    EXPECT_EQ(closed, 2);
    exchange->send({});
    EXPECT_EQ(records.wait(1)[0].ending, Ending::kClientGone);
    EXPECT_EQ(records.wait(1)[0].status, 0);
    EXPECT_TRUE(eventually([&] { return server.connections() == 0 && server.exchanges() == 0; }));
  }
}

TEST(Gone, AWholeAnswerStillGoesToAClientThatOnlyReads) {
  Held held;
  Server server({.port = 0}, held.handler());
  Client client;
  client.small_receive_buffer();
  ASSERT_TRUE(client.connect(server.port()));
  client.send(kGet);
  const std::string body(8 << 20, 'x');
  held.get()->send({.body = body});
  client.shut_down();
  client.until("\r\n\r\n");
  EXPECT_TRUE(client.rest() == body);
}

TEST(Gone, OnCloseIsNotCalledAfterTheEnd) {
  Held held;
  Server server({.port = 0}, held.handler());
  Client client(server.port());
  client.send(kGet);
  std::atomic<int> closed = 0;
  held.get()->on_close([&] { ++closed; });
  held.get()->send({});
  client.answer();
  held.get()->on_close([&] { ++closed; });
  client.close();
  EXPECT_TRUE(eventually([&] { return server.connections() == 0; }));
  EXPECT_EQ(closed, 0);
}

// Each answer goes on until its client has gone, so each must be told, once.
TEST(Gone, AtRandomPoints) {
  constexpr int kClients = 300;
  std::atomic<int> begun = 0, told = 0, told_twice = 0;
  std::mutex mutex;
  std::vector<std::thread> writers;
  std::vector<AccessRecord> records;
  {
    const auto handler = [&](const Shared& exchange) {
      const int number = ++begun;
      const auto calls = std::make_shared<std::atomic<int>>(0);
      exchange->on_close([&, calls] {
        ++told;
        if (++*calls > 1) ++told_twice;
      });
      const std::lock_guard lock(mutex);
      writers.emplace_back([exchange, number] {
        if (number % 3 == 0) {  // never answers
          eventually([&] { return !exchange->open(); });
          return;
        }
        exchange->begin({});
        while (exchange->open()) {
          exchange->write(std::string(static_cast<std::size_t>(1 + number), 'x'));
          if (exchange->unsent() > 10'000) std::this_thread::yield();
        }
      });
    };
    Server server({.port = 0, .limits = {.unsent_bytes = 1 << 20}}, handler);
    std::mt19937 random(7);
    const std::string request =
        "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for (int i = 0; i < kClients; ++i) {
      Client client(server.port());
      client.send(request.substr(0, random() % 4 == 0 ? random() % request.size() : request.size()));
      if (random() % 2) {
        ::pollfd wait{.fd = client.fd(), .events = POLLIN, .revents = 0};
        char buffer[5000];
        if (::poll(&wait, 1, static_cast<int>(random() % 5)) == 1)
          (void)!::recv(client.fd(), buffer, random() % sizeof buffer, 0);
      }
      if (random() % 2) client.reset();
    }
    EXPECT_TRUE(eventually([&] { return server.connections() == 0 && server.exchanges() == 0; }));
    EXPECT_GT(begun, kClients / 2);
    EXPECT_EQ(told, begun);
    EXPECT_EQ(told_twice, 0);
  }
  for (std::thread& writer : writers) writer.join();
}

TEST(Gone, TheServerWhileAnswersAreWritten) {
  for (int i = 0; i < 30; ++i) {
    Held held;
    std::vector<Client> clients;
    std::vector<std::thread> writers;
    std::atomic<int> told = 0;
    {
      Server server({.port = 0}, held.handler());
      for (std::size_t c = 0; c < 4; ++c) {
        clients.emplace_back(server.port());
        clients.back().send(kGet);
        const Shared exchange = held.get(c);
        exchange->on_close([&] { ++told; });
        writers.emplace_back([exchange] {
          exchange->begin({});
          while (exchange->open()) exchange->write("x");
          exchange->end();
        });
      }
      held.clear();
    }
    for (std::thread& writer : writers) writer.join();
    EXPECT_EQ(told, 4);
  }
}

// ---- many

std::ptrdiff_t threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                       std::filesystem::directory_iterator());
}

void allow_open_files(::rlim_t wanted) {
  ::rlimit files{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = std::max(files.rlim_cur, std::min(files.rlim_max, wanted));
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
  ASSERT_GE(files.rlim_cur, wanted) << "this test wants more open files than the system allows";
}

TEST(Many, IdleStreamsAreCheap) {
  constexpr std::size_t kStreams = 1000;
  allow_open_files(2 * kStreams + 100);
  Held held;
  Server server({.port = 0}, held.handler());
  std::vector<Client> clients;
  clients.reserve(kStreams);
  const auto before = resident_bytes();
  const auto threads_before = threads();
  for (std::size_t i = 0; i < kStreams; ++i) {
    clients.emplace_back(server.port());
    clients.back().send(
        "POST /v1/completions HTTP/1.1\r\nHost: localhost:8080\r\nAccept: */*\r\n"
        "Content-Type: application/json\r\nContent-Length: 40\r\n\r\n" +
        std::string(40, ' '));
    const Shared exchange = held.get(i);
    exchange->begin({.content_type = "text/event-stream"});
    exchange->write("data: x\n\n");
  }
  for (Client& client : clients) EXPECT_THAT(client.until("x\n\n\r\n"), HasSubstr("9\r\ndata: x\n\n\r\n"));
  EXPECT_EQ(server.exchanges(), kStreams);
  EXPECT_EQ(threads(), threads_before);
  const std::size_t each = (resident_bytes() - before) / kStreams;
  RecordProperty("resident_bytes_each", std::to_string(each));
  std::printf("%zu bytes resident for each idle stream\n", each);
  EXPECT_LT(each, kSanitized ? 100'000u : 16'000u);
  for (std::size_t i = 0; i < kStreams; ++i) held.get(i)->end();
  for (Client& client : clients) EXPECT_EQ(client.until("0\r\n\r\n"), "0\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return server.exchanges() == 0; }));
}

// A thousand that read slowly and a thousand that send slowly, a byte or a few at a time, beside one that
// does not: each gets its answer.
TEST(Many, SlowOnesBesideANormalOne) {
  constexpr std::size_t kEach = 1000, kBody = 24, kAnswer = 40'000, kPiece = 2000;
  allow_open_files(4 * kEach + 200);
  const std::string answer(kAnswer, 'x');
  Server server({.port = 0, .limits = {.body_time = std::chrono::minutes(10)}}, [&](const Shared& exchange) {
    const bool is_get = exchange->request().method == "GET";
    exchange->send({.body = is_get ? answer : exchange->request().body});
  });
  std::vector<Client> readers, senders;
  readers.reserve(kEach);
  senders.reserve(kEach);
  for (std::size_t i = 0; i < kEach; ++i) {
    readers.emplace_back();
    readers.back().small_receive_buffer();
    ASSERT_TRUE(readers.back().connect(server.port()));
    readers.back().send(kGet);
    senders.emplace_back(server.port());
    senders.back().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(kBody) +
                        "\r\n\r\n");
  }
  std::vector<std::size_t> left(kEach);
  for (std::size_t i = 0; i < kEach; ++i) {
    EXPECT_THAT(readers[i].until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
    left[i] = kAnswer;
  }
  Client normal(server.port());
  for (std::size_t round = 0; round < kBody; ++round) {
    for (std::size_t i = 0; i < kEach; ++i) {
      senders[i].send(std::string(1, static_cast<char>('a' + round)));
      if (left[i] > 0) left[i] -= readers[i].bytes(std::min(kPiece, left[i])).size();
    }
    normal.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
    ASSERT_TRUE(normal.answer().ends_with("\r\n\r\nabc")) << round;
  }
  for (std::size_t i = 0; i < kEach; ++i) {
    EXPECT_EQ(left[i], 0u);
    EXPECT_TRUE(senders[i].answer().ends_with("\r\n\r\nabcdefghijklmnopqrstuvwx"));
  }
  EXPECT_EQ(server.connections(), 2 * kEach + 1);
}

}  // namespace
}  // namespace constate::http
