// What `make install` puts in a folder: the program, and the library as a user's project finds it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shell.h"

namespace constate::e2e {
namespace {

constexpr const char* kText =
    " of the year, and in the seventh day of the month, that the word of the LORD came\n";

std::string must(const std::string& line) {
  const Result r = shell("set -euo pipefail\n" + line);
  EXPECT_EQ(r.code, 0) << line << ":\n" << r.out;
  return r.out;
}

TEST(Install, TheProgramAndAUsersProject) {
  TempDir dir;
  const std::string prefix = dir.str() + "/moved", plugins = prefix + "/share/constate/plugins";
  must("cmake --install " CONSTATE_BUILD_DIR " --prefix " + dir.str() + "/first --strip");
  must("mv " + dir.str() + "/first " + prefix);  // nothing knows where it was installed
  must("ln -s " CONSTATE_PLUGIN_DIR " " + plugins);

  const std::string clean = "env -i HOME=" + dir.str() + " PATH=/usr/bin:/bin ";
  EXPECT_EQ(must(clean + prefix + "/bin/constate generate " + demo() + " 'In the beginning' -n 20 -q"),
            kText);

  must(clean + "cmake -G Ninja -S " CONSTATE_SOURCE_DIR "/tests/e2e/user_project -B " + dir.str() +
       "/user -DCMAKE_PREFIX_PATH=" + prefix);
  must(clean + "cmake --build " + dir.str() + "/user");
  EXPECT_EQ(must(clean + dir.str() + "/user/story " + demo()), kText);
}

}  // namespace
}  // namespace constate::e2e
