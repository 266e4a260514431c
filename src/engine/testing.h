// What the engine's tests share: tiny models of any configuration, comparisons, the golden folders.
#pragma once

#include <cmath>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/generation.h"

namespace constate::engine::testing {

inline const std::filesystem::path kSource = CONSTATE_SOURCE_DIR;

// The CPU device, opened once for a test program.
inline std::shared_ptr<const Runtime> cpu() {
  static const std::shared_ptr<const Runtime> runtime =
      Runtime::open({.plugin = "cpu", .cpu_devices = 1, .note = {}});
  return runtime;
}

// ‖a - b‖ / ‖b‖ (2-norms)
template <class A, class B>
double relative_error(std::span<const A> a, std::span<const B> b) {
  double difference = 0, norm = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const double d = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    difference += d * d;
    norm += static_cast<double>(b[i]) * static_cast<double>(b[i]);
  }
  return a.size() == b.size() ? std::sqrt(difference / norm) : INFINITY;
}

// max |a - b| / max |b|
inline double largest_difference(std::span<const float> a, std::span<const float> b) {
  double difference = 0, scale = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    difference = std::max<double>(difference, std::isfinite(a[i]) ? std::abs(a[i] - b[i]) : INFINITY);
    scale = std::max<double>(scale, std::abs(b[i]));
  }
  return a.size() == b.size() ? difference / scale : INFINITY;
}

template <class T>
std::vector<T> values(const HostArray& array) {
  const auto span = array.as<T>();
  return {span.begin(), span.end()};
}

}  // namespace constate::engine::testing
