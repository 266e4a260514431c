// RequestTasks: the tasks of one request, which end when its client goes away or its answer fails.
// Thread-safe.
#pragma once

#include <mutex>
#include <vector>

#include "serve/scheduler.h"

namespace constate::serve {

class RequestTasks {
 public:
  explicit RequestTasks(Scheduler& scheduler) : scheduler_(scheduler) {}

  // Throws what Scheduler::submit throws. One that comes after `cancel` is cancelled at once.
  void submit(Task task);
  void cancel();

 private:
  Scheduler& scheduler_;
  std::mutex mutex_;
  std::vector<Ticket> tickets_;
  bool cancelled_ = false;
};

// What a client is told of a task that ended as kShutdown or kError.
Error error_of(const Outcome& outcome);

}  // namespace constate::serve
