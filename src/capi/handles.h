// Handles: what a C program holds in place of an object. A handle is a number that is never given twice, and
// is looked up, so that one that is null, closed, or of another kind is told and not followed. Looking up
// gives shared ownership: what one thread closes stays until the others are done with it.
//
// Thread-safe. The table is never destroyed: at a process's end nothing may still run that a destructor would
// have to wait for.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/error.h"

namespace constate::capi {

// Throws Error(kInvalidArgument): "state: a handle is expected; got null".
[[noreturn]] void refuse_handle(const char* what, bool is_null, bool was_closed);

// T has `kName`, and `kTag`, a number below 8 of its own.
template <class T>
class Handles {
 public:
  static Handles& all() {
    static Handles* const table = new Handles;
    return *table;
  }

  void* add(std::shared_ptr<T> object) {
    const std::lock_guard lock(mutex_);
    const std::uintptr_t handle = ++last_ * kStep + T::kTag;
    objects_.emplace(handle, std::move(object));
    return reinterpret_cast<void*>(handle);
  }

  std::shared_ptr<T> get(const void* handle) {
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(number(handle));
    if (found == objects_.end()) refuse(handle);
    return found->second;
  }

  // It is no handle any more.
  std::shared_ptr<T> take(const void* handle) {
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(number(handle));
    if (found == objects_.end()) refuse(handle);
    std::shared_ptr<T> out = std::move(found->second);
    objects_.erase(found);
    return out;
  }

 private:
  static constexpr std::uintptr_t kStep = 8;

  static std::uintptr_t number(const void* handle) { return reinterpret_cast<std::uintptr_t>(handle); }
  [[noreturn]] void refuse(const void* handle) const {
    const std::uintptr_t n = number(handle);
    refuse_handle(T::kName, n == 0, n % kStep == T::kTag && n / kStep >= 1 && n / kStep <= last_);
  }

  std::mutex mutex_;
  std::uintptr_t last_ = 0;
  std::unordered_map<std::uintptr_t, std::shared_ptr<T>> objects_;
};

}  // namespace constate::capi
