#include "models/layers/specs.h"

#include "trace/ops.h"

namespace constate::models::layers {

WeightSpec spec(std::string name, const RandomValues& random, std::vector<trace::Dim> dims,
                std::vector<std::int64_t> stored) {
  if (stored.empty())
    for (trace::Dim d : dims) stored.push_back(d.size);
  WeightSpec out{"", {std::move(name)}, std::move(stored), DType::kF32, std::move(dims)};
  out.random = random;
  return out;
}

trace::Matrix<WeightSpec> matrix(WeightUse use, std::string name, DType type, std::vector<trace::Dim> dims) {
  trace::Matrix<WeightSpec> m{spec(std::move(name), {}, std::move(dims)), {}};
  m.elements.dtype = type;
  m.elements.use = use;
  m.elements.random.reset();
  if (type == DType::kS8) {
    m.scale = m.elements;
    m.scale->dtype = DType::kF32;
    m.scale->dims.pop_back();
    m.scale->use = WeightUse::kOther;
    m.scale->names.clear();  // no tensor of the checkpoint
  }
  return m;
}

trace::Matrix<WeightSpec> projection(const std::string& name, DType type, trace::Dim to, trace::Dim from) {
  return matrix(WeightUse::kEachToken, name + ".weight", type, {to, from});
}

WeightSpec conv_spec(std::string name, trace::Dim channels, std::int64_t kernel) {
  WeightSpec out = spec(std::move(name), {}, {channels, {'k', kernel}}, {channels.size, 1, kernel});
  out.random.reset();
  return out;
}

trace::Matrix<WeightSpec> embedding_specs(const std::string& name, DType type, std::vector<trace::Dim> dims,
                                          bool separate_head) {
  trace::Matrix<WeightSpec> out =
      matrix(separate_head ? WeightUse::kRows : WeightUse::kRowsAndLogits, name, type, std::move(dims));
  if (!separate_head) out.elements.same_as = {"lm_head.weight"};
  return out;
}

std::optional<WeightSpec> bias(bool present, const std::string& name, trace::Dim dim) {
  return present ? std::optional(spec(name + ".bias", kZero, {dim})) : std::nullopt;
}

trace::Tensor plus(trace::Tensor x, const std::optional<trace::Tensor>& bias) { return bias ? x + *bias : x; }

}  // namespace constate::models::layers
