// What the scheduler's tests share: a small model, a task with a record of what was told of it.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <thread>

#include "check/verification.h"
#include "serve/scheduler.h"
#include "support/testing.h"

namespace constate::serve {

using namespace std::chrono_literals;
using check::Ids;

// One for all tests, so that each program is compiled once.
inline engine::Engine& tiny() {
  static const std::unique_ptr<engine::Engine> engine = testing::open_golden("groups1");
  return *engine;
}

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
    EXPECT_EQ(end_.wait_for(120s), std::future_status::ready) << "a task that does not end";
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

inline void expect_nothing_left(const Scheduler& scheduler) {
  const auto end = Clock::now() + 20s;
  SchedulerFigures f = scheduler.figures();
  while ((f.running != 0 || f.feeding != 0 || f.waiting != 0) && Clock::now() < end) {
    std::this_thread::sleep_for(1ms);
    f = scheduler.figures();
  }
  EXPECT_EQ(f.running, 0);
  EXPECT_EQ(f.feeding, 0);
  EXPECT_EQ(f.waiting, 0);
  EXPECT_LE(f.cache.bytes, scheduler.options().cache_bytes);
}

}  // namespace constate::serve
