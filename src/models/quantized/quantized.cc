// Which tensors are one matrix, by the last part of their names: "MODULE.weight_packed",
// "MODULE.weight_scale".
#include "models/quantized/quantized.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "models/quantized/widen.h"

namespace constate::models {
namespace {

using quantized::Block;
using quantized::Parts;
using Method = Quantization::Method;

// Not of the weights: how inputs, outputs, keys and values are rounded.
constexpr std::array<std::string_view, 10> kPassedOver{
    "input_scale", "input_zero_point", "input_global_scale", "activation_scale", "output_scale", "q_scale",
    "k_scale",     "v_scale",          "k_zero_point",       "v_zero_point"};

// A module's tensors, by the last part of their names. What has been used is taken away.
struct Module {
  std::string prefix;  // of their names, with its dot: "model.layers.0.mlp.up_proj."
  std::map<std::string, const StoredAs*, std::less<>> tensors;

  bool has(std::string_view leaf) const { return tensors.contains(leaf); }
  std::string full(std::string_view leaf) const { return fmt::format("{}{}", prefix, leaf); }
};

class Widening {
 public:
  Widening(const Quantization& quantization, const std::string& where) : q_(quantization), where_(where) {}

  std::vector<TensorView> of(Module module) {
    module_ = &module;
    if (q_.method == Method::kGptq || q_.method == Method::kAwq) {
      if (module.has("qweight")) words_by_inputs();
    } else if (module.has("weight_packed")) {
      packed("weight_packed", "weight_global_scale", true);
    } else if (module.has("weight") && module.has("weight_scale_2")) {
      packed("weight", "weight_scale_2", false);
    } else if (module.has("weight")) {
      elements();
    }
    for (const auto& [leaf, tensor] : module.tensors)
      if (std::find(kPassedOver.begin(), kPassedOver.end(), leaf) == kPassedOver.end())
        out_.push_back({module.full(leaf), {module.full(leaf)}, tensor->shape.dims});
    return std::move(out_);
  }

 private:
  using Dims = std::vector<std::int64_t>;

  [[noreturn]] void fail(std::string_view leaf, const std::string& what) const {
    throw FormatError(fmt::format("{}: tensor `{}`: {}", where_, module_->full(leaf), what));
  }

  // Takes a tensor away. `types`: what its elements may be.
  const StoredAs& take(std::string_view leaf, std::initializer_list<DType> types) {
    const auto it = module_->tensors.find(leaf);
    if (it == module_->tensors.end())
      throw FormatError(fmt::format("{}: tensor `{}` is missing", where_, module_->full(leaf)));
    const StoredAs& taken = *it->second;
    if (std::find(types.begin(), types.end(), taken.shape.dtype) == types.end()) {
      std::vector<std::string_view> names;
      for (const DType type : types) names.push_back(name(type));
      fail(leaf, fmt::format("must be of type {}; got {}", fmt::join(names, " or "), taken.shape.str()));
    }
    for (const std::int64_t size : taken.shape.dims)
      if (size == 0) fail(leaf, fmt::format("must have elements; got {}", taken.shape.str()));
    module_->tensors.erase(it);
    return taken;
  }
  const StoredAs& take_scales(std::string_view leaf) {
    return take(leaf, {DType::kF32, DType::kBF16, DType::kF16});
  }
  const StoredAs& take_matrix(std::string_view leaf, std::initializer_list<DType> types) {
    const StoredAs& taken = take(leaf, types);
    if (taken.shape.rank() != 2) fail(leaf, fmt::format("must be a matrix; got {}", taken.shape.str()));
    return taken;
  }
  void expect(std::string_view leaf, const StoredAs& tensor, const Dims& dims) const {
    if (tensor.shape.dims != dims)
      fail(leaf, fmt::format("must be [{}], as the numbers are; got {}", fmt::join(dims, ", "),
                             tensor.shape.str()));
  }

  // Of `weight_scale`.
  void expect_rows(const StoredAs& scales, std::int64_t outputs) const {
    if (scales.shape.rank() != 2 || scales.shape.dims[0] != outputs)
      fail("weight_scale",
           fmt::format("must have a row for each of {} outputs; got {}", outputs, scales.shape.str()));
  }

  // Inputs that share a scale, where there are so many scales.
  std::int64_t inputs_of_group(std::string_view leaf, std::int64_t inputs, std::int64_t groups,
                               bool told) const {
    if (inputs % groups != 0) fail(leaf, fmt::format("{} groups must divide {} inputs", groups, inputs));
    const std::int64_t group = inputs / groups;
    const bool all = !q_.group || *q_.group == -1 || *q_.group > inputs;
    if (told && !all && *q_.group != group)
      fail(leaf, fmt::format("must have groups of {} inputs, as `group_size` says; got groups of {}",
                             *q_.group, group));
    return group;
  }

  // `parts` are the full names of what `make` gets, in the order of the members of Parts; empty: absent.
  void emit(Dims dims, std::string_view stored_as, std::array<std::string, 6> names,
            std::function<HostArray(const Parts&)> make) {
    if (module_->has("weight")) fail("weight", fmt::format("must not be there beside `{}`", names[0]));
    TensorView view{module_->full("weight"), {}, std::move(dims), {}, stored_as};
    std::array<bool, 6> there{};
    for (std::size_t i = 0; i < names.size(); ++i)
      if (!names[i].empty()) {
        there[i] = true;
        view.from.push_back(module_->full(names[i]));
      }
    const std::string module = module_->prefix.substr(0, module_->prefix.find_last_not_of('.') + 1);
    view.make = [module, there, make = std::move(make)](std::vector<HostArray> from) {
      Parts parts{module};
      std::size_t next = 0;
      const HostArray** members[] = {&parts.numbers,        &parts.scales, &parts.zeros,
                                     &parts.group_of_input, &parts.shape,  &parts.factor};
      for (std::size_t i = 0; i < there.size(); ++i)
        if (there[i]) *members[i] = &from[next++];
      return make(parts);
    };
    out_.push_back(std::move(view));
  }

  void elements();
  void packed(std::string_view numbers, std::string_view factor, bool divide);
  void rows_of_bits();
  void words_by_inputs();
  Block block_of(std::string_view leaf, const Shape& scales, std::int64_t outputs, std::int64_t inputs) const;

  const Quantization& q_;
  const std::string& where_;
  Module* module_ = nullptr;
  std::vector<TensorView> out_;
};

// One scale for all, for each output, for each group of inputs, or for each block.
Block Widening::block_of(std::string_view leaf, const Shape& scales, std::int64_t outputs,
                         std::int64_t inputs) const {
  const Dims& dims = scales.dims;
  if (scales.elements() == 1) return {outputs, inputs};
  if (dims == Dims{outputs} || dims == Dims{outputs, 1}) return {1, inputs};
  if (q_.block && dims == Dims{(outputs + q_.block->rows - 1) / q_.block->rows,
                               (inputs + q_.block->columns - 1) / q_.block->columns})
    return *q_.block;
  if (dims.size() == 2 && dims[0] == outputs) return {1, inputs_of_group(leaf, inputs, dims[1], false)};
  fail(leaf, fmt::format("must have a scale for each output, group or block of [{}, {}]; got {}", outputs,
                         inputs, scales.str()));
}

void Widening::elements() {
  const std::string_view scale = q_.method == Method::kFp8 ? "weight_scale_inv" : "weight_scale";
  const StoredAs& weight = *module_->tensors.at("weight");
  const bool narrow = !weight.narrow.empty() || weight.shape.dtype == DType::kS8;
  if (!narrow && !module_->has(scale)) return;
  if (!narrow)
    fail("weight", fmt::format("must be stored in 8 bits, next to `{}`; got {}", scale, weight.shape.str()));
  take_matrix("weight", {DType::kF32, DType::kS8});
  const StoredAs& scales = take_scales(scale);
  const std::int64_t outputs = weight.shape.dims[0], inputs = weight.shape.dims[1];
  const Block block = block_of(scale, scales.shape, outputs, inputs);
  std::string zeros;
  if (weight.shape.dtype == DType::kS8 && module_->has("weight_zero_point")) {
    zeros = "weight_zero_point";
    expect(zeros, take(zeros, {DType::kS8}), scales.shape.dims);
  }
  emit({outputs, inputs}, weight.narrow.empty() ? "int8" : weight.narrow,
       {"weight", std::string(scale), zeros},
       [block](const Parts& parts) { return from_elements(parts, block); });
}

void Widening::packed(std::string_view numbers, std::string_view factor, bool divide) {
  if (module_->tensors.find(numbers)->second->shape.dtype == DType::kS32) return rows_of_bits();
  const StoredAs& bytes = take_matrix(numbers, {DType::kU8});
  const std::int64_t outputs = bytes.shape.dims[0], inputs = 2 * bytes.shape.dims[1];
  const StoredAs& scales = take("weight_scale", {DType::kF32, DType::kU8});
  expect_rows(scales, outputs);
  inputs_of_group("weight_scale", inputs, scales.shape.dims[1], false);
  std::string all;
  if (module_->has(factor)) {
    all = factor;
    const StoredAs& one = take_scales(factor);
    if (one.shape.elements() != 1) fail(factor, fmt::format("must be one number; got {}", one.shape.str()));
  }
  emit({outputs, inputs}, scales.shape.dtype == DType::kU8 ? "mxfp4" : "nvfp4",
       {std::string(numbers), "weight_scale", "", "", "", all},
       [divide](const Parts& parts) { return from_fp4(parts, divide); });
}

void Widening::rows_of_bits() {
  const StoredAs& words = take_matrix("weight_packed", {DType::kS32});
  if (!q_.bits)
    throw FormatError(
        fmt::format("{}: `quantization_config`: `config_groups`: no group is pack-quantized, but "
                    "there is a tensor `{}`",
                    where_, module_->full("weight_packed")));
  const std::int64_t bits = *q_.bits, outputs = words.shape.dims[0], inputs = words.shape.dims[1] * 32 / bits;
  const StoredAs& scales = take_scales("weight_scale");
  expect_rows(scales, outputs);
  const std::int64_t groups = scales.shape.dims[1];
  inputs_of_group("weight_scale", inputs, groups, groups > 1);
  std::array<std::string, 6> names{"weight_packed", "weight_scale"};
  if (module_->has("weight_zero_point")) {
    names[2] = "weight_zero_point";
    expect(names[2], take(names[2], {DType::kS32}), {(outputs * bits + 31) / 32, groups});
  }
  if (module_->has("weight_g_idx")) {
    names[3] = "weight_g_idx";
    expect(names[3], take(names[3], {DType::kS32}), {inputs});
  }
  if (module_->has("weight_shape")) {
    names[4] = "weight_shape";
    expect(names[4], take(names[4], {DType::kS64, DType::kS32}), {2});
  }
  emit({outputs, inputs}, "packed integers", names,
       [bits, inputs](const Parts& parts) { return from_rows_of_bits(parts, bits, inputs); });
}

void Widening::words_by_inputs() {
  const bool awq = q_.method == Method::kAwq;
  const StoredAs& words = take_matrix("qweight", {DType::kS32});
  const StoredAs& scales = take_scales("scales");
  const std::int64_t bits = *q_.bits, rows = words.shape.dims[0], columns = words.shape.dims[1],
                     inputs = awq ? rows : rows * 32 / bits, outputs = awq ? columns * 8 : columns;
  if (rows * 32 % bits != 0)
    fail("qweight", fmt::format("must have whole numbers of {} bits in {} words", bits, rows));
  if (scales.shape.rank() != 2 || scales.shape.dims[1] != outputs)
    fail("scales",
         fmt::format("must have a column for each of {} outputs; got {}", outputs, scales.shape.str()));
  const std::int64_t groups = scales.shape.dims[0];
  std::array<std::string, 6> names{"qweight", "scales", "qzeros"};
  expect("qzeros", take("qzeros", {DType::kS32}), {groups, awq ? columns : (outputs * bits + 31) / 32});
  if (!awq && module_->has("g_idx")) {
    names[3] = "g_idx";
    expect("g_idx", take("g_idx", {DType::kS32}), {inputs});
  }
  inputs_of_group("scales", inputs, groups, true);
  emit({outputs, inputs}, awq ? "awq" : "gptq", names,
       [awq, bits, less = q_.zero_less_one](const Parts& parts) {
         return awq ? from_awq(parts) : from_gptq(parts, bits, less);
       });
}

}  // namespace

std::vector<TensorView> widened(const Quantization& quantization,
                                const std::map<std::string, StoredAs>& tensors, const std::string& where) {
  std::map<std::string, Module> modules;
  for (const auto& [name, tensor] : tensors) {
    const std::size_t leaf = name.rfind('.') + 1;  // 0 where there is no dot
    Module& module = modules[name.substr(0, leaf)];
    module.prefix = name.substr(0, leaf);
    module.tensors.emplace(name.substr(leaf), &tensor);
  }
  std::vector<TensorView> out;
  for (auto& [name, module] : modules)
    for (TensorView& view : Widening(quantization, where).of(std::move(module)))
      out.push_back(std::move(view));
  return out;
}

}  // namespace constate::models
