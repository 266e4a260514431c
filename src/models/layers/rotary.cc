#include "models/layers/rotary.h"

#include <cmath>

#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

std::vector<double> rotary_frequencies(std::int64_t dims, double theta) {
  std::vector<double> out;
  for (std::int64_t i = 0; i < dims; i += 2)
    out.push_back(std::pow(theta, -static_cast<double>(i) / static_cast<double>(dims)));
  return out;
}

Tensor rotated(Tensor x, Tensor position, const Rotary& rotary) {
  const auto pairs = static_cast<std::int64_t>(rotary.frequencies.size());
  std::vector<Dim> dims = position.dims();
  dims.push_back({'i', pairs});
  const Tensor angle = broadcast(convert(position, DType::kF32), dims) *
                       table(x.graph(), DType::kF32, 'i', rotary.frequencies);
  const Tensor cosine = cos(angle) * rotary.scale, sine = sin(angle) * rotary.scale;
  const Tensor first = rename(slice(x, 'p', 0, pairs), 'p', 'i'),
               second = rename(slice(x, 'p', pairs, 2 * pairs), 'p', 'i');
  const Tensor turned = concat(rename(first * cosine - second * sine, 'i', 'p'),
                               rename(second * cosine + first * sine, 'i', 'p'), 'p');
  const std::int64_t size = x.size('p');
  return 2 * pairs == size ? turned : concat(turned, slice(x, 'p', 2 * pairs, size), 'p');
}

}  // namespace constate::models::layers
