// The scheduler: whoever runs beside it, and whatever ends when, a task's answer is the one that its request
// has alone.
#include "serve/scheduler.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "base/testing.h"
#include "check/verification.h"
#include "models/families/mamba2_config.h"
#include "models/registry.h"
#include "serve/scheduler_testing.h"
#include "support/lively_weights.h"
#include "support/soak.h"
#include "support/testing.h"
#include "support/wrapped_model.h"

namespace constate::serve {
namespace {

using check::Ids;
using check::random_ids;
using ::testing::ElementsAre;
using testing::Random;
using testing::soak_share;

// What the scheduler has in deterministic mode, and here for all that is alone.
engine::GenerationOptions alone_options(std::int64_t batch) {
  engine::GenerationOptions out;
  out.batch = batch;
  out.fixed_batch = true;
  out.prompts_apart = true;
  out.step_tokens = 1;
  out.stop_ids = 32;
  out.kinds = {{{.draw = true, .filter = true, .penalty = true, .adjust = true}, engine::kMostTop}};
  out.keep = true;
  return out;
}

struct Alone {
  Ids tokens;
  std::vector<engine::TokenChoice> choices;
  engine::Finish finish;
  std::shared_ptr<const engine::Sequence> sequence;
};
Alone alone(engine::Engine& engine, const engine::Request& request, std::int64_t batch) {
  engine::Generation generation(engine, {request}, alone_options(batch));
  while (generation.step()) {
  }
  return {generation.tokens(0), generation.choices(0), generation.finish(0),
          std::make_shared<const engine::Sequence>(generation.sequence(0))};
}

bool same_bits(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}
void expect_same_choices(const std::vector<engine::TokenChoice>& got,
                         const std::vector<engine::TokenChoice>& want, bool in_bits,
                         const std::string& what) {
  ASSERT_LE(got.size(), want.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (in_bits)
      ASSERT_TRUE(same_bits(got[i].log_probability, want[i].log_probability)) << what << ", token " << i;
    else
      ASSERT_NEAR(got[i].log_probability, want[i].log_probability, 2e-4) << what << ", token " << i;
    ASSERT_EQ(got[i].top.size(), want[i].top.size()) << what;
    for (std::size_t k = 0; in_bits && k < got[i].top.size(); ++k) {
      ASSERT_EQ(got[i].top[k].first, want[i].top[k].first) << what;
      ASSERT_TRUE(same_bits(got[i].top[k].second, want[i].top[k].second)) << what;
    }
  }
}

// ---- random tasks from several threads

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
    const Ids more = random_ids(tiny(), static_cast<std::size_t>(length),
                                static_cast<std::uint64_t>(random.between(0, 1 << 20)));
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

void run_case(Scheduler& scheduler, const Case& c, bool deterministic, Counts& counts,
              const std::string& name) {
  std::shared_ptr<const engine::Sequence> from, alone_from;
  for (std::size_t t = 0; t < c.turns.size(); ++t) {
    const std::string what = fmt::format("{}, turn {}", name, t);
    Task task = c.turns[t];
    task.request.from = from;
    if (task.deadline != Clock::time_point::max())
      task.deadline = Clock::now() + task.deadline.time_since_epoch();
    Asked asked(task);
    const Ticket ticket = asked.submit(scheduler, c.mosts[t]);
    if (c.cancel_after[t] >= 0) {
      std::this_thread::sleep_for(std::chrono::microseconds(c.cancel_after[t]));
      scheduler.cancel(ticket);
    }
    const Told& got = asked.wait();
    ASSERT_EQ(got.ends, 1) << what;
    ++counts.turns;

    engine::Request request = task.request;
    request.from = alone_from;
    Alone want = alone(tiny(), request, scheduler.options().batch);
    const std::size_t same = static_cast<std::size_t>(
        std::mismatch(got.tokens.begin(), got.tokens.end(), want.tokens.begin(), want.tokens.end()).first -
        got.tokens.begin());
    if (same < got.tokens.size()) {
      ASSERT_FALSE(deterministic) << what << ": token " << same << " of " << got.tokens.size();
      ASSERT_TRUE(part_at_a_tie(request, want.tokens, same, scheduler.options().batch))
          << what << ": token " << same << " of " << got.tokens.size() << " is another one, and no tie";
      ++counts.ties;
      return;
    }
    if (request.top_logprobs) expect_same_choices(got.choices, want.choices, deterministic, what);
    EXPECT_EQ(got.choices.size(), request.top_logprobs ? got.tokens.size() : 0) << what;
    const Figures& f = got.outcome.figures;
    const std::int64_t before = from ? text_of(*from) : 0;
    EXPECT_EQ(f.prompt_tokens, before + std::ssize(request.prompt)) << what;
    EXPECT_EQ(f.tokens, std::ssize(got.tokens)) << what;
    EXPECT_LE(f.cached_tokens, f.prompt_tokens) << what;
    bool is_cut = false;
    switch (got.outcome.how) {
      case Ended::kStop:
      case Ended::kLength:
        is_cut = got.tokens.size() < want.tokens.size();
        if (is_cut) {
          EXPECT_GE(std::ssize(got.tokens), c.mosts[t]) << what;
          EXPECT_GE(c.mosts[t], 0) << what << ": ended, and nobody asked for it";
          EXPECT_EQ(got.outcome.how, Ended::kStop);
        } else if (c.mosts[t] < 0 || std::ssize(got.tokens) < c.mosts[t]) {
          EXPECT_EQ(got.outcome.how == Ended::kStop, want.finish == engine::Finish::kStop) << what;
          EXPECT_EQ(got.outcome.stop_id.has_value(), want.finish == engine::Finish::kStop) << what;
        }
        ++(is_cut ? counts.cut : counts.whole);
        break;
      case Ended::kCancelled:
        EXPECT_GE(c.cancel_after[t], 0) << what;
        is_cut = true;
        ++counts.cancelled;
        break;
      case Ended::kTimeout:
        EXPECT_NE(c.turns[t].deadline, Clock::time_point::max()) << what;
        is_cut = true;
        ++counts.late;
        break;
      default:
        FAIL() << what << ": " << got.outcome.error;
    }
    // What it has become is what the same text alone becomes: the next turn shows it.
    from = got.outcome.sequence;
    if (!from) return;  // it never began
    if (is_cut) {
      request.max_tokens = std::ssize(got.tokens);
      want = alone(tiny(), request, scheduler.options().batch);
    }
    alone_from = want.sequence;
    EXPECT_EQ(text_of(*from), text_of(*alone_from)) << what;
    if (from->history.unfed().empty()) {
      EXPECT_EQ(from->history.next(), alone_from->history.next()) << what;
    }
  }
}

void run_random(const SchedulerOptions& options, int cases, std::uint64_t seed) {
  Scheduler scheduler(tiny(), options);
  std::vector<Ids> beginnings;
  for (std::uint64_t i = 0; i < 6; ++i) beginnings.push_back(random_ids(tiny(), 50 + 120 * i, 1000 + i));
  Counts counts;
  constexpr int kThreads = 8;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&, i] {
      for (int n = i; n < cases && !::testing::Test::HasFatalFailure(); n += kThreads) {
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

// ---- who may run

TEST(Scheduler, HasRoomForItsRowsAndItsQueueAndNoMore) {
  for (const std::int64_t queue : {0, 3}) {
    Scheduler scheduler(tiny(), {.batch = 2, .queue = queue});
    std::vector<Asked> all;
    all.reserve(10);
    for (std::int64_t i = 0; i < 2 + queue; ++i) {
      all.emplace_back(task_of({1, 2, 3}, 1'000'000));
      all.back().submit(scheduler);
    }
    Asked more(task_of({1}, 1));
    EXPECT_EQ(message_of([&] { more.submit(scheduler); }),
              fmt::format("{} requests run or wait already, which is as many as may", 2 + queue));
    scheduler.drain(Clock::now());
    for (Asked& one : all) EXPECT_EQ(one.wait().outcome.how, Ended::kShutdown);
  }
}

TEST(Scheduler, RefusesWhatTheEngineRefuses) {
  Scheduler scheduler(tiny(), {.batch = 1});
  EXPECT_EQ(message_of([&] { scheduler.submit(task_of({}, 1)); }),
            "prompt: at least one token is expected; got none");
  EXPECT_THAT(message_of([&] { scheduler.submit(task_of({1 << 20}, 1)); }), ::testing::HasSubstr("1048576"));
  expect_nothing_left(scheduler);
}

// One client asks for much, another for little: it does not wait behind all of it.
TEST(Scheduler, IsFairAmongClients) {
  for (const std::int64_t batch : {1, 2}) {
    Scheduler scheduler(tiny(), {.batch = batch, .queue = 100});
    std::mutex mutex;
    std::vector<std::string> begun;
    std::vector<Asked> all;
    all.reserve(20);
    const auto submit = [&](const std::string& client) {
      all.emplace_back(task_of({1, 2, 3}, 30, client));
      all.back().submit(scheduler, -1, [&, client, first = true](const std::string& what) mutable {
        if (what != "prompt" || !std::exchange(first, false)) return;
        const std::lock_guard lock(mutex);
        begun.push_back(client);
      });
    };
    for (int i = 0; i < 12; ++i) submit("much");
    for (int i = 0; i < 2; ++i) submit("little");
    for (Asked& one : all) EXPECT_EQ(one.wait().outcome.how, Ended::kLength);
    // Two rows are taken by then; of those that wait, they are next.
    const auto last = std::find(begun.rbegin(), begun.rend(), "little");
    EXPECT_LE(begun.rend() - last, 6) << "the second of `little` began as number";
  }
}

// Between two segments of a long prompt, all others get tokens.
TEST(Scheduler, ALongPromptHoldsNobodyUpForLongerThanASegment) {
  Scheduler scheduler(tiny(), {.batch = 4, .block_seconds = 1e-9, .alone_seconds = 1e-9});
  scheduler.await_first_programs();
  std::mutex mutex;
  std::vector<std::string> events;
  const auto note = [&](const std::string& name) {
    return [&, name](const std::string& what) {
      const std::lock_guard lock(mutex);
      events.push_back(name + what);
    };
  };
  Asked a(task_of({1, 2}, 1'000'000)), b(task_of({3}, 1'000'000)), c(task_of(random_ids(tiny(), 5000, 1), 1));
  const Ticket ta = a.submit(scheduler, -1, note("a ")), tb = b.submit(scheduler, -1, note("b "));
  const auto count = [&](const std::string& what) {
    const std::lock_guard lock(mutex);
    return std::count(events.begin(), events.end(), what);
  };
  while (count("a tokens") < 3 || count("b tokens") < 3) std::this_thread::sleep_for(1ms);
  c.submit(scheduler, -1, note("c "));
  EXPECT_EQ(c.wait().tokens.size(), 1);
  scheduler.cancel(ta);
  scheduler.cancel(tb);
  EXPECT_EQ(a.wait().outcome.how, Ended::kCancelled);
  EXPECT_EQ(b.wait().outcome.how, Ended::kCancelled);
  int segments = 0, of_a = 0, of_b = 0;
  for (const std::string& event : events) {
    if (event == "c prompt") {
      if (++segments > 2) {  // the first is said before any segment, and the second may be of the same step
        EXPECT_GE(of_a, 1) << "segment " << segments;
        EXPECT_GE(of_b, 1) << "segment " << segments;
      }
      of_a = of_b = 0;
    }
    if (event == "a tokens") ++of_a;
    if (event == "b tokens") ++of_b;
  }
  EXPECT_EQ(segments, 1 + (5000 + 255) / 256);
}

// Short prompts pass a long one, segment by segment.
TEST(Scheduler, AShortPromptDoesNotWaitForALongOne) {
  Scheduler scheduler(tiny(), {.batch = 4});
  scheduler.await_first_programs();
  Asked c(task_of(random_ids(tiny(), 100'000, 1), 1)), a(task_of({1, 2}, 5));
  const Ticket tc = c.submit(scheduler);
  EXPECT_EQ(a.submit(scheduler), tc + 1);
  EXPECT_EQ(a.wait().tokens.size(), 5);
  scheduler.cancel(tc);
  EXPECT_EQ(c.wait().outcome.how, Ended::kCancelled);
  EXPECT_EQ(c.wait().tokens.size(), 0);
  expect_nothing_left(scheduler);
}

// ---- ends

TEST(Scheduler, DrainsBeforeItEnds) {
  Scheduler scheduler(tiny(), {.batch = 2});
  std::vector<Asked> all;
  all.reserve(6);
  for (int i = 0; i < 6; ++i) {
    all.emplace_back(task_of({1, 2, 3}, 40));
    all.back().submit(scheduler);
  }
  scheduler.drain(Clock::now() + 60s);
  for (Asked& one : all) {
    EXPECT_EQ(one.wait().outcome.how, Ended::kLength);
    EXPECT_EQ(one.wait().tokens.size(), 40);
  }
  Asked late(task_of({1}, 1));
  EXPECT_EQ(message_of([&] { late.submit(scheduler); }), "the server is about to end");
}

TEST(Scheduler, CutsWhatDoesNotEndInTime) {
  Scheduler scheduler(tiny(), {.batch = 2});
  std::vector<Asked> all;
  all.reserve(3);
  for (int i = 0; i < 3; ++i) {
    all.emplace_back(task_of({1, 2, 3}, 10'000'000));
    all.back().submit(scheduler);
  }
  scheduler.drain(Clock::now() + 200ms);
  for (Asked& one : all) EXPECT_EQ(one.wait().outcome.how, Ended::kShutdown);
  scheduler.drain(Clock::now());  // once more does no harm
}

TEST(Scheduler, EndsAllThatRunsAndWaitsWhenItGoes) {
  std::vector<Asked> all;
  all.reserve(5);
  {
    Scheduler scheduler(tiny(), {.batch = 2});
    for (int i = 0; i < 5; ++i) {
      all.emplace_back(task_of({1, 2, 3}, 10'000'000));
      all.back().submit(scheduler);
    }
  }
  for (Asked& one : all) {
    EXPECT_EQ(one.wait().outcome.how, Ended::kShutdown);
    EXPECT_EQ(one.wait().ends, 1);
  }
}

TEST(Scheduler, ADeadlineEndsWhatWaits) {
  Scheduler scheduler(tiny(), {.batch = 1});
  Asked first(task_of({1}, 10'000'000));
  Task task = task_of({1}, 5);
  task.deadline = Clock::now() + 100ms;
  Asked second(task);
  first.submit(scheduler);
  second.submit(scheduler);
  EXPECT_EQ(second.wait().outcome.how, Ended::kTimeout);
  EXPECT_EQ(second.wait().prompts, 0);
}

// ---- what goes wrong

// What a task's own functions throw ends that task alone.
TEST(Scheduler, ATaskWhoseReaderFailsEndsAlone) {
  Scheduler scheduler(tiny(), {.batch = 4});
  Asked good(task_of({1, 2, 3}, 200));
  good.submit(scheduler);
  for (const int place : {0, 1, 2}) {
    Task task = task_of({4, 5}, 10);
    std::promise<Outcome> end;
    if (place == 0) task.on_prompt = [](auto, auto, auto) { throw std::runtime_error("no"); };
    if (place == 1) task.on_tokens = [](auto, auto) -> bool { throw std::runtime_error("no"); };
    task.on_end = [&](const Outcome& outcome) {
      end.set_value(outcome);
      if (place == 2) throw std::runtime_error("no");
    };
    scheduler.submit(task);
    const Outcome outcome = end.get_future().get();
    EXPECT_EQ(outcome.how, place == 2 ? Ended::kLength : Ended::kError);
    EXPECT_EQ(outcome.error, place == 2 ? "" : "the answer: no");
  }
  EXPECT_EQ(good.wait().outcome.how, Ended::kLength);
  EXPECT_EQ(good.wait().tokens, alone(tiny(), good.task().request, 4).tokens);
  expect_nothing_left(scheduler);
}

// A model that cannot be traced while `breaks` says so, in place of a device that fails.
class Breaking : public testing::WrappedModel {
 public:
  using WrappedModel::WrappedModel;
  static inline std::atomic<bool> breaks = false;
  trace::Tensor logits(const models::Traced& traced, trace::Tensor hidden) const override {
    if (breaks) throw Error(Code::kResourceExhausted, "out of memory, says the test");
    return WrappedModel::logits(traced, hidden);
  }
};

std::unique_ptr<engine::Engine> make_breaking() {
  const Json config =
      parse_json(R"({"model_type": "mamba2", "hidden_size": 16, "num_hidden_layers": 1, "num_heads": 4,
      "head_dim": 8, "n_groups": 1, "state_size": 8, "expand": 2, "conv_kernel": 4, "chunk_size": 16, "vocab_size": 32,
      "tie_word_embeddings": false})",
                 "test");
  engine::EngineOptions options;
  auto device = std::make_shared<runtime::Device>(*testing::cpu());
  device->profile.segments = {1, 16};
  options.device = std::move(device);
  options.dtype = DType::kF32;
  auto model = std::make_shared<testing::WrappedConfiguration>(
      models::make_model(config, "test"), [](std::shared_ptr<const models::BoundModel> inner) {
        return std::make_shared<Breaking>(std::move(inner));
      });
  // Token 9 is none of numbers: what is fed after it has no logits.
  const runtime::WeightSource lively = testing::lively_weights(3);
  return engine::Engine::make(
      model,
      [lively](const models::WeightSpec& spec) {
        HostArray out = lively(spec);
        if (spec.field == "embedding")
          for (std::int64_t i = 0; i < 16; ++i)
            out.as<float>()[static_cast<std::size_t>(9 * 16 + i)] = std::nanf("");
        return out;
      },
      options);
}

engine::Engine& breaking() {
  static const std::unique_ptr<engine::Engine> engine = make_breaking();
  return *engine;
}

TEST(Scheduler, ARowThatIsNotFiniteEndsAlone) {
  Scheduler scheduler(breaking(),
                      {.batch = 4, .deterministic = true, .cache_bytes = 1 << 20, .cache_from = 1});
  Task task = task_of({1, 2, 3}, 300);
  task.request.logit_bias = {{9, -100.0F}};
  Asked good(task), bad(task_of({4, 9, 5}, 10)), again(task_of({4, 9, 5}, 10));
  good.submit(scheduler);
  bad.submit(scheduler);
  EXPECT_EQ(bad.wait().outcome.how, Ended::kError);
  EXPECT_EQ(bad.wait().outcome.error, "the model's logits were not finite: no token is a result");
  EXPECT_EQ(bad.wait().tokens.size(), 0);
  again.submit(scheduler);
  EXPECT_EQ(again.wait().outcome.how, Ended::kError);
  EXPECT_EQ(good.wait().outcome.how, Ended::kLength);
  EXPECT_EQ(good.wait().tokens, alone(breaking(), good.task().request, 4).tokens);
  expect_nothing_left(scheduler);
}

// What fails in the middle of a step: those that ran are told, and whoever comes after is served.
TEST(Scheduler, ADeviceThatFailsEndsWhatRunsAndServesTheNext) {
  Scheduler scheduler(breaking(), {.batch = 4, .deterministic = true});
  Asked before(task_of({1, 2}, 5));
  before.submit(scheduler);
  EXPECT_EQ(before.wait().outcome.how, Ended::kLength);
  Asked running(task_of({1, 2}, 10'000'000));
  running.submit(scheduler);
  Task task = task_of({3}, 10);
  for (int i = 0; i < 33; ++i) task.request.stop_ids.push_back(31);  // a program that is not there yet
  Asked breaker(task);
  Breaking::breaks = true;
  breaker.submit(scheduler);
  EXPECT_EQ(breaker.wait().outcome.how, Ended::kError);
  EXPECT_THAT(breaker.wait().outcome.error, ::testing::HasSubstr("out of memory, says the test"));
  EXPECT_EQ(breaker.wait().outcome.code, Code::kResourceExhausted);
  EXPECT_EQ(running.wait().outcome.how, Ended::kError);
  Breaking::breaks = false;
  Asked after(task_of({1, 2}, 5));
  after.submit(scheduler);
  EXPECT_EQ(after.wait().outcome.how, Ended::kLength);
  EXPECT_EQ(after.wait().tokens, before.wait().tokens);
  expect_nothing_left(scheduler);
}

// ---- the prefix cache

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
