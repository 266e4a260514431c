#include "serve/request_tasks.h"

namespace constate::serve {

void RequestTasks::submit(Task task) {
  const Ticket ticket = scheduler_.submit(std::move(task));
  const std::lock_guard lock(mutex_);
  tickets_.push_back(ticket);
  if (cancelled_) scheduler_.cancel(ticket);
}

void RequestTasks::cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  for (const Ticket ticket : tickets_) scheduler_.cancel(ticket);
}

Error error_of(const Outcome& outcome) {
  return outcome.how == Ended::kShutdown ? Error(Code::kUnavailable, "the server ended before the answer did")
                                         : Error(outcome.code, outcome.error);
}

}  // namespace constate::serve
