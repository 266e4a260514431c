#include "serve/scheduler.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/not_finite.h"

namespace constate::serve {
namespace {

double seconds_between(Clock::time_point a, Clock::time_point b) {
  return std::chrono::duration<double>(b - a).count();
}

// What programs contain: nothing but the likeliest token; draws; all rules; and log probabilities.
std::vector<engine::ChoiceKind> kinds_for(bool deterministic) {
  const models::SamplingRules draws{.draw = true};
  const models::SamplingRules all{.draw = true, .filter = true, .penalty = true, .adjust = true};
  if (deterministic) return {{all, engine::kMostTop}};
  return {{{}, {}}, {draws, {}}, {all, {}}, {all, engine::kMostTop}};
}

constexpr auto kStopIds = static_cast<std::int64_t>(kStopIdsOfPrograms);

}  // namespace

Scheduler::Scheduler(engine::Engine& engine, const SchedulerOptions& options)
    : engine_(engine),
      options_(options),
      ladder_(options.deterministic ? std::vector{options.batch} : engine::ladder_up_to(options.batch)),
      kinds_(kinds_for(options.deterministic)),
      state_bytes_(models::state_bytes(engine.model(), 0)),
      token_bytes_(models::state_bytes(engine.model(), 1) - state_bytes_),
      cache_(cache_options()),
      generation_(std::make_unique<engine::Generation>(engine, engine::Generation::NoRequests{},
                                                       generation_options())) {
  engine.check_rows(options.batch);
  if (options.speculate) engine::check_speculation(*options.speculate, engine, options.batch);
  if (options.speculate && options.deterministic)
    throw Error(Code::kInvalidArgument,
                "speculation: which steps have drafts depends on the other rows of a batch, and with it the "
                "rounding of the logits",
                "do without it, or without the deterministic mode");
  disk_ = open_disk();
  programs_ = std::make_unique<ProgramsAhead>(engine, ladder_, kinds_, engine.device().profile.blocks.front(),
                                              kStopIds, options.speculate, [this] {
                                                {
                                                  const std::lock_guard lock(mutex_);
                                                  programs_changed_ = true;
                                                }
                                                wake_.notify_all();
                                              });
  thread_ = std::thread([this] { run(); });
}

Scheduler::~Scheduler() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

engine::GenerationOptions Scheduler::generation_options() {
  engine::GenerationOptions out;
  out.batch = options_.batch;
  out.fixed_batch = options_.deterministic;
  out.block = engine_.device().profile.blocks.front();
  out.stop_ids = kStopIds;
  out.prompts_apart = true;
  out.step_tokens = engine_.device().profile.segments.back();
  out.speculate = options_.speculate;
  out.kinds = kinds_;
  out.ends_not_finite = true;
  out.keep = false;
  out.on_fed = [this](std::size_t key) { on_fed(key); };
  out.on_first = [this](std::size_t key) { tell(key, active_.at(key)); };
  return out;
}

std::size_t Scheduler::kind_of(const engine::Request& request) const {
  const engine::ChoiceKind needed = engine::kind_of(request);
  const auto found = std::find_if(kinds_.begin(), kinds_.end(),
                                  [&](const engine::ChoiceKind& kind) { return kind.covers(needed); });
  return static_cast<std::size_t>(found - kinds_.begin());
}

// ---- other threads

Ticket Scheduler::submit(Task task) {
  engine::check_request(task.request, engine_.vocab_size());
  Active active;
  active.kind = task.pooling ? embeds() : kind_of(task.request);
  if (task.pooling && task.request.from)
    throw Error(Code::kInvalidArgument, "embed: a text is embedded from its beginning");
  active.submitted = Clock::now();
  if (const auto& from = task.request.from) {
    active.seen = from->history.tokens();
    active.from_tokens = active.seen + (from->history.next() ? 1 : 0) + std::ssize(from->history.unfed());
  }
  active.task = std::move(task);
  Ticket ticket;
  {
    const std::lock_guard lock(mutex_);
    if (draining_ || stop_) throw Error(Code::kUnavailable, "the server is about to end");
    if (unended_ >= options_.batch + options_.queue)
      throw Error(Code::kResourceExhausted,
                  fmt::format("{} requests run or wait already, which is as many as may", unended_));
    ++queued_;
    ++unended_;
    is_idle_ = false;
    ticket = active.ticket = next_ticket_++;
    inbox_.push_back(std::move(active));
  }
  wake_.notify_all();
  return ticket;
}

void Scheduler::cancel(Ticket ticket) {
  {
    const std::lock_guard lock(mutex_);
    cancelled_.push_back(ticket);
  }
  wake_.notify_all();
}

void Scheduler::drain(Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  draining_ = true;
  if (disk_ && !has_stored_all_) is_idle_ = false;
  drain_until_ = std::min(drain_until_, deadline);
  wake_.notify_all();
  idle_.wait(lock, [&] { return is_idle_; });
  lock.unlock();
  if (disk_) disk_->finish(deadline);
}

void Scheduler::await_first_programs() {
  while (!programs_->ready(0, 1, 0)) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

SchedulerFigures Scheduler::figures() const {
  const std::lock_guard lock(mutex_);
  SchedulerFigures out = figures_;
  out.waiting = queued_;
  out.recent = recent_.of_minute(Clock::now());
  return out;
}

// ---- its own thread

void Scheduler::run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      const bool busy = taken() > 0;
      // Those that wait, wait for programs or rows; a deadline may end them.
      const auto news = [&] {
        return stop_ || !inbox_.empty() || !cancelled_.empty() || !found_.empty() || programs_changed_ ||
               (draining_ && disk_ && !has_stored_all_);
      };
      if (!busy && waiting_.empty() && inbox_.empty()) {
        if (draining_ && disk_ && !std::exchange(has_stored_all_, true)) cache_.store_all();
        is_idle_ = true;
        idle_.notify_all();
        wake_.wait(lock, news);
      } else if (!busy) {
        wake_.wait_for(lock, std::chrono::milliseconds(20), news);
      }
      programs_changed_ = false;
    }
    if (!work()) return;
  }
}

// One round: messages, who joins, a step, what it gave. False at the end.
bool Scheduler::work() {
  take_messages();
  end_late();
  try {
    deliver();  // what was ended from outside, while it still has its row
    admit();
    const bool embeds = embeds_next();
    if (embeds) embed_segment();
    if (!active_.empty()) {
      ask_for_larger_capacities();
      generation_->set_seconds_per_block(block_seconds());
      const auto rows = static_cast<std::int64_t>(generation_->running());
      generation_->step(/*feeds=*/!embeds);
      blocks_ += rows > 0 ? 1 : 0;
      block_rows_ += rows;
      deliver();
    }
  } catch (const Error& e) {
    fail_all(e.what(), e.code());
  } catch (const std::exception& e) {
    fail_all(e.what(), Code::kInternal);
  }
  update_figures();
  tell_ends();
  const std::lock_guard lock(mutex_);
  return !stop_ || taken() > 0 || !waiting_.empty() || !inbox_.empty();
}

void Scheduler::take_messages() {
  std::vector<Ticket> cancelled;
  bool stop = false;
  {
    const std::lock_guard lock(mutex_);
    std::move(inbox_.begin(), inbox_.end(), std::back_inserter(waiting_));
    inbox_.clear();
    cancelled.swap(cancelled_);
    stop = stop_ || Clock::now() >= drain_until_;
  }
  const auto to_end = [&](Ticket ticket) {
    return std::find(cancelled.begin(), cancelled.end(), ticket) != cancelled.end();
  };
  if (cancelled.empty() && !stop) return;
  const Ended how = stop ? Ended::kShutdown : Ended::kCancelled;
  for (auto& [key, active] : active_)
    if (stop || to_end(active.ticket)) {
      active.how = how;
      generation_->end(key, engine::Finish::kInterrupted);
    }
  const auto ends = [&](const Active& one) { return stop || to_end(one.ticket); };
  end_waiting(how, ends);
  end_embedding(how, ends);
}

// Those that `ends` holds for.
template <class F>
void Scheduler::end_waiting(Ended how, F ends) {
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    if (!ends(*it)) {
      ++it;
      continue;
    }
    tell_end(*it, outcome_of(how));
    it = waiting_.erase(it);
    const std::lock_guard lock(mutex_);
    --queued_;
  }
}

template <class F>
void Scheduler::end_embedding(Ended how, F ends) {
  std::erase_if(embeddings_, [&](Embedding& embedding) {
    if (!ends(embedding.active)) return false;
    tell_end(embedding.active, outcome_of(how));
    return true;
  });
}

void Scheduler::end_late() {
  const Clock::time_point now = Clock::now();
  for (auto& [key, active] : active_) {
    if (active.task.deadline > now || generation_->finish(key) != engine::Finish::kNone) continue;
    active.how = Ended::kTimeout;
    generation_->end(key, engine::Finish::kInterrupted);
  }
  const auto is_late = [&](const Active& one) { return one.task.deadline <= now; };
  end_waiting(Ended::kTimeout, is_late);
  end_embedding(Ended::kTimeout, is_late);
}

void Scheduler::on_fed(Key key) {
  Active& active = active_.at(key);
  const std::int64_t fed = generation_->fed(key),
                     all = std::ssize(active.task.request.prompt) - active.cached;
  if (active.task.on_prompt) call(key, active, [&] { active.task.on_prompt(active.cached, fed, all); });
  if (!active.failure.empty()) return;
  if (!active.task.writes_cache || fed + active.cached < options_.cache_from) return;
  const std::vector<std::int64_t>& cuts = active.task.request.cuts;
  if (fed != all && std::find(cuts.begin(), cuts.end(), fed) == cuts.end()) return;
  const auto ids = std::span(active.task.request.prompt).first(static_cast<std::size_t>(active.cached + fed));
  if (!caches() || cache_.has(active.task.scope, ids)) return;
  keep_state(active, ids, Origin::kPrompt, generation_->sequence(key));
}

// ---- what a step gave

void Scheduler::tell(Key key, Active& active) {
  const std::vector<std::int32_t>& tokens = generation_->tokens(key);
  if (tokens.size() == active.given) return;
  if (active.given == 0) active.first_token = Clock::now();
  const std::vector<engine::TokenChoice>& choices = generation_->choices(key);
  const auto fresh = std::span(tokens).subspan(active.given);
  active.given = tokens.size();
  const auto scores = choices.size() == tokens.size() ? std::span(choices).last(fresh.size())
                                                      : std::span<const engine::TokenChoice>();
  if (!active.task.on_tokens || !active.failure.empty()) return;
  bool goes_on = true;
  call(key, active, [&] { goes_on = active.task.on_tokens(fresh, scores); });
  if (!goes_on && generation_->finish(key) == engine::Finish::kNone)
    generation_->end(key, engine::Finish::kStop);
}

void Scheduler::deliver() {
  std::vector<Key> keys;
  for (const auto& [key, active] : active_) keys.push_back(key);
  for (const Key key : keys) {
    Active& active = active_.at(key);
    tell(key, active);
    if (!active.failure.empty()) {
      finish(key, Ended::kError, active.failure);
      continue;
    }
    switch (generation_->finish(key)) {
      case engine::Finish::kNone:
        break;
      case engine::Finish::kStop:
        finish(key, Ended::kStop);
        break;
      case engine::Finish::kLength:
        finish(key, Ended::kLength);
        break;
      case engine::Finish::kInterrupted:
        finish(key, active.how);
        break;
      case engine::Finish::kNotFinite:
        finish(key, Ended::kError, "the model's logits were not finite: no token is a result");
        break;
    }
  }
}

void Scheduler::finish(Key key, Ended how, std::string error, Code code) {
  Active& active = active_.at(key);  // until all is done that can fail
  Outcome outcome = outcome_of(how, std::move(error), code);
  const std::vector<std::int32_t>& tokens = generation_->tokens(key);
  const bool stopped = how == Ended::kStop && !tokens.empty();
  const std::vector<std::int32_t>& stops = active.task.request.stop_ids;
  if (stopped && std::find(stops.begin(), stops.end(), tokens.back()) != stops.end())
    outcome.stop_id = tokens.back();
  const bool to_cache = active.task.writes_cache && how != Ended::kError && !tokens.empty() && caches() &&
                        cache_.options().canonical == 0;
  if (how != Ended::kError && (active.task.keep || to_cache)) {
    engine::Sequence sequence = generation_->sequence(key);
    if (active.task.keep) outcome.sequence = std::make_shared<const engine::Sequence>(sequence);
    const std::int64_t seen = sequence.history.tokens();
    std::vector<std::int32_t> text = active.task.request.prompt;
    text.insert(text.end(), tokens.begin(), tokens.end());
    if (to_cache && seen >= options_.cache_from && seen <= std::ssize(text) &&
        seen > std::ssize(active.task.request.prompt)) {
      text.resize(static_cast<std::size_t>(seen));  // the last one was chosen, and not fed
      keep_state(active, text, Origin::kAnswer, std::move(sequence));
    }
  }
  outcome.figures.tokens = std::ssize(tokens);
  generation_->drop(key);
  auto ended = active_.extract(key);
  tell_end(ended.mapped(), std::move(outcome));
}

void Scheduler::tell_end(Active& active, Outcome outcome) {
  const Clock::time_point now = Clock::now(), never{};
  Figures& f = outcome.figures;
  f.prompt_tokens = active.from_tokens + std::ssize(active.task.request.prompt);
  f.cached_tokens = active.seen + active.cached;
  f.seconds = seconds_between(active.submitted, now);
  f.queue_seconds = seconds_between(active.submitted, active.begun == never ? now : active.begun);
  if (active.first_token != never) {
    f.first_token_seconds = seconds_between(active.submitted, active.first_token);
    f.prompt_seconds = seconds_between(active.begun, active.first_token);
  }
  ended_.emplace_back(std::move(active.task.on_end), std::move(outcome));
}

// Last of a round: whoever is told finds it in the figures.
void Scheduler::tell_ends() {
  {
    const std::lock_guard lock(mutex_);
    unended_ -= std::ssize(ended_);
  }
  for (const auto& [on_end, outcome] : ended_) try {
      if (on_end) on_end(outcome);
    } catch (const std::exception&) {  // there is nobody left to be told
    }
  ended_.clear();
}

// The device failed: nothing of what runs can be trusted.
void Scheduler::fail_all(const std::string& error, Code code) {
  std::map<Key, Active> active = std::move(active_);
  active_.clear();
  const engine::Timings& t = generation_->timings();
  timings_before_.prefill_seconds += t.prefill_seconds;
  timings_before_.decode_seconds += t.decode_seconds;
  timings_before_.prompt_tokens += t.prompt_tokens;
  timings_before_.decoded_tokens += t.decoded_tokens;
  timings_before_.drafted_tokens += t.drafted_tokens;
  timings_before_.accepted_tokens += t.accepted_tokens;
  generation_ =
      std::make_unique<engine::Generation>(engine_, engine::Generation::NoRequests{}, generation_options());
  for (auto& [key, one] : active) tell_end(one, outcome_of(Ended::kError, error, code));
}

double Scheduler::block_seconds() const {
  const bool exact =
      std::any_of(active_.begin(), active_.end(), [](const auto& a) { return a.second.task.exact_end; });
  if (exact) return 1e-9;  // a token at a time
  const bool others = generation_->feeding() > 0 || !embeddings_.empty() || !waiting_.empty();
  return others ? options_.block_seconds : options_.alone_seconds;
}

void Scheduler::update_figures() {
  const engine::Timings& t = generation_->timings();
  const std::lock_guard lock(mutex_);
  figures_.running = static_cast<std::int64_t>(generation_->running());
  figures_.feeding = taken() - figures_.running;
  figures_.batch = generation_->batch();
  figures_.prompt_tokens = timings_before_.prompt_tokens + t.prompt_tokens;
  figures_.decoded_tokens = timings_before_.decoded_tokens + t.decoded_tokens;
  figures_.drafted_tokens = timings_before_.drafted_tokens + t.drafted_tokens;
  figures_.accepted_tokens = timings_before_.accepted_tokens + t.accepted_tokens;
  figures_.prompt_seconds = timings_before_.prefill_seconds + t.prefill_seconds;
  figures_.decode_seconds = timings_before_.decode_seconds + t.decode_seconds;
  figures_.blocks = blocks_;
  figures_.block_rows = block_rows_;
  figures_.programs_ready = programs_->ready_count();
  figures_.programs = programs_->count();
  figures_.programs_compiled = engine_.programs().compiled();
  figures_.programs_loaded = engine_.programs().loaded();
  figures_.cache = cache_.figures();
  recent_.note(Clock::now(), figures_.cache);
  if (disk_) figures_.disk = disk_->figures();
}

}  // namespace constate::serve
