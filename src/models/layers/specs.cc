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

namespace {

// Into how many groups of inputs a matrix in 8 bits is divided: each product of a group costs, so as few as
// hold at most so many inputs, all as many and whole lanes; one where the width gives none.
constexpr std::int64_t kMostInGroup = 256, kFewestInGroup = 64, kLanes = 8;

std::int64_t groups_of(std::int64_t width) {
  for (std::int64_t n = (width + kMostInGroup - 1) / kMostInGroup; n * kFewestInGroup <= width; ++n)
    if (width % n == 0 && width / n % kLanes == 0) return n;
  return 1;
}

}  // namespace

trace::Matrix<WeightSpec> matrix(WeightUse use, std::string name, DType type, std::vector<trace::Dim> dims) {
  trace::Matrix<WeightSpec> m{spec(std::move(name), {}, std::move(dims)), {}};
  m.elements.dtype = type;
  m.elements.use = use;
  m.elements.random.reset();
  if (type == DType::kS8) {
    std::vector<trace::Dim>& own = m.elements.dims;
    if (const std::int64_t groups = groups_of(own.back().size); groups > 1) {
      own.back().size /= groups;
      own.insert(own.end() - 2, {trace::kGroups, groups});
    }
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
