// What is no plugin, and what a user then reads.
#include "pjrt/plugin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/error.h"

namespace constate::pjrt {
namespace {

namespace fs = std::filesystem;

const fs::path kPlugin = fs::path(CONSTATE_PLUGIN_DIR) / "cpu/pjrt_c_api_cpu_plugin.so";

class PluginTest : public ::testing::Test {
 protected:
  PluginTest() { fs::create_directories(folder_); }
  ~PluginTest() override { fs::remove_all(folder_); }

  fs::path file(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }
  // The message without the path, and its code.
  static std::pair<std::string, Code> refusal(const fs::path& path) {
    try {
      Plugin::load(path);
    } catch (const Error& e) {
      const std::string start = "plugin " + path.string() + ": ";
      EXPECT_THAT(e.what(), ::testing::StartsWith(start));
      return {std::string(e.what()).substr(start.size()), e.code()};
    }
    return {"no error", Code::kUnknown};
  }

  const fs::path folder_ = fs::temp_directory_path() / ("constate_plugin_test_" + std::to_string(::getpid()));
};

TEST_F(PluginTest, NoFile) {
  EXPECT_EQ(refusal(folder_ / "none.so"),
            (std::pair<std::string, Code>("No such file or directory", Code::kNotFound)));
  EXPECT_EQ(refusal(folder_).first, "a shared library; got no regular file");
}

TEST_F(PluginTest, NoSharedLibrary) {
  EXPECT_EQ(refusal(file("empty.so", "")).first, "a shared library; got a file of 0 bytes");
  EXPECT_EQ(refusal(file("text.so", std::string(100, 'x'))),
            (std::pair<std::string, Code>("a shared library; got a file that is not in ELF format",
                                          Code::kInvalidArgument)));
}

TEST_F(PluginTest, ACopyThatWasCutShort) {
  std::ifstream whole(kPlugin, std::ios::binary);
  std::string start(1 << 20, '\0');
  whole.read(start.data(), static_cast<std::streamsize>(start.size()));
  ASSERT_TRUE(whole.good());
  EXPECT_EQ(refusal(file("cut.so", start)).first, "the file is cut short; it ends after 1048576 bytes");
  EXPECT_EQ(refusal(file("header.so", start.substr(0, 64))).first,
            "the file is cut short; it ends after 64 bytes");
}

TEST_F(PluginTest, NoDynamicLibrary) {
  // A valid header of an ELF file without segments.
  std::ifstream whole(kPlugin, std::ios::binary);
  std::string header(64, '\0');
  whole.read(header.data(), 64);
  header[56] = header[57] = 0;  // number of program headers
  EXPECT_EQ(refusal(file("bare.so", header)).first, "cannot be loaded: object file has no loadable segments");
}

TEST_F(PluginTest, NoPlugin) {
  fs::path libm;
  for (const char* folder :
       {"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib", "/lib"})
    if (fs::exists(fs::path(folder) / "libm.so.6")) libm = fs::path(folder) / "libm.so.6";
  ASSERT_FALSE(libm.empty());
  EXPECT_EQ(refusal(libm),
            (std::pair<std::string, Code>("a PJRT plugin exports GetPjrtApi; this library does not",
                                          Code::kInvalidArgument)));
}

TEST_F(PluginTest, KindsByName) {
  EXPECT_EQ(kind_of("/a/pjrt_c_api_cpu_plugin.so"), PluginKind::kCpu);
  EXPECT_EQ(kind_of("/cpu/xla_cuda_plugin.so"), PluginKind::kCuda);
  EXPECT_EQ(kind_of("libtpu.so"), PluginKind::kTpu);
  EXPECT_EQ(kind_of("/cpu/pjrt_plugin_xpu.so"), PluginKind::kOther);
  EXPECT_EQ(name(PluginKind::kOther), "other");
}

}  // namespace
}  // namespace constate::pjrt
