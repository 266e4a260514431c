#include "serve/disk_cache.h"

#include <fmt/format.h>

#include "runtime/machine_identity.h"

namespace constate::serve {
namespace {

// A state, its logits and what else a file has, without the ids.
std::int64_t most_file_bytes(const engine::Engine& engine) {
  constexpr std::int64_t kHeader = 1 << 20;
  return models::state_bytes(engine.model()) +
         engine.vocab_size() * static_cast<std::int64_t>(sizeof(float) + 1) + kHeader;
}

// A saved state says what comes after its last token. One of an answer does not know it here: the last token
// stands in, which `begin_anew` drops again, and which the repetition penalty has counted already.
engine::SavedState saved(const engine::Engine& engine, const engine::Sequence& sequence,
                         const std::vector<std::int32_t>& ids) {
  engine::SavedState out = engine::save(engine, sequence);
  if (out.logits || out.next) return out;
  out.next = ids.back();
  if (out.recent.size() == engine::kMostRecentIds) out.recent.erase(out.recent.begin());
  out.recent.push_back(ids.back());
  return out;
}

engine::Sequence restored(const engine::Engine& engine, engine::SavedState state) {
  state.ids.reset();  // the cache has them
  engine::Sequence out = engine::restore(engine, std::move(state));
  out.history.begin_anew();
  return out;
}

}  // namespace

DiskCache::DiskCache(const engine::Engine& engine, Options options, std::function<void(Found)> found)
    : engine_(engine),
      options_(std::move(options)),
      found_(std::move(found)),
      folder_({.folder = options_.folder,
               .bytes = options_.bytes,
               .canonical = options_.canonical,
               .file_bytes = most_file_bytes(engine)}) {}

DiskCache::~DiskCache() { finish(Clock::time_point{}); }

// Where bits count, of the same device and the same segments too. Waits for the weights.
std::string DiskCache::space_of(const std::string& scope) {
  std::call_once(is_named_, [this] {
    const engine::ModelFingerprint model = engine_.fingerprint();
    model_ = fmt::format("1 {} {} {} {}\n", model.model_type, model.configuration, model.weights,
                         user_name(engine_.dtype()));
    if (options_.canonical > 0)
      model_ +=
          fmt::format("segments {}\n{}", options_.canonical, runtime::machine_identity(engine_.device()));
  });
  return folder_.space_of(model_ + "scope " + scope);
}

// ---- reading

void DiskCache::look(Ticket ticket, const std::string& scope, std::vector<std::int32_t> ids,
                     std::int64_t above) {
  reader_.post([this, ticket, scope, ids = std::move(ids), above] {
    Found found;
    try {
      found = find(ticket, scope, ids, above);
    } catch (const std::exception&) {  // the device has no room for it, say
    }
    found.ticket = ticket;
    found_(std::move(found));
  });
}

DiskCache::Found DiskCache::find(Ticket ticket, const std::string& scope,
                                 const std::vector<std::int32_t>& ids, std::int64_t above) {
  Found out{ticket, {}, Origin::kPrompt, nullptr};
  std::optional<CacheFolder::Found> found = folder_.find(space_of(scope), ids, above);
  if (!found) return out;
  out.ids.assign(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(found->length));
  out.origin = found->origin;
  out.sequence = std::make_shared<const engine::Sequence>(restored(engine_, std::move(found->state)));
  return out;
}

// ---- writing

bool DiskCache::keep(const std::string& scope, std::span<const std::int32_t> ids, Origin origin,
                     std::shared_ptr<const engine::Sequence> sequence) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_ >= options_.most_waiting) {
      ++dropped_;
      return false;
    }
  }
  keep_at_the_end(scope, ids, origin, std::move(sequence));
  return true;
}

void DiskCache::keep_at_the_end(const std::string& scope, std::span<const std::int32_t> ids, Origin origin,
                                std::shared_ptr<const engine::Sequence> sequence) {
  const auto state =
      std::make_shared<const State>(State{scope, {ids.begin(), ids.end()}, origin, std::move(sequence)});
  {
    const std::lock_guard lock(mutex_);
    ++waiting_;
  }
  writer_.post([this, state] {
    try {
      write(*state);
    } catch (const std::exception& e) {
      failed(e.what());
    }
    const std::lock_guard lock(mutex_);
    --waiting_;
    written_.notify_all();
  });
}

void DiskCache::write(const State& state) {
  {
    const std::lock_guard lock(mutex_);
    if (closing_ || Clock::now() < paused_until_) return;
  }
  const std::string space = space_of(state.scope);
  if (folder_.use(space, state.ids, state.origin)) return;  // nothing need come from the device
  folder_.put(space, state.ids, state.origin, saved(engine_, *state.sequence, state.ids));
}

void DiskCache::failed(const std::string& why) {
  bool is_first = false;
  {
    const std::lock_guard lock(mutex_);
    is_first = ++failures_ == 1;
    paused_until_ = Clock::now() + options_.pause;
  }
  if (is_first && options_.told) options_.told("the prefix cache keeps no more on disk: " + why);
}

void DiskCache::finish(Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  written_.wait_until(lock, deadline, [&] { return waiting_ == 0; });
  closing_ = true;
}

DiskCache::Figures DiskCache::figures() const {
  Figures out{folder_.figures(), 0, 0};
  const std::lock_guard lock(mutex_);
  out.failures = failures_;
  out.dropped = dropped_;
  return out;
}

}  // namespace constate::serve
