// What well-behaved clients see, to the byte.
#include <gmock/gmock.h>

#include <thread>

#include "base/error.h"
#include "http/sse.h"
#include "http/testing.h"
#include "http/url.h"

namespace constate::http {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kGet = "GET /a%20b?x=1&y=%41+b HTTP/1.1\r\nHost: h\r\nX-Request-Id: t-1\r\n\r\n";

TEST(Server, AnswersAndKeepsTheConnection) {
  Records records;
  Server server({.port = 0, .on_done = records.taker()}, echo);
  Client client(server.port());
  for (int i = 0; i < 2; ++i) {
    client.send(kGet);
    EXPECT_EQ(plain(client.answer()),
              "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/plain\r\nContent-Length: 19\r\nX-Request-Id: "
              "t-1\r\n\r\n"
              "GET /a b x=1 y=A b|");
  }
  const auto all = records.wait(2);
  EXPECT_EQ(all[1].id, "t-1");
  EXPECT_EQ(all[1].client, "127.0.0.1");
  EXPECT_EQ(all[1].method, "GET");
  EXPECT_EQ(all[1].path, "/a b");
  EXPECT_EQ(all[1].status, 200);
  EXPECT_EQ(all[1].ending, Ending::kComplete);
  EXPECT_EQ(server.connections(), 1u);
  EXPECT_EQ(server.exchanges(), 0u);
  EXPECT_EQ(server.url(), "http://127.0.0.1:" + std::to_string(server.port()));
}

TEST(Server, MakesAnIdWhereTheClientsIsNotSane) {
  Server server({.port = 0}, echo);
  Client client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: a b\r\n\r\n");
  EXPECT_THAT(plain(client.answer()), HasSubstr("\r\nX-Request-Id: I\r\n"));
}

TEST(Server, ClosesWhereTheClientWantsItAndForHttp10) {
  Server server({.port = 0}, echo);
  Client one(server.port());
  one.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n");
  EXPECT_EQ(
      plain(one.rest()),
      "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nX-Request-Id: I\r\n"
      "Connection: close\r\n\r\nGET /|");
  Client two(server.port());
  two.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(two.rest(), HasSubstr("Connection: close\r\n\r\nGET /|"));
  Client three(server.port());
  three.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(three.answer(), HasSubstr("Connection: keep-alive\r\n\r\nGET /|"));
  three.send("GET /2 HTTP/1.0\r\n\r\n");
  EXPECT_THAT(three.rest(), HasSubstr("GET /2|"));
}

TEST(Server, HeadHasNoBody) {
  Server server({.port = 0}, echo);
  Client client(server.port());
  client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(
      plain(client.rest()),
      "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/plain\r\nContent-Length: 7\r\nX-Request-Id: I\r\n\r\n"
      "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/plain\r\nContent-Length: 10\r\nX-Request-Id: I\r\n"
      "Connection: close\r\n\r\nOPTIONS *|");
}

TEST(Server, PipelinedRequestsAreAnsweredInOrder) {
  Held held;
  Server server({.port = 0}, held.handler());
  Client client(server.port());
  client.send("GET /0 HTTP/1.1\r\nHost: h\r\n\r\nGET /1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  held.get(0)->send({.body = "0"});
  held.get(1)->send({.body = "1"});
  const std::string all = client.rest();
  EXPECT_THAT(all, HasSubstr("\r\n\r\n0HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(all, ::testing::EndsWith("\r\n\r\n1"));
}

// What a client sends in advance fills the system's buffers, and then it must wait. Its reset comes through.
TEST(Server, ReadsNoFurtherThanItMustWhileItAnswers) {
  Held held;
  Server server({.port = 0}, held.handler());
  Client client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const Shared first = held.get();
  const std::string many(64 << 20, 'x');
  std::size_t sent = 0;
  for (;;) {
    ::pollfd wait{.fd = client.fd(), .events = POLLOUT, .revents = 0};
    if (::poll(&wait, 1, 500) != 1) break;
    const ssize_t n =
        ::send(client.fd(), many.data() + sent, many.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) sent += static_cast<std::size_t>(n);
    ASSERT_LT(sent, many.size());
  }
  std::atomic<int> closed = 0;
  first->on_close([&] { ++closed; });
  client.reset();
  EXPECT_TRUE(eventually([&] { return closed == 1; }));
  EXPECT_FALSE(first->open());
}

// More than is read in advance, and an end that is not read therefore.
TEST(Server, NoticesAnEndBehindPipelinedRequests) {
  Held held;
  Server server({.port = 0}, held.handler());
  Client client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const Shared first = held.get();
  std::atomic<int> closed = 0;
  first->on_close([&] { ++closed; });
  client.send(std::string(30'000, 'x'));
  EXPECT_TRUE(first->open());
  client.close();
  EXPECT_TRUE(eventually([&] { return closed == 1; }));
}

TEST(Server, StreamsInChunks) {
  Held held;
  Server server({.port = 0}, held.handler());
  Client client(server.port());
  client.send(
      "POST /s HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
  const Shared exchange = held.get();
  EXPECT_EQ(exchange->request().body, "{}");
  EXPECT_THROW(exchange->write("early"), Error);
  exchange->begin({.content_type = kEventStream, .headers = {{"Cache-Control", "no-cache"}}});
  EXPECT_EQ(plain(client.until("\r\n\r\n")),
            "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
            "X-Request-Id: I\r\nCache-Control: no-cache\r\n\r\n");
  exchange->write(sse_event("{}"));
  EXPECT_EQ(client.until("\n\n\r\n"), "a\r\ndata: {}\n\n\r\n");
  exchange->write("");  // would end it
  exchange->write(sse_comment());
  EXPECT_EQ(client.until("\n\n\r\n"), "8\r\n: ping\n\n\r\n");
  EXPECT_TRUE(eventually([&] { return exchange->unsent() == 0; }));
  EXPECT_TRUE(exchange->open());
  exchange->end();
  EXPECT_FALSE(exchange->open());
  exchange->write("late");
  exchange->send({.body = "late"});
  EXPECT_EQ(client.until("0\r\n\r\n"), "0\r\n\r\n");
  held.get(1)->send({.body = "next"});
  EXPECT_THAT(client.answer(), HasSubstr("\r\n\r\nnext"));
}

TEST(Server, StreamsUntilTheEndForHttp10) {
  Held held;
  Server server({.port = 0}, held.handler());
  Client client(server.port());
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  held.get()->begin({.content_type = "", .body = "one "});
  held.get()->write("two");
  held.get()->end();
  EXPECT_EQ(plain(client.rest()),
            "HTTP/1.1 200 OK\r\nDate: D\r\nX-Request-Id: I\r\nConnection: close\r\n\r\none two");
}

TEST(Server, TakesChunkedBodies) {
  Server server({.port = 0}, echo);
  Client client(server.port());
  client.send(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "Chunked\r\n\r\n3;x=\"y\"\r\nabc\r\n0A\r\n0123456789\r\n"
      "000\r\nTrailer: x\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(client.answer(), HasSubstr("\r\n\r\nPOST /|abc0123456789"));
  EXPECT_THAT(client.answer(), HasSubstr("\r\n\r\nGET /next|"));
}

TEST(Server, SaysContinue) {
  Server server({.port = 0}, echo);
  Client client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ab");
  EXPECT_THAT(client.answer(), HasSubstr("\r\n\r\nPOST /|ab"));
}

TEST(Server, ReadsBytesThatComeOneByOne) {
  Server server({.port = 0}, echo);
  Client client(server.port());
  const std::string text =
      "\r\nPOST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
  for (const char c : text) client.send({&c, 1});
  EXPECT_THAT(client.answer(), HasSubstr("\r\n\r\nPOST /x|ab"));
}

TEST(Server, AHandlerThatThrowsOrForgetsGivesA500) {
  Server server({.port = 0}, [](const Shared& exchange) {
    if (exchange->request().path == "/throw") throw std::runtime_error("no");
    if (exchange->request().path == "/odd") throw 3;
    if (exchange->request().path == "/late") {
      exchange->begin({.body = "x"});
      throw std::runtime_error("no");
    }
  });
  Client client(server.port());
  for (const char* path : {"/throw", "/odd", "/forget"}) {
    client.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(
        plain(client.answer()),
        "HTTP/1.1 500 Internal Server Error\r\nDate: D\r\nContent-Type: application/json\r\n"
        "Content-Length: 108\r\nX-Request-Id: I\r\n\r\n"
        R"({"error":{"message":"the server gave no answer","type":"server_error","param":null,"code":"internal_error"}})");
  }
  client.send("GET /late HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(client.rest(), ::testing::Not(HasSubstr("0\r\n\r\n")));  // the stream is cut off
}

TEST(Server, AnswersCannotSmuggleFields) {
  Held held;
  Server server({.port = 0}, held.handler());
  Client client(server.port());
  client.send(kGet);
  EXPECT_THROW(held.get()->send({.headers = {{"X", "a\r\nY: b"}}}), Error);
  EXPECT_THROW(held.get()->begin({.headers = {{"X: a", "b"}}}), Error);
  EXPECT_THROW(held.get()->send({.content_type = "a\nb"}), Error);
  held.get()->send({.status = 204, .body = "none"});
  EXPECT_EQ(plain(client.answer()), "HTTP/1.1 204 No Content\r\nDate: D\r\nX-Request-Id: t-1\r\n\r\n");
}

TEST(Server, TwoThreadsMayWrite) {
  Held held;
  Server server({.port = 0, .limits = {.unsent_bytes = 64 << 20}}, held.handler());
  Client client(server.port());
  client.send("GET / HTTP/1.0\r\n\r\n");
  const Shared exchange = held.get();
  exchange->begin({});
  const auto write = [&](char c) {
    for (int i = 0; i < 2000; ++i) exchange->write(std::string(100, c));
  };
  std::thread one(write, 'a'), two(write, 'b');
  client.until("\r\n\r\n");
  std::string body = client.bytes(400'000);
  one.join();
  two.join();
  exchange->end();
  EXPECT_EQ(client.rest(), "");
  ASSERT_EQ(body.size(), 400'000u);
  std::size_t pieces_a = 0;
  for (std::size_t i = 0; i < body.size(); i += 100) {
    ASSERT_EQ(body.substr(i, 100), std::string(100, body[i]));
    pieces_a += body[i] == 'a';
  }
  EXPECT_EQ(pieces_a, 2000u);
}

TEST(Server, OfTwoAnswersTheFirstCounts) {
  for (int i = 0; i < 100; ++i) {
    Held held;
    Server server({.port = 0}, held.handler());
    Client client(server.port());
    client.send("GET / HTTP/1.0\r\n\r\n");
    const Shared exchange = held.get();
    std::thread one([&] { exchange->send({.body = "one"}); }), two([&] { exchange->send({.body = "two"}); });
    const std::string answer = client.rest();
    EXPECT_TRUE(answer.ends_with("\r\n\r\none") || answer.ends_with("\r\n\r\ntwo")) << answer;
    one.join();
    two.join();
  }
}

TEST(Server, HeadersOfEveryAnswer) {
  const auto from_request = [](const Request& request) -> Fields {
    return {{"X-Path", request.path}, {"X-Origin", request.header("Origin")}};
  };
  const auto handler = [](const Shared& exchange) {
    exchange->add_header("X-Left", "3");
    EXPECT_THROW(exchange->add_header("X-Left", "3\r\nX: 4"), Error);
    const std::string path = exchange->request().path;
    if (path == "/throws") throw std::runtime_error("x");
    if (path == "/whole") return exchange->send({.status = 404, .headers = {{"X-Own", "1"}}});
    exchange->begin({});
    exchange->add_header("X-Late", "1");
    exchange->end();
  };
  Server server({.port = 0, .limits = {.body_bytes = 10}, .headers = from_request}, handler);
  const auto head = [&](const std::string& path, const std::string& more = "") {
    Client client(server.port());
    client.send("POST " + path + " HTTP/1.1\r\nHost: h\r\nOrigin: o\r\n" + more + "\r\n");
    return client.until("\r\n\r\n");
  };
  for (const char* path : {"/whole", "/streamed", "/throws"}) {
    const std::string got = head(path);
    EXPECT_THAT(got, HasSubstr("\r\nX-Left: 3\r\n")) << path;
    EXPECT_THAT(got, HasSubstr(std::string("\r\nX-Path: ") + path + "\r\nX-Origin: o\r\n"));
    EXPECT_THAT(got, ::testing::Not(HasSubstr("X-Late")));
  }
  EXPECT_THAT(head("/whole"), HasSubstr("\r\nX-Own: 1\r\n"));
  const std::string refused = head("/large", "Content-Length: 11\r\n");  // before the handler sees it
  EXPECT_THAT(refused, ::testing::StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(refused, HasSubstr("\r\nX-Origin: o\r\n"));
  EXPECT_THAT(refused, ::testing::Not(HasSubstr("X-Left")));
}

TEST(Server, DrainsAndThenIsGone) {
  Held held;
  Server server({.port = 0}, held.handler());
  Client idle(server.port()), asking(server.port()), streaming(server.port());
  idle.send(kGet);
  held.get(0)->send({});
  idle.answer();
  asking.send(kGet);
  const Shared answer = held.get(1);
  streaming.send(kGet);
  const Shared stream = held.get(2);
  stream->begin({});
  streaming.until("\r\n\r\n");
  server.stop_accepting();
  EXPECT_EQ(idle.rest(), "");
  EXPECT_FALSE(Client().connect(server.port()));
  EXPECT_EQ(server.exchanges(), 2u);
  answer->send({.body = "{}"});
  EXPECT_THAT(asking.rest(), HasSubstr("\r\nConnection: close\r\n\r\n{}"));
  stream->write("x");
  stream->end();
  EXPECT_EQ(streaming.rest(), "1\r\nx\r\n0\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return server.exchanges() == 0; }));
}

TEST(Server, AnExchangeOutlivesIt) {
  Held held;
  std::atomic<int> closed = 0;
  Records records;
  Shared exchange;
  {
    Server server({.port = 0, .on_done = records.taker()}, held.handler());
    Client client(server.port());
    client.send(kGet);
    exchange = held.get();
    exchange->on_close([&] { ++closed; });
    exchange->begin({});
    client.until("\r\n\r\n");
    // ~Client comes after ~Server's beginning only by chance; so keep the connection.
    static Client kept = std::move(client);
  }
  EXPECT_EQ(closed, 1);
  EXPECT_FALSE(exchange->open());
  exchange->write("x");
  exchange->end();
  exchange->on_close([&] { ++closed; });
  EXPECT_EQ(closed, 2);  // at once
  EXPECT_EQ(exchange->unsent(), 0u);
}

TEST(Server, SaysWhyItCannotListen) {
  Server server({.port = 0}, echo);
  const auto error = [](Options options) -> std::string {
    try {
      Server other(std::move(options), echo);
    } catch (const Error& e) {
      return std::string(e.what()) + "; " + e.hint();
    }
    return "";
  };
  EXPECT_EQ(error({.port = server.port()}),
            "cannot listen on 127.0.0.1:" + std::to_string(server.port()) +
                ": Address already in use; another program listens there: end it, or take another port");
  EXPECT_EQ(error({.address = "example.com"}),
            "address to listen on: IPv4 or IPv6, or localhost; got example.com; ");
  EXPECT_EQ(error({.address = "192.0.2.1", .port = 0}),
            "cannot listen on 192.0.2.1:0: Cannot assign requested address; ");
  EXPECT_EQ(error({.port = 0, .tls_certificate = "/nowhere/cert.pem"}),
            "TLS: a certificate and its key, both; ");
  EXPECT_THAT(error({.port = 0, .tls_certificate = "/nowhere/cert.pem", .tls_key = "/nowhere/key.pem"}),
              StartsWith("/nowhere/cert.pem: not usable for TLS: No such file or directory"));
}

TEST(Sse, Events) {
  EXPECT_EQ(sse_event("{}"), "data: {}\n\n");
  EXPECT_EQ(sse_event(""), "data: \n\n");
  EXPECT_EQ(sse_event("a\nb\r\nc\rd\n", "error"),
            "event: error\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
  EXPECT_EQ(sse_comment(), ": ping\n\n");
}

TEST(Url, Targets) {
  EXPECT_EQ(percent_decode("a%2fb+c"), "a/b+c");
  EXPECT_EQ(percent_decode("a+%2B", true), "a +");
  EXPECT_EQ(percent_decode("%"), std::nullopt);
  EXPECT_EQ(percent_decode("%1"), std::nullopt);
  EXPECT_EQ(percent_decode("%1g"), std::nullopt);
  EXPECT_EQ(parse_target("HTTP://h:1/a?b").path, "/a");
  EXPECT_EQ(parse_target("http://h").path, "/");
  EXPECT_EQ(parse_target("http://h?b").path, "/");
  using Query = std::map<std::string, std::string>;
  EXPECT_EQ(parse_target("/?a=1&a=2&&b&=c&d=e=f").query,
            (Query{{"a", "2"}, {"b", ""}, {"", "c"}, {"d", "e=f"}}));
  for (const char* bad :
       {"", "a", "/%", "/%zz", "/#x", "/%00", "/%0a", "/%7f", "/\x80", "http://", "http:///x", "?"})
    EXPECT_THROW(parse_target(bad), Refusal) << bad;
}

}  // namespace
}  // namespace constate::http
