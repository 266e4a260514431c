// The prefix cache on disk, in the scheduler: the next start finds what was kept, with the same bits, and a
// disk that fails is nobody's failure.
#include "serve/disk_cache.h"

#include <csignal>
#include <fstream>
#include <mutex>
#include <thread>

#include "base/testing.h"
#include "serve/scheduler_testing.h"

namespace constate::serve {
namespace {

namespace fs = std::filesystem;

struct Served {
  Ids tokens;
  std::vector<engine::TokenChoice> choices;
  std::int64_t cached = 0;
};

Served serve(Scheduler& scheduler, const Task& task) {
  Asked asked(task);
  asked.submit(scheduler);
  const Told& told = asked.wait();
  EXPECT_TRUE(told.outcome.how == Ended::kLength || told.outcome.how == Ended::kStop) << told.outcome.error;
  return {told.tokens, told.choices, told.outcome.figures.cached_tokens};
}

struct Disk : TempDir {
  SchedulerOptions options(bool deterministic, std::int64_t memory = 64 << 20) const {
    return {.batch = 3,
            .deterministic = deterministic,
            .cache_bytes = memory,
            .cache_from = 4,
            .disk = {.folder = path / "cache", .bytes = std::int64_t{1} << 30}};
  }
  // What a server that ends in good order leaves.
  std::vector<Served> fill(const SchedulerOptions& options, const std::vector<Task>& tasks) const {
    Scheduler scheduler(tiny(), options);
    std::vector<Served> out;
    for (const Task& task : tasks) out.push_back(serve(scheduler, task));
    scheduler.drain(Clock::now() + 60s);
    return out;
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(path / "cache"))
      if (entry.path().extension() == ".state") out.push_back(entry.path());
    return out;
  }
};

Task scored(Ids prompt, std::int64_t tokens = 6) {
  Task out = task_of(std::move(prompt), tokens);
  out.request.top_logprobs = 20;
  out.request.sampling = {.temperature = 0.9, .repetition_penalty = 1.5, .seed = 7};
  return out;
}

Ids joined(Ids a, const Ids& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Prompts of many lengths, whole and gone on from: the tokens and the bits of a request that runs alone.
TEST(DiskCache, AHitGivesTheBitsOfAFreshStart) {
  const Disk disk;
  const Ids text = random_ids(tiny(), 700, 5);
  std::vector<Task> tasks;
  for (const std::size_t length : {4, 31, 32, 255, 256, 257, 511, 512, 513, 600}) {
    tasks.push_back(scored(check::prefix(text, length)));
    tasks.back().cache_points = {256, 512};
  }
  disk.fill(disk.options(true), tasks);
  Scheduler scheduler(tiny(), disk.options(true));
  for (const Task& task : tasks) {
    const std::int64_t length = std::ssize(task.request.prompt);
    const Served got = serve(scheduler, task);
    const Alone want = alone(tiny(), task.request, 3);
    EXPECT_EQ(got.cached, length);
    EXPECT_EQ(got.tokens, want.tokens) << length;
    expect_same_choices(got.choices, want.choices, true, fmt::format("{}", length));
  }
  EXPECT_EQ(scheduler.figures().disk->hits, std::ssize(tasks));
  const Task more = scored(check::prefix(text, 690));
  const Alone want = alone(tiny(), more.request, 3);
  const Served got = serve(scheduler, more);
  EXPECT_EQ(got.cached, 512);
  EXPECT_EQ(got.tokens, want.tokens);
  expect_same_choices(got.choices, want.choices, true, "what goes on");
}

// Where bits depend on what was cached: from disk they are those from memory. The second turn goes on from an
// answer's state, with a penalty for what the text holds.
TEST(DiskCache, AHitGivesTheBitsOfOneInMemory) {
  const Disk disk;
  const Ids first = random_ids(tiny(), 333, 1);
  const Task turn = scored(first, 12);
  const SchedulerOptions options = disk.options(false);
  std::optional<Served> in_memory;
  Task second;
  {
    Scheduler scheduler(tiny(), options);
    const Served answer = serve(scheduler, turn);
    second = scored(joined(joined(first, answer.tokens), random_ids(tiny(), 20, 2)), 40);
    second.writes_cache = false;
    in_memory = serve(scheduler, second);
    scheduler.drain(Clock::now() + 60s);
  }
  Scheduler scheduler(tiny(), options);
  const Served got = serve(scheduler, second);
  EXPECT_EQ(in_memory->cached, 333 + 11);
  EXPECT_EQ(got.cached, 333 + 11);
  EXPECT_EQ(got.tokens, in_memory->tokens);
  ASSERT_EQ(got.choices.size(), in_memory->choices.size());
  expect_same_choices(got.choices, in_memory->choices, true, "second turn");
  EXPECT_EQ(scheduler.figures().disk->hits, 1);
  EXPECT_EQ(scheduler.figures().disk->hit_tokens, 333 + 11);
}

// What made room for others is found again by the same server.
TEST(DiskCache, FindsWhatLeftMemory) {
  const Disk disk;
  Scheduler scheduler(tiny(), disk.options(false, 400 << 10));
  const auto prompt = [](std::uint64_t seed) { return scored(random_ids(tiny(), 100, seed)); };
  serve(scheduler, prompt(1));
  std::uint64_t seed = 2;
  const auto end = Clock::now() + 60s;
  while (scheduler.figures().disk->written < 2 && Clock::now() < end) serve(scheduler, prompt(seed++));
  EXPECT_GT(scheduler.figures().cache.evictions, 0);
  EXPECT_EQ(serve(scheduler, prompt(1)).cached, 100);
  EXPECT_EQ(scheduler.figures().disk->hits, 1);
}

TEST(DiskCache, AScopeAModeAndABudgetOfTheirOwn) {
  const Disk disk;
  Task task = scored(random_ids(tiny(), 100, 1));
  task.scope = "a";
  disk.fill(disk.options(false), {task});
  EXPECT_EQ(disk.fill(disk.options(true), {task})[0].cached, 0);  // not canonical
  task.scope = "b";
  EXPECT_EQ(disk.fill(disk.options(false), {task})[0].cached, 0);
  task.scope = "a";
  EXPECT_EQ(disk.fill(disk.options(false), {task})[0].cached, 100);
  EXPECT_EQ(disk.fill(disk.options(true), {task})[0].cached, 100);
  SchedulerOptions small = disk.options(false);
  small.cache_bytes = 1000;
  EXPECT_THAT(message_of([&] { Scheduler(tiny(), small); }),
              ::testing::HasSubstr("bytes of memory for a state; got 1000"));
}

TEST(DiskCache, DamagedFilesAreNotFound) {
  const Disk disk;
  const Task task = scored(random_ids(tiny(), 100, 1));
  const Served want = disk.fill(disk.options(true), {task})[0];
  for (const fs::path& file : disk.files()) fs::resize_file(file, fs::file_size(file) / 2);
  Scheduler scheduler(tiny(), disk.options(true));
  const Served got = serve(scheduler, task);
  EXPECT_EQ(got.cached, 0);
  EXPECT_EQ(got.tokens, want.tokens);
  expect_same_choices(got.choices, want.choices, true, "fed anew");
  EXPECT_EQ(scheduler.figures().disk->damaged, 1);
}

TEST(DiskCache, ADiskThatIsFullIsToldOnceAndFailsNoRequest) {
  const Disk disk;
  std::signal(SIGXFSZ, SIG_IGN);
  SchedulerOptions options = disk.options(true);
  options.disk.pause = 0ms;
  std::mutex mutex;
  std::vector<std::string> told;
  options.disk.told = [&](const std::string& what) {
    const std::lock_guard lock(mutex);
    told.push_back(what);
  };
  Scheduler scheduler(tiny(), options);
  const Task one = scored(random_ids(tiny(), 100, 1)), two = scored(random_ids(tiny(), 100, 2));
  {
    const FileSizeLimit full(1000);
    for (const Task& task : {one, two, one, two})
      EXPECT_EQ(serve(scheduler, task).tokens, alone(tiny(), task.request, 3).tokens);
    const auto end = Clock::now() + 60s;
    while (scheduler.figures().disk->failures < 2 && Clock::now() < end) serve(scheduler, scored({1, 2, 3}));
  }
  const std::lock_guard lock(mutex);
  ASSERT_EQ(told.size(), 1);
  EXPECT_THAT(told[0], ::testing::StartsWith("the prefix cache keeps no more on disk: "));
  EXPECT_THAT(told[0], ::testing::HasSubstr("File too large"));
  EXPECT_EQ(disk.files().size(), 0);
}

// Those that wait for a file end like all that wait.
TEST(DiskCache, WhatWaitsForAFileCanBeCancelled) {
  const Disk disk;
  std::vector<Task> tasks;
  for (std::uint64_t i = 0; i < 12; ++i) tasks.push_back(scored(random_ids(tiny(), 64, i)));
  disk.fill(disk.options(false), tasks);
  Scheduler scheduler(tiny(), disk.options(false));
  std::vector<Asked> all(tasks.begin(), tasks.end());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Ticket ticket = all[i].submit(scheduler);
    if (i % 2 == 0) scheduler.cancel(ticket);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Told& told = all[i].wait();
    EXPECT_EQ(told.ends, 1);
    if (i % 2 == 1) {
      EXPECT_EQ(told.outcome.figures.cached_tokens, 64);
    }
  }
  expect_nothing_left(scheduler);
}

}  // namespace
}  // namespace constate::serve
