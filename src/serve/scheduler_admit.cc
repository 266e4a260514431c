// Who of those that wait begins, and how.
#include <algorithm>

#include "serve/scheduler.h"

namespace constate::serve {

constexpr std::size_t kMostServed = 1024;  // clients whose last turn is known

// Padding counts for a prompt, and the block that is decoded next for what follows.
Scheduler::Needs Scheduler::needs_of(const Active& active) const {
  if (token_bytes_ == 0) return {active.kind, 0};
  std::int64_t fed = active.from_tokens;
  const std::int64_t prompt = std::ssize(active.task.request.prompt);
  const std::int64_t next =
      fed + prompt + static_cast<std::int64_t>(active.given) + engine_.device().profile.blocks.front();
  for (const std::int64_t length : engine_.segments_for(prompt)) fed += length;
  return {active.kind, engine_.capacity_for(std::max(fed, next))};
}

// Of the client that has the fewest rows, and was served longest ago, the one that came first; of those that
// can join.
std::deque<Scheduler::Active>::iterator Scheduler::next_in_turn(const std::set<Needs>& joins) {
  std::map<std::string, int> rows;
  for (const auto& [key, active] : active_) ++rows[active.task.client];
  for (const Embedding& embedding : embeddings_) ++rows[embedding.active.task.client];
  for (const Active& active : waiting_) rows[active.task.client] += active.is_looking;
  auto best = waiting_.end();
  std::pair<int, std::int64_t> least;
  for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
    if (!joins.contains(needs_of(*it)) || it->is_looking) continue;
    const auto served = served_.find(it->task.client);
    const std::pair own(rows[it->task.client], served == served_.end() ? 0 : served->second);
    if (best == waiting_.end() || own < least) best = it, least = own;
  }
  return best;
}

// Whether all programs that the batch needs with such a one, or with any of them alone, are there.
bool Scheduler::can_join(const Needs& needs) {
  if (needs.kind == embeds()) return programs_->ready_to_embed(needs.capacity);
  const auto rows = static_cast<std::int64_t>(active_.size()) + 1;
  std::int64_t capacity = needs.capacity;  // of the batch: its longest text's
  for (const auto& [key, other] : active_) capacity = std::max(capacity, needs_of(other).capacity);
  bool all = programs_->ready(needs.kind, rows, capacity);
  for (const auto& [key, other] : active_) all = all && programs_->ready(other.kind, rows, capacity);
  return all;
}

// Before a text outgrows its capacity: the others do not wait for a compiler then.
void Scheduler::ask_for_larger_capacities() {
  if (token_bytes_ == 0) return;
  for (const auto& [key, active] : active_) {
    const std::int64_t tokens =
        active.from_tokens + std::ssize(active.task.request.prompt) + static_cast<std::int64_t>(active.given);
    const std::int64_t capacity = engine_.capacity_for(tokens + tokens / 2);
    if (capacity <= std::max(capacity_ahead_, engine_.capacity_for(0))) continue;
    capacity_ahead_ = capacity;
    try {
      programs_->ready(active.kind, generation_->batch(), capacity);
    } catch (const Error&) {  // whoever needs it is told
    }
  }
}

void Scheduler::admit() {
  take_found();
  while (!waiting_.empty() && taken() + looking_ < options_.batch) {
    // Whoever's programs are there need not wait for those of another.
    std::set<Needs> joins, asked;
    std::optional<Outcome> failed;
    for (auto active = waiting_.begin(); active != waiting_.end() && !failed; ++active) {
      const Needs needs = needs_of(*active);
      if (!asked.insert(needs).second) continue;
      try {
        if (can_join(needs)) joins.insert(needs);
      } catch (const Error& e) {
        failed = outcome_of(Ended::kError, e.what(), e.code());
        joins = {needs};
      }
    }
    const auto next = next_in_turn(joins);
    if (next == waiting_.end()) return;
    if (!failed && looks_on_disk(*next)) continue;
    Active active = std::move(*next);
    waiting_.erase(next);
    {
      const std::lock_guard lock(mutex_);
      --queued_;
    }
    try {
      if (!failed) begin(active);
    } catch (const std::exception& e) {
      failed = outcome_of(Ended::kError, e.what());
    }
    if (failed) tell_end(active, std::move(*failed));
  }
}

// Where a text has that much in common with another and no state stands there, one is kept for the third.
constexpr std::int64_t kWorthParting = 32;

void Scheduler::begin(Active& active) {
  active.begun = Clock::now();
  if (served_.size() >= kMostServed) served_.clear();
  served_[active.task.client] = ++begun_;
  if (active.task.pooling) return begin_embedding(active);
  engine::Request request = active.task.request;
  std::vector<std::int64_t> cuts = active.task.cache_points;
  if (request.from)
    active.task.reads_cache = active.task.writes_cache = false;  // a prompt alone does not tell its text
  if (const DiskCache::Found found = std::move(active.found); found.sequence)
    cache_.put(active.task.scope, found.ids, found.origin, found.sequence,
               cached_bytes(found.sequence->state->capacity), true);
  if (active.task.reads_cache) {
    const PrefixCache::Match match = cache_.find(active.task.scope, active.task.request.prompt);
    active.cached = match.length;
    if (match.sequence) {
      request.from = match.sequence;
      const auto begin = request.prompt.begin();
      if (options_.speculate) request.text_before = {begin, begin + match.length};
      request.prompt.erase(request.prompt.begin(), request.prompt.begin() + match.length);
    }
    if (match.common - match.length >= kWorthParting) cuts.push_back(match.common);
  }
  if (active.task.writes_cache && options_.cache_bytes > 0) {
    const std::int64_t unit = std::max<std::int64_t>(cache_.options().canonical, 1);
    for (std::int64_t& cut : cuts) cut = cut / unit * unit - active.cached;
    std::erase_if(cuts, [&](std::int64_t cut) { return cut <= 0 || cut >= std::ssize(request.prompt); });
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    request.cuts = std::move(cuts);
  }
  active.task.request.cuts = request.cuts;
  request.drafts = !active.task.exact_end;
  const std::int64_t all = std::ssize(request.prompt);
  const Key key = generation_->add(std::move(request));
  Active& begun = active_.emplace(key, std::move(active)).first->second;
  if (begun.task.on_prompt) call(key, begun, [&] { begun.task.on_prompt(begun.cached, 0, all); });
}

}  // namespace constate::serve
