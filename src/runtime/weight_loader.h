// WeightLoader: the weights of a model on their way to a device, loaded once, by whoever is first: a thread
// of its own that `start` makes, or the thread that first needs them.
//
// Thread-safe. Its destructor stops a loading that goes on, and begins none.
#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

#include "runtime/weights.h"

namespace constate::runtime {

class WeightLoader {
 public:
  // `load` is called once, and is expected to leave, by an exception, soon after `stop` is true.
  explicit WeightLoader(std::function<DeviceWeights(const std::atomic<bool>& stop)> load);
  ~WeightLoader();
  WeightLoader(const WeightLoader&) = delete;
  WeightLoader& operator=(const WeightLoader&) = delete;

  // Begins in the background, unless they load already.
  void start();
  // Waits; begins, in this thread, where nobody has. Throws what loading threw, each time.
  const DeviceWeights& get();
  // What it took; 0 before it is done.
  double seconds() const { return seconds_; }

 private:
  enum class Stage { kIdle, kLoading, kDone };
  bool begin();
  void load();

  std::function<DeviceWeights(const std::atomic<bool>&)> load_;
  std::atomic<bool> stop_ = false;
  std::atomic<double> seconds_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  Stage stage_ = Stage::kIdle;
  DeviceWeights weights_;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace constate::runtime
