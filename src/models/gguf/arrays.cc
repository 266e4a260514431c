#include "models/gguf/arrays.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace constate::models {
namespace {

std::size_t product(const Dims& dims, std::size_t begin, std::size_t end) {
  return static_cast<std::size_t>(std::accumulate(dims.begin() + static_cast<std::ptrdiff_t>(begin),
                                                  dims.begin() + static_cast<std::ptrdiff_t>(end),
                                                  std::int64_t{1}, std::multiplies<>()));
}

}  // namespace

HostArray joined(const std::vector<HostArray>& parts, Dims dims, std::size_t axis) {
  const std::size_t times = product(dims, 0, axis);
  HostArray out(Shape{DType::kF32, std::move(dims)});
  auto at = out.as<float>().begin();
  for (std::size_t i = 0; i < times; ++i)
    for (const HostArray& part : parts) {
      const std::size_t size = part.as<float>().size() / times;
      at = std::ranges::copy(part.as<float>().subspan(i * size, size), at).out;
    }
  return out;
}

HostArray rows(const HostArray& from, std::int64_t begin, std::int64_t end) {
  Dims dims = from.shape().dims;
  const std::size_t row = product(dims, 1, dims.size());
  dims[0] = end - begin;
  HostArray out(Shape{DType::kF32, std::move(dims)});
  std::ranges::copy(from.as<float>().subspan(static_cast<std::size_t>(begin) * row, out.as<float>().size()),
                    out.as<float>().begin());
  return out;
}

HostArray reordered(const HostArray& from, const Dims& view, const std::vector<std::size_t>& order,
                    Dims dims) {
  HostArray out(Shape{DType::kF32, std::move(dims)});
  const std::span<const float> in = from.as<float>();
  // How far apart neighbours are in `from`, and how many there are, by the result's dimensions.
  std::vector<std::size_t> stride, count, index(order.size(), 0);
  for (const std::size_t d : order) {
    stride.push_back(product(view, d + 1, view.size()));
    count.push_back(static_cast<std::size_t>(view[d]));
  }
  std::size_t at = 0;
  for (float& x : out.as<float>()) {
    x = in[at];
    for (std::size_t d = order.size(); d-- > 0;) {
      at += stride[d];
      if (++index[d] < count[d]) break;
      at -= stride[d] * count[d];
      index[d] = 0;
    }
  }
  return out;
}

}  // namespace constate::models
