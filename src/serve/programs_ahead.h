// ProgramsAhead: has the programs that a server needs compiled, or read from disk, in a thread of its own, so
// that sequences that run never wait for a compiler. Programs are of few kinds: shapes of the batch times
// sampling rules. Thread-safe.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/engine.h"

namespace constate::serve {

class ProgramsAhead {
 public:
  // For each shape of `ladder` the rules in their order. `changed` is called after each that is ready.
  ProgramsAhead(engine::Engine& engine, std::vector<std::int64_t> ladder,
                std::vector<models::SamplingRules> rules, std::int64_t block, std::function<void()> changed);
  ~ProgramsAhead();  // waits for the program that is being compiled

  // Whether all that runs a batch of up to `rows` rows with rules number `rules` is there. Where it is not,
  // it comes next. Throws what compiling it threw.
  bool ready(std::size_t rules, std::int64_t rows);
  // How many of all kinds are ready.
  std::size_t ready_count() const;
  std::size_t count() const { return ladder_.size() * rules_.size(); }

 private:
  struct Kind {
    std::size_t rules, shape;
    auto operator<=>(const Kind&) const = default;
  };
  void run();
  void compile(const Kind& kind);

  engine::Engine& engine_;
  const std::vector<std::int64_t> ladder_;
  const std::vector<models::SamplingRules> rules_;
  const std::int64_t block_;
  const std::function<void()> changed_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Kind> todo_;
  std::set<Kind> done_;
  std::map<Kind, std::exception_ptr> failed_;
  bool stop_ = false;
  std::thread thread_;  // goes first
};

}  // namespace constate::serve
