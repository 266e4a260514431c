#include "serve/background.h"

namespace constate::serve {

Background::Background(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Background::~Background() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Background::post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    todo_.push_back(std::move(work));
  }
  wake_.notify_one();
}

std::size_t Background::waiting() const {
  const std::lock_guard lock(mutex_);
  return todo_.size();
}

void Background::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stop_ || !todo_.empty(); });
    if (todo_.empty()) return;
    const std::function<void()> work = std::move(todo_.front());
    todo_.pop_front();
    lock.unlock();
    work();
    lock.lock();
  }
}

}  // namespace constate::serve
