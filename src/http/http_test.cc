#include <gtest/gtest.h>

#include "http/server.h"

using namespace constate;

TEST(Http, Starts) {
  http::Server server({.port = 0}, [](std::shared_ptr<http::Exchange> e) { e->send({.body = "{}"}); });
  EXPECT_GT(server.port(), 0);
}
