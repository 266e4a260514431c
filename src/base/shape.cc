#include "base/shape.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"

namespace constate {

std::int64_t Shape::elements() const {
  std::int64_t n = 1;
  for (std::int64_t d : dims) n *= d;
  return n;
}

std::string Shape::str() const { return fmt::format("{}[{}]", name(dtype), fmt::join(dims, ", ")); }

std::int64_t checked_bytes(const std::vector<std::int64_t>& dims, std::size_t element_bytes) {
  auto bytes = static_cast<std::int64_t>(element_bytes);
  bool overflow = false;
  for (std::int64_t d : dims) {
    if (d < 0)
      throw Error(Code::kInvalidArgument,
                  fmt::format("a dimension is never negative; got [{}]", fmt::join(dims, ", ")));
    overflow = overflow || __builtin_mul_overflow(bytes, d, &bytes);
  }
  for (std::int64_t d : dims)
    if (d == 0) return 0;
  if (overflow)
    throw Error(Code::kInvalidArgument, fmt::format("[{}] elements of {} bytes do not fit in memory",
                                                    fmt::join(dims, ", "), element_bytes));
  return bytes;
}

}  // namespace constate
