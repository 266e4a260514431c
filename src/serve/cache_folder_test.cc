// The prefix cache's folder: what is found, what goes, and what a file that is none of ours does.
#include "serve/cache_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "base/testing.h"
#include "engine/saved_state_testing.h"

namespace constate::serve {
namespace {

namespace fs = std::filesystem;
using Ids = std::vector<std::int32_t>;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kMiB = 1 << 20;

// A state that has seen `ids`: with the logits after them, or with the token that was chosen. `kib` of data.
engine::SavedState state_after(const Ids& ids, std::int64_t kib = 1, bool has_logits = true) {
  engine::SavedState s = has_logits ? engine::state_with_logits() : engine::small_state();
  s.tokens = std::ssize(ids);
  s.ids.reset();
  s.notes.clear();
  engine::TokenHash hash;
  hash.add(ids);
  s.tokens_hash = hash.hex();
  s.withheld = 0;
  s.recent = {ids.back()};
  if (!has_logits) {
    s.next = 9;
    s.recent.push_back(9);
  }
  s.fields.emplace_back("more", engine::array_of(DType::kF32, {kib * 256}, 5));
  return s;
}

struct Folder : TempDir {
  CacheFolder open(std::int64_t bytes = kMiB, std::int64_t canonical = 0) const {
    return CacheFolder({.folder = path / "cache", .bytes = bytes, .canonical = canonical});
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(path / "cache"))
      if (entry.path().extension() == ".state") out.push_back(entry.path());
    return out;
  }
  fs::path file() const {
    EXPECT_EQ(files().size(), 1);
    return files().at(0);
  }
};

std::int64_t length_of(CacheFolder& cache, const std::string& space, const Ids& ids, std::int64_t above = 0) {
  const std::optional<CacheFolder::Found> found = cache.find(space, ids, above);
  if (!found) return 0;
  EXPECT_EQ(found->state.tokens, found->length);
  EXPECT_EQ(found->state.ids, Ids(ids.begin(), ids.begin() + found->length));
  return found->length;
}

TEST(CacheFolder, FindsTheLongestBeginningOnTheNextStartToo) {
  const Folder dir;
  const std::string space = dir.open().space_of("a");
  {
    CacheFolder cache = dir.open();
    cache.put(space, Ids{1, 2}, Origin::kPrompt, state_after({1, 2}));
    cache.put(space, Ids{1, 2, 3, 4}, Origin::kPrompt, state_after({1, 2, 3, 4}));
    cache.put(space, Ids{1, 2, 3, 5}, Origin::kPrompt, state_after({1, 2, 3, 5}));
    EXPECT_EQ(length_of(cache, space, {1, 2, 3, 4, 5}), 4);
    EXPECT_EQ(cache.figures().written, 3);
  }
  CacheFolder cache = dir.open();
  EXPECT_EQ(cache.figures().entries, 3);
  EXPECT_EQ(length_of(cache, space, {1, 2, 3, 4, 5}), 4);
  EXPECT_EQ(length_of(cache, space, {1, 2, 3, 4}), 4);
  EXPECT_EQ(length_of(cache, space, {1, 2, 3}), 2);
  EXPECT_EQ(length_of(cache, space, {1, 2, 3}, 2), 0);
  EXPECT_EQ(length_of(cache, space, {2, 1}), 0);
  EXPECT_EQ(length_of(cache, cache.space_of("b"), {1, 2, 3}), 0);
  EXPECT_EQ(cache.figures().queries, 6);
  EXPECT_EQ(cache.figures().hits, 3);
  EXPECT_EQ(cache.figures().hit_tokens, 10);
}

// The bits that were put in.
TEST(CacheFolder, GivesBackWhatWasPutIn) {
  const Folder dir;
  CacheFolder cache = dir.open();
  const engine::SavedState want = state_after({7, 8, 9});
  cache.put(cache.space_of(""), Ids{7, 8, 9}, Origin::kPrompt, state_after({7, 8, 9}));
  const std::optional<CacheFolder::Found> found = cache.find(cache.space_of(""), Ids{7, 8, 9}, 0);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->origin, Origin::kPrompt);
  ASSERT_EQ(found->state.fields.size(), want.fields.size());
  for (std::size_t i = 0; i < want.fields.size(); ++i)
    EXPECT_TRUE(std::ranges::equal(found->state.fields[i].second.bytes(), want.fields[i].second.bytes()));
  EXPECT_TRUE(std::ranges::equal(found->state.logits->bytes(), want.logits->bytes()));
}

// Another that has the folder open finds what is put in from now on.
TEST(CacheFolder, IsSharedWhileItIsOpen) {
  const Folder dir;
  CacheFolder one = dir.open(), two = dir.open();
  const std::string space = one.space_of("x");
  EXPECT_EQ(two.space_of("x"), space);
  EXPECT_EQ(length_of(two, space, {1, 2, 3}), 0);
  one.put(space, Ids{1, 2}, Origin::kPrompt, state_after({1, 2}));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!two.find(space, Ids{1, 2, 3}, 0) && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(length_of(two, space, {1, 2, 3}), 2);
}

// An answer's state does not know what comes next; and only what a prompt passes in its segments is found
// where bits count.
TEST(CacheFolder, FindsWhatCanGoOn) {
  const Folder dir;
  CacheFolder any = dir.open(), canonical = dir.open(kMiB, 4);
  const std::string space = any.space_of("");
  any.put(space, Ids{1, 2, 3, 4}, Origin::kAnswer, state_after({1, 2, 3, 4}, 1, false));
  EXPECT_EQ(length_of(any, space, {1, 2, 3, 4}), 0);
  EXPECT_EQ(length_of(any, space, {1, 2, 3, 4, 5}), 4);
  EXPECT_EQ(length_of(canonical, space, {1, 2, 3, 4, 5}), 0);
  any.put(space, Ids{1, 2, 3}, Origin::kPrompt, state_after({1, 2, 3}));
  CacheFolder again = dir.open(kMiB, 4);
  EXPECT_EQ(length_of(again, space, {1, 2, 3, 4, 5}), 0);
  EXPECT_EQ(length_of(again, space, {1, 2, 3}), 3);
}

TEST(CacheFolder, NamesTellNothingAndOthersMayNotLook) {
  const Folder dir;
  CacheFolder cache = dir.open();
  cache.put(cache.space_of("scope secret-key-name"), Ids{1, 2}, Origin::kPrompt, state_after({1, 2}));
  EXPECT_THAT(dir.file().string(), Not(HasSubstr("secret")));
  EXPECT_THAT(read_text(dir.file()), Not(HasSubstr("secret")));
  struct ::stat s;
  ASSERT_EQ(::stat((dir.path / "cache").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0700);
  ASSERT_EQ(::stat((dir.path / "cache/key").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0600);
  // A folder that was there, and that others may look into: they still see no names.
  const TempDir open;
  fs::create_directory(open.path / "cache");
  CacheFolder there({.folder = open.path / "cache", .bytes = kMiB});
  there.put(there.space_of(""), Ids{1}, Origin::kPrompt, state_after({1}));
  ASSERT_EQ(::stat((open.path / "cache" / there.space_of("")).c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0700);
  // Another folder has another key: the same scope is called something else there.
  const Folder other;
  EXPECT_NE(other.open().space_of("a"), cache.space_of("a"));
  EXPECT_EQ(dir.open().space_of("a"), cache.space_of("a"));
}

// ---- the budget

TEST(CacheFolder, WhatWasNotUsedForLongestGoes) {
  const Folder dir;
  std::int64_t now = 1'000'000'000'000'000;
  CacheFolder cache({.folder = dir.path / "cache", .bytes = 160 << 10, .now = [&] { return now; }});
  const std::string space = cache.space_of("");
  const auto put = [&](std::int32_t id) {
    now += 1'000'000'000;
    cache.put(space, Ids{id}, Origin::kPrompt, state_after({id}, 32));
  };
  for (const std::int32_t id : {1, 2, 3, 4}) put(id);
  EXPECT_EQ(cache.figures().entries, 4);
  EXPECT_LE(cache.figures().bytes, 160 << 10);
  now += 1'000'000'000;
  EXPECT_TRUE(cache.use(space, Ids{1}, Origin::kPrompt));
  put(5);
  EXPECT_EQ(cache.figures().evictions, 1);
  EXPECT_FALSE(cache.use(space, Ids{2}, Origin::kPrompt));
  // The clock is set back by a year: what is used after that is still the last used.
  now -= std::int64_t{365} * 86400 * 1'000'000'000;
  EXPECT_TRUE(cache.use(space, Ids{3}, Origin::kPrompt));
  put(6);
  EXPECT_FALSE(cache.use(space, Ids{4}, Origin::kPrompt));
  for (const std::int32_t id : {1, 3, 5, 6}) EXPECT_TRUE(cache.use(space, Ids{id}, Origin::kPrompt)) << id;
  EXPECT_EQ(dir.files().size(), 4);
  EXPECT_EQ(cache.figures().entries, 4);
}

// States of models that nobody serves any more are in the same budget.
TEST(CacheFolder, TheBudgetIsOfAllSpaces) {
  const Folder dir;
  CacheFolder cache = dir.open(90 << 10);
  for (std::int32_t id = 1; id <= 6; ++id)
    cache.put(cache.space_of(std::to_string(id)), Ids{id}, Origin::kPrompt, state_after({id}, 32));
  EXPECT_EQ(dir.files().size(), 2);
  EXPECT_EQ(cache.figures().evictions, 4);
  cache.put(cache.space_of(""), Ids{9}, Origin::kPrompt, state_after({9}, 100));  // more than all of it
  EXPECT_EQ(dir.files().size(), 2);
  // A smaller budget on the next start holds from the first state that is put in.
  CacheFolder small = dir.open(60 << 10);
  small.put(small.space_of(""), Ids{9}, Origin::kPrompt, state_after({9}, 32));
  EXPECT_EQ(dir.files().size(), 1);
}

// ---- what should not be there

// Each damage is a miss, once: the file goes, and the next one is found again.
TEST(CacheFolder, ADamagedFileIsNoMatchAndGoes) {
  const std::vector<std::function<void(const fs::path&)>> damages{
      [](const fs::path& f) { fs::resize_file(f, 0); },
      [](const fs::path& f) { fs::resize_file(f, 100); },
      [](const fs::path& f) { fs::resize_file(f, fs::file_size(f) - 1); },
      [](const fs::path& f) {
        std::fstream file(f, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-3, std::ios::end);
        file.put('\x55');
      },
      [](const fs::path& f) { std::ofstream(f, std::ios::binary) << "something else"; },
      [](const fs::path& f) { fs::resize_file(f, std::uintmax_t{3} << 30); },  // holes
      [](const fs::path& f) {
        fs::remove(f);
        fs::create_symlink("/dev/zero", f);
      }};
  for (std::size_t i = 0; i < damages.size(); ++i) {
    const Folder dir;
    CacheFolder cache = dir.open();
    const std::string space = cache.space_of("");
    cache.put(space, Ids{1}, Origin::kPrompt, state_after({1}));
    const fs::path file = dir.file();
    cache.put(space, Ids{1, 2}, Origin::kPrompt, state_after({1, 2}));
    for (const fs::path& other : dir.files())
      if (other != file) damages[i](other);
    EXPECT_EQ(length_of(cache, space, {1, 2, 3}), 1) << "damage " << i;
    EXPECT_EQ(cache.figures().damaged, 1) << "damage " << i;
    EXPECT_EQ(dir.files().size(), 1) << "damage " << i;
    cache.put(space, Ids{1, 2}, Origin::kPrompt, state_after({1, 2}));
    EXPECT_EQ(length_of(cache, space, {1, 2, 3}), 2) << "damage " << i;
  }
}

// A whole file, under a name that is not its own: of other ids, or of another space.
TEST(CacheFolder, AFileUnderAnotherNameIsNoMatch) {
  const Folder dir;
  CacheFolder cache = dir.open();
  const std::string space = cache.space_of("a"), other = cache.space_of("b");
  cache.put(space, Ids{1, 2}, Origin::kPrompt, state_after({1, 2}));
  const fs::path file = dir.file();
  cache.put(space, Ids{3, 4}, Origin::kPrompt, state_after({3, 4}));
  for (const fs::path& name : dir.files())
    if (name != file) fs::copy_file(file, name, fs::copy_options::overwrite_existing);
  EXPECT_EQ(length_of(cache, space, {3, 4}), 0);
  fs::create_directory(dir.path / "cache" / other);
  fs::copy_file(file, dir.path / "cache" / other / file.filename());
  EXPECT_EQ(length_of(cache, other, {1, 2}), 0);
  EXPECT_EQ(cache.figures().damaged, 2);
  EXPECT_EQ(length_of(cache, space, {1, 2}), 2);
}

TEST(CacheFolder, LeavesFilesOfOthersAloneAndSweepsItsOwn) {
  const Folder dir;
  CacheFolder cache = dir.open();
  const std::string space = cache.space_of("");
  cache.put(space, Ids{1}, Origin::kPrompt, state_after({1}));
  const fs::path folder = dir.file().parent_path(), left = dir.file().string() + ".new-1-0";
  for (const char* name :
       {"notes.txt", "p1-.state", "p0-00.state", "p01-aa.state", "-.state", "p-1-aa.state"})
    std::ofstream(folder / name) << "x";
  std::ofstream(left) << "of a writer that was killed";
  CacheFolder again = dir.open();
  EXPECT_EQ(again.figures().entries, 1);
  EXPECT_FALSE(fs::exists(left));
  EXPECT_TRUE(fs::exists(folder / "notes.txt"));
  EXPECT_EQ(length_of(again, space, {1, 2}), 1);
}

TEST(CacheFolder, ADiskThatIsFullLeavesWhatIsThere) {
  const Folder dir;
  CacheFolder cache = dir.open();
  const std::string space = cache.space_of("");
  cache.put(space, Ids{1}, Origin::kPrompt, state_after({1}));
  std::signal(SIGXFSZ, SIG_IGN);
  {
    const FileSizeLimit full(1000);
    EXPECT_THAT(message_of([&] {
                  cache.put(space, Ids{1, 2}, Origin::kPrompt, state_after({1, 2}));
                }),
                HasSubstr("cannot be written: File too large"));
  }
  EXPECT_EQ(length_of(cache, space, {1, 2}), 1);
  EXPECT_EQ(cache.figures().entries, 1);
  cache.put(space, Ids{1, 2}, Origin::kPrompt, state_after({1, 2}));
  EXPECT_EQ(length_of(cache, space, {1, 2}), 2);
}

TEST(CacheFolder, RefusesWhatIsNoFolderOfItsOwn) {
  const TempDir dir;
  dir.write("file", "x");
  EXPECT_THAT(message_of([&] { CacheFolder({.folder = dir.path / "file"}); }),
              HasSubstr("cannot be written"));
  fs::create_directory(dir.path / "cache");
  dir.write("cache/key", "short");
  EXPECT_THAT(message_of([&] { CacheFolder({.folder = dir.path / "cache"}); }),
              HasSubstr("a key has 32 bytes; got 5"));
}

// Writers and readers of one folder, with room for a few of their states: each finds what fits, or nothing.
TEST(CacheFolder, SeveralAtATimeDoNoHarm) {
  const Folder dir;
  std::vector<std::thread> threads;
  std::atomic<int> found = 0;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      CacheFolder cache = dir.open(100 << 10);
      const std::string space = cache.space_of("");
      for (std::int32_t i = 0; i < 60; ++i) {
        const Ids ids{i * (t + 1) % 7 + 1, 2};
        cache.put(space, ids, Origin::kPrompt, state_after(ids, 16));
        found += length_of(cache, space, {ids[0], 2, 3}) == 2;
      }
      EXPECT_EQ(cache.figures().damaged, 0);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(found, 0);
}

}  // namespace
}  // namespace constate::serve
