// The names and shapes of llama.cpp's conversion/mamba.py (Mamba2Model), which has no place for `chunk_size`
// (in what order sums are taken), `residual_in_fp32`, and the last bits of A_log, since it stores
// -exp(A_log). A file that is written here has them in keys of its own, which others pass over.
#include "models/gguf/mamba2.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

#include "base/error.h"
#include "models/families/config_reading.h"
#include "models/families/mamba2_config.h"
#include "models/gguf/changes.h"
#include "models/gguf/hybrid.h"

namespace constate::models::mamba2 {
namespace {

struct Row {
  const char *file, *checkpoint;
  GgufChange change;
};
constexpr std::array<Row, 3> kTop{{{"token_embd.weight", "backbone.embeddings.weight", GgufChange::kMatrix},
                                   {"output_norm.weight", "backbone.norm_f.weight", GgufChange::kNone},
                                   {"output.weight", "lm_head.weight", GgufChange::kMatrix}}};
constexpr const Row& kHead = kTop[2];  // the one that need not be there
// After "blk.N." and "backbone.layers.N.".
constexpr std::array<Row, 9> kLayer{{{"attn_norm.weight", "norm.weight", GgufChange::kNone},
                                     {"ssm_in.weight", "mixer.in_proj.weight", GgufChange::kMatrix},
                                     {"ssm_conv1d.weight", "mixer.conv1d.weight", GgufChange::kWindow},
                                     {"ssm_conv1d.bias", "mixer.conv1d.bias", GgufChange::kNone},
                                     {"ssm_dt.bias", "mixer.dt_bias", GgufChange::kNone},
                                     {"ssm_a", "mixer.A_log", GgufChange::kDecay},
                                     {"ssm_d", "mixer.D", GgufChange::kColumn},
                                     {"ssm_norm.weight", "mixer.norm.weight", GgufChange::kGroups},
                                     {"ssm_out.weight", "mixer.out_proj.weight", GgufChange::kMatrix}}};

// All rows of a model, by their full names.
struct NamedRow {
  std::string file, checkpoint;
  GgufChange change;
  std::int64_t layer;  // -1: none
};
std::vector<NamedRow> rows_of(std::int64_t layers, bool head) {
  std::vector<NamedRow> out;
  for (const Row& row : kTop)
    if (head || &row != &kHead) out.push_back({row.file, row.checkpoint, row.change, -1});
  for (std::int64_t i = 0; i < layers; ++i)
    for (const Row& row : kLayer)
      out.push_back({fmt::format("blk.{}.{}", i, row.file),
                     fmt::format("backbone.layers.{}.{}", i, row.checkpoint), row.change, i});
  return out;
}

Json config_of(GgufKeys& keys, const TensorDims& tensors) {
  const std::int64_t hidden = keys.size("embedding_length"), inner = keys.size("ssm.inner_size"),
                     heads = keys.size("ssm.time_step_rank");
  if (inner % heads != 0)
    keys.fail("ssm.inner_size", fmt::format("must be a multiple of `ssm.time_step_rank`, {}", heads));
  Json config = {{"architectures", {"Mamba2ForCausalLM"}},
                 {"model_type", "mamba2"},
                 {"hidden_size", hidden},
                 {"num_hidden_layers", keys.size("block_count", kMaxLayers)},
                 {"state_size", keys.size("ssm.state_size")},
                 {"head_dim", inner / heads},
                 {"num_heads", heads},
                 {"n_groups", keys.size("ssm.group_count")},
                 {"expand", gguf::share_of(inner, hidden)},
                 {"conv_kernel", keys.size("ssm.conv_kernel")},
                 {"vocab_size", gguf::read_vocabulary(keys, TensorMap(tensors, keys.where()))},
                 {"layer_norm_epsilon", keys.real("attention.layer_norm_rms_epsilon")},
                 {"hidden_act", "silu"},
                 {"use_bias", false},
                 {"use_conv_bias", true},
                 {"rms_norm", true},
                 {"residual_in_fp32", true},
                 {"tie_word_embeddings", !tensors.contains(kHead.file)}};
  if (const Json* chunk = keys.other(kChunkKey)) config["chunk_size"] = *chunk;
  if (const Json* wide = keys.other(kResidualKey)) config["residual_in_fp32"] = *wide;
  keys.pass_over("context_length");
  for (const char* none : {"feed_forward_length", "attention.head_count", "attention.head_count_kv"})
    keys.expect(none, 0);
  keys.expect("ssm.dt_b_c_rms", false);
  keys.finish();
  return config;
}

// The A_log of all layers as a file of ours has them, `count` in all; or nothing.
std::vector<float> exact_of(const GgufKeys& keys, std::int64_t count) {
  const Json* all = keys.other(kALogKey);
  if (!all) return {};
  const auto is_number = [](const Json& value) { return value.is_number(); };
  if (!all->is_array() || std::ssize(*all) != count || !std::all_of(all->begin(), all->end(), is_number))
    throw FormatError(fmt::format("{}: key `{}`: must be an array of {} finite numbers; got {}", keys.where(),
                                  kALogKey, count, excerpt(*all)));
  return all->get<std::vector<float>>();
}

// `exact` is for all layers.
TensorView read_row(const NamedRow& row, const std::vector<std::int64_t>& dims, std::span<const float> exact,
                    std::int64_t heads) {
  TensorView out{row.checkpoint, {row.file}, dims_in_checkpoint(row.change, dims)};
  if (row.change != GgufChange::kDecay) return out;
  std::vector<float> own;
  if (!exact.empty()) {
    exact = exact.subspan(static_cast<std::size_t>(row.layer * heads), static_cast<std::size_t>(heads));
    own.assign(exact.begin(), exact.end());
  }
  out.make = making_a_log(row.file, out.dims, std::move(own));
  return out;
}

// What the format cannot say, of a configuration in either layout.
void check_can_be_written(const Config& k, const std::string& where) {
  const auto refuse = [&](const std::string& what) {
    throw FormatError(fmt::format("{}: a GGUF file of Mamba-2 has no place for {}", where, what));
  };
  if (k.time_step_min != 0 || !std::isinf(k.time_step_max))
    refuse(fmt::format("a limit of time steps, [{}, {}]", k.time_step_min, k.time_step_max));
  if (k.hidden_act != "silu") refuse(fmt::format("the activation {}", k.hidden_act));
  if (k.use_bias) refuse("biases of in_proj and out_proj");
  if (k.gated_size > 0) refuse("channels that pass a gate alone (`d_ssm`)");
  if (k.D_per_channel) refuse("a D for each channel (`D_has_hdim`)");
  if (!k.mixer_norm) refuse("a mixer without its own norm");
  if (k.norm_before_gate) refuse("a norm before the gate");
  if (k.mlp_size > 0) refuse("an MLP after each mixer");
  if (k.layer_norm) refuse("LayerNorm");
}

// The name that a checkpoint of either layout has for a tensor.
std::string present(const NamedRow& row, const TensorDims& tensors) {
  if (row.checkpoint == kTop[0].checkpoint)
    for (const char* name : {kTop[0].checkpoint, "backbone.embedding.weight", "lm_head.weight"})
      if (tensors.contains(name)) return name;
  return row.checkpoint;
}

GgufTensor write_row(const NamedRow& row, const Config& k, const TensorDims& tensors) {
  const std::string from = present(row, tensors);
  GgufTensor out{{row.file, {from}, {}}, row.change == GgufChange::kMatrix};
  const auto it = tensors.find(from);
  if (it == tensors.end()) {  // a convolution without a bias is one with zeros
    out.from = {fmt::format("backbone.layers.{}.mixer.conv1d.weight", row.layer)};
    out.dims = {k.channels()};
    out.make = [dims = out.dims](const std::vector<HostArray>&) {
      return HostArray::zeros(Shape{DType::kF32, dims});
    };
    return out;
  }
  out.dims = dims_in_file(row.change, it->second, k.n_groups);
  if (row.change == GgufChange::kDecay)
    out.make = [dims = out.dims](std::vector<HostArray> parts) {
      return each(dims, parts[0], [](float a_log) {
        const float decay = decay_of(a_log);
        if (!(decay < 0) || std::isinf(decay))
          throw FormatError(fmt::format("each element is a finite number below 0; got {}, of an A_log of {}",
                                        decay, a_log));
        return decay;
      });
    };
  return out;
}

}  // namespace

ReadGguf read_gguf(GgufKeys keys, const TensorDims& tensors) {
  ReadGguf out;
  out.config = config_of(keys, tensors);
  const auto layers = out.config["num_hidden_layers"].get<std::int64_t>(),
             heads = out.config["num_heads"].get<std::int64_t>();
  const std::vector<float> exact = exact_of(keys, layers * heads);
  TensorDims others = tensors;
  for (const NamedRow& row : rows_of(layers, tensors.contains(kHead.file))) {
    const auto it = tensors.find(row.file);
    if (it == tensors.end())
      throw FormatError(fmt::format("{}: tensor `{}` is missing", keys.where(), row.file));
    out.tensors.push_back(read_row(row, it->second, exact, heads));
    others.erase(row.file);
  }
  for (const auto& [name, dims] : others) out.tensors.push_back({name, {name}, dims});
  return out;
}

WrittenGguf write_gguf(const Json& config, const TensorDims& tensors, const std::string& where) {
  const Config k = parse_config(config, where);
  check_can_be_written(k, where);
  const bool embedded =
      tensors.contains("backbone.embeddings.weight") || tensors.contains("backbone.embedding.weight");
  const bool head = !k.tie_word_embeddings ||
                    (k.layout == Layout::kTransformers && embedded && tensors.contains("lm_head.weight"));
  WrittenGguf out;
  out.keys = {{"general.architecture", "mamba2"},
              {"mamba2.context_length", 1 << 20},  // any length; this is what llama.cpp's converter writes
              {"mamba2.embedding_length", k.hidden_size},
              {"mamba2.feed_forward_length", 0},
              {"mamba2.attention.head_count", 0},
              {"mamba2.block_count", k.num_hidden_layers},
              {"mamba2.vocab_size", k.vocab_size},
              {"mamba2.ssm.conv_kernel", k.conv_kernel},
              {"mamba2.ssm.inner_size", k.inner()},
              {"mamba2.ssm.state_size", k.state_size},
              {"mamba2.ssm.time_step_rank", k.num_heads},
              {"mamba2.ssm.group_count", k.n_groups},
              {"mamba2.attention.layer_norm_rms_epsilon", k.layer_norm_epsilon},
              {kChunkKey, k.chunk_size}};
  if (!k.residual_in_fp32) out.keys[kResidualKey] = false;
  out.exact_key = kALogKey;
  for (const NamedRow& row : rows_of(k.num_hidden_layers, head)) {
    out.tensors.push_back(write_row(row, k, tensors));
    if (row.change == GgufChange::kDecay) out.exact.push_back(row.checkpoint);
  }
  return out;
}

}  // namespace constate::models::mamba2
