#include "models/families/mamba2_config.h"

#include <fmt/format.h>

#include "models/families/mamba2_layouts.h"
#include "models/layers/specs.h"

namespace constate::models::mamba2 {

using layers::kOne, layers::kZero, layers::matrix, layers::projection, layers::spec;
using trace::Dim;

Parsed parse(const Json& value, const std::string& where) {
  const JsonObject json(value, where);
  const bool ssm = !json.has("model_type") && json.has("d_model");
  Parsed out = ssm ? parse_ssm(json, value) : parse_hf(json, value);
  check_rows_of("in_proj.weight", out.config.projected_size(), where);
  return out;
}

Config parse_config(const Json& json, const std::string& where) { return parse(json, where).config; }

namespace {

void norm_spec(const Config& k, const std::string& name, WeightSpec& weight,
               std::optional<WeightSpec>& bias) {
  weight = spec(name + ".weight", kOne, {{'d', k.hidden_size}});
  if (k.layer_norm) bias = spec(name + ".bias", kZero, {{'d', k.hidden_size}});
}

Mlp<WeightSpec> mlp_specs(const Config& k, DType dtype, const std::string& layer) {
  Mlp<WeightSpec> m;
  norm_spec(k, layer + "norm2", m.norm, m.norm_bias);
  const Dim d{'d', k.hidden_size};
  m.fc1 = projection(layer + "mlp.fc1", dtype, {'e', 2 * k.mlp_size}, d);
  m.fc2 = projection(layer + "mlp.fc2", dtype, d, {'e', k.mlp_size});
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
    l.mixer = layers::mamba2_mixer_specs(k, dtype, prefix + "mixer.");
    if (k.mlp_size > 0) l.mlp = mlp_specs(k, dtype, prefix);
    w.layers.push_back(std::move(l));
  }
  norm_spec(k, "backbone.norm_f", w.norm_f, w.norm_f_bias);
  if (separate_head) w.head = matrix(WeightUse::kLogits, "lm_head.weight", dtype, {v, d});
  return w;
}

State<StateSpec> state_specs(const Config& k) {
  State<StateSpec> state;
  for (std::int64_t i = 0; i < k.num_hidden_layers; ++i)
    state.layers.push_back(layers::mamba2_mixer_state(k));
  return state;
}

}  // namespace constate::models::mamba2
