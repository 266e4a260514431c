// What is said about plugins that are missing: the program knows where they come from, the library does not.
#include "app/plugin_source.h"

#include <gtest/gtest.h>

#include "pjrt/plugin_search.h"

namespace constate::app {
namespace {

using pjrt::MissingPlugin;
using pjrt::PluginKind;

TEST(PluginSource, AHintForEachKind) {
  const auto hint = [](PluginKind kind, bool to_compile, const char* more = "") {
    return with_source(MissingPlugin(kind, to_compile, "found no plugin", more)).hint();
  };
  EXPECT_EQ(hint(PluginKind::kCpu, false), "`make setup` fetches it");
  EXPECT_EQ(hint(PluginKind::kCuda, false), "`make plugin-cuda` fetches it");
  EXPECT_EQ(hint(PluginKind::kTpu, false), "`make plugin-tpu` fetches it");
  EXPECT_EQ(hint(PluginKind::kTpu, true), "`make plugins-compile` fetches it");
  EXPECT_EQ(hint(PluginKind::kCuda, true, "put CUDA's bin folder on the PATH"),
            "`make plugins-compile` fetches it; or put CUDA's bin folder on the PATH");
}

TEST(PluginSource, AnotherErrorStaysAsItIs) {
  const Error e = with_source(Error(Code::kNotFound, "message", "hint"));
  EXPECT_STREQ(e.what(), "message");
  EXPECT_EQ(e.hint(), "hint");
  EXPECT_EQ(with_source(MissingPlugin(PluginKind::kCpu, false, "message")).code(), Code::kNotFound);
}

TEST(PluginSource, ADeviceWithoutItsPluginIsTold) {
  EXPECT_EQ(why_text({PluginKind::kCpu, "x.so", "found in plugins"}), "found in plugins");
  EXPECT_EQ(why_text({PluginKind::kCpu, "x.so", "found in plugins", PluginKind::kCuda}),
            "found in plugins; the machine's GPU needs `make plugin-cuda`");
  EXPECT_EQ(why_text({PluginKind::kCpu, "x.so", "found in plugins", PluginKind::kTpu}),
            "found in plugins; the machine's TPU needs `make plugin-tpu`");
}

}  // namespace
}  // namespace constate::app
