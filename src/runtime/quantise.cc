#include "runtime/quantise.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace constate::runtime {

QuantisedRows quantise_rows(const HostArray& matrix) {
  constexpr float steps = 127;
  std::vector<std::int64_t> dims = matrix.shape().dims;
  QuantisedRows out{HostArray(Shape{DType::kS8, dims}), {}};
  const auto width = static_cast<std::size_t>(dims.back());
  dims.pop_back();
  out.scales = HostArray(Shape{DType::kF32, dims});
  for (std::size_t row = 0; row < out.scales.as<float>().size(); ++row) {
    const auto from = matrix.as<float>().subspan(row * width, width);
    const auto to = out.elements.as<std::int8_t>().subspan(row * width, width);
    float largest = 0;
    bool finite = true;
    for (const float v : from) {
      largest = std::max(largest, std::abs(v));
      finite = finite && std::isfinite(v);
    }
    out.scales.as<float>()[row] = finite ? largest / steps : std::numeric_limits<float>::quiet_NaN();
    const float per_step =
        steps / largest;  // infinite where a row is zero, or so small that it counts as zero
    const bool has_steps = finite && std::isfinite(per_step);
    for (std::size_t i = 0; i < width; ++i)
      to[i] = static_cast<std::int8_t>(has_steps ? std::lrintf(from[i] * per_step) : 0);
  }
  return out;
}

}  // namespace constate::runtime
