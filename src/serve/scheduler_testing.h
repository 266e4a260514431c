// For tests of the scheduler: tasks whose record outlives them, and the answer that a request has alone.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "check/verification.h"
#include "serve/scheduler.h"
#include "support/testing.h"

namespace constate::serve {

using namespace std::chrono_literals;
using check::Ids;
using check::random_ids;

// One for all tests, so that each program is compiled once.
inline engine::Engine& tiny() {
  static const std::unique_ptr<engine::Engine> engine = [] {
    engine::EngineOptions options;
    options.device = std::make_shared<runtime::Device>(*testing::cpu());
    options.dtype = DType::kF32;
    options.fingerprint = true;
    return engine::Engine::open(testing::kSource / "tests/data/golden/groups1", options);
  }();
  return *engine;
}

// ---- a task, and what was told of it

struct Told {
  Ids tokens;
  std::vector<engine::TokenChoice> choices;
  Outcome outcome;
  int ends = 0, prompts = 0;
};

// A task whose record outlives it, and a future that is there at its end.
class Asked {
 public:
  explicit Asked(Task task) : task_(std::move(task)) {}

  Ticket submit(Scheduler& scheduler, std::int64_t most = -1,
                std::function<void(std::string)> on_event = {}) {
    const auto told = told_;
    Task task = task_;
    const auto note = [on_event](const char* what) {
      if (on_event) on_event(what);
    };
    task.on_prompt = [told, note](std::int64_t, std::int64_t, std::int64_t) {
      EXPECT_EQ(told->ends, 0);
      ++told->prompts;
      note("prompt");
    };
    task.on_tokens = [told, most, note](auto tokens, auto choices) {
      EXPECT_EQ(told->ends, 0);
      EXPECT_FALSE(tokens.empty());
      EXPECT_TRUE(choices.empty() || choices.size() == tokens.size());
      told->tokens.insert(told->tokens.end(), tokens.begin(), tokens.end());
      told->choices.insert(told->choices.end(), choices.begin(), choices.end());
      note("tokens");
      return most < 0 || std::ssize(told->tokens) < most;
    };
    task.on_end = [told, note, ended = ended_](const Outcome& outcome) {
      ++told->ends;
      told->outcome = outcome;
      note("end");
      ended->set_value();
    };
    return scheduler.submit(std::move(task));
  }
  const Task& task() const { return task_; }
  const Told& wait() {
    EXPECT_EQ(end_.wait_for(600s), std::future_status::ready) << "a task that does not end";
    return *told_;
  }

 private:
  Task task_;
  std::shared_ptr<Told> told_ = std::make_shared<Told>();
  std::shared_ptr<std::promise<void>> ended_ = std::make_shared<std::promise<void>>();
  std::future<void> end_ = ended_->get_future();
};

inline Task task_of(Ids prompt, std::int64_t max_tokens, std::string client = "") {
  Task out;
  out.request.prompt = std::move(prompt);
  out.request.max_tokens = max_tokens;
  out.client = std::move(client);
  return out;
}

// What the scheduler has in deterministic mode, and here for all that is alone.
inline engine::GenerationOptions alone_options(std::int64_t batch) {
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
inline Alone alone(engine::Engine& engine, const engine::Request& request, std::int64_t batch) {
  engine::Generation generation(engine, {request}, alone_options(batch));
  while (generation.step()) {
  }
  return {generation.tokens(0), generation.choices(0), generation.finish(0),
          std::make_shared<const engine::Sequence>(generation.sequence(0))};
}

inline bool same_bits(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}
inline void expect_same_choices(const std::vector<engine::TokenChoice>& got,
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

// The figures once `there` holds of them, or after 60 s as they then are.
template <class F>
SchedulerFigures figures_when(const Scheduler& scheduler, F there) {
  const auto end = Clock::now() + 60s;
  SchedulerFigures f = scheduler.figures();
  while (!there(f) && Clock::now() < end) {
    std::this_thread::sleep_for(1ms);
    f = scheduler.figures();
  }
  return f;
}

inline void expect_nothing_left(const Scheduler& scheduler) {
  const SchedulerFigures f = figures_when(
      scheduler, [](const auto& now) { return now.running == 0 && now.feeding == 0 && now.waiting == 0; });
  EXPECT_EQ(f.running, 0);
  EXPECT_EQ(f.feeding, 0);
  EXPECT_EQ(f.waiting, 0);
  EXPECT_LE(f.cache.bytes, scheduler.options().cache_bytes);
}

}  // namespace constate::serve
