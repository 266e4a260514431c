// The same server over TLS, with a certificate that the `openssl` command makes, and `openssl` and curl as
// clients.
#include <gmock/gmock.h>

#include <cstdio>

#include "base/error.h"
#include "base/testing.h"
#include "http/testing.h"

namespace constate::http {
namespace {

using ::testing::HasSubstr;

// What a shell command prints.
std::string output(const std::string& command) {
  std::string out;
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  char buffer[4096];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  ::pclose(pipe);
  return out;
}

class Tls : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string made = output(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout " +
        key_ + " -out " + certificate_);
    ASSERT_TRUE(std::filesystem::exists(certificate_)) << made;
  }
  Options options() const { return {.port = 0, .tls_certificate = certificate_, .tls_key = key_}; }

  TempDir folder_;
  const std::string certificate_ = (folder_.path / "cert.pem").string(),
                    key_ = (folder_.path / "key.pem").string();
};

TEST_F(Tls, AnswersRequestsOnOneConnection) {
  Server server(options(), echo);
  EXPECT_EQ(server.url(), "https://127.0.0.1:" + std::to_string(server.port()));
  const std::string said = output(
      "printf 'POST /a HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 2\\r\\n\\r\\nab"
      "GET /b HTTP/1.1\\r\\nHost: h\\r\\nConnection: close\\r\\n\\r\\n' | timeout 20 openssl s_client "
      "-quiet -verify_return_error -CAfile " +
      certificate_ + " -connect 127.0.0.1:" + std::to_string(server.port()));
  EXPECT_THAT(said, HasSubstr("\r\n\r\nPOST /a|abHTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(said, HasSubstr("Connection: close\r\n\r\nGET /b|"));
}

TEST_F(Tls, OldVersionsAndPlainTextAreRefused) {
  Server server(options(), echo);
  const std::string connect = " -connect 127.0.0.1:" + std::to_string(server.port()) + " </dev/null";
  EXPECT_THAT(output("timeout 20 openssl s_client -tls1_2" + connect), HasSubstr("Protocol  : TLSv1.2"));
  EXPECT_THAT(output("timeout 20 openssl s_client -tls1_1 -cipher DEFAULT:@SECLEVEL=0" + connect),
              HasSubstr("Cipher is (NONE)"));
  Client plain_client(server.port());
  plain_client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(plain_client.rest(), ::testing::Not(HasSubstr("200")));
  EXPECT_TRUE(eventually([&] { return server.connections() == 0; }));
}

TEST_F(Tls, AHandshakeThatDoesNotComeIsCut) {
  Options with = options();
  with.limits.header_time = std::chrono::milliseconds(50);
  Server server(with, echo);
  Client client(server.port());
  EXPECT_EQ(client.rest(), "");
}

TEST_F(Tls, AClientThatGoesIsNoticed) {
  Held held;
  Server server(options(), held.handler());
  std::atomic<int> closed = 0;
  std::FILE* client =
      ::popen(("timeout 60 openssl s_client -quiet -connect 127.0.0.1:" + std::to_string(server.port()) +
               " >/dev/null 2>&1")
                  .c_str(),
              "w");
  std::fputs("GET / HTTP/1.1\r\nHost: h\r\n\r\n", client);
  std::fflush(client);
  const Shared exchange = held.get();
  exchange->on_close([&] { ++closed; });
  exchange->begin({});
  exchange->write(std::string(500'000, 'x'));
  EXPECT_TRUE(eventually([&] { return exchange->unsent() == 0; }));
  EXPECT_EQ(closed, 0);
  std::fputs("Q\n", client);  // after GET's end: the beginning of another request
  std::fflush(client);
  server.stop_accepting();
  exchange->end();
  EXPECT_TRUE(eventually([&] { return server.connections() == 0; }));
  ::pclose(client);
  EXPECT_EQ(closed, 0);
}

TEST_F(Tls, AKeyOfAnotherCertificate) {
  output("openssl genpkey -algorithm RSA -out " + (folder_.path / "other.pem").string());
  Options with = options();
  with.tls_key = (folder_.path / "other.pem").string();
  try {
    Server server(with, echo);
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), ::testing::StartsWith(with.tls_key + ": not "));
  }
}

}  // namespace
}  // namespace constate::http
