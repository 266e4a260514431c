#include "formats/strided.h"

#include <algorithm>
#include <cstring>

namespace constate::formats {
namespace {

struct Dim {
  std::int64_t size, in, out;  // the strides of storage and result
};

// Copies elements of kBytes each; `dims` go from the outermost of the result to the innermost.
template <std::size_t kBytes>
void copy(std::span<const Dim> dims, const std::byte* in, std::byte* out) {
  if (dims.empty()) {
    std::memcpy(out, in, kBytes);
    return;
  }
  const auto in_step = dims[0].in * static_cast<std::int64_t>(kBytes);
  const auto out_step = dims[0].out * static_cast<std::int64_t>(kBytes);
  if (dims.size() == 1) {
    for (std::int64_t i = 0; i < dims[0].size; ++i) std::memcpy(out + i * out_step, in + i * in_step, kBytes);
    return;
  }
  for (std::int64_t i = 0; i < dims[0].size; ++i)
    copy<kBytes>(dims.subspan(1), in + i * in_step, out + i * out_step);
}

class Gather {
 public:
  Gather(std::size_t element_bytes, const std::function<void(std::uint64_t, std::span<std::byte>)>& read,
         std::span<std::byte> out, std::size_t block)
      : bytes_(element_bytes),
        read_(read),
        out_(out),
        block_(static_cast<std::int64_t>(block / element_bytes)) {}

  // The part of the result that begins at element `out` and has these dimensions.
  void run(std::vector<Dim> dims, std::int64_t in, std::int64_t out) {
    std::erase_if(dims, [](const Dim& d) { return d.size == 1; });
    std::int64_t span = 1;
    for (const Dim& d : dims) span += (d.size - 1) * d.in;
    const auto widest =
        std::max_element(dims.begin(), dims.end(), [](const Dim& a, const Dim& b) { return a.in < b.in; });
    if (span <= block_ || widest == dims.end()) return copy_block(dims, span, in, out);
    const std::int64_t inner = span - (widest->size - 1) * widest->in;
    if (inner > widest->in) return copy_block(dims, span, in, out);  // in pieces it would read bytes twice
    const Dim all = *widest;
    const std::int64_t piece = inner > block_ ? 1 : (block_ - inner) / all.in + 1;
    for (std::int64_t i = 0; i < all.size; i += piece) {
      widest->size = std::min(piece, all.size - i);
      run(dims, in + i * all.in, out + i * all.out);
    }
  }

 private:
  void copy_block(const std::vector<Dim>& dims, std::int64_t span, std::int64_t in, std::int64_t out) {
    buffer_.resize(static_cast<std::size_t>(span) * bytes_);
    read_(static_cast<std::uint64_t>(in) * bytes_, buffer_);
    std::byte* to = out_.data() + static_cast<std::size_t>(out) * bytes_;
    switch (bytes_) {
      case 1:
        return copy<1>(dims, buffer_.data(), to);
      case 2:
        return copy<2>(dims, buffer_.data(), to);
      case 4:
        return copy<4>(dims, buffer_.data(), to);
      default:
        return copy<8>(dims, buffer_.data(), to);
    }
  }

  std::size_t bytes_;
  const std::function<void(std::uint64_t, std::span<std::byte>)>& read_;
  std::span<std::byte> out_;
  std::int64_t block_;  // in elements
  std::vector<std::byte> buffer_;
};

bool empty(const Strided& tensor) {
  return std::find(tensor.dims.begin(), tensor.dims.end(), 0) != tensor.dims.end();
}

}  // namespace

bool is_contiguous(const Strided& tensor) {
  if (empty(tensor)) return true;
  std::int64_t want = 1;
  for (std::size_t i = tensor.dims.size(); i-- > 0;) {
    if (tensor.dims[i] == 1) continue;
    if (tensor.strides[i] != want) return false;
    want *= tensor.dims[i];
  }
  return true;
}

std::optional<std::int64_t> end_of(const Strided& tensor) {
  if (empty(tensor)) return tensor.offset;
  std::int64_t last = tensor.offset;
  for (std::size_t i = 0; i < tensor.dims.size(); ++i) {
    std::int64_t step = 0;
    if (__builtin_mul_overflow(tensor.dims[i] - 1, tensor.strides[i], &step) ||
        __builtin_add_overflow(last, step, &last))
      return std::nullopt;
  }
  if (__builtin_add_overflow(last, 1, &last)) return std::nullopt;
  return last;
}

void gather(const Strided& tensor, std::size_t element_bytes,
            const std::function<void(std::uint64_t, std::span<std::byte>)>& read, std::span<std::byte> out,
            std::size_t block) {
  if (empty(tensor)) return;
  std::vector<Dim> dims(tensor.dims.size());
  std::int64_t step = 1;
  for (std::size_t i = dims.size(); i-- > 0;) {
    dims[i] = {tensor.dims[i], tensor.strides[i], step};
    step *= tensor.dims[i];
  }
  Gather(element_bytes, read, out, block).run(std::move(dims), tensor.offset, 0);
}

}  // namespace constate::formats
