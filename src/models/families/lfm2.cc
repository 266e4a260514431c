// LFM2.
//
//   b batch   t time   d model width   v vocabulary
#include "models/families/lfm2.h"

#include <algorithm>

#include "models/families/decoder.h"
#include "models/families/family.h"
#include "models/layers/specs.h"
#include "trace/ops.h"

namespace constate::models::lfm2 {
namespace {

using namespace trace;

struct Lfm2 : Decoder<Config, Layer, LayerState> {
  static Tensor hidden(const Weights<Tensor>& w, const Config& k, const Input& input, State<Tensor>& state,
                       std::vector<Tensor>* taps) {
    Tensor x = take_rows(w.embedding, input.ids);
    for (std::size_t i = 0; i < w.layers.size(); ++i) {
      const Scope scope(x, "layer " + std::to_string(i));
      const Layer<Tensor>& l = w.layers[i];
      LayerState<Tensor>& s = state.layers[i];
      const Tensor u = k.norm(x, l.norm, "d");
      x = x + (l.conv ? layers::gated_short_conv(*l.conv, k.conv, u, input.places().for_state(), *s.conv)
                      : layers::attention(*l.attention, k.attention, u, input.position, *s.attention));
      x = x + layers::feed_forward(l.mlp, k.feed_forward(i), k.norm(x, l.mlp_norm, "d"), input.valid);
      if (taps) taps->push_back(x);
    }
    return k.norm(x, w.norm, "d");
  }

  // Experts are a tensor each, or one.
  static layers::FeedForward<WeightSpec> mlp_specs(const layers::FeedForwardConfig& k, DType dtype,
                                                   const std::string& prefix) {
    layers::FeedForward<WeightSpec> out;
    if (k.mlp) out.mlp = layers::gated_mlp_specs(*k.mlp, dtype, prefix, {"w1", "w3", "w2"});
    const std::string one = prefix + "experts.{}.";
    if (k.experts)
      out.experts = layers::experts_specs(*k.experts, dtype,
                                          {.router = {prefix + "gate.weight"},
                                           .in = {prefix + "experts.gate_up_proj"},
                                           .out = {prefix + "experts.down_proj"},
                                           .each_in = {one + "w1.weight", one + "w3.weight"},
                                           .each_out = {one + "w2.weight"},
                                           .correction = prefix + "expert_bias"});
    return out;
  }

  static Weights<WeightSpec> weight_specs(const Config& k, DType dtype, bool separate_head) {
    using namespace layers;
    const Dim d{'d', k.hidden_size};
    const auto layer = [&](std::size_t i, const std::string& prefix) {
      Layer<WeightSpec> l;
      l.norm = norm_spec(prefix + "operator_norm.weight", k.norm, d);
      if (k.attends[i])
        l.attention = attention_specs(k.attention, dtype, prefix + "self_attn.",
                                      {"out_proj", "q_layernorm", "k_layernorm"});
      else
        l.conv = gated_short_conv_specs(k.conv, dtype, prefix + "conv.");
      l.mlp_norm = norm_spec(prefix + "ffn_norm.weight", k.norm, d);
      l.mlp = mlp_specs(k.feed_forward(i), dtype, prefix + "feed_forward.");
      return l;
    };
    return specs_with(k, dtype, separate_head, std::ssize(k.attends), layer,
                      norm_spec("model.embedding_norm.weight", k.norm, d));
  }

  static State<StateSpec> state_specs(const Config& k, std::int64_t capacity) {
    State<StateSpec> state;
    for (const bool attends : k.attends) {
      LayerState<StateSpec> layer;
      if (attends)
        layer.attention = layers::attention_state(k.attention, capacity);
      else
        layer.conv = layers::gated_short_conv_state(k.conv);
      state.layers.push_back(std::move(layer));
    }
    return state;
  }

  static double recurrence_flops(const Config& k, std::int64_t tokens, const Lowering&) {
    return static_cast<double>(std::ranges::count(k.attends, true)) *
           layers::attention_flops(k.attention, tokens);
  }
};

}  // namespace

std::unique_ptr<LanguageModel> make(const Json& value, const std::string& where) {
  Config config = parse(value, where);
  Facts facts{config.model_type, config.vocab_size, std::ssize(config.attends), config.tokens, config.fields};
  return std::make_unique<FamilyModel<Lfm2>>(std::move(config), std::move(facts));
}

}  // namespace constate::models::lfm2
