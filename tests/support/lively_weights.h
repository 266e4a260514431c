// Random weights that put every term of a model to the test. Test code: no part of the library.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "runtime/weights.h"

namespace constate::testing {

// Numbers that are the same with every standard library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : generator_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(generator_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(std::int64_t n) { return between(1, n) == 1; }
  double uniform(double low, double high) {
    return low + (high - low) * static_cast<double>(generator_() >> 11) * 0x1p-53;
  }
  double normal() {
    return std::sqrt(-2 * std::log(1 - uniform(0, 1))) * std::cos(uniform(0, 6.283185307179586));
  }
  template <class T>
  T choice(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(from.size()) - 1))];
  }

 private:
  std::mt19937_64 generator_;
};

// Weights with which every term counts, as tools/make_golden.py has them: memory of a few tokens and of
// hundreds, branches as large as the residual stream.
inline runtime::WeightSource lively_weights(std::uint64_t seed) {
  return [seed](const models::WeightSpec& spec) {
    std::uint64_t hash = seed;
    for (const char c : spec.field) hash = hash * 1099511628211u + static_cast<unsigned char>(c);
    Random random(hash);
    Shape shape{DType::kF32, {}};
    for (const trace::Dim dim : spec.dims) shape.dims.push_back(dim.size);
    const std::string name = spec.field.substr(spec.field.rfind('.') + 1);
    const bool norm = name == "norm" || name == "norm_f";
    HostArray out(shape);
    for (float& v : out.as<float>()) {
      double x = random.normal();
      if (name == "A_log")
        x = random.uniform(std::log(0.01), std::log(8.0));
      else if (name == "dt_bias")
        x = random.uniform(-5, 0.5);
      else if (name.ends_with("bias"))
        x *= 0.3;
      else if (norm)
        x = 1 + 0.25 * x;
      else if (name == "embedding")
        x *= 0.3;
      else if (name != "D")
        x *= (name == "head" ? 3 : 1) / std::sqrt(static_cast<double>(shape.dims.back()));
      v = static_cast<float>(x);
    }
    return out;
  };
}

}  // namespace constate::testing
