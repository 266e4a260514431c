// Tensors that lie in their storage with any strides: transposed, sliced, expanded. Pure functions but for
// the reads they are given; sizes, strides and offsets are never negative and count elements.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace constate::formats {

struct Strided {
  std::vector<std::int64_t> dims, strides;  // of one length
  std::int64_t offset = 0;                  // of its first element, in the storage
};

// Whether its elements are one run of the storage, in row-major order.
bool is_contiguous(const Strided& tensor);

// One more than the last element of the storage that it touches (`offset` where it has none); nothing where
// that does not fit in 63 bits.
std::optional<std::int64_t> end_of(const Strided& tensor);

// Fills `out` with the elements in row-major order. `read(at, bytes)` reads the storage at byte `at`; what it
// reads in all is at most the part of the storage from the first element to the last, each byte once.
// Memory: `block` bytes, or, where elements overlap in a way that is not a plain expansion, that part.
void gather(const Strided& tensor, std::size_t element_bytes,
            const std::function<void(std::uint64_t, std::span<std::byte>)>& read, std::span<std::byte> out,
            std::size_t block = 16 << 20);

}  // namespace constate::formats
