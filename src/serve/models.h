// Models: the models of a server by name: loaded when they are asked for, unloaded when nobody uses them
// (docs/decisions/0032-several-models.md).
//
//   Models models(names, load, options);
//   models.ask("a", deadline, [](ModelUse use) { ... use->engine ... }, [](const std::exception& why) { ...
//   });
//
// Thread-safe. Nobody waits in `ask`. All uses must be gone before the destructor begins, but for those that
// its drained schedulers let go of.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "serve/chat_texts.h"
#include "serve/model.h"
#include "serve/sessions.h"

namespace constate::serve {

// A model that is loaded, with what belongs to it alone.
struct LoadedModel {
  explicit LoadedModel(std::unique_ptr<ServedModel> m) : model(std::move(m)) {}
  virtual ~LoadedModel() = default;
  // Takes no more tasks, and waits for those that run; then, that none holds anything more.
  virtual void drain(Clock::time_point deadline) { model->scheduler->drain(deadline); }
  virtual void end() { model->scheduler.reset(); }
  std::unique_ptr<ServedModel> model;
  std::unique_ptr<Sessions> sessions;
  ChatTexts texts;
};

class Models;

// While there is one, the model stays. Movable.
class ModelUse {
 public:
  ModelUse() = default;
  ModelUse(ModelUse&& other) noexcept { swap(other); }
  ModelUse& operator=(ModelUse&& other) noexcept {
    ModelUse taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~ModelUse();
  ServedModel* operator->() const { return loaded_->model.get(); }
  ServedModel& operator*() const { return *loaded_->model; }
  LoadedModel& loaded() const { return *loaded_; }

 private:
  friend class Models;
  ModelUse(Models& models, std::size_t index, LoadedModel& loaded, bool counts)
      : models_(&models), index_(index), loaded_(&loaded), counts_(counts) {}
  void swap(ModelUse& other) {
    std::swap(models_, other.models_);
    std::swap(index_, other.index_);
    std::swap(loaded_, other.loaded_);
    std::swap(counts_, other.counts_);
  }
  Models* models_ = nullptr;
  std::size_t index_ = 0;
  LoadedModel* loaded_ = nullptr;
  bool counts_ = false;  // a request's: the model is not idle because of it
};

// Loads the model of a name, and tells what it is at. Throws what makes it impossible.
using ModelLoader = std::function<std::unique_ptr<LoadedModel>(const std::string& name,
                                                               const std::function<void(std::string)>& tell)>;

struct ModelsOptions {
  std::size_t loaded = 1;                            // models at a time at most
  std::size_t waiting = 256;                         // requests that wait for one at most, for all together
  std::optional<Clock::duration> unload_after = {};  // that nobody uses it
};

class Models {
 public:
  enum class State { kUnloaded, kLoading, kLoaded, kFailed };
  struct Status {
    std::string name;
    State state = State::kUnloaded;
    std::string stage;         // while it is loaded
    std::string failure;       // of the last try
    std::int64_t created = 0;  // seconds since 1970: when it was loaded; 0 where it never was
  };
  using Ready = std::function<void(ModelUse)>;
  using Failed = std::function<void(const std::exception&)>;

  // The names differ, and are at least one.
  Models(std::vector<std::string> names, ModelLoader load, const ModelsOptions& options);
  ~Models();  // ends what runs as kShutdown

  // Calls one of the two, once: here where the model is loaded, or something is wrong with asking; else from
  // the thread that loads. They must not block. "" is the first model. An ApiError is 404 for another name,
  // 429 where too many wait, 503 where the deadline passed or `drain` was called, 500 or 503 where it could
  // not be loaded.
  void ask(const std::string& name, Clock::time_point deadline, Ready ready, Failed failed);
  // The model where it is loaded now, to look at: that keeps it from no unloading after. Throws
  // ApiError(404).
  std::optional<ModelUse> find(const std::string& name);

  std::vector<Status> status() const;
  Status status_of(const std::string& name) const;  // throws ApiError(404)
  const std::vector<std::string>& names() const { return names_; }

  // Loads no more, and refuses those that wait; those loaded take no more tasks (Scheduler::drain).
  void drain(Clock::time_point deadline);
  // After `drain`: ends the thread, after which nothing is called any more.
  void stop();

 private:
  friend class ModelUse;
  struct Waiting {
    Clock::time_point deadline;
    std::uint64_t number;  // in the order of asking
    Ready ready;
    Failed failed;
  };
  struct Entry {
    Status status;
    std::unique_ptr<LoadedModel> loaded;
    std::size_t uses = 0;
    Clock::time_point used{};  // when the last use ended
    std::list<Waiting> waiting;
  };
  void run();
  bool work(std::unique_lock<std::mutex>& lock);
  void load(std::size_t index, std::unique_lock<std::mutex>& lock);
  void unload(std::size_t index, std::unique_lock<std::mutex>& lock);
  bool refuse_late(std::unique_lock<std::mutex>& lock);
  std::size_t index_of(const std::string& name) const;  // throws ApiError(404)
  Clock::time_point next_look() const;
  ModelUse use(std::size_t index, bool counts);
  void release(std::size_t index, bool counts);

  const std::vector<std::string> names_;
  const ModelLoader load_;
  const ModelsOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Entry> entries_;  // guarded by mutex_, as all that follows
  std::size_t waiting_ = 0;
  std::uint64_t next_ = 0;
  bool draining_ = false, stop_ = false;
  std::thread thread_;  // goes first
};

}  // namespace constate::serve
