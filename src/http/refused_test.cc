// Requests that are refused: the whole answer, and that the connection is closed.
#include <gmock/gmock.h>

#include "http/request_reader.h"
#include "http/testing.h"

namespace constate::http {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// "400 bad_header", as a client of its own sees it, or what was answered instead.
std::string refusal(std::uint16_t port, std::string_view request) {
  Client client(port);
  client.send(request);
  const std::string answer = client.rest();
  std::smatch match;
  static const std::regex form(
      "^HTTP/1.1 ([0-9]+) [^]*\r\nConnection: close\r\n\r\n\\{\"error\":\\{\"message\":\"[^]*\",\"type\":"
      "\"invalid_request_error\",\"param\":null,\"code\":\"([a-z_]+)\"\\}\\}$");
  return std::regex_search(answer, match, form) ? match[1].str() + " " + match[2].str() : answer;
}

TEST(Refused, TheWholeAnswer) {
  Records records;
  Server server({.port = 0, .on_done = records.taker()}, echo);
  Client client(server.port());
  client.send("GET /x HTTP/1.1\r\nX-Request-Id: me\r\n\r\n");
  EXPECT_EQ(
      plain(client.rest()),
      "HTTP/1.1 400 Bad Request\r\nDate: D\r\nContent-Type: application/json\r\nContent-Length: 106\r\n"
      "X-Request-Id: me\r\nConnection: close\r\n\r\n"
      R"({"error":{"message":"Host: wanted, once","type":"invalid_request_error","param":null,"code":"bad_header"}})");
  const AccessRecord record = records.wait(1)[0];
  EXPECT_EQ(record.ending, Ending::kRefused);
  EXPECT_EQ(record.status, 400);
  EXPECT_EQ(record.path, "/x");
  EXPECT_EQ(record.id, "me");
}

TEST(Refused, WhatTwoServersCouldReadInTwoWays) {
  int handled = 0;
  Server server({.port = 0}, [&](const Shared& exchange) {
    ++handled;
    echo(exchange);
  });
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  const std::pair<std::string, const char*> cases[] = {
      {post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400 bad_header"},
      {post + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", "400 bad_header"},
      {post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "400 bad_header"},
      {post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", "400 bad_header"},
      {post + "Content-Length: 1, 1\r\n\r\n", "400 bad_header"},
      {post + "Content-Length: +1\r\n\r\n", "400 bad_header"},
      {post + "Content-Length: -1\r\n\r\n", "400 bad_header"},
      {post + "Content-Length: 0x1\r\n\r\n", "400 bad_header"},
      {post + "Content-Length: \r\n\r\n", "400 bad_header"},
      {post + "Transfer-Encoding: gzip, chunked\r\n\r\n", "400 bad_header"},
      {post + "Transfer-Encoding: xchunked\r\n\r\n", "400 bad_header"},
      {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "400 bad_header"},
      {post + "Transfer-Encoding:\x0b"
              "chunked\r\n\r\n",
       "400 bad_header"},
      {post + "Transfer-Encoding : chunked\r\n\r\n", "400 bad_header"},
      {post + "A: b\r\n c\r\n\r\n", "400 bad_header"},
      {post + "\tA: b\r\n\r\n", "400 bad_header"},
      {post + "A: b\nC: d\r\n\r\n", "400 bad_header"},
      {post + "A: b\rC: d\r\n\r\n", "400 bad_header"},
      {post + "A: b\r\r\n\r\n", "400 bad_header"},
      {post + "A: b\r\n\n", "400 bad_header"},
      {post + std::string("A: b\0c\r\n\r\n", 11), "400 bad_header"},
      {post + "A\r\n\r\n", "400 bad_header"},
      {post + ": b\r\n\r\n", "400 bad_header"},
      {post + "A(: b\r\n\r\n", "400 bad_header"},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "400 bad_header"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400 bad_header"},
      {chunked + "g\r\n", "400 bad_chunk"},
      {chunked + "\r\n", "400 bad_chunk"},
      {chunked + "-1\r\n", "400 bad_chunk"},
      {chunked + "0x1\r\n", "400 bad_chunk"},
      {chunked + " 1\r\n", "400 bad_chunk"},
      {chunked + "1 \r\n", "400 bad_chunk"},
      {chunked + "1\na\r\n", "400 bad_header"},
      {chunked + "1\r\nab\r\n", "400 bad_chunk"},
      {chunked + "1\r\na\n", "400 bad_header"},
      {chunked + "10000000000000000\r\n", "400 bad_chunk"},
      {chunked + "ffffffffffffffff\r\n", "413 body_too_large"},
      {chunked + "1;" + std::string(20'000, 'x') + "\r\n", "400 bad_chunk"},
      {chunked + "0\r\nA : b\r\n\r\n", "400 bad_header"},
  };
  for (const auto& [request, expected] : cases)
    EXPECT_EQ(refusal(server.port(), request), expected) << request;
  EXPECT_EQ(handled, 0);
}

TEST(Refused, RequestLines) {
  Server server({.port = 0}, echo);
  const std::pair<std::string, const char*> cases[] = {
      {"GET\r\n", "400 bad_header"},
      {"GET /\r\n", "400 bad_header"},
      {"GET  / HTTP/1.1\r\n", "400 bad_header"},
      {"GET / x HTTP/1.1\r\n", "400 bad_header"},
      {" GET / HTTP/1.1\r\n", "400 bad_header"},
      {"GET / HTTP/1.1 \r\n", "400 bad_header"},
      {"GET / http/1.1\r\n", "400 bad_header"},
      {"GET / HTTP/1.1\n", "400 bad_header"},
      {"G(T / HTTP/1.1\r\n", "400 bad_header"},
      {"GET x HTTP/1.1\r\n", "400 bad_target"},
      {"GET /%0 HTTP/1.1\r\n", "400 bad_target"},
      {"GET * HTTP/1.1\r\nHost: h\r\n\r\n", "400 bad_target"},
      {"GET / HTTP/1.2\r\n", "505 bad_version"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 bad_version"},
      {"BREW / HTTP/1.1\r\n", "501 bad_method"},
      {"get / HTTP/1.1\r\n", "501 bad_method"},
      {"CONNECT h:1 HTTP/1.1\r\n", "501 bad_method"},
      {"TRACE / HTTP/1.1\r\n", "501 bad_method"},
      {"\x16\x03\x01\x02", "400 bad_header"},  // TLS
      {"GET / HTTP/1.1\r\nHost: h\r\nExpect: tea\r\n\r\n", "417 bad_expectation"},
  };
  for (const auto& [request, expected] : cases)
    EXPECT_EQ(refusal(server.port(), request), expected) << request;
}

TEST(Refused, SizesAtTheirLimits) {
  Server server({.port = 0, .limits = {.header_bytes = 1000, .body_bytes = 50}}, echo);
  const auto with_target = [](std::size_t bytes) {  // the whole header
    const std::string rest = " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    return "GET /" + std::string(bytes - rest.size() - 5, 'x') + rest;
  };
  EXPECT_THAT(refusal(server.port(), with_target(1000)), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(refusal(server.port(), with_target(1001)), "431 header_too_large");
  EXPECT_EQ(refusal(server.port(), "GET /" + std::string(2000, 'x')), "414 target_too_long");
  std::string many = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 101; ++i) many += "A:\r\n";
  EXPECT_EQ(refusal(server.port(), many), "431 header_too_large");

  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
  EXPECT_THAT(refusal(server.port(), post + "Content-Length: 50\r\n\r\n" + std::string(50, 'x')),
              StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(refusal(server.port(), post + "Content-Length: 51\r\n\r\n"), "413 body_too_large");
  EXPECT_EQ(refusal(server.port(), post + "Content-Length: 99999999999999999999999\r\n\r\n"),
            "413 body_too_large");
  EXPECT_EQ(refusal(server.port(), post + "Expect: 100-continue\r\nContent-Length: 51\r\n\r\n"),
            "413 body_too_large");
  EXPECT_EQ(refusal(server.port(),
                    post + "Transfer-Encoding: chunked\r\n\r\n32\r\n" + std::string(50, 'x') + "\r\n1\r\n"),
            "413 body_too_large");
}

// A client that sends all the same reads the answer, and is not reset.
TEST(Refused, ABodyOf100MBIsNotKept) {
  Server server({.port = 0}, echo);
  Client client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
  const std::string piece(1 << 20, 'x');
  for (int i = 0; i < 95; ++i) ASSERT_TRUE(client.send(piece));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 413 Content Too Large\r\n"));
}

TEST(Reader, BodyTakesNoMemoryBeforeItComes) {
  const Limits limits;
  RequestReader reader(limits);
  std::string_view bytes = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 16000000\r\n\r\nx";
  reader.add(bytes);
  EXPECT_EQ(reader.stage(), RequestReader::Stage::kBody);
  EXPECT_LT(reader.request().body.capacity(), 1000u);
}

TEST(Reader, LeavesWhatComesAfterTheRequest) {
  const Limits limits;
  RequestReader reader(limits);
  std::string_view bytes = "POST / HTTP/1.1\r\nHost: h\r\nA: 1\r\na:  2 \t\r\nContent-Length: 2\r\n\r\nabGET";
  reader.add(bytes);
  EXPECT_EQ(reader.stage(), RequestReader::Stage::kDone);
  EXPECT_EQ(bytes, "GET");
  EXPECT_EQ(reader.request().body, "ab");
  EXPECT_EQ(reader.request().header("A"), "1, 2");
  EXPECT_EQ(reader.request().header("b"), "");
}

}  // namespace
}  // namespace constate::http
