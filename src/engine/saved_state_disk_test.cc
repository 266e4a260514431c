// Saving while other processes save and read, on a disk that fails, killed at each call, and with the power
// gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "base/file.h"
#include "base/testing.h"
#include "base/testing_disk.h"
#include "engine/saved_state_testing.h"

namespace constate::engine {
namespace {

namespace fs = std::filesystem;
using ::testing::StartsWith;

SavedState state_of_size(std::int64_t elements, std::int64_t drawn) {
  SavedState s = small_state();
  s.drawn = drawn;
  s.fields.clear();
  s.fields.emplace_back("ssm", array_of(DType::kF32, {elements}, static_cast<std::uint64_t>(drawn)));
  return s;
}

// What is synced is noted, and waits for no disk.
constexpr disk::Plan kNoWaiting{0, false, 0, 0, false};

void save(const fs::path& file, const SavedState& state) {
  disk::watch(kNoWaiting, [&] { write_state(file, state); });
}

std::int64_t files_in(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

// Which of the states that this test writes is there, whole; -1 where none is.
std::int64_t drawn_in(const fs::path& file) { return fs::exists(file) ? read_state(file).drawn : -1; }

pid_t in_child(const std::function<void()>& f) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  try {
    f();
  } catch (...) {
    ::_exit(1);
  }
  ::_exit(0);
}

int status_of(pid_t child) {
  int status = -1;
  ::waitpid(child, &status, 0);
  return status;
}

TEST(SavedStateOnDisk, AReaderFindsTheOldOneOrTheNewOne) {
  const TempDir dir;
  const fs::path file = dir.path / "state";
  write_state(file, state_of_size(100'000, 0));
  const pid_t writer = in_child([&] {
    for (std::int64_t i = 1;; ++i) save(file, state_of_size(100'000 + i % 7, i));
  });
  std::int64_t last = 0, changes = 0;
  for (int i = 0; i < 200 || (changes < 10 && i < 1'000'000); ++i) {
    const std::int64_t now = drawn_in(file);  // throws where it is not whole
    EXPECT_GE(now, last);
    changes += now != last;
    last = now;
  }
  ::kill(writer, SIGKILL);
  status_of(writer);
  EXPECT_GE(changes, 10);
}

TEST(SavedStateOnDisk, TwoSaversOfOneName) {
  const TempDir dir;
  const fs::path file = dir.path / "state";
  const auto saver = [&](std::int64_t first) {
    return in_child([&file, first] {
      for (std::int64_t i = 0; i < 60; ++i) save(file, state_of_size(10'000 + first, first + i));
    });
  };
  const pid_t one = saver(1000), two = saver(2000);
  while (!fs::exists(file)) ::usleep(100);
  for (int i = 0; i < 100; ++i) {
    const SavedState s = read_state(file);
    EXPECT_EQ(s.fields[0].second.shape().elements(), 10'000 + s.drawn / 1000 * 1000);
  }
  EXPECT_EQ(status_of(one), 0);
  EXPECT_EQ(status_of(two), 0);
  EXPECT_THAT(drawn_in(file), ::testing::AnyOf(1059, 2059));
  EXPECT_EQ(files_in(dir.path), 1);
}

// At each call, and in the middle of each write: the old file or the new one, and no trace after the next
// save.
TEST(SavedStateOnDisk, KilledAtEachCall) {
  for (const bool existed : {true, false}) {
    for (const bool half_write : {false, true}) {
      const TempDir dir;
      const fs::path file = dir.path / "state";
      int calls = 0;
      for (int status = SIGKILL; status != 0;) {
        fs::remove(file);
        if (existed) save(file, state_of_size(1000, 1));
        const disk::Plan plan{++calls, half_write, 0, 0, false};
        const disk::Record record = disk::watch_child(
            plan, [&] { write_state(file, state_of_size(2000, 2)); }, &status);
        ASSERT_TRUE(status == 0 || WTERMSIG(status) == SIGKILL) << status;
        const std::int64_t before = existed ? 1 : -1;
        EXPECT_EQ(drawn_in(file), record.renames == 0 ? before : 2) << "call " << calls;
        save(file, state_of_size(3000, 3));
        EXPECT_EQ(drawn_in(file), 3);
        EXPECT_EQ(files_in(dir.path), 1) << "call " << calls;
      }
      EXPECT_GT(calls, 10);
    }
  }
}

// Each call that fails is told or of no consequence; the file is the old one, or the new one where only the
// folder could not be synced; nothing is left beside it.
TEST(SavedStateOnDisk, EachCallThatFails) {
  const TempDir dir;
  const fs::path file = dir.path / "state";
  const struct {
    int error;
    Code code;
    const char* text;
  } kinds[] = {{ENOSPC, Code::kResourceExhausted, "No space left on device"},
               {EDQUOT, Code::kResourceExhausted, "Disk quota exceeded"},
               {EIO, Code::kInvalidArgument, "Input/output error"},
               {EROFS, Code::kPermissionDenied, "Read-only file system"}};
  for (const auto& kind : kinds) {
    int failed = 0;
    for (int call = 1; call < 100; ++call) {
      save(file, state_of_size(1000, 1));
      int calls = 0;
      try {
        calls = disk::watch({0, false, call, kind.error, false}, [&] {
                  write_state(file, state_of_size(2000, 2));
                }).calls;
      } catch (const Error& e) {
        ++failed;
        EXPECT_EQ(e.code(), kind.code);
        EXPECT_EQ(e.what(), file.string() + ": cannot be written: " + kind.text);
      }
      EXPECT_THAT(drawn_in(file), ::testing::AnyOf(1, 2));
      EXPECT_EQ(files_in(dir.path), 1) << "call " << call;
      if (calls > 0 && calls < call) break;
    }
    EXPECT_GE(failed, 8);
  }
}

// What is on disk when the power fails, at worst: of a file whose bytes were not synced any part of them, and
// of a name that was not synced the old file or the new one.
TEST(SavedStateOnDisk, ThePowerFails) {
  std::mt19937 random(1);
  const auto below = [&](std::uint32_t n) { return random() % n; };
  const TempDir dir;
  const fs::path file = dir.path / "state", copy = dir.path / "copy";
  int renamed = 0, finished = 0;
  for (int run = 0; run < 600; ++run) {
    save(file, state_of_size(1 + below(20'000), 1));
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing);
    const disk::Plan plan{static_cast<int>(1 + below(24)), below(2) == 1, 0, 0, false};
    const std::int64_t size = 1 + below(200'000);
    int status = 0;
    const disk::Record record = disk::watch_child(
        plan, [&] { write_state(file, state_of_size(size, 2)); }, &status);
    EXPECT_FALSE(record.renamed_unsynced) << "a name for bytes that may not be there";
    for (const auto& entry : fs::directory_iterator(dir.path))
      if (record.is_unsynced(entry.path())) {
        EXPECT_NE(entry.path(), file);
        fs::resize_file(entry.path(), below(static_cast<std::uint32_t>(entry.file_size()) + 1));
      }
    if (status == 0) {  // told as done: it stays
      ++finished;
      EXPECT_FALSE(record.name_unsynced);
      EXPECT_EQ(drawn_in(file), 2);
    } else {
      renamed += record.renames;
      EXPECT_EQ(drawn_in(file), record.renames == 0 ? 1 : 2);
      if (record.name_unsynced && below(2) == 1)
        fs::copy_file(copy, file, fs::copy_options::overwrite_existing);
    }
    fs::remove(copy);
    save(file, state_of_size(1 + below(1000), 3));
    EXPECT_EQ(drawn_in(file), 3);
    EXPECT_EQ(files_in(dir.path), 1);
  }
  EXPECT_GT(renamed, 10);
  EXPECT_GT(finished, 10);
}

TEST(SavedStateOnDisk, AFullDiskAsTheSystemHasIt) {
  const TempDir dir;
  const fs::path file = dir.path / "state";
  save(file, state_of_size(1000, 1));
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  EXPECT_EQ(message_of([&] {
              const FileSizeLimit full(10'000);
              write_state(file, state_of_size(100'000, 2));
            }),
            file.string() + ": cannot be written: File too large");
  std::signal(SIGXFSZ, ignored);
  EXPECT_EQ(drawn_in(file), 1);
  EXPECT_EQ(files_in(dir.path), 1);
}

TEST(SavedStateOnDisk, PlacesThatAreNone) {
  const TempDir dir;
  const std::string folder = dir.path.string();
  EXPECT_EQ(message_of([&] { write_state(dir.path, small_state()); }),
            folder + ": cannot be written: Is a directory");
  EXPECT_EQ(message_of([&] { read_state(dir.path); }), folder + ": not a regular file");
  EXPECT_EQ(message_of([&] { read_state_facts(dir.path / "none"); }),
            folder + "/none: cannot be opened: No such file or directory");
  EXPECT_EQ(message_of([&] { write_state(dir.path / "no/state", small_state()); }),
            folder + "/no/state: cannot be written: No such file or directory");
  EXPECT_EQ(files_in(dir.path), 0);
}

// Root may write anywhere: the test becomes somebody else where it is root.
TEST(SavedStateOnDisk, FoldersThatMayNotBeWrittenOrRead) {
  const TempDir dir;
  const fs::path folder = dir.path / "folder", file = folder / "state";
  fs::create_directory(folder);
  write_state(file, state_of_size(10, 1));
  fs::permissions(dir.path, fs::perms::all);
  fs::permissions(file, fs::perms::all);
  const auto as_other = [&](const std::function<bool()>& f) {
    return status_of(in_child([&] {
             if (::geteuid() == 0 && ::setuid(65534) != 0) throw 0;
             if (!f()) throw 0;
           })) == 0;
  };
  fs::permissions(folder, fs::perms(0555));
  EXPECT_TRUE(as_other([&] {
    return message_of([&] { write_state(file, state_of_size(10, 2)); }) ==
           file.string() + ": cannot be written: Permission denied";
  }));
  fs::permissions(folder, fs::perms(0333));  // its names cannot be listed, nor the folder synced alone
  EXPECT_TRUE(as_other([&] {
    write_state(file, state_of_size(10, 2));
    return read_state(file).drawn == 2;
  }));
  fs::permissions(folder, fs::perms::owner_all);
  EXPECT_EQ(drawn_in(file), 2);
  EXPECT_EQ(files_in(folder), 1);
}

TEST(SavedStateOnDisk, ALinkStaysOneAndTheModeIsKept) {
  const TempDir dir;
  fs::create_directory(dir.path / "elsewhere");
  const fs::path real = dir.path / "elsewhere/state", link = dir.path / "link";
  write_state(real, state_of_size(10, 1));
  fs::permissions(real, fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("elsewhere/state", link);
  write_state(link, state_of_size(10, 2));
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(drawn_in(real), 2);
  EXPECT_EQ(drawn_in(link), 2);
  EXPECT_EQ(fs::status(real).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(files_in(dir.path / "elsewhere"), 1);
}

}  // namespace
}  // namespace constate::engine
