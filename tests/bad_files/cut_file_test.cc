// A model's file that is cut short while its weights are on their way to the device.
#include <gtest/gtest.h>

#include "formats/test_util.h"
#include "support/testing.h"

namespace constate::engine {

using namespace check;
namespace {

TEST(CutFile, LoadingEndsInAnError) {
  const std::filesystem::path source = testing::kSource / "tests/data/golden/groups1";
  const TempDir dir;
  for (const char* file : {"config.json", "model.safetensors"})
    std::filesystem::copy_file(source / file, dir.path / file);
  const std::filesystem::path weights = dir.path / "model.safetensors";
  std::filesystem::permissions(weights, std::filesystem::perms::owner_all);
  // Small weights load when they are first asked for: the file is whole when it is opened.
  EngineOptions options;
  options.device = testing::cpu();
  options.dtype = DType::kF32;
  const auto engine = Engine::open(dir.path, options);
  const auto size = std::filesystem::file_size(weights);
  std::filesystem::resize_file(weights, size - 1);
  for (int time = 0; time < 2; ++time) {
    try {
      engine->await_weights();
      FAIL() << "all weights are there";
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Code::kDataLoss);
      EXPECT_EQ(std::string(e.what()), weights.string() + ": ends at byte " + std::to_string(size - 1) +
                                           ", 1 bytes before the end of what was asked for");
    }
  }
  const std::vector<std::vector<std::int32_t>> prompt{{1, 2}};
  State state = engine->new_state(1);
  EXPECT_THROW(engine->prefill(state, prompt), Error);
}

}  // namespace
}  // namespace constate::engine
