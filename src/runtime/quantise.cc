#include "runtime/quantise.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace constate::runtime {

namespace {

// Gives the size of a step; NaN where a value is not finite.
float quantise(std::span<const float> from, std::span<std::int8_t> to) {
  constexpr float steps = 127;
  float largest = 0;
  bool finite = true;
  for (const float v : from) {
    largest = std::max(largest, std::abs(v));
    finite = finite && std::isfinite(v);
  }
  const float per_step = steps / largest;  // infinite where all are zero, or so small that they count as zero
  const bool has_steps = finite && std::isfinite(per_step);
  for (std::size_t i = 0; i < from.size(); ++i)
    to[i] = static_cast<std::int8_t>(has_steps ? std::lrintf(from[i] * per_step) : 0);
  return finite ? largest / steps : std::numeric_limits<float>::quiet_NaN();
}

}  // namespace

QuantisedRows quantise_rows(const HostArray& matrix, std::int64_t groups) {
  std::vector<std::int64_t> dims = matrix.shape().dims;
  const auto width = static_cast<std::size_t>(dims.back() / groups);
  const auto outputs = static_cast<std::size_t>(dims[dims.size() - 2]), g = static_cast<std::size_t>(groups);
  dims.back() /= groups;
  if (groups > 1) dims.insert(dims.end() - 2, groups);
  QuantisedRows out{HostArray(Shape{DType::kS8, dims}), {}};
  dims.pop_back();
  out.scales = HostArray(Shape{DType::kF32, dims});
  const std::span<float> scales = out.scales.as<float>();
  for (std::size_t piece = 0; piece < scales.size(); ++piece) {  // in the order of the checkpoint
    const std::size_t row = piece / g, group = piece % g;
    const std::size_t to = ((row / outputs) * g + group) * outputs + row % outputs;
    scales[to] = quantise(matrix.as<float>().subspan(piece * width, width),
                          out.elements.as<std::int8_t>().subspan(to * width, width));
  }
  return out;
}

}  // namespace constate::runtime
