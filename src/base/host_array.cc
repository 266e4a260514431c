#include "base/host_array.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/error.h"

namespace constate {

HostArray::HostArray(Shape shape) : shape_(std::move(shape)) {
  size_ = static_cast<std::size_t>(checked_bytes(shape_.dims, size_of(shape_.dtype)));
  const std::size_t rounded = (size_ + kAlignment - 1) / kAlignment * kAlignment;
  data_.reset(static_cast<std::byte*>(std::aligned_alloc(kAlignment, std::max(rounded, kAlignment))));
  if (!data_)
    throw Error(Code::kResourceExhausted, fmt::format("no memory for {} ({} bytes)", shape_.str(), size_));
}

HostArray HostArray::zeros(Shape shape) {
  HostArray out(std::move(shape));
  std::memset(out.data_.get(), 0, out.size_);  // the zero of every type
  return out;
}

HostArray HostArray::of_bytes(Shape shape, std::span<const std::byte> bytes) {
  HostArray out(std::move(shape));
  if (bytes.size() != out.size_)
    throw Error(Code::kInvalidArgument,
                fmt::format("array: {} takes {} bytes; got {}", out.shape_.str(), out.size_, bytes.size()));
  if (!bytes.empty()) std::memcpy(out.data_.get(), bytes.data(), bytes.size());
  return out;
}

void HostArray::Free::operator()(std::byte* p) const { std::free(p); }

void HostArray::reshape(std::vector<std::int64_t> dims) {
  Shape next{shape_.dtype, std::move(dims)};
  if (next.elements() != shape_.elements())
    throw Error(Code::kInvalidArgument,
                fmt::format("reshape: {} and {} differ in size", shape_.str(), next.str()));
  shape_ = std::move(next);
}

HostArray HostArray::with_first(std::int64_t size) const {
  if (shape_.rank() == 0) throw Error(Code::kInvalidArgument, "array: a scalar has no first dimension");
  Shape shape = shape_;
  shape.dims[0] = size;
  HostArray out = zeros(std::move(shape));
  const std::size_t kept = std::min(size_, out.size_);
  if (kept > 0) std::memcpy(out.data_.get(), data_.get(), kept);
  return out;
}

HostArray HostArray::converted(DType to) const {
  HostArray out(Shape{to, shape_.dims});
  convert(shape_.dtype, bytes(), to, out.bytes());
  return out;
}

}  // namespace constate
