// Recent: how much of what the prefix cache counts was counted in the last minute, to within a second. Plain
// data, for one thread at a time. No errors.
#pragma once

#include <deque>

#include "serve/prefix_cache.h"
#include "serve/task.h"

namespace constate::serve {

class Recent {
 public:
  static constexpr Clock::duration kSpan = std::chrono::seconds(60);

  // The counters as they are now; the times that are given must not go back.
  void note(Clock::time_point now, const PrefixCache::Figures& totals) {
    while (notes_.size() > 1 && notes_[1].time <= now - kSpan) notes_.pop_front();
    if (totals.queries == last_.queries) return;
    last_ = totals;
    if (!notes_.empty() && now - notes_.back().time < std::chrono::seconds(1))
      notes_.back().totals = totals;
    else
      notes_.push_back({now, totals});
  }

  // Queries, hits and tokens of the minute before `now`; the other figures are 0.
  PrefixCache::Figures of_minute(Clock::time_point now) const {
    PrefixCache::Figures out, before;
    for (const Note& note : notes_)
      if (note.time <= now - kSpan) before = note.totals;
    out.queries = last_.queries - before.queries;
    out.hits = last_.hits - before.hits;
    out.asked_tokens = last_.asked_tokens - before.asked_tokens;
    out.hit_tokens = last_.hit_tokens - before.hit_tokens;
    return out;
  }

 private:
  struct Note {
    Clock::time_point time;
    PrefixCache::Figures totals;  // from then on
  };
  std::deque<Note> notes_;  // one a second at most, and one that is older than the minute
  PrefixCache::Figures last_;
};

}  // namespace constate::serve
