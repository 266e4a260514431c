#include "models/families/delta_hybrid.h"

#include <utility>

namespace constate::models::delta_hybrid {

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

double DeltaHybrid::recurrence_flops(const Config& k, std::int64_t tokens, const trace::Lowering& lowering) {
  double sum = 0;
  for (const bool attends : k.attends)
    sum += attends ? layers::attention_flops(k.attention, tokens)
                   : layers::delta_heads_flops(k.delta_net.heads(), tokens, lowering);
  return sum;
}

void show_fields(const JsonObject& json, Config& k) {
  k.show("hidden_size", k.hidden_size);
  show_layers(k, k.attends);
  k.show("vocab_size", k.vocab_size);
  k.show("rms_norm_eps", k.norm.epsilon);
  k.show("hidden_act", k.delta_net.hidden_act);
  k.show("tie_word_embeddings", k.tie_word_embeddings);
  if (k.dense.mlp) k.show("intermediate_size", k.dense.mlp->intermediate_size);
  show_attention(k, k.attention);
  k.show("rotary embeddings", k.attention.rotary.has_value());
  if (k.attention.rotary) show_rotary(k, json);
  show_delta_net(k, k.delta_net);
  show_tokens(k, k.tokens);
}

}  // namespace constate::models::delta_hybrid
