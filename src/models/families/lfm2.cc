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
      x = x + (l.conv ? layers::gated_short_conv(*l.conv, k.conv, u, input.valid, *s.conv)
                      : layers::attention(*l.attention, k.attention, u, input.position, *s.attention));
      x = x + layers::gated_mlp(l.mlp, k.mlp, k.norm(x, l.mlp_norm, "d"));
      if (taps) taps->push_back(x);
    }
    return k.norm(x, w.norm, "d");
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
      l.mlp = gated_mlp_specs(k.mlp, dtype, prefix + "feed_forward.", {"w1", "w3", "w2"});
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
  Facts facts{"lfm2", config.vocab_size, std::ssize(config.attends), config.tokens, config.fields};
  return std::make_unique<FamilyModel<Lfm2>>(std::move(config), std::move(facts));
}

}  // namespace constate::models::lfm2
