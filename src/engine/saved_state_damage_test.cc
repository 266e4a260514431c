// Every truncation and every flipped bit of a small file is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/file.h"
#include "base/testing.h"
#include "engine/saved_state_testing.h"

namespace constate::engine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(DamagedState, EveryTruncation) {
  const TempDir dir;
  const fs::path file = dir.path / "state";
  write_state(file, small_state());
  std::ofstream(file, std::ios::app) << 'x';
  EXPECT_THAT(message_of([&] { read_state_facts(file); }), HasSubstr("the tensors end at byte"));
  fs::resize_file(file, fs::file_size(file) - 1);
  EXPECT_EQ(read_state(file).tokens, 5);
  while (const std::uint64_t size = fs::file_size(file)) {
    fs::resize_file(file, size - 1);
    for (const auto& read : {std::function([&] { read_state(file); }), {[&] { read_state_facts(file); }}})
      ASSERT_THAT(message_of(read), StartsWith(file.string() + ": ")) << size - 1;
  }
}

TEST(DamagedState, EveryFlippedBit) {
  const TempDir dir;
  const fs::path file = dir.path / "state";
  write_state(file, small_state());
  const std::string whole = read_text(file);
  std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
  const auto put = [&](std::size_t at, int byte) {
    out.seekp(static_cast<std::streamoff>(at));
    out.put(static_cast<char>(byte)).flush();
  };
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      put(at, whole[at] ^ 1 << bit);
      ASSERT_THAT(message_of([&] { read_state(file); }), StartsWith(file.string() + ": "))
          << at << " " << bit;
    }
    put(at, whole[at]);
  }
  EXPECT_EQ(read_state(file).tokens, 5);
}

TEST(DamagedState, IsToldByTensor) {
  const TempDir dir;
  write_state(dir.path / "x", small_state());
  const std::string whole = read_text(dir.path / "x");
  const formats::SafetensorsFile tensors(dir.path / "x");
  for (const auto& [name, tensor] : tensors.tensors()) {
    if (tensor.shape.elements() == 0) continue;
    std::string changed = whole;
    changed[tensor.offset] = static_cast<char>(changed[tensor.offset] ^ 0x10);
    const fs::path file = dir.write("changed", changed);
    EXPECT_THAT(
        message_and_hint_of([&] { read_state(file); }),
        ::testing::MatchesRegex(
            file.string() + ": tensor `" + name +
            "` has the checksum [0-9a-f]{32}; the header says [0-9a-f]{32} \\[the file is cut short or "
            "damaged: take another copy, or save the state anew\\]"));
    EXPECT_EQ(read_state_facts(file).tokens, 5);  // which reads the header alone
  }
}

}  // namespace
}  // namespace constate::engine
