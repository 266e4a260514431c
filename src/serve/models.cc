#include "serve/models.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ctime>

#include "serve/api_error.h"

namespace constate::serve {
namespace {

ApiError draining_error() {
  return ApiError(503, "unavailable_error", "the server is about to end", "", "draining");
}

// Of what the loader threw.
ApiError load_error(const std::string& name, const std::exception& why) {
  const auto* known = dynamic_cast<const Error*>(&why);
  const bool later =
      known && (known->code() == Code::kResourceExhausted || known->code() == Code::kUnavailable);
  return ApiError(later ? 503 : 500, later ? "unavailable_error" : "server_error",
                  fmt::format("the model `{}` could not be loaded: {}", name, why.what()), "", "not_loaded");
}

}  // namespace

ModelUse::~ModelUse() {
  if (models_) models_->release(index_, counts_);
}

Models::Models(std::vector<std::string> names, ModelLoader load, const ModelsOptions& options)
    : names_(std::move(names)), load_(std::move(load)), options_(options), entries_(names_.size()) {
  for (std::size_t i = 0; i < names_.size(); ++i) entries_[i].status.name = names_[i];
  thread_ = std::thread([this] { run(); });
}

void Models::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Models::~Models() {
  drain(Clock::now());
  stop();
  // Tasks that have not let go of their use do so here, each with the lock.
  for (Entry& entry : entries_)
    if (entry.loaded) entry.loaded->end();
}

std::size_t Models::index_of(const std::string& name) const {
  if (name.empty()) return 0;
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end())
    throw ApiError(404, "invalid_request_error",
                   fmt::format("`model`: there is no `{}`; this server has `{}`", name.substr(0, 200),
                               fmt::join(names_, "`, `")),
                   "model", "model_not_found");
  return static_cast<std::size_t>(found - names_.begin());
}

ModelUse Models::use(std::size_t index, bool counts) {
  Entry& entry = entries_[index];
  ++entry.uses;
  if (counts) entry.used = Clock::now();
  return {*this, index, *entry.loaded, counts};
}

void Models::release(std::size_t index, bool counts) {
  {
    const std::lock_guard lock(mutex_);
    --entries_[index].uses;
    if (counts) entries_[index].used = Clock::now();
  }
  changed_.notify_all();
}

void Models::ask(const std::string& name, Clock::time_point deadline, Ready ready, Failed failed) {
  ModelUse now;
  try {
    const std::size_t index = index_of(name);
    const std::lock_guard lock(mutex_);
    if (draining_) throw draining_error();
    if (entries_[index].loaded) {
      now = use(index, true);
    } else {
      if (waiting_ >= options_.waiting)
        throw ApiError(429, "rate_limit_error",
                       fmt::format("{} requests wait for a model: try again later", waiting_), "",
                       "queue_full");
      ++waiting_;
      entries_[index].waiting.push_back({deadline, next_++, std::move(ready), std::move(failed)});
      changed_.notify_all();
      return;
    }
  } catch (const ApiError& e) {
    return failed(e);
  }
  ready(std::move(now));
}

std::optional<ModelUse> Models::find(const std::string& name) {
  const std::size_t index = index_of(name);
  const std::lock_guard lock(mutex_);
  if (!entries_[index].loaded) return std::nullopt;
  return use(index, false);
}

std::vector<Models::Status> Models::status() const {
  std::vector<Status> out;
  const std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) out.push_back(entry.status);
  return out;
}

Models::Status Models::status_of(const std::string& name) const { return status()[index_of(name)]; }

void Models::drain(Clock::time_point deadline) {
  std::vector<ModelUse> loaded;
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (entries_[i].loaded) loaded.push_back(use(i, false));
  }
  changed_.notify_all();
  for (const ModelUse& model : loaded) model.loaded().drain(deadline);
}

// ---- the thread

void Models::run() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    if (work(lock)) continue;
    const Clock::time_point next = next_look();
    if (next == Clock::time_point::max())
      changed_.wait(lock);
    else
      changed_.wait_until(lock, next);
  }
}

// When time alone makes something to do.
Clock::time_point Models::next_look() const {
  Clock::time_point out = Clock::time_point::max();
  for (const Entry& entry : entries_) {
    for (const Waiting& waiting : entry.waiting) out = std::min(out, waiting.deadline);
    if (entry.loaded && entry.uses == 0 && options_.unload_after)
      out = std::min(out, entry.used + *options_.unload_after);
  }
  return out;
}

// Does one thing, where there is one to do.
bool Models::work(std::unique_lock<std::mutex>& lock) {
  if (refuse_late(lock)) return true;
  const Clock::time_point now = Clock::now();
  std::size_t count = 0;
  std::optional<std::size_t> wanted, idle;
  const auto is_before = [&](std::size_t a, std::size_t b) {
    return entries_[a].waiting.front().number < entries_[b].waiting.front().number;
  };
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    if (!entry.waiting.empty() && (!wanted || is_before(i, *wanted))) wanted = i;
    if (!entry.loaded) continue;
    ++count;
    if (entry.uses == 0 && (!idle || entry.used < entries_[*idle].used)) idle = i;
  }
  const bool is_over = idle && options_.unload_after && now - entries_[*idle].used >= *options_.unload_after;
  if (is_over || (wanted && idle && count >= options_.loaded)) {
    unload(*idle, lock);
    return true;
  }
  if (!wanted || count >= options_.loaded) return false;
  load(*wanted, lock);
  return true;
}

bool Models::refuse_late(std::unique_lock<std::mutex>& lock) {
  const Clock::time_point now = Clock::now();
  std::vector<std::pair<Failed, ApiError>> refused;
  for (Entry& entry : entries_)
    std::erase_if(entry.waiting, [&](Waiting& waiting) {
      if (!draining_ && waiting.deadline > now) return false;
      refused.emplace_back(
          std::move(waiting.failed),
          draining_ ? draining_error()
                    : ApiError(503, "unavailable_error",
                               fmt::format("the model `{}` was not loaded in time: others are in use",
                                           entry.status.name),
                               "", "not_loaded"));
      return true;
    });
  waiting_ -= refused.size();
  if (refused.empty()) return false;
  lock.unlock();
  for (const auto& [failed, error] : refused) failed(error);
  refused.clear();
  lock.lock();
  return true;
}

void Models::unload(std::size_t index, std::unique_lock<std::mutex>& lock) {
  std::unique_ptr<LoadedModel> gone = std::move(entries_[index].loaded);
  entries_[index].status.state = State::kUnloaded;
  lock.unlock();
  gone.reset();
  lock.lock();
}

void Models::load(std::size_t index, std::unique_lock<std::mutex>& lock) {
  Entry& entry = entries_[index];
  entry.status.state = State::kLoading;
  entry.status.stage = "starting";
  lock.unlock();
  std::unique_ptr<LoadedModel> loaded;
  std::optional<ApiError> error;
  try {
    loaded = load_(names_[index], [this, &entry](std::string stage) {
      const std::lock_guard inner(mutex_);
      entry.status.stage = std::move(stage);
    });
  } catch (const std::exception& e) {
    error = load_error(names_[index], e);
  }
  lock.lock();
  entry.status.state = error ? State::kFailed : State::kLoaded;
  if (!error) entry.status.created = std::time(nullptr);
  entry.status.stage.clear();
  entry.status.failure = error ? error->what() : "";
  entry.loaded = std::move(loaded);
  entry.used = Clock::now();
  if (!error && draining_) return;  // `work` refuses those that wait
  std::list<Waiting> waiting = std::exchange(entry.waiting, {});
  waiting_ -= waiting.size();
  std::vector<ModelUse> uses;
  for (std::size_t i = 0; i < waiting.size() && !error; ++i) uses.push_back(use(index, true));
  lock.unlock();
  std::size_t i = 0;
  for (const Waiting& one : waiting)
    if (error)
      one.failed(*error);
    else
      one.ready(std::move(uses[i++]));
  waiting.clear();  // what they hold goes without the lock
  lock.lock();
}

}  // namespace constate::serve
