// Scheduler: runs tasks for many at once, in a thread of its own. Rows join and leave the batch between
// blocks; prompts are fed a segment at a time between blocks, in turn, so that no prompt holds up the others'
// next tokens for longer than a segment takes; texts to be embedded take their turns among them. Those that
// wait are taken so that no client has more rows than another that waits; of equal ones whoever was served
// longest ago, and then in the order in which they came.
//
//   Scheduler scheduler(engine, options);
//   const Ticket t = scheduler.submit(task);   // its functions are called as it goes
//
// Thread-safe. Must not outlive the Engine. The one thread owns the Generation, the rows and the cache: to
// submit or to cancel is to leave a message for it. A ticket is never given again.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "serve/disk_cache.h"
#include "serve/prefix_cache.h"
#include "serve/programs_ahead.h"
#include "serve/recent.h"
#include "serve/task.h"

namespace constate::serve {

struct SchedulerOptions {
  std::int64_t batch = 16;       // rows that run together at most
  std::int64_t queue = 256;      // tasks that wait at most
  bool deterministic = false;    // one shape, one set of rules, canonical states: bits do not depend on load
  std::int64_t cache_bytes = 0;  // of the prefix cache
  std::int64_t cache_from = 16;  // states of shorter texts are not kept
  DiskCache::Options disk = {};  // of the prefix cache; without a folder it is in memory alone
  std::optional<engine::Speculation> speculate = {};  // not with `deterministic`
  double block_seconds = 0.03;                        // that a block takes while others wait for their turn
  double alone_seconds = 0.05;                        // and where nobody does
};

// What it is at, and what it has done since it began.
struct SchedulerFigures {
  std::int64_t running = 0, feeding = 0, waiting = 0, batch = 0;
  std::int64_t prompt_tokens = 0, decoded_tokens = 0;
  std::int64_t drafted_tokens = 0, accepted_tokens = 0;  // with SchedulerOptions::speculate
  double prompt_seconds = 0, decode_seconds = 0;
  std::int64_t blocks = 0, block_rows = 0;  // rows that were not idle, summed over the blocks
  std::size_t programs_ready = 0, programs = 0;
  int programs_compiled = 0, programs_loaded = 0;  // of the model; loaded: from an earlier start
  PrefixCache::Figures cache;
  PrefixCache::Figures recent;             // of the last minute: queries, hits and tokens
  std::optional<DiskCache::Figures> disk;  // where there is one
};

class Scheduler {
 public:
  Scheduler(engine::Engine& engine, const SchedulerOptions& options);
  ~Scheduler();  // ends what runs as kShutdown

  // Throws Error(kResourceExhausted) where all rows and the queue are full, Error(kUnavailable) while
  // draining, and
  // Error(kInvalidArgument) for a request that the engine refuses.
  Ticket submit(Task task);
  // Ends it as kCancelled before the next block; nothing where it has ended.
  void cancel(Ticket ticket);

  // Takes no more tasks. Those that run end by themselves, or as kShutdown at `deadline`. Waits for that.
  void drain(Clock::time_point deadline);

  // Until one sequence can run.
  void await_first_programs();

  SchedulerFigures figures() const;
  const SchedulerOptions& options() const { return options_; }

 private:
  struct Active {
    Ticket ticket;
    Task task;
    Clock::time_point submitted, begun, first_token;
    std::int64_t cached = 0;                 // tokens of the prompt before what the generation was given
    std::int64_t from_tokens = 0, seen = 0;  // of the text of `from`; of them, that its state has seen
    std::size_t given = 0;                   // tokens of the answer that were told
    std::size_t kind = 0;
    Ended how = Ended::kStop;                     // once it was ended from here
    std::string failure;                          // what one of the task's functions threw
    bool has_looked = false, is_looking = false;  // on disk
    DiskCache::Found found;                       // there
  };
  using Key = std::size_t;  // a number of the generation
  struct Embedding {
    Active active;
    engine::PromptEmbedder embedder;
  };

  void run();
  bool work();
  void take_messages();
  template <class F>
  void end_waiting(Ended how, F ends);
  template <class F>
  void end_embedding(Ended how, F ends);
  void end_late();
  void admit();
  void take_found();
  bool looks_on_disk(Active& active);
  // What programs somebody needs: of a kind, or what embeds; for texts up to a capacity.
  struct Needs {
    std::size_t kind;
    std::int64_t capacity;
    auto operator<=>(const Needs&) const = default;
  };
  Needs needs_of(const Active& active) const;
  std::deque<Active>::iterator next_in_turn(const std::set<Needs>& joins);
  bool can_join(const Needs& needs);
  void ask_for_larger_capacities();
  void begin(Active& active);
  void begin_embedding(Active& active);
  bool embeds_next();
  void embed_segment();
  template <class F>
  void call(Key key, Active& active, F f);
  void on_fed(Key key);
  void keep_state(Active& active, std::span<const std::int32_t> ids, Origin origin,
                  engine::Sequence sequence);
  void deliver();
  void tell(Key key, Active& active);
  void finish(Key key, Ended how, std::string error = "", Code code = Code::kInternal);
  void fail_all(const std::string& error, Code code);
  void tell_end(Active& active, Outcome outcome);
  void tell_ends();
  void update_figures();
  std::size_t kind_of(const engine::Request& request) const;
  std::int64_t cached_bytes(std::int64_t capacity) const;  // of a state
  bool caches() const;
  PrefixCache::Options cache_options();
  std::unique_ptr<DiskCache> open_disk();
  engine::GenerationOptions generation_options();
  double block_seconds() const;
  std::size_t embeds() const { return kinds_.size(); }  // Active::kind of a text to be embedded
  std::int64_t taken() const { return std::ssize(active_) + std::ssize(embeddings_); }  // rows

  engine::Engine& engine_;
  const SchedulerOptions options_;
  std::vector<std::int64_t> ladder_;
  std::vector<engine::ChoiceKind> kinds_;
  std::int64_t state_bytes_, token_bytes_;  // of a state, and of what each place of its capacity adds

  // Guarded by mutex_:
  mutable std::mutex mutex_;
  std::condition_variable wake_, idle_;
  std::deque<Active> inbox_;
  std::vector<Ticket> cancelled_;
  std::vector<DiskCache::Found> found_;
  Ticket next_ticket_ = 1;
  std::int64_t queued_ = 0;   // in inbox_ and waiting_
  std::int64_t unended_ = 0;  // of all that were submitted
  bool draining_ = false, stop_ = false, programs_changed_ = false, is_idle_ = true;
  bool has_stored_all_ = false;  // at the end, for the next start
  Clock::time_point drain_until_ = Clock::time_point::max();
  SchedulerFigures figures_;
  Recent recent_;

  // Of the thread:
  PrefixCache cache_;
  std::unique_ptr<engine::Generation> generation_;
  std::deque<Active> waiting_;
  std::map<Key, Active> active_;
  std::list<Embedding> embeddings_;  // the front one is next
  bool embedded_last_ = false;       // and not fed a prompt
  std::int64_t looking_ = 0;  // of waiting_, or of those that ended meanwhile: each has a place in the batch
  std::map<std::string, std::int64_t> served_;  // of a client: as which it began last
  std::int64_t begun_ = 0;
  std::int64_t capacity_ahead_ = 0;  // that programs were asked for before a text needs it
  std::vector<std::pair<std::function<void(const Outcome&)>, Outcome>> ended_;  // not told yet
  std::int64_t blocks_ = 0, block_rows_ = 0;
  engine::Timings timings_before_;  // of generations that failed, and of what was embedded

  std::unique_ptr<DiskCache> disk_;  // may be null
  std::unique_ptr<ProgramsAhead> programs_;
  std::thread thread_;  // goes first
};

// A function of a task: what it throws ends that task, and no other.
template <class F>
void Scheduler::call(Key key, Active& active, F f) {
  try {
    f();
  } catch (const std::exception& e) {
    active.failure = std::string("the answer: ") + e.what();
    active.how = Ended::kError;
    generation_->end(key, engine::Finish::kInterrupted);
  }
}

}  // namespace constate::serve
