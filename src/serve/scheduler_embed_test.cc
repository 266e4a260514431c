// Texts to be embedded, in the scheduler: each gets the vector that it has alone, and nobody waits for it.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <bit>
#include <mutex>

#include "base/testing.h"
#include "serve/scheduler_testing.h"

namespace constate::serve {
namespace {

using check::random_ids;
using engine::Pooling;

Task text_of(Ids ids, Pooling pooling = Pooling::kMean) {
  Task out;
  out.request.prompt = std::move(ids);
  out.pooling = pooling;
  return out;
}

std::vector<std::uint32_t> bits_of(const std::vector<float>& v) {
  std::vector<std::uint32_t> out;
  for (const float x : v) out.push_back(std::bit_cast<std::uint32_t>(x));
  return out;
}

std::vector<float> alone(const Task& task) {
  engine::PromptEmbedder embedder(tiny(), task.request.prompt);
  while (embedder.step()) {
  }
  return embedder.embedding(*task.pooling);
}

TEST(EmbedInScheduler, HasTheSameBitsAloneAndAmongOthers) {
  for (const bool deterministic : {true, false}) {
    Scheduler scheduler(tiny(), {.batch = 4, .deterministic = deterministic, .cache_bytes = 10 << 20});
    std::vector<Asked> texts, others;
    texts.reserve(9);
    others.reserve(3);
    for (const std::size_t length : {1, 2, 31, 32, 33, 256, 257, 700, 1000})
      texts.emplace_back(
          text_of(random_ids(tiny(), length, length), length % 2 == 0 ? Pooling::kLast : Pooling::kMean));
    for (std::size_t i = 0; i < 3; ++i) {
      others.emplace_back(task_of(random_ids(tiny(), 300, i), 100));
      others.back().submit(scheduler);
    }
    for (Asked& text : texts) text.submit(scheduler);
    for (Asked& text : texts) {
      const Told& told = text.wait();
      ASSERT_EQ(told.outcome.how, Ended::kStop) << told.outcome.error;
      EXPECT_EQ(bits_of(told.outcome.embedding), bits_of(alone(text.task())));
      EXPECT_TRUE(told.tokens.empty());
      EXPECT_EQ(told.outcome.figures.prompt_tokens, std::ssize(text.task().request.prompt));
      EXPECT_EQ(told.outcome.figures.cached_tokens, 0);
    }
    for (Asked& other : others) EXPECT_EQ(other.wait().tokens.size(), 100);
    EXPECT_EQ(scheduler.figures().prompt_tokens, 2312 + 900);
    expect_nothing_left(scheduler);
  }
}

// Between two segments, of prompts or of texts, whoever runs gets tokens.
TEST(EmbedInScheduler, HoldsNobodyUpForLongerThanASegment) {
  Scheduler scheduler(tiny(), {.batch = 4, .block_seconds = 1e-9, .alone_seconds = 1e-9});
  std::mutex mutex;
  std::vector<std::string> events;
  const auto note = [&](const std::string& name) {
    return [&, name](const std::string& what) {
      const std::lock_guard lock(mutex);
      events.push_back(name + what);
    };
  };
  Asked first(text_of({1}));
  first.submit(scheduler);
  first.wait();  // the programs are there
  Asked a(task_of({1, 2}, 1'000'000)), b(task_of(random_ids(tiny(), 5064, 1), 1)),
      c(text_of(random_ids(tiny(), 5064, 2)));
  const Ticket ta = a.submit(scheduler, -1, note("a "));
  const auto count = [&](const std::string& what) {
    const std::lock_guard lock(mutex);
    return std::count(events.begin(), events.end(), what);
  };
  while (count("a tokens") < 3) std::this_thread::sleep_for(1ms);
  b.submit(scheduler, -1, note("b "));
  c.submit(scheduler, -1, note("c "));
  EXPECT_EQ(b.wait().tokens.size(), 1);
  EXPECT_EQ(c.wait().outcome.how, Ended::kStop);
  scheduler.cancel(ta);
  EXPECT_EQ(a.wait().outcome.how, Ended::kCancelled);
  int segments = 0, of_a = 0;
  for (const std::string& event : events) {
    if (event == "b prompt" || event == "c prompt") {
      if (++segments > 2) {  // the prompt's first is said before any segment
        EXPECT_GE(of_a, 1) << "segment " << segments;
      }
      of_a = 0;
    }
    if (event == "a tokens") ++of_a;
  }
  EXPECT_EQ(segments, 1 + 2 * ((5064 + 255) / 256));
  expect_nothing_left(scheduler);
}

TEST(EmbedInScheduler, EndsWhenItIsToldTo) {
  Scheduler scheduler(tiny(), {.batch = 2});
  const Ids text = random_ids(tiny(), 1'000'000, 3);
  Asked cancelled(text_of(text));
  const Ticket ticket = cancelled.submit(scheduler, -1, [&](const std::string&) {});
  while (scheduler.figures().feeding == 0) std::this_thread::sleep_for(1ms);
  scheduler.cancel(ticket);
  EXPECT_EQ(cancelled.wait().outcome.how, Ended::kCancelled);
  EXPECT_TRUE(cancelled.wait().outcome.embedding.empty());
  Task late = text_of(text);
  late.deadline = Clock::now() + 50ms;
  Asked timed(late);
  timed.submit(scheduler);
  EXPECT_EQ(timed.wait().outcome.how, Ended::kTimeout);
  Asked shut(text_of(text));
  shut.submit(scheduler);
  scheduler.drain(Clock::now() + 20ms);
  EXPECT_EQ(shut.wait().outcome.how, Ended::kShutdown);
  expect_nothing_left(scheduler);
}

TEST(EmbedInScheduler, IsInTheQueueAsAnyOther) {
  Scheduler scheduler(tiny(), {.batch = 1, .queue = 1});
  Asked one(text_of(random_ids(tiny(), 1'000'000, 4))), two(text_of({1, 2})), three(text_of({1}));
  const Ticket ticket = one.submit(scheduler);
  two.submit(scheduler);
  EXPECT_EQ(message_of([&] { three.submit(scheduler); }),
            "2 requests run or wait already, which is as many as may");
  while (scheduler.figures().feeding == 0) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(scheduler.figures().waiting, 1);
  scheduler.cancel(ticket);
  EXPECT_EQ(two.wait().outcome.how, Ended::kStop);
}

TEST(EmbedInScheduler, WhatIsRefused) {
  Scheduler scheduler(tiny(), {.batch = 1});
  EXPECT_EQ(message_of([&] { scheduler.submit(text_of({})); }),
            "prompt: at least one token is expected; got none");
  Task task = text_of({1});
  task.request.from = std::make_shared<const engine::Sequence>(engine::Sequence::empty(tiny()));
  EXPECT_EQ(message_of([&] { scheduler.submit(task); }), "embed: a text is embedded from its beginning");
  EXPECT_THAT(message_of([&] { scheduler.submit(text_of({96})); }), ::testing::HasSubstr("between 0 and 95"));
}

}  // namespace
}  // namespace constate::serve
