#include "runtime/weight_loader.h"

#include "base/clock.h"

namespace constate::runtime {

WeightLoader::WeightLoader(std::function<DeviceWeights(const std::atomic<bool>&)> load)
    : load_(std::move(load)) {}

WeightLoader::~WeightLoader() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

// True for the one that is to load.
bool WeightLoader::begin() {
  if (stage_ != Stage::kIdle) return false;
  stage_ = Stage::kLoading;
  return true;
}

void WeightLoader::load() {
  const Stopwatch watch;
  DeviceWeights weights;
  std::exception_ptr failure;
  try {
    weights = load_(stop_);
  } catch (...) {
    failure = std::current_exception();
  }
  load_ = {};  // and what it holds: an open checkpoint, say
  const std::lock_guard lock(mutex_);
  weights_ = std::move(weights);
  failure_ = failure;
  seconds_ = watch.seconds();
  stage_ = Stage::kDone;
  changed_.notify_all();
}

void WeightLoader::start() {
  const std::lock_guard lock(mutex_);
  if (begin()) thread_ = std::thread([this] { load(); });
}

const DeviceWeights& WeightLoader::get() {
  std::unique_lock lock(mutex_);
  if (begin()) {
    lock.unlock();
    load();
    lock.lock();
  }
  changed_.wait(lock, [&] { return stage_ == Stage::kDone; });
  if (failure_) std::rethrow_exception(failure_);
  return weights_;
}

}  // namespace constate::runtime
