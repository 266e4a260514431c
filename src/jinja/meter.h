// Meter: what one run of a template has taken of its limits. Charge: memory that is counted for as long as it
// is there. Both belong to the run's thread; a Charge must not outlive its Meter.
#pragma once

#include <string>
#include <utility>

#include "jinja/limits.h"

namespace constate::jinja {

// Throws FormatError(message): what a template says cannot be done.
[[noreturn]] void fail(std::string message);

class Meter {
 public:
  explicit Meter(const Limits& limits) : limits_(limits) {}
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

  const Limits& limits() const { return limits_; }

  // All three throw Error(kResourceExhausted) where the limit is passed.
  void step(std::uint64_t n = 1) {
    steps_ += n;
    if (steps_ > limits_.steps) refuse_steps();
  }
  void work(std::size_t bytes) { step(1 + bytes / 64); }  // bytes read or copied
  void room(std::size_t bytes) const {                    // before they are allocated
    if (bytes > limits_.memory || live_ > limits_.memory - bytes) refuse_memory();
  }
  void take(std::size_t bytes) {
    room(bytes);
    live_ += bytes;
  }
  void give(std::size_t bytes) { live_ -= bytes; }

 private:
  [[noreturn]] void refuse_steps() const;
  [[noreturn]] void refuse_memory() const;

  Limits limits_;
  std::uint64_t steps_ = 0;
  std::size_t live_ = 0;
};

class Charge {
 public:
  Charge() = default;
  Charge(Meter* meter, std::size_t bytes) : meter_(meter), bytes_(bytes) {
    if (meter_ != nullptr) meter_->take(bytes_);
  }
  ~Charge() {
    if (meter_ != nullptr) meter_->give(bytes_);
  }
  Charge(Charge&& other) noexcept
      : meter_(std::exchange(other.meter_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  Charge& operator=(Charge&&) = delete;

  // More for the same owner.
  void add(std::size_t bytes) {
    if (meter_ == nullptr) return;
    meter_->take(bytes);
    bytes_ += bytes;
  }

 private:
  Meter* meter_ = nullptr;
  std::size_t bytes_ = 0;
};

// A text that grows, with a look at the limits before it does.
class TextBuilder {
 public:
  explicit TextBuilder(Meter& meter) : meter_(meter) {}

  TextBuilder& operator+=(std::string_view more) {
    pending_ += more.size();
    if (pending_ >= 64) {
      meter_.work(pending_);
      pending_ = 0;
    }
    if (text_.size() + more.size() > text_.capacity()) meter_.room(2 * (text_.size() + more.size()));
    text_ += more;
    return *this;
  }
  TextBuilder& operator+=(char c) { return *this += std::string_view(&c, 1); }
  std::size_t size() const { return text_.size(); }
  std::string take() { return std::move(text_); }

 private:
  Meter& meter_;
  std::string text_;
  std::size_t pending_ = 0;  // bytes that are not counted yet
};

}  // namespace constate::jinja
