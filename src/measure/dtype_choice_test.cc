// The type that was found faster stays, as long as what was found is kept.
#include "measure/dtype_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "base/testing.h"
#include "models/registry.h"
#include "runtime/machine_identity.h"
#include "support/testing.h"

namespace constate::measure {

using namespace engine;
namespace {

using namespace check;
using namespace testing;
using ::testing::MatchesRegex;
using ::testing::SizeIs;

std::shared_ptr<const models::LanguageModel> tiny() {
  const auto config = kSource / "tests/data/golden/groups1/config.json";
  return models::make_model(parse_json(read_text(config, 1 << 20), config.string()), config.string());
}

constexpr char kTimes[] = "f32 [0-9.e-]+ ms, bf16 [0-9.e-]+ ms for one row times \\[[0-9]+ [0-9]+\\]";

TEST(DTypeChoice, IsF32OrBF16AndSaysWhatWasMeasured) {
  const DTypeChoice found = faster_dtype(*cpu(), *tiny(), {});
  EXPECT_TRUE(found.dtype == DType::kF32 || found.dtype == DType::kBF16);
  EXPECT_THAT(found.why, MatchesRegex(std::string("measured here: ") + kTimes));
}

TEST(DTypeChoice, IsKeptUntilTheFolderIsCleared) {
  const TempDir dir;
  runtime::ProgramStoreOptions store;
  store.folder = dir.path;
  const auto model = tiny();
  const DTypeChoice first = faster_dtype(*cpu(), *model, store);
  ASSERT_THAT(runtime::stored_programs(dir.path), SizeIs(1));
  EXPECT_THAT(runtime::stored_programs(dir.path)[0].name,
              MatchesRegex("type of the weights \\(\\[[0-9]+ [0-9]+\\]\\)"));
  for (int i = 0; i < 3; ++i) {
    const DTypeChoice again = faster_dtype(*cpu(), *model, store);
    EXPECT_EQ(again.dtype, first.dtype);
    EXPECT_EQ("here: " + again.why.substr(again.why.find(": ") + 2),
              first.why.substr(std::string("measured ").size()));
    EXPECT_THAT(again.why, MatchesRegex(std::string("measured before: ") + kTimes));
  }
  runtime::clear_programs(dir.path);
  EXPECT_THAT(faster_dtype(*cpu(), *model, store).why, MatchesRegex("measured here: .*"));
}

// Whatever the times of this machine are: what is kept decides.
TEST(DTypeChoice, WhatIsKeptDecides) {
  const auto model = tiny();
  for (const auto& [kept, dtype] : std::vector<std::pair<std::string, DType>>{
           {"f32\nf32 1 ms, bf16 2 ms", DType::kF32}, {"bf16\nf32 2 ms, bf16 1 ms", DType::kBF16}}) {
    const TempDir dir;
    runtime::ProgramStoreOptions store;
    store.folder = dir.path;
    faster_dtype(*cpu(), *model, store);
    const runtime::StoredProgram entry = runtime::stored_programs(dir.path)[0];
    const runtime::ProgramKey key{
        entry.name, "", "", entry.plugin, entry.device, runtime::machine_identity(*cpu()), "f32 or bf16", ""};
    runtime::ProgramStore(store).keep(key, kept);
    ASSERT_THAT(runtime::stored_programs(dir.path), SizeIs(1));
    const DTypeChoice again = faster_dtype(*cpu(), *model, store);
    EXPECT_EQ(again.dtype, dtype);
    EXPECT_EQ(again.why, "measured before: " + kept.substr(kept.find('\n') + 1));
    runtime::ProgramStore(store).keep(key, "int8\nof another version");
    EXPECT_THAT(faster_dtype(*cpu(), *model, store).why, MatchesRegex("measured here: .*"));
  }
}

}  // namespace
}  // namespace constate::measure
