// What the scheduler keeps of prompts and answers, in memory and on disk, and finds there.
#include <fmt/format.h>

#include "serve/scheduler.h"

namespace constate::serve {
namespace {

// After a prompt's tokens, as if none had been drawn and none were left.
engine::Sequence at_a_prompts_end(engine::Sequence sequence) {
  sequence.history.begin_anew();
  return sequence;
}

}  // namespace

PrefixCache::Options Scheduler::cache_options() {
  PrefixCache::Options out;
  out.bytes = options_.cache_bytes;
  out.canonical = options_.deterministic ? engine_.device().profile.segments.back() : 0;
  if (!options_.disk.folder.empty())
    out.store = [this](const std::string& scope, std::span<const std::int32_t> ids, Origin origin,
                       const auto& sequence) {
      if (!has_stored_all_) return disk_->keep(scope, ids, origin, sequence);
      disk_->keep_at_the_end(scope, ids, origin, sequence);
      return true;
    };
  return out;
}

std::unique_ptr<DiskCache> Scheduler::open_disk() {
  if (options_.disk.folder.empty()) return nullptr;
  const std::int64_t least = cached_bytes(engine_.capacity_for(0));
  if (options_.cache_bytes < least)
    throw Error(Code::kInvalidArgument,
                fmt::format("a prefix cache on disk needs {} bytes of memory for a state; got {}", least,
                            options_.cache_bytes),
                "give the cache in memory more");
  DiskCache::Options options = options_.disk;
  options.canonical = cache_.options().canonical;
  return std::make_unique<DiskCache>(engine_, std::move(options), [this](DiskCache::Found found) {
    {
      const std::lock_guard lock(mutex_);
      found_.push_back(std::move(found));
    }
    wake_.notify_all();
  });
}

std::int64_t Scheduler::cached_bytes(std::int64_t capacity) const {
  return state_bytes_ + capacity * token_bytes_ +
         engine_.vocab_size() * static_cast<std::int64_t>(sizeof(float) + 1);
}

// Whether the cache has room for any state.
bool Scheduler::caches() const { return cache_.options().bytes >= cached_bytes(engine_.capacity_for(0)); }

// What was read from disk goes to whoever waits for it.
void Scheduler::take_found() {
  std::vector<DiskCache::Found> found;
  {
    const std::lock_guard lock(mutex_);
    found.swap(found_);
  }
  looking_ -= std::ssize(found);
  for (DiskCache::Found& one : found)
    for (Active& active : waiting_)
      if (active.ticket == one.ticket) {
        active.is_looking = false;
        active.found = std::move(one);
        break;
      }
}

// Once for each prompt, where more of it may be on disk than is in memory.
bool Scheduler::looks_on_disk(Active& active) {
  const Task& task = active.task;
  if (!disk_ || active.has_looked || task.pooling || !task.reads_cache || task.request.from) return false;
  active.has_looked = true;
  const std::int64_t length = cache_.length_of(task.scope, task.request.prompt);
  if (length == std::ssize(task.request.prompt)) return false;
  active.is_looking = true;
  ++looking_;
  disk_->look(active.ticket, task.scope, task.request.prompt, length);
  return true;
}

void Scheduler::keep_state(Active& active, std::span<const std::int32_t> ids, Origin origin,
                           engine::Sequence sequence) {
  const std::int64_t bytes = cached_bytes(sequence.state ? sequence.state->capacity : 0);
  cache_.put(active.task.scope, ids, origin,
             std::make_shared<const engine::Sequence>(at_a_prompts_end(std::move(sequence))), bytes);
}

}  // namespace constate::serve
