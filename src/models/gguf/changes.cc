#include "models/gguf/changes.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"

namespace constate::models {

std::vector<std::int64_t> dims_in_checkpoint(GgufChange change, std::vector<std::int64_t> dims) {
  if (dims.size() != 2) return dims;
  switch (change) {
    case GgufChange::kWindow:
      return {dims[0], 1, dims[1]};
    case GgufChange::kColumn:
    case GgufChange::kDecay:
      return dims[1] == 1 ? std::vector{dims[0]} : dims;
    case GgufChange::kGroups:
      return {dims[0] * dims[1]};
    default:
      return dims;
  }
}

std::vector<std::int64_t> dims_in_file(GgufChange change, std::vector<std::int64_t> dims,
                                       std::int64_t groups) {
  switch (change) {
    case GgufChange::kWindow:
      return {dims.front(), dims.back()};
    case GgufChange::kColumn:
    case GgufChange::kDecay:
      return {dims[0], 1};
    case GgufChange::kGroups:
      return {groups, dims[0] / groups};
    default:
      return dims;
  }
}

HostArray each(std::vector<std::int64_t> dims, const HostArray& from, const std::function<float(float)>& f) {
  HostArray out(Shape{DType::kF32, std::move(dims)});
  const std::span<const float> in = from.as<float>();
  for (std::size_t i = 0; i < in.size(); ++i) out.as<float>()[i] = f(in[i]);
  return out;
}

// In double, so that the result is the float nearest to the number itself.
float decay_of(float a_log) { return static_cast<float>(-std::exp(static_cast<double>(a_log))); }
float a_log_of(float decay) { return static_cast<float>(std::log(-static_cast<double>(decay))); }

HostArray a_log_from(const HostArray& decay, std::span<const float> exact, const std::string& name) {
  HostArray out(Shape{DType::kF32, {decay.shape().elements()}});
  const std::span<const float> in = decay.as<float>();
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (!(in[i] < 0))
      throw FormatError(fmt::format("tensor `{}`: each element is below 0; got {}", name, in[i]));
    constexpr float kRounding =
        4 * std::numeric_limits<float>::epsilon();  // of exp in f32, as others compute it
    const bool fits = i < exact.size() && std::fabs(decay_of(exact[i]) - in[i]) <= -in[i] * kRounding;
    out.as<float>()[i] = fits ? exact[i] : a_log_of(in[i]);
  }
  return out;
}

std::function<HostArray(std::vector<HostArray>)> making_a_log(std::string name,
                                                              std::vector<std::int64_t> dims,
                                                              std::vector<float> exact) {
  return [name = std::move(name), dims = std::move(dims),
          exact = std::move(exact)](std::vector<HostArray> from) {
    HostArray made = a_log_from(from[0], exact, name);
    made.reshape(dims);
    return made;
  };
}

}  // namespace constate::models
