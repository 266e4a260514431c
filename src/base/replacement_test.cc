#include "base/replacement.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "base/file.h"
#include "base/testing.h"
#include "base/write_file.h"

namespace constate {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path().filename().string());
  return out;
}

void write(Replacement& file, std::string_view text) { file.write(std::as_bytes(std::span(text))); }

TEST(Replacement, IsThereOnlyWhenItIsCommitted) {
  const TempDir dir;
  const fs::path file = dir.path / "file";
  {
    Replacement out(file);
    write(out, "never");
  }
  EXPECT_THAT(names_in(dir.path), ElementsAre());
  Replacement out(file);
  out.seek(4);
  write(out, "bytes");
  out.seek(0);
  write(out, "all ");
  EXPECT_FALSE(fs::exists(file));
  out.commit();
  EXPECT_EQ(read_text(file), "all bytes");
  EXPECT_THAT(names_in(dir.path), ElementsAre("file"));
}

// What a killed process left is not locked; what another one is writing is.
TEST(Replacement, SweepsWhatKilledProcessesLeftOfItsName) {
  const TempDir dir;
  for (const char* name : {"file.new-1-0", "file.new-999999999-17", "file.new-2-3", "other.new-1-0",
                           "file.new-x-1", "file.new-1", "file.new-1-0x", "file.new-"})
    dir.write(name, "x");
  const int writing = ::open((dir.path / "file.new-2-3").c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_EQ(::flock(writing, LOCK_EX), 0);
  check_writable(dir.path / "file");
  EXPECT_EQ(names_in(dir.path).size(), 8u);  // looking changes nothing
  write_whole(dir.path / "file", "new");
  EXPECT_THAT(names_in(dir.path),
              UnorderedElementsAre("file", "file.new-2-3", "other.new-1-0", "file.new-x-1", "file.new-1",
                                   "file.new-1-0x", "file.new-"));
  ::close(writing);
  write_whole(dir.path / "file", "newer");
  EXPECT_EQ(names_in(dir.path).size(), 6u);
}

TEST(Replacement, TwoOfOneNameAtOnce) {
  const TempDir dir;
  const fs::path file = dir.path / "file";
  Replacement first(file), second(file);
  write(first, "first");
  write(second, "second");
  second.commit();
  EXPECT_EQ(read_text(file), "second");
  first.commit();
  EXPECT_EQ(read_text(file), "first");
  EXPECT_THAT(names_in(dir.path), ElementsAre("file"));
}

TEST(Replacement, ManyThreads) {
  const TempDir dir;
  const fs::path file = dir.path / "file";
  std::vector<std::thread> threads;
  for (char c = 'a'; c < 'i'; ++c)
    threads.emplace_back([&file, c] {
      for (int i = 0; i < 50; ++i) write_whole(file, std::string(10'000, c));
    });
  for (std::thread& thread : threads) thread.join();
  const std::string text = read_text(file);
  EXPECT_EQ(text, std::string(10'000, text.at(0)));
  EXPECT_THAT(names_in(dir.path), ElementsAre("file"));
}

TEST(Replacement, ALongName) {
  const TempDir dir;
  const std::string name(255, 'n');
  write_whole(dir.path / name, "x");
  EXPECT_THAT(names_in(dir.path), ElementsAre(name));
}

TEST(Replacement, InTheCurrentFolder) {
  const TempDir dir;
  const fs::path before = fs::current_path();
  fs::current_path(dir.path);
  write_whole("file", "x");
  fs::current_path(before);
  EXPECT_EQ(read_text(dir.path / "file"), "x");
}

TEST(Replacement, ErrorsHaveCodes) {
  const TempDir dir;
  const auto code_of = [](const fs::path& file) {
    try {
      Replacement out(file);
      write(out, "x");
      out.commit();
    } catch (const WriteError& e) {
      return e.code();
    }
    return Code::kUnknown;
  };
  EXPECT_EQ(code_of("/dev/full"), Code::kResourceExhausted);
  EXPECT_EQ(code_of(dir.path), Code::kInvalidArgument);
  EXPECT_EQ(code_of(dir.path / "no/file"), Code::kNotFound);
  EXPECT_EQ(code_of(dir.write("file", "x") / "file"), Code::kNotFound);
}

}  // namespace
}  // namespace constate
