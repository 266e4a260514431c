// Entries of the compile cache: kept, found, refused where anything about them is wrong, removed.
#include "runtime/program_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "base/testing.h"
#include "runtime/machine_identity.h"

namespace constate::runtime {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;

const ProgramKey kKey{"decode (batch 1)", "mamba2 1.0 M",     "f32", "plugin.so", "cpu", "avx2\n",
                      "options",          "module @decode {}"};
const std::string kExecutable = "code of the program";

void write(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

class ProgramStoreTest : public ::testing::Test {
 protected:
  ProgramStore store(std::uint64_t limit = 1 << 20, std::optional<std::uint32_t> user = {}) {
    return ProgramStore({.folder = folder,
                         .limit = limit,
                         .note = [this](const std::string& text) { notes.push_back(text); },
                         .user = user});
  }
  std::string refusal(const std::string& why, const ProgramKey& key = kKey) {
    return "compile cache: " + store().file_of(key).string() + ": " + why + "; `" + key.name +
           "` is compiled again";
  }
  // What is in the entry's place is not taken, and its successor is.
  void expect_replaced(const std::string& why) {
    notes.clear();
    EXPECT_EQ(store().find(kKey), std::nullopt) << why;
    EXPECT_THAT(notes, ElementsAre(refusal(why)));
    store().keep(kKey, kExecutable);
    EXPECT_EQ(store().find(kKey), kExecutable);
    EXPECT_THAT(notes, SizeIs(1));
  }
  // Sets both times.
  void dated(const fs::path& file, std::time_t seconds) {
    const timespec times[2] = {{seconds, 0}, {seconds, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
  }
  std::ptrdiff_t files() const { return std::distance(fs::directory_iterator(folder), {}); }

  const TempDir temporary;
  const fs::path base = temporary.path, folder = base / "cache" / "constate";
  std::vector<std::string> notes;
};

ProgramKey named(const std::string& name) {
  ProgramKey key = kKey;
  key.name = name;
  return key;
}

TEST_F(ProgramStoreTest, WhatWasKeptIsFound) {
  EXPECT_EQ(store().find(kKey), std::nullopt);
  EXPECT_FALSE(fs::exists(base / "cache"));  // looking makes nothing
  store().keep(kKey, kExecutable);
  EXPECT_EQ(store().find(kKey), kExecutable);
  store().keep(kKey, "");
  EXPECT_EQ(store().find(kKey), "");
  EXPECT_THAT(notes, IsEmpty());
}

TEST_F(ProgramStoreTest, IsForItsOwnerAlone) {
  store().keep(kKey, kExecutable);
  const auto mode = [](const fs::path& path) { return static_cast<int>(fs::status(path).permissions()); };
  EXPECT_EQ(mode(base / "cache"), 0700);
  EXPECT_EQ(mode(folder), 0700);
  EXPECT_EQ(mode(store().file_of(kKey)), 0600);
}

TEST_F(ProgramStoreTest, EachPartOfTheKeyCounts) {
  store().keep(kKey, kExecutable);
  for (const auto field :
       {&ProgramKey::name, &ProgramKey::model, &ProgramKey::dtype, &ProgramKey::plugin, &ProgramKey::device,
        &ProgramKey::machine, &ProgramKey::options, &ProgramKey::program}) {
    ProgramKey other = kKey;
    other.*field += "x";
    EXPECT_NE(store().file_of(other), store().file_of(kKey));
    EXPECT_EQ(store().find(other), std::nullopt);
    // In the other's place, as where two hashes are the same.
    fs::copy_file(store().file_of(kKey), store().file_of(other));
    notes.clear();
    EXPECT_EQ(store().find(other), std::nullopt);
    EXPECT_THAT(notes, ElementsAre(refusal("holds another program", other)));
  }
  // The same letters, divided in another way.
  ProgramKey shifted = kKey;
  shifted.model = kKey.model.substr(1);
  shifted.name += kKey.model.substr(0, 1);
  EXPECT_NE(store().file_of(shifted), store().file_of(kKey));
}

TEST_F(ProgramStoreTest, WhatIsCutShortIsRefused) {
  store().keep(kKey, kExecutable);
  const fs::path file = store().file_of(kKey);
  const std::string whole = read_text(file);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write(file, whole.substr(0, size));
    expect_replaced(size < 48 ? "cut short after " + std::to_string(size) + " bytes"
                              : "cut short or damaged; it has " + std::to_string(size) + " bytes");
  }
  write(file, whole + "x");
  expect_replaced("cut short or damaged; it has " + std::to_string(whole.size() + 1) + " bytes");
}

TEST_F(ProgramStoreTest, EachBitCounts) {
  store().keep(kKey, kExecutable);
  const fs::path file = store().file_of(kKey);
  const std::string whole = read_text(file);
  const std::size_t key_at = 48, executable_at = whole.size() - kExecutable.size();
  const ProgramStore reader = store();
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string bytes = whole;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    write(file, bytes);
    notes.clear();
    EXPECT_EQ(reader.find(kKey), std::nullopt) << bit;
    ASSERT_THAT(notes, SizeIs(1)) << bit;
    const std::size_t at = bit / 8;
    if (at < 8) {
      EXPECT_EQ(notes[0], refusal("not an entry of this cache"));
    } else if ((at >= 24 && at < 32) || (at >= key_at && at < executable_at)) {
      EXPECT_EQ(notes[0], refusal("damaged: the key has another checksum"));
    } else if (at >= 40) {
      EXPECT_EQ(notes[0], refusal("damaged: the executable has another checksum"));
    }
  }
  expect_replaced("damaged: the executable has another checksum");  // the last of them
}

TEST_F(ProgramStoreTest, OtherFormatsAreRefused) {
  store().keep(kKey, kExecutable);
  std::string bytes = read_text(store().file_of(kKey));
  bytes[8] = 7;
  write(store().file_of(kKey), bytes);
  expect_replaced("written in format 7; this is 2");
}

TEST_F(ProgramStoreTest, WhatOthersMayHaveWrittenIsRefused) {
  store().keep(kKey, kExecutable);
  const fs::path file = store().file_of(kKey);
  EXPECT_EQ(store(1 << 20, ::geteuid() + 1).find(kKey), std::nullopt);
  EXPECT_THAT(notes, ElementsAre(refusal("belongs to another user")));
  for (const fs::perms more : {fs::perms::group_write, fs::perms::others_write}) {
    fs::permissions(file, more, fs::perm_options::add);
    expect_replaced("other users may write to it");
  }
}

TEST_F(ProgramStoreTest, ADirectoryInTheEntrysPlace) {
  const fs::path file = store().file_of(kKey);
  fs::create_directories(file);
  const ProgramStore here = store();
  EXPECT_EQ(here.find(kKey), std::nullopt);
  here.keep(kKey, kExecutable);
  here.keep(kKey, kExecutable);
  EXPECT_THAT(notes, ElementsAre(refusal("not a regular file"),
                                 "compile cache: " + file.string() + ": cannot be written: Is a directory"));
  EXPECT_EQ(files(), 1);  // no temporary file is left
  EXPECT_THAT(clear_programs(folder), IsEmpty());
  EXPECT_TRUE(fs::exists(file));
}

TEST_F(ProgramStoreTest, LinksAreNotFollowed) {
  store().keep(kKey, kExecutable);
  const fs::path file = store().file_of(kKey);
  fs::rename(file, base / "elsewhere");
  fs::create_symlink(base / "elsewhere", file);
  EXPECT_EQ(store().find(kKey), std::nullopt);
  EXPECT_THAT(notes, ElementsAre("compile cache: " + file.string() +
                                 ": cannot be opened: Too many levels of symbolic links"));
  store().keep(kKey, "new");
  EXPECT_EQ(store().find(kKey), "new");
  EXPECT_GT(fs::file_size(base / "elsewhere"), kExecutable.size());
}

TEST_F(ProgramStoreTest, AFolderThatCannotBeMadeIsSaidOnce) {
  write(base / "cache", "");
  const ProgramStore here = store();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(here.find(kKey), std::nullopt);
    here.keep(kKey, kExecutable);
  }
  EXPECT_THAT(notes,
              ElementsAre("compile cache: " + folder.string() + ": cannot be written: Not a directory"));
  EXPECT_EQ(message_of([&] { stored_programs(folder); }),
            folder.string() + ": cannot be read: Not a directory");
}

TEST_F(ProgramStoreTest, OnAFullDiskWhatWasThereStays) {
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  store().keep(kKey, kExecutable);
  const ProgramStore here = store();
  const std::string large(10'000, 'x');
  for (const std::uint64_t room : {0, 1, 47, 48, 200, 5000, 10'000}) {  // within each part of an entry
    const FileSizeLimit full(room);
    here.keep(kKey, large);
    here.keep(named("other"), large);
  }
  std::signal(SIGXFSZ, ignored);
  EXPECT_THAT(notes, ElementsAre("compile cache: " + store().file_of(kKey).string() +
                                 ": cannot be written: File too large"));
  EXPECT_EQ(files(), 1);  // nothing unfinished is left
  EXPECT_EQ(here.find(kKey), kExecutable);
  EXPECT_EQ(here.find(named("other")), std::nullopt);
  here.keep(kKey, large);
  EXPECT_EQ(here.find(kKey), large);
  EXPECT_THAT(notes, SizeIs(1));
}

TEST_F(ProgramStoreTest, BeyondTheLimitTheOnesUsedLongestAgoGo) {
  const std::string code(1000, 'x');
  std::vector<ProgramKey> keys;
  for (int i = 0; i < 4; ++i) {
    keys.push_back(named("program " + std::to_string(i)));
    store().keep(keys[static_cast<std::size_t>(i)], code);
    dated(store().file_of(keys[static_cast<std::size_t>(i)]), 1000 + i);
  }
  const std::uint64_t size = fs::file_size(store().file_of(keys[0]));
  EXPECT_EQ(store().find(keys[0]), code);  // used now
  store(3 * size).keep(named("program 4"), code);
  const auto there = [&](const ProgramKey& key) { return fs::exists(store().file_of(key)); };
  EXPECT_TRUE(there(keys[0]));
  EXPECT_FALSE(there(keys[1]));
  EXPECT_FALSE(there(keys[2]));
  EXPECT_TRUE(there(keys[3]));
  EXPECT_TRUE(there(named("program 4")));
  dated(store().file_of(named("program 4")), 1);
  dated(store().file_of(keys[0]), 2);
  // The newest stays whatever its time; what does not fit alone is not kept.
  store(size).keep(named("program 5"), code);
  EXPECT_EQ(files(), 1);
  EXPECT_TRUE(there(named("program 5")));
  store(size - 1).keep(named("program 6"), code);
  EXPECT_FALSE(there(named("program 6")));
  EXPECT_TRUE(there(named("program 5")));
  EXPECT_THAT(notes, IsEmpty());
}

TEST_F(ProgramStoreTest, AbandonedFilesGo) {
  store().keep(kKey, kExecutable);
  const fs::path old = folder / "0123456789abcdef.new-abcDEF", fresh = folder / "0123456789abcdef.new-abcDEG";
  write(old, "x");
  write(fresh, "x");
  dated(old, 1000);
  store().keep(kKey, kExecutable);
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(fresh));
}

TEST_F(ProgramStoreTest, ListsAndClearsWhatIsOurs) {
  EXPECT_THAT(stored_programs(folder), IsEmpty());
  EXPECT_THAT(clear_programs(folder), IsEmpty());
  for (const char* name : {"one", "two"}) store().keep(named(name), kExecutable);
  dated(store().file_of(named("one")), 2000);
  dated(store().file_of(named("two")), 1000);
  write(folder / "0123456789abcdef.program", "");
  dated(folder / "0123456789abcdef.program", 500);
  write(folder / "0123456789abcdef.new-abcDEF", "x");
  for (const char* other :
       {"notes.txt", "a.program", "0123456789abcdeF.program", "0123456789abcdef.new-abcDE"})
    write(folder / other, "not ours");

  const std::vector<StoredProgram> programs = stored_programs(folder);
  ASSERT_THAT(programs, SizeIs(3));
  EXPECT_EQ(programs[0].name, "one");
  EXPECT_EQ(programs[0].plugin, "plugin.so");
  EXPECT_EQ(programs[0].device, "cpu");
  EXPECT_EQ(programs[0].damage, "");
  EXPECT_EQ(programs[0].used, 2000);
  EXPECT_EQ(programs[0].bytes, fs::file_size(programs[0].file));
  EXPECT_EQ(programs[1].name, "two");
  EXPECT_EQ(programs[2].name, "");
  EXPECT_EQ(programs[2].damage, "cut short after 0 bytes");

  EXPECT_THAT(clear_programs(folder), SizeIs(4));
  EXPECT_THAT(stored_programs(folder), IsEmpty());
  EXPECT_EQ(files(), 4);
}

TEST_F(ProgramStoreTest, ManyWritersAndReaders) {
  const std::string code(100'000, 'x');
  std::vector<std::string> wrong;
  std::mutex mutex;
  const ProgramStore shared({.folder = folder, .note = [&](const std::string& text) {
                               const std::lock_guard lock(mutex);
                               wrong.push_back(text);
                             }});
  const auto work = [&](int t) {
    for (int i = 0; i < 50; ++i) {
      const char letter = static_cast<char>('a' + t);
      const ProgramKey mine = named("of thread " + std::to_string(t));
      shared.keep(kKey, std::string(code.size(), letter));
      shared.keep(mine, std::string(code.size(), letter));
      const std::optional<std::string> common = shared.find(kKey), own = shared.find(mine);
      const bool whole = common && *common == std::string(code.size(), common->front());
      if (whole && own == std::string(code.size(), letter)) continue;
      const std::lock_guard lock(mutex);
      wrong.push_back("thread " + std::to_string(t));
    }
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) threads.emplace_back(work, t);
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, IsEmpty());
  EXPECT_EQ(files(), 5);
}

TEST_F(ProgramStoreTest, FilesAreToldApart) {
  const fs::path file = base / "plugin.so", other = base / "other.so";
  std::string bytes(3u << 20, 'x');
  write(file, bytes);
  const std::string before = file_identity(file);
  EXPECT_THAT(before,
              MatchesRegex("3145728 bytes, modified [0-9]+\\.[0-9]{9}, number [0-9]+, ends [0-9a-f]{16}"));
  EXPECT_EQ(file_identity(file), before);
  const auto ends = [](const std::string& identity) { return identity.substr(identity.find("ends")); };
  for (const std::size_t at : {std::size_t{0}, bytes.size() - 1}) {
    std::string changed = bytes;
    changed[at] = 'y';
    write(other, changed);
    EXPECT_NE(ends(file_identity(other)), ends(before)) << at;
  }
  fs::copy_file(file, other, fs::copy_options::overwrite_existing);
  EXPECT_EQ(ends(file_identity(other)), ends(before));
  EXPECT_NE(file_identity(other), before);
  write(file, "");
  EXPECT_THAT(file_identity(file), MatchesRegex("0 bytes, .*, ends cbf29ce484222325"));
}

TEST_F(ProgramStoreTest, ProcessorsAreToldApart) {
  write(base / "cpuinfo",
        "processor\t: 0\nmodel name\t: Fast 1\ncpu MHz\t\t: 2000.1\nflags\t\t: fpu avx2\n\n"
        "processor\t: 1\nflags\t\t: fpu\n");
  EXPECT_EQ(processor_identity(base / "cpuinfo"), "model name\t: Fast 1\nflags\t\t: fpu avx2\n");
  write(base / "cpuinfo", "processor\t: 0\nBogoMIPS\t: 50\nFeatures\t: fp sve\nCPU part\t: 0xd40\n");
  EXPECT_EQ(processor_identity(base / "cpuinfo"), "Features\t: fp sve\nCPU part\t: 0xd40\n");
}

// Published test vectors of FNV-1a, 64 bits.
TEST(Fnv1a, Vectors) {
  const auto hash = [](std::string_view text) { return fnv1a(std::as_bytes(std::span(text))); };
  EXPECT_EQ(hash(""), 0xcbf29ce484222325u);
  EXPECT_EQ(hash("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(hash("foobar"), 0x85944171f73967e8u);
}

}  // namespace
}  // namespace constate::runtime
