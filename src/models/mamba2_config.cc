#include "models/mamba2_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "models/typed_model.h"
#include "trace/nn.h"

namespace constate::models::mamba2 {
namespace {

using trace::Dim;

// Far beyond any model, far below what overflows a product of three of them.
constexpr std::int64_t kMaxSize = 1 << 20;
constexpr std::int64_t kMaxLayers = 4096;

std::int64_t size_of_field(const JsonObject& json, std::string_view key, std::int64_t missing,
                           std::int64_t most = kMaxSize) {
  const std::int64_t value = json.integer_or(key, missing);
  if (value < 1 || value > most) json.fail(key, fmt::format("must be between 1 and {}", most));
  return value;
}

// Left out means the default, null means none.
std::optional<std::int64_t> token_id(const Json& json_value, const JsonObject& json, const char* key,
                                     std::int64_t missing) {
  if (!json_value.contains(key)) return missing;
  return json.has(key) ? std::optional(json.integer(key)) : std::nullopt;
}

std::vector<std::int64_t> eos_ids(const Json& json_value, const JsonObject& json) {
  if (!json_value.contains("eos_token_id")) return {2};
  const Json* value = json.find("eos_token_id");
  if (!value) return {};
  std::vector<std::int64_t> ids;
  for (const Json& id : value->is_array() ? *value : Json::array({*value})) {
    if (!id.is_number_integer()) json.fail("eos_token_id", "must be an id or a list of ids");
    ids.push_back(id.get<std::int64_t>());
  }
  return ids;
}

void time_step_limit(const JsonObject& json, Config& k) {
  k.time_step_min = 0;
  k.time_step_max = std::numeric_limits<double>::infinity();
  const Json* limit = json.find("time_step_limit");
  if (!limit) return;
  constexpr std::string_view rule = "must be two numbers, the least and the greatest time step";
  if (!limit->is_array() || limit->size() != 2) json.fail("time_step_limit", rule);
  const std::optional<double> low = as_number((*limit)[0]), high = as_number((*limit)[1]);
  if (!low || !high || std::isnan(*low) || std::isnan(*high)) json.fail("time_step_limit", rule);
  if (*low > *high) json.fail("time_step_limit", "must not have a least time step above the greatest");
  k.time_step_min = *low;
  k.time_step_max = *high;
}

// Keys that would change the result and that the model does not compute. Keys that transformers reads and
// then ignores (norm_before_gate, rms_norm) are ignored here too: checkpoints are trained with the gate
// first.
void refuse_unsupported(const JsonObject& json) {
  if (json.has("per_layer_config"))
    json.fail("per_layer_config", "(settings of single layers) is not supported");
  if (json.has("quantization_config"))
    json.fail("quantization_config", "(quantized weights) is not supported");
}

}  // namespace

Config parse_config(const Json& json_value, const std::string& where) {
  const JsonObject json(json_value, where);
  refuse_unsupported(json);
  Config k;
  k.hidden_size = size_of_field(json, "hidden_size", 4096);
  k.num_hidden_layers = size_of_field(json, "num_hidden_layers", 64, kMaxLayers);
  k.state_size = size_of_field(json, "state_size", 128);
  k.head_dim = size_of_field(json, "head_dim", 64);
  k.num_heads = size_of_field(json, "num_heads", 128);
  k.n_groups = size_of_field(json, "n_groups", 8);
  k.conv_kernel = size_of_field(json, "conv_kernel", 4);
  k.chunk_size = size_of_field(json, "chunk_size", 256);
  k.vocab_size = size_of_field(json, "vocab_size", 32768);
  k.expand = json.number_or("expand", 2);
  if (!(k.expand > 0 && k.expand <= 1024)) json.fail("expand", "must be a positive number up to 1024");
  k.layer_norm_epsilon = json.number_or("layer_norm_epsilon", 1e-5);
  if (!(k.layer_norm_epsilon >= 0 && k.layer_norm_epsilon < 1))
    json.fail("layer_norm_epsilon", "must be in [0, 1)");
  time_step_limit(json, k);
  k.hidden_act = json.string_or("hidden_act", "silu");
  if (!trace::known_activation(k.hidden_act)) json.fail("hidden_act", "is no activation that is known here");
  k.use_bias = json.boolean_or("use_bias", false);
  k.use_conv_bias = json.boolean_or("use_conv_bias", true);
  k.residual_in_fp32 = json.boolean_or("residual_in_fp32", true);
  k.tie_word_embeddings = json.boolean_or("tie_word_embeddings", false);
  k.bos_token_id = token_id(json_value, json, "bos_token_id", 0);
  k.pad_token_id = token_id(json_value, json, "pad_token_id", 1);
  k.eos_token_ids = eos_ids(json_value, json);

  const auto inner = static_cast<std::int64_t>(k.expand * static_cast<double>(k.hidden_size));
  if (inner != k.inner())
    throw FormatError(
        fmt::format("{}: `expand` times `hidden_size` must be `num_heads` times `head_dim`; got {} x {} "
                    "= {} and {} x {} = {}",
                    where, k.expand, k.hidden_size, inner, k.num_heads, k.head_dim, k.inner()));
  if (k.num_heads % k.n_groups != 0)
    throw FormatError(fmt::format("{}: `num_heads` must be a multiple of `n_groups`; got {} and {}", where,
                                  k.num_heads, k.n_groups));
  return k;
}

Weights<WeightSpec> weight_specs(const Config& k, DType dtype, bool separate_head) {
  const std::int64_t g = k.n_groups, r = k.heads_per_group(), p = k.head_dim;
  const auto spec = [](std::vector<std::string> names, DType type, std::vector<Dim> dims,
                       std::vector<std::int64_t> stored = {}) {
    if (stored.empty())
      for (Dim d : dims) stored.push_back(d.size);
    return WeightSpec{"", std::move(names), std::move(stored), type, std::move(dims)};
  };
  constexpr DType f32 = DType::kF32;
  Weights<WeightSpec> w;
  // A tied checkpoint may hold its one matrix under either name.
  std::vector<std::string> embedding{"backbone.embeddings.weight", "backbone.embedding.weight"};
  if (k.tie_word_embeddings && !separate_head) embedding.push_back("lm_head.weight");
  w.embedding = spec(std::move(embedding), dtype, {{'v', k.vocab_size}, {'d', k.hidden_size}});
  for (std::int64_t i = 0; i < k.num_hidden_layers; ++i) {
    const std::string layer = fmt::format("backbone.layers.{}.", i), mixer = layer + "mixer.";
    Layer<WeightSpec> l;
    l.norm = spec({layer + "norm.weight"}, f32, {{'d', k.hidden_size}});
    const std::int64_t projected = k.inner() + k.channels() + k.num_heads;
    Mixer<WeightSpec>& m = l.mixer;
    m.in_proj = spec({mixer + "in_proj.weight"}, dtype, {{'e', projected}, {'d', k.hidden_size}});
    m.conv_weight = spec({mixer + "conv1d.weight"}, f32, {{'e', k.channels()}, {'k', k.conv_kernel}},
                         {k.channels(), 1, k.conv_kernel});
    const auto per_head = [&](const char* name) {
      return spec({mixer + name}, f32, {{'g', g}, {'r', r}}, {k.num_heads});
    };
    m.dt_bias = per_head("dt_bias");
    m.A_log = per_head("A_log");
    m.D = per_head("D");
    m.norm = spec({mixer + "norm.weight"}, f32, {{'g', g}, {'r', r}, {'p', p}}, {k.inner()});
    m.out_proj = spec({mixer + "out_proj.weight"}, dtype, {{'d', k.hidden_size}, {'e', k.inner()}});
    if (k.use_conv_bias) m.conv_bias = spec({mixer + "conv1d.bias"}, f32, {{'e', k.channels()}});
    if (k.use_bias) {
      m.in_bias = spec({mixer + "in_proj.bias"}, f32, {{'e', projected}});
      m.out_bias = spec({mixer + "out_proj.bias"}, f32, {{'d', k.hidden_size}});
    }
    w.layers.push_back(std::move(l));
  }
  w.norm_f = spec({"backbone.norm_f.weight"}, f32, {{'d', k.hidden_size}});
  if (separate_head) w.head = spec({"lm_head.weight"}, dtype, {{'v', k.vocab_size}, {'d', k.hidden_size}});
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

namespace {

Facts facts_of(const Config& k) {
  Facts f;
  f.model_type = "mamba2";
  f.vocab_size = k.vocab_size;
  f.layers = k.num_hidden_layers;
  f.tokens = {k.bos_token_id, k.pad_token_id, k.eos_token_ids};
  const auto add = [&](const char* key, const auto& value) {
    f.configuration.emplace_back(key, fmt::format("{}", value));
  };
  add("hidden_size", k.hidden_size);
  add("num_hidden_layers", k.num_hidden_layers);
  add("num_heads", k.num_heads);
  add("head_dim", k.head_dim);
  add("n_groups", k.n_groups);
  add("state_size", k.state_size);
  add("expand", k.expand);
  add("conv_kernel", k.conv_kernel);
  add("chunk_size", k.chunk_size);
  add("vocab_size", k.vocab_size);
  add("layer_norm_epsilon", k.layer_norm_epsilon);
  add("time_step_limit", fmt::format("[{}, {}]", k.time_step_min, k.time_step_max));
  add("hidden_act", k.hidden_act);
  add("use_bias", k.use_bias);
  add("use_conv_bias", k.use_conv_bias);
  add("residual_in_fp32", k.residual_in_fp32);
  add("tie_word_embeddings", k.tie_word_embeddings);
  add("eos_token_id", fmt::format("[{}]", fmt::join(k.eos_token_ids, ", ")));
  if (k.bos_token_id) add("bos_token_id", *k.bos_token_id);
  if (k.pad_token_id) add("pad_token_id", *k.pad_token_id);
  return f;
}

class Mamba2 final : public LanguageModel {
 public:
  explicit Mamba2(Config config) : config_(std::move(config)), facts_(facts_of(config_)) {}

  const Facts& facts() const override { return facts_; }

  std::vector<WeightSpec> weights(DType dtype, const std::set<std::string>& present) const override {
    return flatten_specs<WeightSpec>(weight_specs(config_, dtype, separate_head(present)));
  }

  std::vector<StateSpec> state() const override { return flatten_specs<StateSpec>(state_specs(config_)); }

  trace::Tensor hidden(Traced& traced, trace::Tensor ids, trace::Tensor valid) const override {
    auto state = unflatten<State<trace::Tensor>>(state_specs(config_), traced.state);
    const trace::Tensor out = mamba2::hidden(weights_of(traced), config_, ids, valid, state, traced.taps);
    traced.state = flatten(state);
    return out;
  }

  trace::Tensor logits(const Traced& traced, trace::Tensor hidden) const override {
    return mamba2::logits(weights_of(traced), hidden);
  }

 private:
  // As transformers does: a head of its own is used where the file has one beside the embedding, tied or not.
  bool separate_head(const std::set<std::string>& present) const {
    const bool embedded =
        present.contains("backbone.embeddings.weight") || present.contains("backbone.embedding.weight");
    return !config_.tie_word_embeddings || (embedded && present.contains("lm_head.weight"));
  }

  Weights<trace::Tensor> weights_of(const Traced& traced) const {
    // Only the head's presence varies with the checkpoint, and it is last: the count tells.
    auto specs = weight_specs(config_, DType::kF32, true);
    std::size_t count = 0;
    trace::each_field(specs, [&](const WeightSpec&, const std::string&) { ++count; });
    if (traced.weights.size() < count) specs.head.reset();
    return unflatten<Weights<trace::Tensor>>(specs, traced.weights);
  }

  Config config_;
  Facts facts_;
};

}  // namespace

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where) {
  return std::make_unique<Mamba2>(parse_config(config, where));
}

}  // namespace constate::models::mamba2
