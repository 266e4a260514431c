#include "models/mamba2_config.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "models/mamba2_layouts.h"
#include "models/typed_model.h"

namespace constate::models::mamba2 {
namespace {

using trace::Dim;

// Rows of in_proj: what a layer computes of a token, first of all.
std::int64_t projected_size(const Config& k) {
  return 2 * k.gated_size + k.inner() + k.channels() + k.num_heads;
}

// Each size is bounded by itself, but some multiply.
void check_total(const Config& k, const std::string& where) {
  constexpr std::int64_t most = 1 << 24;
  if (projected_size(k) > most)
    throw FormatError(
        fmt::format("{}: the widths of a layer must make at most {} rows of in_proj.weight; got {}", where,
                    most, projected_size(k)));
}

}  // namespace

Parsed parse(const Json& value, const std::string& where) {
  const JsonObject json(value, where);
  const bool ssm = !json.has("model_type") && json.has("d_model");
  Parsed out = ssm ? parse_ssm(json, value) : parse_hf(json, value);
  check_total(out.config, where);
  return out;
}

std::int64_t size_of_field(const JsonObject& json, std::string_view key, std::int64_t missing,
                           std::int64_t most) {
  const std::int64_t value = json.integer_or(key, missing);
  if (value < 1 || value > most) json.fail(key, fmt::format("must be between 1 and {}", most));
  return value;
}

void read_time_step_limit(const JsonObject& json, std::string_view key, Config& k) {
  k.time_step_min = 0;
  k.time_step_max = std::numeric_limits<double>::infinity();
  const Json* limit = json.find(key);
  if (!limit) return;
  constexpr std::string_view rule = "must be two numbers, the least and the greatest time step";
  if (!limit->is_array() || limit->size() != 2) json.fail(key, rule);
  const std::optional<double> low = as_number((*limit)[0]), high = as_number((*limit)[1]);
  if (!low || !high || std::isnan(*low) || std::isnan(*high)) json.fail(key, rule);
  if (*low > *high) json.fail(key, "must not have a least time step above the greatest");
  k.time_step_min = *low;
  k.time_step_max = *high;
}

std::string time_step_limit_text(const Config& k) {
  return fmt::format("[{}, {}]", k.time_step_min, k.time_step_max);
}

Config parse_config(const Json& json, const std::string& where) { return parse(json, where).config; }

namespace {

constexpr DType kF32 = DType::kF32;

// Without a checkpoint: norms are 1 and biases 0; A_log, dt_bias and D as Mamba-2 starts its training.
constexpr RandomValues kOne{.centre = 1}, kZero{},
    kDecayRate{8.5f, 7.5f, /*logarithm=*/true},  // A in [1, 16]
    kTimeStep{-4.6f, 2.3f};                      // Δ from 0.001 to 0.1

// Stored as it is on the device, where `stored` says nothing else.
WeightSpec spec(std::string name, const RandomValues& random, std::vector<Dim> dims,
                std::vector<std::int64_t> stored = {}) {
  if (stored.empty())
    for (Dim d : dims) stored.push_back(d.size);
  WeightSpec out{"", {std::move(name)}, std::move(stored), kF32, std::move(dims)};
  out.random = random;
  return out;
}

// With scales beside it where the type is s8.
Matrix<WeightSpec> matrix(WeightUse use, std::string name, DType type, std::vector<Dim> dims) {
  Matrix<WeightSpec> m{spec(std::move(name), {}, std::move(dims)), {}};
  m.elements.dtype = type;
  m.elements.use = use;
  m.elements.random.reset();
  if (type == DType::kS8) {
    m.scale = m.elements;
    m.scale->dtype = kF32;
    m.scale->dims.pop_back();
    m.scale->use = WeightUse::kOther;
    m.scale->names.clear();  // no tensor of the checkpoint
  }
  return m;
}

void norm_spec(const Config& k, const std::string& name, WeightSpec& weight,
               std::optional<WeightSpec>& bias) {
  weight = spec(name + ".weight", kOne, {{'d', k.hidden_size}});
  if (k.layer_norm) bias = spec(name + ".bias", kZero, {{'d', k.hidden_size}});
}

Mixer<WeightSpec> mixer_specs(const Config& k, DType dtype, const std::string& prefix) {
  const Dim d{'d', k.hidden_size}, g{'g', k.n_groups}, r{'r', k.heads_per_group()}, p{'p', k.head_dim};
  const Dim projected{'e', projected_size(k)}, channels{'e', k.channels()};
  const auto per_head = [&](const char* name, const RandomValues& random) {
    return spec(prefix + name, random, {g, r}, {k.num_heads});
  };
  const auto per_channel = [&](const char* name) {
    return spec(prefix + name, kOne, {g, r, p}, {k.inner()});
  };
  Mixer<WeightSpec> m;
  m.in_proj = matrix(WeightUse::kEachToken, prefix + "in_proj.weight", dtype, {projected, d});
  if (k.use_bias) m.in_bias = spec(prefix + "in_proj.bias", kZero, {projected});
  m.conv_weight =
      spec(prefix + "conv1d.weight", {}, {channels, {'k', k.conv_kernel}}, {channels.size, 1, k.conv_kernel});
  m.conv_weight.random.reset();
  if (k.use_conv_bias) m.conv_bias = spec(prefix + "conv1d.bias", kZero, {channels});
  m.dt_bias = per_head("dt_bias", kTimeStep);
  m.A_log = per_head("A_log", kDecayRate);
  m.D = k.D_per_channel ? per_channel("D") : per_head("D", kOne);
  if (k.mixer_norm) m.norm = per_channel("norm.weight");
  m.out_proj =
      matrix(WeightUse::kEachToken, prefix + "out_proj.weight", dtype, {d, {'e', k.gated_size + k.inner()}});
  if (k.use_bias) m.out_bias = spec(prefix + "out_proj.bias", kZero, {d});
  return m;
}

Mlp<WeightSpec> mlp_specs(const Config& k, DType dtype, const std::string& layer) {
  Mlp<WeightSpec> m;
  norm_spec(k, layer + "norm2", m.norm, m.norm_bias);
  const Dim d{'d', k.hidden_size};
  m.fc1 = matrix(WeightUse::kEachToken, layer + "mlp.fc1.weight", dtype, {{'e', 2 * k.mlp_size}, d});
  m.fc2 = matrix(WeightUse::kEachToken, layer + "mlp.fc2.weight", dtype, {d, {'e', k.mlp_size}});
  return m;
}

}  // namespace

Weights<WeightSpec> weight_specs(const Config& k, DType dtype, bool separate_head) {
  const Dim v{'v', k.vocab_size}, d{'d', k.hidden_size};
  const bool tied = k.tie_word_embeddings && !separate_head, ssm = k.layout == Layout::kStateSpaces;
  Weights<WeightSpec> w;
  const bool logits_too = !separate_head;
  w.embedding = matrix(logits_too ? WeightUse::kRowsAndLogits : WeightUse::kRows,
                       ssm ? "backbone.embedding.weight" : "backbone.embeddings.weight", dtype, {v, d});
  WeightSpec& embedding = w.embedding.elements;
  embedding.names.push_back(ssm ? "backbone.embeddings.weight" : "backbone.embedding.weight");
  if (tied) embedding.names.push_back("lm_head.weight");  // there alone, it is the one matrix
  // The training code saves both names of it, and would load whichever comes last.
  if (tied && ssm) embedding.same_as = {"lm_head.weight"};
  for (std::int64_t i = 0; i < k.num_hidden_layers; ++i) {
    const std::string prefix = fmt::format("backbone.layers.{}.", i);
    Layer<WeightSpec> l;
    norm_spec(k, prefix + "norm", l.norm, l.norm_bias);
    l.mixer = mixer_specs(k, dtype, prefix + "mixer.");
    if (k.mlp_size > 0) l.mlp = mlp_specs(k, dtype, prefix);
    w.layers.push_back(std::move(l));
  }
  norm_spec(k, "backbone.norm_f", w.norm_f, w.norm_f_bias);
  if (separate_head) w.head = matrix(WeightUse::kLogits, "lm_head.weight", dtype, {v, d});
  return w;
}

State<StateSpec> state_specs(const Config& k) {
  State<StateSpec> state;
  for (std::int64_t i = 0; i < k.num_hidden_layers; ++i) {
    LayerState<StateSpec> layer;
    if (k.conv_kernel > 1) layer.conv = StateSpec{"", {{'k', k.conv_kernel - 1}, {'e', k.channels()}}};
    layer.ssm = StateSpec{
        "", {{'g', k.n_groups}, {'r', k.heads_per_group()}, {'p', k.head_dim}, {'n', k.state_size}}};
    state.layers.push_back(std::move(layer));
  }
  return state;
}

}  // namespace constate::models::mamba2
