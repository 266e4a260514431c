// Background: work that takes longer than a thread of the HTTP server should, done in order by a few threads
// of its own. Thread-safe.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace constate::serve {

// Of a request's body: what is done in the thread that read it. More goes into the background.
inline constexpr std::size_t kQuickBytes = 64 << 10;

class Background {
 public:
  explicit Background(int threads);
  ~Background();                          // after what was posted
  void post(std::function<void()> work);  // which must not throw
  std::size_t waiting() const;

 private:
  void run();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> todo_;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace constate::serve
