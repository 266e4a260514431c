// The scheduler: who may run, how tasks end, and what goes wrong.
#include <cmath>
#include <mutex>
#include <thread>

#include "base/testing.h"
#include "models/families/mamba2_config.h"
#include "models/registry.h"
#include "serve/scheduler_testing.h"
#include "support/lively_weights.h"
#include "support/wrapped_model.h"

namespace constate::serve {
namespace {

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
  Asked a(task_of({1, 2}, 1'000'000)), b(task_of({3}, 1'000'000)), c(task_of(random_ids(tiny(), 5064, 1), 1));
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
  EXPECT_EQ(segments, 1 + (5064 + 255) / 256);  // the last 200 tokens are one segment
}

// Short prompts pass a long one, segment by segment.
TEST(Scheduler, AShortPromptDoesNotWaitForALongOne) {
  Scheduler scheduler(tiny(), {.batch = 4});
  Asked first(task_of({1}, 1'000'000)), second(task_of({2}, 4));  // so that programs of two rows are there
  const Ticket runs = first.submit(scheduler);
  second.submit(scheduler);
  second.wait();
  scheduler.cancel(runs);
  first.wait();
  Asked c(task_of(random_ids(tiny(), 100'000, 1), 1)), a(task_of({1, 2}, 5));
  const Ticket tc = c.submit(scheduler);
  EXPECT_EQ(a.submit(scheduler), tc + 1);
  EXPECT_EQ(a.wait().tokens.size(), 5);
  scheduler.cancel(tc);
  EXPECT_EQ(c.wait().outcome.how, Ended::kCancelled);
  EXPECT_EQ(c.wait().tokens.size(), 0);
  expect_nothing_left(scheduler);
}

// Programs of larger capacities are made for a long prompt while a short one runs, and before an answer
// outgrows its capacity of 256; nobody's tokens change.
TEST(Scheduler, MakesProgramsOfLargerCapacitiesAheadOfTheirUse) {
  engine::EngineOptions options;
  options.device = std::make_shared<runtime::Device>(*testing::cpu());
  options.store.folder = kept_programs();
  const auto hybrid = engine::Engine::open(testing::kSource / "tests/data/golden/lfm2", options);
  Scheduler scheduler(*hybrid, {.batch = 2});
  scheduler.await_first_programs();
  const std::size_t first = scheduler.figures().programs;
  const auto expect_more = [&](std::size_t count) {
    const auto there = [&](const SchedulerFigures& f) { return f.programs >= first + count; };
    EXPECT_TRUE(there(figures_when(scheduler, there))) << count;
  };
  Asked short_one(task_of(random_ids(*hybrid, 40, 1), 200)),
      long_one(task_of(random_ids(*hybrid, 700, 2), 20));
  short_one.submit(scheduler);
  EXPECT_EQ(short_one.wait().tokens, alone(*hybrid, short_one.task().request, 2).tokens);
  expect_more(1);  // of 512 places, from 171 tokens on, whatever the length of blocks
  long_one.submit(scheduler);
  EXPECT_EQ(long_one.wait().tokens, alone(*hybrid, long_one.task().request, 2).tokens);
  expect_more(3);  // of 1024 places, and what feeds at 256 and 512
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
    task.on_end = [&end, place](const Outcome& outcome) {
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

}  // namespace
}  // namespace constate::serve
