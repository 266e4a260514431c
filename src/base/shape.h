// Shape: an element type and the size of each dimension, row-major. Plain data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/dtype.h"

namespace constate {

struct Shape {
  DType dtype = DType::kF32;
  std::vector<std::int64_t> dims;

  std::int64_t rank() const { return static_cast<std::int64_t>(dims.size()); }
  std::int64_t elements() const;  // 1 for a scalar
  std::int64_t bytes() const { return elements() * static_cast<std::int64_t>(size_of(dtype)); }
  std::string str() const;  // "f32[2, 3]"
  bool operator==(const Shape&) const = default;
};

// Product of non-negative sizes; throws Error(kInvalidArgument) for a negative size or a product (times
// `element_bytes`) that does not fit in 63 bits. For sizes that come from outside.
std::int64_t checked_bytes(const std::vector<std::int64_t>& dims, std::size_t element_bytes);

}  // namespace constate
