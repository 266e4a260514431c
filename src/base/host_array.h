// HostArray: the elements of one dense row-major array in this process's memory, aligned so that the CPU
// plugin can use them without a copy. Owns its bytes; moves, does not copy. Knows no file and no device.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "base/shape.h"

namespace constate {

class HostArray {
 public:
  // XLA's CPU backend takes a buffer as it is when it is aligned to this many bytes.
  static constexpr std::size_t kAlignment = 64;

  HostArray() = default;
  // Uninitialised elements. Throws Error(kResourceExhausted) where memory does not suffice.
  explicit HostArray(Shape shape);
  static HostArray zeros(Shape shape);

  // `values` are all elements, in order. Throws Error(kInvalidArgument) where they take other than the
  // shape's bytes.
  template <class T>
  static HostArray of(DType dtype, std::vector<std::int64_t> dims, const std::vector<T>& values) {
    return of_bytes(Shape{dtype, std::move(dims)}, std::as_bytes(std::span(values)));
  }
  static HostArray of_bytes(Shape shape, std::span<const std::byte> bytes);

  const Shape& shape() const { return shape_; }
  std::span<std::byte> bytes() { return {data_.get(), size_}; }
  std::span<const std::byte> bytes() const { return {data_.get(), size_}; }

  // The elements as T, whose size must be that of the element type.
  template <class T>
  std::span<T> as() {
    return {reinterpret_cast<T*>(data_.get()), size_ / sizeof(T)};
  }
  template <class T>
  std::span<const T> as() const {
    return {reinterpret_cast<const T*>(data_.get()), size_ / sizeof(T)};
  }

  // Other dimensions for the same elements, in the same order. Throws Error(kInvalidArgument) where the count
  // differs.
  void reshape(std::vector<std::int64_t> dims);

  // With `size` as the first dimension: what is beyond it is left out, what is missing is zero.
  HostArray with_first(std::int64_t size) const;

  // The same elements as another float type (see constate::convert).
  HostArray converted(DType to) const;

 private:
  struct Free {
    void operator()(std::byte* p) const;
  };
  Shape shape_;
  std::size_t size_ = 0;
  std::unique_ptr<std::byte, Free> data_;
};

}  // namespace constate
