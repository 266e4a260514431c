// BodyShare: what the body of one request takes of the memory that a server has for all. Movable; for one
// thread at a time. May outlive the server.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace constate::http {

class BodyShare {
 public:
  // So much of each body is not counted: a small request is taken however much memory large ones have.
  static constexpr std::size_t kFree = 16 << 10;

  BodyShare() = default;
  // `all` is the sum over the shares, which stays at `most` or below.
  BodyShare(std::shared_ptr<std::atomic<std::size_t>> all, std::size_t most)
      : all_(std::move(all)), most_(most) {}
  BodyShare(BodyShare&& other) noexcept
      : all_(std::move(other.all_)), most_(other.most_), taken_(std::exchange(other.taken_, 0)) {}
  BodyShare& operator=(BodyShare other) noexcept {
    std::swap(all_, other.all_);
    std::swap(most_, other.most_);
    std::swap(taken_, other.taken_);
    return *this;
  }
  ~BodyShare() {
    if (taken_ > 0) *all_ -= taken_;
  }

  // For a body of so many bytes. False where there is no memory for it: then the share is as it was.
  bool grow(std::size_t bytes) {
    const std::size_t wanted = bytes > kFree ? bytes - kFree : 0;
    if (wanted <= taken_) return true;
    const std::size_t more = wanted - taken_;
    std::size_t before = all_->load();
    do {
      if (before + more > most_) return false;
    } while (!all_->compare_exchange_weak(before, before + more));
    taken_ = wanted;
    return true;
  }

 private:
  std::shared_ptr<std::atomic<std::size_t>> all_;
  std::size_t most_ = 0, taken_ = 0;
};

}  // namespace constate::http
