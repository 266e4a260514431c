// The parts of `constate doctor` by themselves: another process, and findings as text and as JSON.
#include "app/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "app/apart.h"
#include "base/error.h"

namespace constate::app {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

TEST(Apart, WhatItReturnsAndWhatItThrows) {
  const Apart long_one = run_apart([] { return std::string(1 << 20, 'x'); }, milliseconds(60'000));
  EXPECT_EQ(long_one.said, std::string(1 << 20, 'x'));
  EXPECT_EQ(long_one.failure, "");
  const Apart thrown =
      run_apart([]() -> std::string { throw Error(Code::kInternal, "no way"); }, milliseconds(60'000));
  EXPECT_EQ(thrown.said, "");
  EXPECT_EQ(thrown.failure, "no way");
}

TEST(Apart, WhatEndsOrHangsIsTold) {
  const auto failure = [](auto work, milliseconds limit) {
    return run_apart([&]() -> std::string { return work(), ""; }, limit).failure;
  };
  EXPECT_EQ(failure([] { ::kill(::getpid(), SIGKILL); }, milliseconds(60'000)), "ended by signal 9");
  EXPECT_EQ(failure([] { ::_exit(3); }, milliseconds(60'000)), "ended with status 3");
  EXPECT_EQ(failure([] { ::pause(); }, milliseconds(1'000)), "no answer in 1 s");
}

const std::vector<Finding> kFindings{
    {.what = "memory", .text = "32 GB", .facts = {{"memory_bytes", 32}}},
    {Finding::Status::kNote, "program cache", "/x cannot be written to", "CONSTATE_CACHE=DIR names another"},
};

TEST(Findings, AsText) {
  EXPECT_EQ(text_of(kFindings),
            "ok    memory         32 GB\n"
            "note  program cache  /x cannot be written to\n"
            "                     CONSTATE_CACHE=DIR names another\n");
}

TEST(Findings, AsJson) {
  EXPECT_EQ(json_of(kFindings).dump(),
            "{\"passed\":true,\"findings\":[{\"status\":\"ok\",\"what\":\"memory\",\"text\":\"32 GB\","
            "\"memory_bytes\":32},{\"status\":\"note\",\"what\":\"program cache\",\"text\":\"/x cannot be "
            "written to\",\"mend\":\"CONSTATE_CACHE=DIR names another\"}]}");
  EXPECT_EQ(first_bad(kFindings), nullptr);
  std::vector<Finding> bad = kFindings;
  bad[1].status = Finding::Status::kBad;
  EXPECT_EQ(first_bad(bad), &bad[1]);
  EXPECT_EQ(json_of(bad).at("passed"), false);
}

}  // namespace
}  // namespace constate::app
