//   d model width   v vocabulary
#include "models/families/delta_hybrid.h"

#include <fmt/ranges.h>

#include <utility>

#include "models/layers/specs.h"
#include "trace/ops.h"

namespace constate::models::delta_hybrid {

using namespace trace;

Tensor DeltaHybrid::logits(const Weights<Tensor>& w, const Config&, Tensor hidden) {
  return linear(hidden, w.logits_matrix(), 'v');
}

DeltaHybrid::Weights<WeightSpec> DeltaHybrid::specs_with(
    const Config& k, DType dtype, bool separate_head,
    const std::function<Layer<WeightSpec>(bool attends, const std::string& prefix)>& layer) {
  const Dim v{'v', k.vocab_size}, d{'d', k.hidden_size};
  Weights<WeightSpec> w;
  w.embedding = layers::embedding_specs("model.embed_tokens.weight", dtype, {v, d}, separate_head);
  for (std::size_t i = 0; i < k.attends.size(); ++i)
    w.layers.push_back(layer(k.attends[i], fmt::format("model.layers.{}.", i)));
  w.norm = layers::norm_spec("model.norm.weight", k.norm, d);
  if (separate_head) w.head = layers::matrix(WeightUse::kLogits, "lm_head.weight", dtype, {v, d});
  return w;
}

DeltaHybrid::State<StateSpec> DeltaHybrid::state_specs(const Config& k, std::int64_t capacity) {
  State<StateSpec> state;
  for (const bool attends : k.attends) {
    LayerState<StateSpec> layer;
    if (attends)
      layer.attention = layers::attention_state(k.attention, capacity);
    else
      layer.delta_net = layers::gated_delta_net_state(k.delta_net);
    state.layers.push_back(std::move(layer));
  }
  return state;
}

double DeltaHybrid::recurrence_flops(const Config& k, std::int64_t tokens, const Lowering& lowering) {
  double sum = 0;
  for (const bool attends : k.attends)
    sum += attends ? layers::attention_flops(k.attention, tokens)
                   : layers::gated_delta_net_flops(k.delta_net, tokens, lowering);
  return sum;
}

void show_fields(const JsonObject& json, Config& k) {
  std::vector<std::size_t> attention;
  for (std::size_t i = 0; i < k.attends.size(); ++i)
    if (k.attends[i]) attention.push_back(i);
  k.show("hidden_size", k.hidden_size);
  k.show("num_hidden_layers", k.attends.size());
  k.show("attention layers", fmt::format("[{}]", fmt::join(attention, ", ")));
  k.show("vocab_size", k.vocab_size);
  k.show("rms_norm_eps", k.norm.epsilon);
  k.show("hidden_act", k.mlp.hidden_act);
  k.show("tie_word_embeddings", k.tie_word_embeddings);
  k.show("intermediate_size", k.mlp.intermediate_size);
  show_attention(k, k.attention);
  k.show("rotary embeddings", k.attention.rotary.has_value());
  if (k.attention.rotary) show_rotary(k, json);
  show_delta_net(k, k.delta_net);
  show_tokens(k, k.tokens);
}

}  // namespace constate::models::delta_hybrid
