// The archive, unpacked where there is glibc and nothing else: made once, used by each test.
#include <gmock/gmock.h>
#include <gnu/libc-version.h>
#include <gtest/gtest.h>

#include <utility>

#include "shell.h"

namespace constate::e2e {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace fs = std::filesystem;

constexpr const char* kName = "constate-" CONSTATE_VERSION "-linux-x86_64";
constexpr const char* kInside = "/opt/constate-" CONSTATE_VERSION "-linux-x86_64";  // in the empty root

std::string must(const std::string& line) {
  const Result r = shell("set -euo pipefail\n" + line);
  if (r.code != 0) throw std::runtime_error(line + ":\n" + r.out);
  return r.out;
}

// On a newer distribution than Debian 12 the program may need that one's glibc.
std::string glibc_most() {
  const std::string here = ::gnu_get_libc_version();
  return must("printf '%s\\n' 2.36 " + here + " | sort -V | tail -1 | tr -d '\\n'");
}

class Archive : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new TempDir;
    must("GLIBC_MOST=" + glibc_most() +
         " " CONSTATE_SOURCE_DIR "/tools/make_dist.sh " CONSTATE_BUILD_DIR " " + dir_->str());
    must("mkdir -p " + root() + "/{opt,proc,dev,tmp,lib64,lib/x86_64-linux-gnu}; tar --zstd -C " + root() +
         "/opt -xf " + packed());
    // What glibc is, by name.
    must("cd " + root() +
         "; for name in libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1; do"
         "  cp -L $(g++ -print-file-name=$name) lib/x86_64-linux-gnu/; done;"
         "cp -L /lib64/ld-linux-x86-64.so.2 lib64/");
    must("mkdir -p " + plugins() + "/cpu");
    enter_ = way_in();
  }
  static void TearDownTestSuite() { delete std::exchange(dir_, nullptr); }

  static std::string root() { return dir_->str() + "/root"; }
  static std::string home() { return root() + kInside; }
  static std::string packed() { return dir_->str() + "/" + kName + ".tar.zst"; }
  static std::string plugins() { return home() + "/share/constate/plugins"; }

  // A line that has the root entered, without what the machine around it has set or holds; `plugin` is seen
  // in the archive's folder of plugins where it was asked for.
  static std::string way_in() {
    const std::string bwrap = "bwrap --unshare-all --clearenv --die-with-parent --bind " + root() +
                              " / --dev /dev --tmpfs /tmp --chdir /opt $PLUGIN ";
    const std::string chroot = "unshare --mount bash -c 'mount --bind /proc " + root() +
                               "/proc; mount --bind /dev " + root() +
                               "/dev; [ -z \"$PLUGIN\" ] || mount --bind " CONSTATE_PLUGIN_DIR "/cpu " +
                               plugins() + "/cpu; exec env -i $(command -v chroot) " + root() + " \"$@\"' - ";
    for (const std::string& way : {bwrap + "--proc /proc ", bwrap + "--ro-bind /proc /proc ", chroot})
      if (shell("PLUGIN=; " + way + kInside + "/bin/constate --help").code == 0) return way;
    throw std::runtime_error("neither bwrap nor unshare and chroot give an empty root here");
  }
  // The program's run in there.
  static Result in_root(const std::string& arguments, bool with_plugin) {
    const std::string plugin = with_plugin ? std::string("--ro-bind " CONSTATE_PLUGIN_DIR "/cpu ") + kInside +
                                                 "/share/constate/plugins/cpu"
                                           : "";
    return shell("export PLUGIN=\"" + plugin + "\"\n" + enter_ + kInside + "/bin/constate " + arguments);
  }
  static std::string demo_model() { return std::string(kInside) + "/share/constate/models/demo"; }

  static inline TempDir* dir_ = nullptr;
  static inline std::string enter_;
};

TEST_F(Archive, IsSmallAndHasItsChecksum) {
  EXPECT_LT(fs::file_size(packed()), 25'000'000u);
  EXPECT_EQ(must("cd " + dir_->str() + "; sha256sum -c " + kName + ".tar.zst.sha256"),
            std::string(kName) + ".tar.zst: OK\n");
}

TEST_F(Archive, TheSameBuildGivesTheSameBytes) {
  const std::string first = must("sha256sum <" + packed());
  must("GLIBC_MOST=" + glibc_most() + " " CONSTATE_SOURCE_DIR "/tools/make_dist.sh " CONSTATE_BUILD_DIR " " +
       dir_->str() + "/again");
  EXPECT_EQ(must("sha256sum <" + dir_->str() + "/again/" + kName + ".tar.zst"), first);
}

TEST_F(Archive, HoldsWhatItShould) {
  for (const char* file :
       {"bin/constate", "lib/constate/libstdc++.so.6", "lib/constate/libgcc_s.so.1",
        "share/bash-completion/completions/constate", "share/constate/models/demo/LICENSE",
        "share/constate/models/demo/model.safetensors",
        "share/constate/tests/data/golden/demo/golden.safetensors", "share/constate/tools/fetch_plugin.py",
        "share/constate/tools/plugins/cuda.txt", "share/doc/constate/LICENSE", "share/doc/constate/NOTICE",
        "share/doc/constate/README.md", "share/doc/constate/docs/archive.md",
        "share/doc/constate/licenses/libedit-dev.txt", "share/doc/constate/licenses/libutf8proc-dev.txt",
        "share/doc/constate/licenses/libxxhash-dev.txt", "share/fish/vendor_completions.d/constate.fish",
        "share/man/man1/constate.1", "share/zsh/site-functions/_constate"})
    EXPECT_TRUE(fs::exists(home() + "/" + file)) << file;
  EXPECT_FALSE(fs::exists(home() + "/include"));
  EXPECT_EQ(must("cat " + home() + "/share/man/man1/constate.1"), run({"man"}).out);
  EXPECT_EQ(must("cat " + home() + "/share/bash-completion/completions/constate"),
            run({"completions", "bash"}).out);
}

TEST_F(Archive, TheProgramNeedsGlibcAlone) {
  const std::string program = home() + "/bin/constate";
  EXPECT_EQ(must("readelf -dW " + program +
                 " | sed -n 's/.*(NEEDED).*\\[\\(.*\\)\\]/\\1/p' |"
                 " { grep -vE '^(lib(c|m|dl|pthread)\\.so\\.|ld-linux-x86-64\\.so\\.)' || true; }"),
            "");
  // Of the versions of glibc's symbols that it needs, and the one allowed, the last is the one allowed.
  EXPECT_EQ(must("{ objdump -T " + program + " | grep -oE 'GLIBC_[0-9.]+' | sed 's/GLIBC_//'; echo " +
                 glibc_most() + "; } | sort -V | tail -1"),
            glibc_most() + "\n");
  EXPECT_EQ(must("objdump -T " + program + " | { grep -cE 'GLIBCXX|CXXABI|GCC_' || true; }"), "0\n");
  // Its own allocator serves the plugins too, which ask the program for one.
  EXPECT_EQ(must("objdump -T " + program + " | grep -cE '\\.text.* (malloc|free|realloc|posix_memalign)$'"),
            "4\n");
  EXPECT_EQ(must("{ grep -c " CONSTATE_SOURCE_DIR " " + program + " || true; }"),
            "0\n");  // no path of this machine
}

TEST_F(Archive, WithoutAPluginItSaysWhereOneComesFrom) {
  const Result r = in_root("devices", false);
  const std::string share = std::string(kInside) + "/share/constate";
  EXPECT_EQ(r.code, 2);
  EXPECT_EQ(r.out, std::string("constate: found no PJRT plugin; looked in ") + kInside + "/plugins, " +
                       share + "/plugins, " + kInside +
                       "/lib/constate/plugins, /usr/lib/python3/dist-packages\n" + "hint: `" + share +
                       "/tools/fetch_plugin.py cpu` fetches it\n");
}

TEST_F(Archive, Tokenizes) {
  const Result r = in_root("tokenize " + demo_model() + " 'In the beginning'", false);
  EXPECT_EQ(r.code, 0);
  EXPECT_EQ(r.out, run({"tokenize", demo(), "In the beginning"}).out);
}

TEST_F(Archive, Generates) {
  const Result r = in_root("generate " + demo_model() + " 'In the beginning' -n 60 -q", true);
  EXPECT_EQ(r.code, 0);
  EXPECT_EQ(
      r.out,
      " of the year, and in the seventh day of the month, that the word of the LORD came unto me, saying,\n"
      "Son of man, set thy face against Jerusalem, and prophesy against it, and say unto the people, Thus "
      "saith "
      "the LORD of hosts, the God of Israel; Behold\n");
}

TEST_F(Archive, Verifies) {
  const Result r = in_root("verify " + demo_model() + " --no-cache --against " + kInside +
                               "/share/constate/tests/data/golden/demo/golden.safetensors",
                           true);
  EXPECT_EQ(r.code, 0);
  EXPECT_THAT(r.out, HasSubstr("\ngreedy: 448 of 448 tokens in 7 runs\n"));
  EXPECT_THAT(r.out, EndsWith("PASS\n"));
}

// pip itself stands in another folder here, and gives wheels with the members that are taken from real ones.
TEST_F(Archive, FetchesPluginsIntoItsOwnFolder) {
  TempDir copy;
  must("cp -a " + home() + "/share " + home() + "/bin " + copy.str() + "; rm -rf " + copy.str() +
       "/share/constate/plugins; mkdir " + copy.str() + "/pip");
  copy.write("pip/__init__.py", "");
  copy.write("pip/__main__.py", R"(
import sys, zipfile
from pathlib import Path
given = sys.argv[1:]
assert given[0] == "download" and "--require-hashes" in given, given
assert Path(given[given.index("--requirement") + 1]).name == "tpu.txt", given
folder = Path(given[given.index("--dest") + 1])
folder.mkdir(parents=True)
with zipfile.ZipFile(folder / "libtpu.whl", "w") as wheel:
    wheel.writestr("libtpu/libtpu.so", "a plugin")
)");
  const std::string tool = copy.str() + "/share/constate/tools/fetch_plugin.py";
  EXPECT_EQ(must("PYTHONPATH=" + copy.str() + " " + tool + " tpu"),
            "      fetching the tpu plugin into plugins/\n");
  EXPECT_EQ(must("cat " + copy.str() + "/share/constate/plugins/tpu/libtpu.so"), "a plugin");
  EXPECT_EQ(must("PYTHONPATH=" + copy.str() + " " + tool + " tpu"), "");  // it is there
  EXPECT_THAT(must("PATH=$PATH " + copy.str() + "/bin/constate devices --plugin tpu || true"),
              StartsWith(copy.str() + "/share/constate/plugins/tpu/libtpu.so (asked for, found in "));
}

}  // namespace
}  // namespace constate::e2e
