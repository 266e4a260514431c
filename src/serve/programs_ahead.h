// ProgramsAhead: has the programs that a server needs compiled, or read from disk, in threads of its own (one
// where the device is the processor that compiles, several beside an accelerator), so that sequences that run
// never wait for a compiler. Programs are of few kinds: shapes of the batch times what choosing a token
// contains. Where a state grows by token, those of its first capacity are made at once, and those of a larger
// one when a text of that length is asked about. Thread-safe.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/generation.h"

namespace constate::serve {

class ProgramsAhead {
 public:
  // For each shape of `ladder` the kinds in their order. `changed` is called after each that is ready.
  ProgramsAhead(engine::Engine& engine, std::vector<std::int64_t> ladder,
                std::vector<engine::ChoiceKind> kinds, std::int64_t block, std::int64_t stop_ids,
                const std::optional<engine::Speculation>& speculate, std::function<void()> changed);
  ~ProgramsAhead();  // waits for the programs that are being compiled

  // Whether all that runs a batch of up to `rows` rows of kind number `kind` is there, when the longest text
  // has `tokens` tokens. Where it is not, it comes next. Throws what compiling it threw.
  bool ready(std::size_t kind, std::int64_t rows, std::int64_t tokens);
  // The same for embedding a text. These are made when they are first asked for: few servers need them.
  bool ready_to_embed(std::int64_t tokens);
  // How many are ready, and how many were asked for.
  std::size_t ready_count() const;
  std::size_t count() const;

 private:
  struct Program {
    std::size_t kind, shape;  // number of a kind, or embeds() or feeds() with 0
    std::int64_t capacity;
    auto operator<=>(const Program&) const = default;
  };
  std::size_t embeds() const { return kinds_.size(); }
  std::size_t feeds() const { return kinds_.size() + 1; }  // prompts, on their way to a larger capacity
  bool is_ready(const Program& program);                   // with mutex_ held
  std::vector<std::int64_t> capacities_below(std::int64_t capacity) const;
  void run();
  void compile(const Program& program);
  std::vector<std::function<void()>> parts_of(const Program& program);
  void add_moves(runtime::ProgramCache& programs, std::size_t shape, std::int64_t capacity,
                 std::vector<std::function<void()>>& out) const;
  void add_parts_of_draft(const Program& program, std::vector<std::function<void()>>& out) const;

  engine::Engine& engine_;
  const std::vector<std::int64_t> ladder_;
  const std::vector<engine::ChoiceKind> kinds_;
  const std::int64_t block_, stop_ids_;
  const std::optional<engine::Speculation> speculate_;
  const std::function<void()> changed_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Program> todo_;
  std::set<Program> asked_, done_;
  std::map<Program, std::exception_ptr> failed_;
  bool stop_ = false;
  std::vector<std::thread> threads_;  // go first
};

}  // namespace constate::serve
