// Random conversations from several threads: whoever runs beside it, and whatever ends when, a task's answer
// is the one that its request has alone.
#include <atomic>
#include <thread>

#include "base/testing.h"
#include "serve/scheduler_testing.h"
#include "support/lively_weights.h"
#include "support/soak.h"

namespace constate::serve {
namespace {

using testing::Random;
using testing::soak_share;

// A conversation of one to three turns, each of which goes on from what the one before has become.
struct Case {
  std::vector<Task> turns;
  std::vector<std::int64_t> mosts;  // tokens after which on_tokens returns false; -1: never
  std::vector<int> cancel_after;    // microseconds; -1: never
};

Case draw_case(Random& random, const std::vector<Ids>& beginnings, bool deterministic) {
  Case out;
  const std::int64_t turns = random.one_in(4) ? random.between(2, 3) : 1;
  for (std::int64_t t = 0; t < turns; ++t) {
    Task task;
    engine::Request& r = task.request;
    const std::int64_t length = random.one_in(6) ? random.between(200, 700) : random.between(1, 90);
    if (t == 0 && random.one_in(2)) r.prompt = random.choice(beginnings);
    r.prompt.resize(static_cast<std::size_t>(random.between(0, std::ssize(r.prompt))));
    Ids more = random_ids(tiny(), static_cast<std::size_t>(length),
                          static_cast<std::uint64_t>(random.between(0, 1 << 20)));
    if (random.one_in(3))  // it repeats itself
      for (std::size_t i = 5; i < more.size(); ++i) more[i] = more[i - 5];
    r.prompt.insert(r.prompt.end(), more.begin(), more.end());
    if (t == 0 && random.one_in(5)) r.prompt = random.choice(beginnings);  // all of it was seen
    r.max_tokens = random.one_in(8) ? random.between(0, 1) : random.between(2, random.one_in(10) ? 150 : 24);
    if (random.one_in(2))
      r.sampling = {.temperature = random.uniform(0.2, 1.5),
                    .top_k = random.one_in(2) ? random.between(1, 30) : 0,
                    .top_p = random.one_in(2) ? random.uniform(0.3, 1) : 1,
                    .min_p = random.one_in(4) ? random.uniform(0, 0.2) : 0,
                    .repetition_penalty = random.one_in(4) ? random.uniform(0.8, 1.4) : 1,
                    .seed = static_cast<std::uint64_t>(random.between(0, 1 << 30))};
    for (std::int64_t i = random.one_in(3) ? random.between(1, 7) : 0; i > 0; --i)
      r.stop_ids.push_back(static_cast<std::int32_t>(random.between(0, tiny().vocab_size() - 1)));
    if (random.one_in(4)) r.top_logprobs = random.between(0, 20);
    if (random.one_in(6))
      r.logit_bias = {{static_cast<std::int32_t>(random.between(0, 9)), 3.0F}, {20, -100.0F}};
    if (random.one_in(6))
      r.presence_penalty = random.uniform(-2, 2), r.frequency_penalty = random.uniform(-2, 2);
    task.client = fmt::format("client{}", random.between(0, 3));
    task.scope = random.one_in(4) ? "other" : "";
    task.reads_cache = !random.one_in(5);
    task.writes_cache = !random.one_in(5);
    if (random.one_in(4)) task.cache_points = {random.between(0, 100), random.between(100, 800)};
    task.keep = true;
    task.exact_end = random.one_in(10);
    out.turns.push_back(std::move(task));
    out.mosts.push_back(random.one_in(8) ? random.between(1, 10) : -1);
    // What was cut within its prompt goes on in other segments, which the mode of bits does not promise.
    const bool cuts = !deterministic || t + 1 == turns;
    out.cancel_after.push_back(cuts && random.one_in(8) ? static_cast<int>(random.between(0, 20'000)) : -1);
    if (cuts && random.one_in(10))
      out.turns.back().deadline = Clock::time_point(std::chrono::microseconds(random.between(1, 30'000)));
  }
  return out;
}

struct Counts {
  std::atomic<int> whole = 0, cut = 0, cancelled = 0, late = 0, ties = 0, turns = 0;
};

// Whether the two answers part where the likeliest tokens are as likely as rounding lets one say: those of a
// request without draws. A draw that stands on the edge between two tokens is not told apart from an error,
// and is none here.
bool part_at_a_tie(const engine::Request& request, const Ids& want, std::size_t place, std::int64_t batch) {
  engine::Request again = request;
  again.max_tokens = static_cast<std::int64_t>(place) + 1;
  again.top_logprobs = 2;
  const Alone shown = alone(tiny(), again, batch);
  if (shown.tokens.size() <= place ||
      shown.tokens != Ids(want.begin(), want.begin() + static_cast<std::ptrdiff_t>(place) + 1))
    return false;
  const auto& top = shown.choices[place].top;
  return request.sampling.temperature == 0 && top[0].second - top[1].second < 1e-4F;
}

// Tokens of all of its text, whether its state has seen them or not.
std::int64_t text_of(const engine::Sequence& sequence) {
  const engine::History& h = sequence.history;
  return h.tokens() + (h.next() ? 1 : 0) + std::ssize(h.unfed());
}

// Submits the turn, cancels it where that was drawn, and waits for its end. `task` gets its deadline.
Told told_of(Scheduler& scheduler, const Case& c, std::size_t t, Task& task) {
  if (task.deadline != Clock::time_point::max())
    task.deadline = Clock::now() + task.deadline.time_since_epoch();
  Asked asked(task);
  const Ticket ticket = asked.submit(scheduler, c.mosts[t]);
  if (c.cancel_after[t] >= 0) {
    std::this_thread::sleep_for(std::chrono::microseconds(c.cancel_after[t]));
    scheduler.cancel(ticket);
  }
  return asked.wait();
}

// Whether the tokens are those of the request alone, as far as they go. False too where they part at a tie,
// which ends the conversation's comparison; where they part otherwise, the test has failed.
bool goes_the_same_way(const Told& got, const engine::Request& request, const Alone& want, std::int64_t batch,
                       bool deterministic, Counts& counts, const std::string& what) {
  const std::size_t same = static_cast<std::size_t>(
      std::mismatch(got.tokens.begin(), got.tokens.end(), want.tokens.begin(), want.tokens.end()).first -
      got.tokens.begin());
  if (same == got.tokens.size()) return true;
  const std::string where = fmt::format("{}: token {} of {}", what, same, got.tokens.size());
  if (deterministic) {
    ADD_FAILURE() << where;
  } else if (!part_at_a_tie(request, want.tokens, same, batch)) {
    ADD_FAILURE() << where << " is another one, and no tie";
  } else {
    ++counts.ties;
  }
  return false;
}

void expect_figures(const Told& got, const Task& task, std::int64_t before, const std::string& what) {
  const Figures& f = got.outcome.figures;
  EXPECT_EQ(got.choices.size(), task.request.top_logprobs ? got.tokens.size() : 0) << what;
  EXPECT_EQ(f.prompt_tokens, before + std::ssize(task.request.prompt)) << what;
  EXPECT_EQ(f.tokens, std::ssize(got.tokens)) << what;
  EXPECT_LE(f.cached_tokens, f.prompt_tokens) << what;
}

// An answer that ended by itself or by its reader. Returns whether the reader cut it.
bool expect_end(const Told& got, const Alone& want, std::int64_t most, const std::string& what) {
  if (got.tokens.size() < want.tokens.size()) {
    EXPECT_GE(std::ssize(got.tokens), most) << what;
    EXPECT_GE(most, 0) << what << ": ended, and nobody asked for it";
    EXPECT_EQ(got.outcome.how, Ended::kStop);
    return true;
  }
  if (most < 0 || std::ssize(got.tokens) < most) {
    EXPECT_EQ(got.outcome.how == Ended::kStop, want.finish == engine::Finish::kStop) << what;
    EXPECT_EQ(got.outcome.stop_id.has_value(), want.finish == engine::Finish::kStop) << what;
  }
  return false;
}

// That it ended for a reason that was drawn. Returns whether before its request's end.
bool expect_reason(const Told& got, const Alone& want, const Case& c, std::size_t t, Counts& counts,
                   const std::string& what) {
  bool is_cut = true;
  switch (got.outcome.how) {
    case Ended::kStop:
    case Ended::kLength:
      is_cut = expect_end(got, want, c.mosts[t], what);
      ++(is_cut ? counts.cut : counts.whole);
      break;
    case Ended::kCancelled:
      EXPECT_GE(c.cancel_after[t], 0) << what;
      ++counts.cancelled;
      break;
    case Ended::kTimeout:
      EXPECT_NE(c.turns[t].deadline, Clock::time_point::max()) << what;
      ++counts.late;
      break;
    default:
      ADD_FAILURE() << what << ": " << got.outcome.error;
  }
  return is_cut;
}

// What a turn has become is what the same text alone becomes: the next turn shows it.
void expect_same_text(const engine::Sequence& got, const engine::Sequence& want, const std::string& what) {
  EXPECT_EQ(text_of(got), text_of(want)) << what;
  if (got.history.unfed().empty()) {
    EXPECT_EQ(got.history.next(), want.history.next()) << what;
  }
}

void run_case(Scheduler& scheduler, const Case& c, bool deterministic, Counts& counts,
              const std::string& name) {
  const std::int64_t batch = scheduler.options().batch;
  std::shared_ptr<const engine::Sequence> from, alone_from;
  for (std::size_t t = 0; t < c.turns.size(); ++t) {
    const std::string what = fmt::format("{}, turn {}", name, t);
    Task task = c.turns[t];
    task.request.from = from;
    const Told got = told_of(scheduler, c, t, task);
    ASSERT_EQ(got.ends, 1) << what;
    ++counts.turns;

    engine::Request request = task.request;
    request.from = alone_from;
    Alone want = alone(tiny(), request, batch);
    if (!goes_the_same_way(got, request, want, batch, deterministic, counts, what)) return;
    if (request.top_logprobs) expect_same_choices(got.choices, want.choices, deterministic, what);
    expect_figures(got, task, from ? text_of(*from) : 0, what);
    const bool is_cut = expect_reason(got, want, c, t, counts, what);
    from = got.outcome.sequence;
    if (!from) return;  // it never began
    if (is_cut) {
      request.max_tokens = std::ssize(got.tokens);
      want = alone(tiny(), request, batch);
    }
    alone_from = want.sequence;
    expect_same_text(*from, *alone_from, what);
  }
}

SchedulerFigures run_random(const SchedulerOptions& options, int cases, std::uint64_t seed) {
  Scheduler scheduler(tiny(), options);
  std::vector<Ids> beginnings;
  for (std::uint64_t i = 0; i < 6; ++i) beginnings.push_back(random_ids(tiny(), 50 + 120 * i, 1000 + i));
  Counts counts;
  constexpr int kThreads = 8;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&, i] {
      for (int n = i; n < cases && !::testing::Test::HasFailure(); n += kThreads) {
        Random random(seed * 1'000'003 + static_cast<std::uint64_t>(n));
        const Case c = draw_case(random, beginnings, options.deterministic);
        run_case(scheduler, c, options.deterministic, counts, fmt::format("case {}", n));
      }
    });
  for (std::thread& thread : threads) thread.join();
  expect_nothing_left(scheduler);
  const SchedulerFigures f = scheduler.figures();
  fmt::print(
      "{} turns: {} whole, {} cut by their reader, {} cancelled, {} late, {} ties; {} of {} ids cached, {} "
      "evictions\n",
      counts.turns, counts.whole, counts.cut, counts.cancelled, counts.late, counts.ties, f.cache.hit_tokens,
      f.cache.asked_tokens, f.cache.evictions);
  EXPECT_GT(counts.whole, counts.turns / 2);
  EXPECT_LE(counts.ties, 1 + counts.turns / 500);
  EXPECT_GT(f.cache.hits, 0);
  EXPECT_GT(f.cache.evictions, 0);
  return f;
}

TEST(Scheduler, GivesEachTaskTheTokensThatItHasAlone) {
  run_random({.batch = 4,
              .queue = 1000,
              .cache_bytes = 2 << 20,
              .cache_from = 4,
              .block_seconds = 0.001,
              .alone_seconds = 0.002},
             soak_share(8000, 400), 1);
}

TEST(Scheduler, GivesTheVeryBitsWhereThatIsAsked) {
  run_random({.batch = 5,
              .queue = 1000,
              .deterministic = true,
              .cache_bytes = 2 << 20,
              .cache_from = 4,
              .block_seconds = 0.001,
              .alone_seconds = 0.002},
             soak_share(8000, 400), 2);
}

TEST(Scheduler, GivesEachTaskTheTokensThatItHasAloneWithDrafts) {
  const SchedulerFigures f = run_random({.batch = 4,
                                         .queue = 1000,
                                         .cache_bytes = 2 << 20,
                                         .cache_from = 4,
                                         .speculate = engine::Speculation{.drafts = 3},
                                         .block_seconds = 0.001,
                                         .alone_seconds = 0.002},
                                        soak_share(8000, 400), 4);
  EXPECT_GT(f.accepted_tokens, 100);
  EXPECT_GT(f.drafted_tokens, f.accepted_tokens);
}

// What leaves memory is found on disk, and is the same.
TEST(Scheduler, GivesTheVeryBitsWithACacheOnDisk) {
  const TempDir dir;
  const SchedulerFigures f = run_random({.batch = 5,
                                         .queue = 1000,
                                         .deterministic = true,
                                         .cache_bytes = 300 << 10,
                                         .cache_from = 4,
                                         .disk = {.folder = dir.path / "cache", .bytes = 4 << 20},
                                         .block_seconds = 0.001,
                                         .alone_seconds = 0.002},
                                        soak_share(2000, 200), 3);
  EXPECT_GT(f.disk->hits, 0);
  EXPECT_EQ(f.disk->damaged, 0);
  EXPECT_EQ(f.disk->failures, 0);
}

}  // namespace
}  // namespace constate::serve
