// What each function of the C library does around its work: no exception leaves it, its error is kept for the
// thread, and a process that was forked after a model was loaded is refused.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>

#include "base/error.h"
#include "base/function_ref.h"
#include "constate/constate.h"

namespace constate::capi {

constate_code guarded(FunctionRef<void()> work) noexcept;

// From here on a fork makes a process in which nothing runs.
void note_loaded();

// Throws Error(kInvalidArgument), naming it.
void check_pointer(const void* pointer, const char* name);

// A struct of the caller, who may know fewer of its fields, or more: those that it has over `out`'s defaults.
// Throws Error(kInvalidArgument) for a size that none has had.
void copy_sized(const void* from, std::size_t size, void* out, std::size_t known, const char* name);

// The inverse: the fields that the caller's struct has room for; its size stays.
void check_size(std::size_t size, const char* name);
template <class T>
void give_sized(T all, T* out, const char* name) {
  check_size(out->size, name);
  all.size = out->size;
  std::memcpy(out, &all, std::min(out->size, sizeof all));
}

// Tells how many there are of an array's elements; false for no room at all, by which one asks just that.
// Throws Error(kOutOfRange) where there is too little.
bool has_room(std::size_t count, std::size_t room, std::size_t* told);
// All of them, likewise.
void fill(const void* from, std::size_t count, std::size_t element, void* out, std::size_t room,
          std::size_t* told);

// One call at a time: throws Error(kFailedPrecondition) where another one has `busy`.
class Exclusive {
 public:
  Exclusive(std::atomic<bool>& busy, const char* what);
  ~Exclusive() { busy_ = false; }
  Exclusive(const Exclusive&) = delete;
  Exclusive& operator=(const Exclusive&) = delete;

 private:
  std::atomic<bool>& busy_;
};

}  // namespace constate::capi
