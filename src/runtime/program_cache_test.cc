// Programs that come from disk in place of the compiler.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <future>
#include <map>
#include <mutex>
#include <new>
#include <utility>

#include "base/file.h"
#include "base/testing.h"
#include "models/registry.h"
#include "runtime/machine_identity.h"
#include "support/testing.h"
#include "support/wrapped_model.h"

namespace constate::runtime {
namespace {

using namespace check;
using namespace engine;
using namespace testing;
namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::shared_ptr<const Device> old_api() {
  static const auto runtime =
      Device::open({.plugin = CONSTATE_PLUGIN_DIR "/cpu-0.81/xla_cpu_pjrt.so", .cpu_devices = 1, .note = {}});
  return runtime;
}

struct Outcome {
  std::vector<std::int32_t> tokens;
  int compiled, loaded;
  std::vector<std::string> notes;
};

Outcome generate(const fs::path& store, const std::shared_ptr<const Device>& device = cpu(),
                 const std::string& model = "groups1") {
  Outcome run{};
  EngineOptions options;
  options.device = device;
  options.dtype = DType::kF32;
  options.store.folder = store;
  options.store.note = [&](const std::string& text) { run.notes.push_back(text); };
  const auto engine = Engine::open(kSource / "tests/data/golden" / model, options);
  Generation generation(*engine, {{{5, 17, 3}, 12, {}, {}}});
  while (generation.step()) {
  }
  run.tokens = generation.tokens(0);
  run.compiled = engine->programs().compiled();
  run.loaded = engine->programs().loaded();
  return run;
}

TEST(ProgramsOnDisk, AnotherNumberOfThreadsIsAnotherMachine) {
  DeviceOptions options;
  options.plugin = "cpu";
  options.cpu_threads = cpu()->client->cpu_threads() + 3;
  const auto other = Device::open(options);
  ::unsetenv("PJRT_NPROC");
  EXPECT_EQ(other->profile.row_product_threads, options.cpu_threads);
  EXPECT_NE(machine_identity(*other), machine_identity(*cpu()));
  const TempDir folder;
  generate(folder.path);
  EXPECT_EQ(generate(folder.path, other).loaded, 0);
  EXPECT_EQ(generate(folder.path, other).loaded, 3);
}

TEST(ProgramsOnDisk, TheSecondTimeNothingIsCompiled) {
  const TempDir folder;
  const Outcome none = generate("");
  EXPECT_EQ(none.compiled, 3);
  const Outcome first = generate(folder.path);
  EXPECT_EQ(first.compiled, 3);
  EXPECT_EQ(first.loaded, 0);
  EXPECT_THAT(stored_programs(folder.path), SizeIs(3));
  const Outcome second = generate(folder.path);
  EXPECT_EQ(second.compiled, 0);
  EXPECT_EQ(second.loaded, 3);
  EXPECT_THAT(none.tokens, SizeIs(12));
  EXPECT_EQ(first.tokens, none.tokens);
  EXPECT_EQ(second.tokens, none.tokens);
  EXPECT_THAT(second.notes, IsEmpty());
  // Another model has other programs.
  const Outcome other = generate(folder.path, cpu(), "groups2");
  EXPECT_EQ(other.loaded + other.compiled, 3);
  EXPECT_GE(other.compiled, 2);  // choosing a token may be the same
}

// A model whose first trace fails, with what is no Error.
class FailsOnce : public WrappedModel {
 public:
  using WrappedModel::WrappedModel;
  trace::Tensor hidden(models::Traced& traced, const models::Input& input) const override {
    if (!std::exchange(failed_, true)) throw std::bad_alloc();
    return WrappedModel::hidden(traced, input);
  }

 private:
  mutable bool failed_ = false;
};

TEST(ProgramCache, WhatFailedIsTriedAgain) {
  programs::Blueprint blueprint = open_golden("groups1")->blueprint();
  blueprint.model = std::make_shared<FailsOnce>(blueprint.model);
  ProgramCache programs(cpu(), blueprint, {});
  EXPECT_THROW(programs.prefill({1, 32}), std::bad_alloc);
  EXPECT_EQ(programs.compiled(), 0);
  EXPECT_EQ(programs.prefill({1, 32}).executable.output_shapes()[0], (Shape{DType::kF32, {1, 96}}));
  EXPECT_EQ(programs.compiled(), 1);
}

// They differ in when the loop ends, and in nothing that the shape's numbers tell.
TEST(ProgramCache, TheTwoKindsOfDecodeAreTwoPrograms) {
  ProgramCache programs(cpu(), open_golden("groups1")->blueprint(), {});
  const programs::DecodeShape early{{1, 4, {}}, 8, true}, whole{{1, 4, {}}, 8, false};
  EXPECT_NE(&programs.decode(early), &programs.decode(whole));
  EXPECT_EQ(programs.compiled(), 2);
}

// Small weights wait for a compiler, and for nothing else.
TEST(ProgramsOnDisk, WeightsLoadAsSoonAsAProgramIsFound) {
  const TempDir folder;
  const fs::path config = kSource / "tests/data/golden/groups1/config.json";
  const std::shared_ptr<const models::LanguageModel> model =
      models::make_model(parse_json(read_text(config), "config.json"), "config.json");
  for (const bool found : {false, true}) {
    std::promise<void> asked;
    std::once_flag once;
    EngineOptions options;
    options.device = cpu();
    options.dtype = DType::kF32;
    options.store.folder = folder.path;
    const WeightSource random = random_weights(1);
    const auto engine = Engine::make(
        model,
        [&](const models::WeightSpec& spec) {
          std::call_once(once, [&] { asked.set_value(); });
          return random(spec);
        },
        options);
    engine->programs().prefill({1, 32});
    EXPECT_EQ(engine->programs().loaded(), found ? 1 : 0);
    std::future<void> asks = asked.get_future();
    if (found)
      EXPECT_EQ(asks.wait_for(std::chrono::minutes(2)), std::future_status::ready);
    else
      EXPECT_EQ(asks.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
    engine->await_weights();
  }
}

TEST(ProgramsOnDisk, WhatTheDeviceRefusesIsCompiledAgain) {
  const TempDir folder;
  const Outcome first = generate(folder.path);
  // Entries that are whole, of something that is no executable.
  for (const StoredProgram& stored : stored_programs(folder.path)) {
    const std::string bytes = read_text(stored.file);
    std::uint64_t words[6];
    std::memcpy(words, bytes.data(), sizeof words);
    const std::string junk = "not an executable";
    words[4] = junk.size();
    words[5] = fnv1a(std::as_bytes(std::span(junk)));
    std::string forged(reinterpret_cast<const char*>(words), sizeof words);
    forged += bytes.substr(sizeof words, words[2]) + junk;
    std::ofstream(stored.file, std::ios::binary | std::ios::trunc) << forged;
  }
  const Outcome second = generate(folder.path);
  EXPECT_EQ(second.compiled, 3);
  EXPECT_EQ(second.loaded, 0);
  EXPECT_EQ(second.tokens, first.tokens);
  ASSERT_THAT(second.notes, SizeIs(3));
  for (const std::string& note : second.notes) {
    EXPECT_THAT(note, StartsWith("compile cache: " + folder.path.string() + "/"));
    EXPECT_NE(note.find(".program: load executable: "), note.npos) << note;
    EXPECT_TRUE(note.ends_with("` is compiled again")) << note;
  }
  EXPECT_EQ(generate(folder.path).loaded, 3);
}

TEST(ProgramsOnDisk, AFolderThatCannotBeWrittenIsSaidOnce) {
  const TempDir folder;
  std::ofstream(folder.path / "file") << "";
  const Outcome run = generate(folder.path / "file" / "cache");
  EXPECT_EQ(run.compiled, 3);
  EXPECT_THAT(run.tokens, SizeIs(12));
  EXPECT_THAT(run.notes, ElementsAre("compile cache: " + (folder.path / "file" / "cache").string() +
                                     ": cannot be written: Not a directory"));
}

std::shared_ptr<const Device> lesser_cpu(const std::string& name) {
  return Device::open({.plugin = CONSTATE_TEST_PLUGINS "/" + name + ".so", .cpu_devices = 1, .note = {}});
}

TEST(ProgramsOnDisk, APluginThatCannotWriteProgramsRunsWithoutTheCache) {
  const Outcome expected = generate("");
  const std::map<std::string, std::string> notes{
      {"cpu_without_serialize",
       "not used: serialize: cpu_without_serialize\\.so \\(API 0\\.[0-9]+\\) has no "
       "PJRT_Executable_Serialize"},
      {"cpu_serialize_unimplemented", "not used: serialize: UNIMPLEMENTED: not on this device"},
      {"cpu_serialize_internal",
       "`[a-z]+ \\(batch 1, [^`]*\\)` cannot be kept: serialize: INTERNAL: not on this device"}};
  for (const auto& [name, note] : notes) {
    const TempDir folder;
    const Outcome run = generate(folder.path, lesser_cpu(name));
    EXPECT_EQ(run.tokens, expected.tokens) << name;
    EXPECT_EQ(run.compiled, 3) << name;
    EXPECT_THAT(run.notes, ElementsAre(::testing::MatchesRegex("compile cache: " + note)));
    EXPECT_THAT(stored_programs(folder.path), IsEmpty());
  }
}

TEST(ProgramsOnDisk, APluginThatCannotReadProgramsRunsWithoutTheCache) {
  const TempDir folder;
  const auto device = lesser_cpu("cpu_load_unimplemented");
  const Outcome first = generate(folder.path, device), second = generate(folder.path, device);
  EXPECT_THAT(first.notes, IsEmpty());
  EXPECT_EQ(second.compiled, 3);
  EXPECT_EQ(second.loaded, 0);
  EXPECT_EQ(second.tokens, first.tokens);
  EXPECT_THAT(second.notes,
              ElementsAre("compile cache: not used: load executable: UNIMPLEMENTED: not on this device"));
}

TEST(ProgramsOnDisk, PluginsDoNotShare) {
  const TempDir folder;
  const Outcome expected = generate("", old_api());
  EXPECT_EQ(generate(folder.path).compiled, 3);
  const Outcome first = generate(folder.path, old_api()), second = generate(folder.path, old_api());
  EXPECT_EQ(first.compiled, 3);
  EXPECT_EQ(second.loaded, 3);
  EXPECT_EQ(first.tokens, expected.tokens);
  EXPECT_EQ(second.tokens, expected.tokens);
  EXPECT_THAT(first.notes, IsEmpty());
  EXPECT_THAT(second.notes, IsEmpty());
}

TEST(MachineIdentity, TellsPluginsAndSettingsApart) {
  const std::string here = machine_identity(*cpu());
  EXPECT_EQ(machine_identity(*cpu()), here);
  EXPECT_NE(machine_identity(*old_api()), here);
  for (const char* line :
       {"plugin ", "\napi 0.", "\nplatform cpu ", "\nxla_version ", "\ndevice 0 cpu ", "\nthreads "})
    EXPECT_THAT(here, HasSubstr(line));
  EXPECT_NE(processor_identity(), "");
  EXPECT_THAT(here, HasSubstr(processor_identity()));
  const char* const before = std::getenv("XLA_FLAGS");  // which XLA has read by now
  const std::string saved = before == nullptr ? "" : before;
  ::setenv("XLA_FLAGS", "--xla_other", 1);
  EXPECT_THAT(machine_identity(*cpu()), HasSubstr("\nXLA_FLAGS=--xla_other\n"));
  before == nullptr ? ::unsetenv("XLA_FLAGS") : ::setenv("XLA_FLAGS", saved.c_str(), 1);
  EXPECT_EQ(machine_identity(*cpu()), here);
}

}  // namespace
}  // namespace constate::runtime
