// Who of those that wait begins, and how.
#include <algorithm>

#include "serve/scheduler.h"

namespace constate::serve {

constexpr std::size_t kMostServed = 1024;  // clients whose last turn is known

// Of the client that has the fewest rows, and was served longest ago, the one that came first; of one of
// these kinds.
std::deque<Scheduler::Active>::iterator Scheduler::next_in_turn(const std::vector<bool>& kinds) {
  std::map<std::string, int> rows;
  for (const auto& [key, active] : active_) ++rows[active.task.client];
  for (const Embedding& embedding : embeddings_) ++rows[embedding.active.task.client];
  for (const Active& active : waiting_) rows[active.task.client] += active.is_looking;
  auto best = waiting_.end();
  std::pair<int, std::int64_t> least;
  for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
    if (!kinds[it->kind] || it->is_looking) continue;
    const auto served = served_.find(it->task.client);
    const std::pair own(rows[it->task.client], served == served_.end() ? 0 : served->second);
    if (best == waiting_.end() || own < least) best = it, least = own;
  }
  return best;
}

// Whether all programs that the batch needs with one of that kind, or with any of them alone, are there.
bool Scheduler::can_join(std::size_t kind) {
  if (kind == embeds()) return programs_->ready_to_embed();
  const auto rows = static_cast<std::int64_t>(active_.size()) + 1;
  bool all = programs_->ready(kind, rows);
  for (const auto& [key, other] : active_) all = all && programs_->ready(other.kind, rows);
  return all;
}

void Scheduler::admit() {
  take_found();
  while (!waiting_.empty() && taken() + looking_ < options_.batch) {
    // Whoever's programs are there need not wait for those of another.
    std::vector<bool> wanted(kinds_.size() + 1), joins(wanted.size());
    for (const Active& active : waiting_) wanted[active.kind] = true;
    std::optional<Outcome> failed;
    for (std::size_t kind = 0; kind < wanted.size() && !failed; ++kind) {
      if (!wanted[kind]) continue;
      try {
        joins[kind] = can_join(kind);
      } catch (const Error& e) {
        failed = outcome_of(Ended::kError, e.what(), e.code());
        joins.assign(joins.size(), false);
        joins[kind] = true;
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
  const std::int64_t all = std::ssize(request.prompt);
  const Key key = generation_->add(std::move(request));
  Active& begun = active_.emplace(key, std::move(active)).first->second;
  if (begun.task.on_prompt) call(key, begun, [&] { begun.task.on_prompt(begun.cached, 0, all); });
}

}  // namespace constate::serve
