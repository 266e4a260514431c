// The prefix cache in the scheduler: what is found, and that it gives the bits of a fresh start.
#include "serve/scheduler_testing.h"
#include "support/soak.h"

namespace constate::serve {
namespace {

std::int64_t cached(Scheduler& scheduler, const Ids& prompt, Ids* answer = nullptr,
                    std::vector<std::int64_t> points = {}) {
  Task task = task_of(prompt, 8);
  task.cache_points = std::move(points);
  Asked asked(task);
  asked.submit(scheduler);
  const Told& told = asked.wait();
  if (answer) *answer = told.tokens;
  return told.outcome.figures.cached_tokens;
}

Ids joined(Ids a, const Ids& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(PrefixCacheInUse, ASecondTurnFeedsWhatIsNew) {
  Scheduler scheduler(tiny(), {.batch = 2, .cache_bytes = 10 << 20});
  Ids answer;
  const Ids first = random_ids(tiny(), 333, 1);
  EXPECT_EQ(cached(scheduler, first, &answer), 0);
  ASSERT_EQ(answer.size(), 8);
  const std::int64_t fed = scheduler.figures().prompt_tokens;
  EXPECT_EQ(fed, 333);
  // All but the last token of the answer was fed.
  const Ids second = joined(joined(first, answer), random_ids(tiny(), 20, 2));
  EXPECT_EQ(cached(scheduler, second), 340);
  EXPECT_EQ(scheduler.figures().prompt_tokens - fed, 21);
  EXPECT_EQ(cached(scheduler, second), 361);  // all of it
  EXPECT_EQ(scheduler.figures().prompt_tokens - fed, 21);
  EXPECT_EQ(scheduler.figures().cache.hits, 2);
  EXPECT_EQ(scheduler.figures().cache.hit_tokens, 340 + 361);
}

TEST(PrefixCacheInUse, TextsThatPartHitAtTheThird) {
  Scheduler scheduler(tiny(), {.batch = 2, .cache_bytes = 10 << 20});
  const Ids common = random_ids(tiny(), 300, 1);
  EXPECT_EQ(cached(scheduler, joined(common, {1, 2, 3})), 0);
  EXPECT_EQ(cached(scheduler, joined(common, {4, 5, 6})), 0);
  EXPECT_EQ(cached(scheduler, joined(common, {7, 8, 9})), 300);
}

TEST(PrefixCacheInUse, PlacesThatAClientMarksHitAtTheSecond) {
  Scheduler scheduler(tiny(), {.batch = 2, .cache_bytes = 10 << 20});
  const Ids common = random_ids(tiny(), 300, 1);
  EXPECT_EQ(cached(scheduler, joined(common, {1, 2, 3}), nullptr, {100, 300, 5000}), 0);
  EXPECT_EQ(cached(scheduler, joined(common, {4, 5, 6})), 300);
  EXPECT_EQ(cached(scheduler, joined(check::prefix(common, 200), {4, 5, 6})), 100);
}

TEST(PrefixCacheInUse, OnlyStatesOfWholeSegmentsAreFoundWhereBitsCount) {
  Scheduler scheduler(tiny(), {.batch = 5, .deterministic = true, .cache_bytes = 10 << 20});
  Ids answer;
  const Ids first = random_ids(tiny(), 600, 1);
  EXPECT_EQ(cached(scheduler, first, &answer, {300, 512}), 0);
  EXPECT_EQ(cached(scheduler, joined(first, answer)), 512);
  EXPECT_EQ(cached(scheduler, first), 600);
}

// At every length of a prompt, the bits that a hit gives are those of a fresh start: of the same prompt, and
// of one that goes on.
TEST(PrefixCacheInUse, AHitGivesTheBitsOfAFreshStart) {
  Scheduler scheduler(tiny(), {.batch = 5, .deterministic = true, .cache_bytes = 400 << 20, .cache_from = 1});
  const Ids text = random_ids(tiny(), 700, 5);
  std::vector<std::size_t> chosen{1,   2,   3,   31,  32,  33,  127, 128, 129, 160, 255, 256,
                                  257, 288, 289, 383, 384, 385, 511, 512, 513, 544, 600};
  std::int64_t hits = 0;
  for (const std::size_t length : testing::soak_places(600, chosen)) {
    for (const std::size_t more : {std::size_t{0}, std::size_t{1}, std::size_t{40}}) {
      Task task = task_of(check::prefix(text, length + more), 6);
      task.request.sampling = {.temperature = 0.9, .seed = length};
      task.request.top_logprobs = 20;
      task.cache_points = {256, 512};
      const Alone want = alone(tiny(), task.request, 5);
      for (int turn = 0; turn < 2; ++turn) {
        Asked asked(task);
        asked.submit(scheduler);
        const Told& got = asked.wait();
        ASSERT_EQ(got.tokens, want.tokens) << length << " + " << more;
        expect_same_choices(got.choices, want.choices, true, fmt::format("{} + {}", length, more));
        if (turn == 1) {
          ASSERT_EQ(got.outcome.figures.cached_tokens, std::ssize(task.request.prompt));
        }
        hits += got.outcome.figures.cached_tokens > 0;
      }
    }
  }
  EXPECT_GT(hits, 60);
}

TEST(PrefixCacheInUse, AScopeFindsNothingOfAnother) {
  Scheduler scheduler(tiny(), {.batch = 2, .cache_bytes = 10 << 20});
  const auto cached_of = [&](const char* scope) {
    Task task = task_of(random_ids(tiny(), 100, 1), 1);
    task.scope = scope;
    Asked asked(task);
    asked.submit(scheduler);
    return asked.wait().outcome.figures.cached_tokens;
  };
  EXPECT_EQ(cached_of("a"), 0);
  EXPECT_EQ(cached_of("b"), 0);
  EXPECT_EQ(cached_of("a"), 100);
}

}  // namespace
}  // namespace constate::serve
