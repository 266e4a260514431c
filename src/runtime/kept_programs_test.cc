// Programs compiled by one process for a device, taken by another that has it: here both are the CPU.
#include "runtime/kept_programs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ahead/targets.h"
#include "base/testing.h"
#include "hlo/print.h"
#include "support/testing.h"

namespace constate::runtime {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

constexpr programs::ChoiceShape kChoice{1, 4, {}};
constexpr programs::DecodeShape kDecode{kChoice, 64, true};

programs::Blueprint blueprint() { return open_golden("groups1")->blueprint(); }

void keep_decode(const fs::path& folder) {
  const ahead::TargetCompiler compiler(ahead::target_named("cpu"));
  const std::string text = hlo::print(programs::decode_program(blueprint(), kDecode).program);
  KeptPrograms(folder).keep(compiler.plugin(), compiler.device_kind(), text,
                            *compiler.compile(text).executable);
}

struct Outcome {
  int compiled, loaded;
  std::vector<std::string> told, notes;
};

// Asks for `choose` and `decode`, in an empty cache.
Outcome take(const fs::path& kept, const fs::path& cache,
             const std::shared_ptr<const Device>& device = cpu()) {
  Outcome out{};
  ProgramStoreOptions store;
  store.folder = cache;
  store.note = [&](const std::string& text) { out.notes.push_back(text); };
  ProgramCache programs(device, blueprint(), {}, store);
  programs.take_from(std::make_shared<const KeptPrograms>(kept, store.note),
                     [&](const std::string& program, const std::string& why) {
                       out.told.push_back(program + ": " + (why.empty() ? "taken" : why));
                     });
  programs.choose(kChoice);
  programs.decode(kDecode);
  out.compiled = programs.compiled();
  out.loaded = programs.loaded();
  return out;
}

TEST(KeptPrograms, ServeTheDeviceTheyWereCompiledFor) {
  const TempDir temp;
  keep_decode(temp.path / "kept");
  const Outcome first = take(temp.path / "kept", temp.path / "cache");
  EXPECT_EQ(first.compiled, 1);
  EXPECT_EQ(first.loaded, 1);
  EXPECT_THAT(first.notes, IsEmpty());
  EXPECT_THAT(first.told, ElementsAre("choose (batch 1, 4 stop ids): " + (temp.path / "kept").string() +
                                          " holds no such program for cpu by this pjrt_c_api_cpu_plugin.so",
                                      "decode (batch 1, 4 stop ids, 64 tokens): taken"));
  // They are in the cache then, for whoever looks there.
  const Outcome second = take(temp.path / "nothing", temp.path / "cache");
  EXPECT_EQ(second.loaded, 2);
  EXPECT_THAT(second.told, IsEmpty());
}

TEST(KeptPrograms, AreForThePluginThatMadeThem) {
  const TempDir temp;
  keep_decode(temp.path / "kept");
  const auto older =
      Device::open({.plugin = CONSTATE_PLUGIN_DIR "/cpu-0.81/xla_cpu_pjrt.so", .cpu_devices = 1, .note = {}});
  const Outcome outcome = take(temp.path / "kept", temp.path / "cache", older);
  EXPECT_EQ(outcome.compiled, 2);
  EXPECT_EQ(outcome.told[1], "decode (batch 1, 4 stop ids, 64 tokens): " + (temp.path / "kept").string() +
                                 " holds no such program for cpu by this xla_cpu_pjrt.so");
}

// A file that was cut or changed is passed over with a note, and the program is compiled.
TEST(KeptPrograms, ThatAreDamagedAreCompiledAgain) {
  const TempDir temp;
  const fs::path kept = temp.path / "kept";
  keep_decode(kept);
  const fs::path file = fs::directory_iterator(kept)->path();
  fs::resize_file(file, fs::file_size(file) / 2);
  const Outcome outcome = take(kept, temp.path / "cache");
  EXPECT_EQ(outcome.compiled, 2);
  ASSERT_EQ(outcome.notes.size(), 1u);
  EXPECT_THAT(outcome.notes[0], ::testing::HasSubstr("cut short or damaged"));
}

TEST(KeptPrograms, AFolderThatCannotBeWrittenIsNamed) {
  const TempDir temp;
  const fs::path file = temp.write("file", "");
  EXPECT_EQ(message_of([&] { keep_decode(file / "kept"); }),
            (file / "kept").string() + ": cannot be written");
}

}  // namespace
}  // namespace constate::runtime
