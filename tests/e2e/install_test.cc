// What `make install` puts in a folder: the program, and the library as users' projects find it.
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
  for (const char* program : {"story", "story_c", "story_of_modules"})
    EXPECT_EQ(must(clean + dir.str() + "/user/" + program + " " + demo()), kText) << program;

  // Without CMake, as an embedder has it.
  must("command -v pkg-config");
  must(clean + "PKG_CONFIG_PATH=" + prefix +
       "/lib/pkgconfig bash -c 'cc -std=c11 -pedantic -Wall -Wextra -Werror -o " + dir.str() +
       "/story_c " CONSTATE_SOURCE_DIR
       "/tests/e2e/user_project/story.c $(pkg-config --cflags --libs constate)'");
  EXPECT_EQ(must(clean + "LD_LIBRARY_PATH=" + prefix + "/lib " + dir.str() + "/story_c " + demo()), kText);
  EXPECT_EQ(must("find " + prefix + "/include -mindepth 1 -maxdepth 2 | sort"),
            prefix + "/include/constate\n" + prefix + "/include/constate/constate.h\n" + prefix +
                "/include/constate/constate.hpp\n" + prefix + "/include/constate/modules\n");
}

}  // namespace
}  // namespace constate::e2e
