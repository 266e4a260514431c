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

// Into how many blocks a matrix in 4 bits is divided: as few as have at most kMostInGroupOfBlock inputs in
// each of their groups, an even number; none where there would be fewer than kFewestInGroupOfBlock.
constexpr std::int64_t kFewestInGroupOfBlock = 16;

std::int64_t blocks_of(std::int64_t width) {
  for (std::int64_t inputs = trace::kMostInGroupOfBlock; inputs >= kFewestInGroupOfBlock; inputs -= 2)
    if (const std::int64_t block = inputs * trace::kGroupsOfBlock; width % block == 0) return width / block;
  return 0;
}

// What is there for each row of a matrix, or of its groups.
WeightSpec beside(const WeightSpec& matrix, DType type) {
  WeightSpec out = matrix;
  out.dtype = type;
  out.dims.pop_back();
  out.use = WeightUse::kOther;
  out.names.clear();  // no tensor of the checkpoint
  return out;
}

// In four bits: two numbers in a byte, with a scale for each block, and factors and offsets of its groups.
void in_four_bits(trace::Matrix<WeightSpec>& m, std::int64_t blocks) {
  std::vector<trace::Dim>& own = m.elements.dims;
  m.elements.dtype = DType::kU8;
  own.back().size /= 2 * blocks;
  own.insert(own.end() - 2, {trace::kGroups, blocks});
  m.scale = beside(m.elements, DType::kBF16);
  m.steps = beside(m.elements, DType::kS8);
  m.steps->dims.insert(m.steps->dims.end(),
                       {{trace::kSteps, 2}, {trace::kGroupOfBlock, trace::kGroupsOfBlock}});
}

}  // namespace

trace::Matrix<WeightSpec> matrix(WeightUse use, std::string name, DType type, std::vector<trace::Dim> dims) {
  trace::Matrix<WeightSpec> m{spec(std::move(name), {}, std::move(dims)), {}};
  const std::int64_t blocks = type == DType::kS4 ? blocks_of(m.elements.dims.back().size) : 0;
  m.elements.dtype = type == DType::kS4 ? DType::kS8 : type;
  m.elements.use = use;
  m.elements.random.reset();
  if (blocks > 0) {
    in_four_bits(m, blocks);
  } else if (m.elements.dtype == DType::kS8) {
    std::vector<trace::Dim>& own = m.elements.dims;
    if (const std::int64_t groups = groups_of(own.back().size); groups > 1) {
      own.back().size /= groups;
      own.insert(own.end() - 2, {trace::kGroups, groups});
    }
    m.scale = beside(m.elements, DType::kF32);
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
