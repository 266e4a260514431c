#include "serve/programs_ahead.h"

#include <algorithm>
#include <atomic>
#include <future>

namespace constate::serve {
namespace {

constexpr std::int64_t kAtOnceAtFirst = 4;  // compilers, each of which takes memory

}  // namespace

ProgramsAhead::ProgramsAhead(engine::Engine& engine, std::vector<std::int64_t> ladder,
                             std::vector<engine::ChoiceKind> kinds, std::int64_t block, std::int64_t stop_ids,
                             const std::optional<engine::Speculation>& speculate,
                             std::function<void()> changed)
    : engine_(engine),
      ladder_(std::move(ladder)),
      kinds_(std::move(kinds)),
      block_(block),
      stop_ids_(stop_ids),
      speculate_(speculate),
      changed_(std::move(changed)) {
  const std::int64_t capacity = engine.capacity_for(0);
  for (std::size_t shape = 0; shape < ladder_.size(); ++shape)
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind) todo_.push_back({kind, shape, capacity});
  asked_.insert(todo_.begin(), todo_.end());
  for (std::int64_t i = 0; i < engine.device().profile.compiles_at_once; ++i)
    threads_.emplace_back([this] { run(); });
}

ProgramsAhead::~ProgramsAhead() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::vector<std::int64_t> ProgramsAhead::capacities_below(std::int64_t capacity) const {
  std::vector<std::int64_t> out;
  for (std::int64_t c = engine_.capacity_for(0); c < capacity; c = engine_.capacity_for(c + 1))
    out.push_back(c);
  return out;
}

bool ProgramsAhead::ready(std::size_t kind, std::int64_t rows, std::int64_t tokens) {
  const std::int64_t capacity = engine_.capacity_for(tokens);
  const auto last = std::find_if(ladder_.begin(), ladder_.end(), [&](std::int64_t n) { return n >= rows; });
  const std::lock_guard lock(mutex_);
  for (const std::int64_t below : capacities_below(capacity))
    if (!is_ready({feeds(), 0, below})) return false;
  for (std::size_t shape = 0; shape <= static_cast<std::size_t>(last - ladder_.begin()); ++shape)
    if (!is_ready({kind, shape, capacity})) return false;
  return true;
}

bool ProgramsAhead::ready_to_embed(std::int64_t tokens) {
  const std::int64_t capacity = engine_.capacity_for(tokens);
  const std::lock_guard lock(mutex_);
  for (const std::int64_t below : capacities_below(capacity))
    if (!is_ready({embeds(), 0, below})) return false;
  return is_ready({embeds(), 0, capacity});
}

bool ProgramsAhead::is_ready(const Program& program) {
  if (done_.contains(program)) return true;
  if (asked_.insert(program).second) {
    todo_.push_front(program);
    wake_.notify_all();
    return false;
  }
  if (const auto failed = failed_.find(program); failed != failed_.end()) {
    const std::exception_ptr why = failed->second;
    failed_.erase(failed);  // whoever asks later has it tried again
    todo_.push_back(program);
    wake_.notify_all();
    std::rethrow_exception(why);
  }
  const auto waiting = std::find(todo_.begin(), todo_.end(), program);
  if (waiting != todo_.end()) {
    todo_.erase(waiting);
    todo_.push_front(program);
  }
  return false;
}

std::size_t ProgramsAhead::ready_count() const {
  const std::lock_guard lock(mutex_);
  return done_.size();
}

std::size_t ProgramsAhead::count() const {
  const std::lock_guard lock(mutex_);
  return asked_.size();
}

void ProgramsAhead::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stop_ || !todo_.empty(); });
    if (stop_) return;
    const Program program = todo_.front();
    todo_.pop_front();
    lock.unlock();
    std::exception_ptr error;
    try {
      compile(program);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    if (error)
      failed_[program] = error;
    else
      done_.insert(program);
    lock.unlock();
    changed_();
    lock.lock();
  }
}

// Nothing runs before the first one is there: until then the machine's threads share its parts.
void ProgramsAhead::compile(const Program& program) {
  const std::vector<std::function<void()>> parts = parts_of(program);
  const std::int64_t threads =
      ready_count() > 0 ? 1 : kAtOnceAtFirst / engine_.device().profile.compiles_at_once;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < parts.size(); i = next++) parts[i]();
  };
  std::vector<std::future<void>> helpers;
  for (std::int64_t i = 1; i < threads; ++i) helpers.push_back(std::async(std::launch::async, work));
  work();
  for (std::future<void>& helper : helpers) helper.get();
}

std::vector<std::function<void()>> ProgramsAhead::parts_of(const Program& program) {
  runtime::ProgramCache& programs = engine_.programs();
  const runtime::DeviceProfile& profile = engine_.device().profile;
  const std::int64_t capacity = program.capacity;
  std::vector<std::function<void()>> out;
  if (program.kind == embeds()) {
    for (const std::int64_t length : profile.segments)
      out.emplace_back([=, &programs] { programs.embed({1, length, capacity}); });
    return out;
  }
  if (program.kind == feeds()) {
    for (const std::int64_t length : profile.segments)
      out.emplace_back([=, &programs] { programs.prefill({1, length, capacity}); });
    return out;
  }
  const std::int64_t rows = ladder_[program.shape];
  const engine::ChoiceKind& kind = kinds_[program.kind];
  const programs::ChoiceShape choice{rows, stop_ids_, kind.rules, kind.top};
  out.emplace_back([=, this] { engine::decoding_program(engine_, choice, block_, capacity, speculate_); });
  for (const std::int64_t length : profile.segments)
    out.emplace_back([=, &programs] { programs.prefill({1, length, capacity}); });
  out.emplace_back([=, this, &programs] { programs.choose({1, stop_ids_, kind.rules, kind.top}); });
  out.emplace_back([=, &programs] { programs.take_row({1, capacity}); });
  out.emplace_back([=, &programs] { programs.take_row({rows, capacity}); });
  out.emplace_back([=, &programs] { programs.put_row({1, capacity}, {rows, capacity}); });
  add_moves(programs, program.shape, capacity, out);
  if (const std::vector<std::int64_t> below = capacities_below(capacity); !below.empty())
    for (const std::int64_t batch : std::set{std::int64_t{1}, rows})
      out.emplace_back([=, before = below.back(), &programs] {
        programs.put_row({batch, before}, {batch, capacity});
      });
  if (speculate_ && speculate_->draft) add_parts_of_draft(program, out);
  return out;
}

// Rows between a batch of the ladder and the smaller ones, in states of one capacity.
void ProgramsAhead::add_moves(runtime::ProgramCache& programs, std::size_t shape, std::int64_t capacity,
                              std::vector<std::function<void()>>& out) const {
  const std::int64_t rows = ladder_[shape];
  for (std::size_t i = 0; i < shape; ++i) {
    const std::int64_t other = ladder_[i];
    out.emplace_back([=, &programs] { programs.put_row({other, capacity}, {rows, capacity}); });
    out.emplace_back([=, &programs] { programs.put_row({rows, capacity}, {other, capacity}); });
  }
}

// What the draft model runs by itself: the end of a prompt into a state of one row, and rows from one batch
// into another.
void ProgramsAhead::add_parts_of_draft(const Program& program,
                                       std::vector<std::function<void()>>& out) const {
  engine::Engine& draft = *speculate_->draft;
  runtime::ProgramCache& programs = draft.programs();
  const std::int64_t rows = ladder_[program.shape],
                     capacity = engine::DraftStates::capacity(draft, speculate_->history);
  for (const std::int64_t length : draft.device().profile.segments) {
    const std::int64_t fed = draft.capacity_for(length);
    out.emplace_back([=, &programs] { programs.prefill({1, length, fed}); });
    out.emplace_back([=, &programs] { programs.put_row({1, fed}, {rows, capacity}); });
  }
  add_moves(programs, program.shape, capacity, out);
}

}  // namespace constate::serve
