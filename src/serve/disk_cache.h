// DiskCache: the prefix cache's folder (serve/cache_folder.h) for sequences of an engine. One thread reads
// and one writes, so that the scheduler's thread waits for neither: to look and to keep are messages.
//
// A failure is never a request's: what cannot be read is not found, and what cannot be written is not kept.
// Thread-safe. Must not outlive the engine.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/sequence.h"
#include "serve/background.h"
#include "serve/cache_folder.h"
#include "serve/task.h"

namespace constate::serve {

class DiskCache {
 public:
  struct Options {
    std::filesystem::path folder;
    std::int64_t bytes = 0;
    std::int64_t canonical = 0;      // as PrefixCache::Options has it
    std::int64_t most_waiting = 16;  // states to be written, which are on the device until they are
    std::chrono::milliseconds pause = std::chrono::seconds(10);  // until a write is tried after a failure
    std::function<void(const std::string&)> told = {};           // of the first failure to write
  };
  struct Figures : CacheFolder::Figures {
    std::int64_t failures = 0;  // to write
    std::int64_t dropped = 0;   // too many waited
  };
  struct Found {
    Ticket ticket = 0;
    std::vector<std::int32_t> ids;
    Origin origin = Origin::kPrompt;
    std::shared_ptr<const engine::Sequence> sequence;  // has seen `ids`; null: nothing was found
  };

  // `found` is called for each `look`, by another thread. Throws Error for a folder that cannot be used.
  DiskCache(const engine::Engine& engine, Options options, std::function<void(Found)> found);
  ~DiskCache();  // what waits to be written is not

  // Whether a longer beginning of `ids` than the first `above` of them is there.
  void look(Ticket ticket, const std::string& scope, std::vector<std::int32_t> ids, std::int64_t above);
  // False where too many wait already.
  bool keep(const std::string& scope, std::span<const std::int32_t> ids, Origin origin,
            std::shared_ptr<const engine::Sequence> sequence);
  // The same for the last states of a server: as many as there are.
  void keep_at_the_end(const std::string& scope, std::span<const std::int32_t> ids, Origin origin,
                       std::shared_ptr<const engine::Sequence> sequence);
  // Until all that waits is written, or the deadline has come; what waits then is not.
  void finish(Clock::time_point deadline);

  Figures figures() const;

 private:
  struct State {
    std::string scope;
    std::vector<std::int32_t> ids;
    Origin origin;
    std::shared_ptr<const engine::Sequence> sequence;
  };
  std::string space_of(const std::string& scope);
  Found find(Ticket ticket, const std::string& scope, const std::vector<std::int32_t>& ids,
             std::int64_t above);
  void write(const State& state);
  void failed(const std::string& why);

  const engine::Engine& engine_;
  const Options options_;
  const std::function<void(Found)> found_;
  std::once_flag is_named_;
  std::string model_;  // what a state must have in common with all that this serves
  CacheFolder folder_;
  mutable std::mutex mutex_;  // of what is below
  std::condition_variable written_;
  std::int64_t waiting_ = 0, failures_ = 0, dropped_ = 0;
  bool closing_ = false;
  Clock::time_point paused_until_{};
  Background reader_{1}, writer_{1};  // go first
};

}  // namespace constate::serve
