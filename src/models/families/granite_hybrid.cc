// Granite 4 with Mamba-2 and attention.
//
//   b batch   t time   d model width   v vocabulary
#include "models/families/granite_hybrid.h"

#include "models/families/decoder.h"
#include "models/families/family.h"
#include "models/layers/specs.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::granite_hybrid {
namespace {

using namespace trace;

struct GraniteHybrid : Decoder<Config, Layer, LayerState> {
  static Tensor hidden(const Weights<Tensor>& w, const Config& k, const Input& input, State<Tensor>& state,
                       std::vector<Tensor>* taps) {
    Tensor x = take_rows(w.embedding, input.ids) * k.embedding_multiplier;
    for (std::size_t i = 0; i < w.layers.size(); ++i) {
      const Scope scope(x, "layer " + std::to_string(i));
      const Layer<Tensor>& l = w.layers[i];
      LayerState<Tensor>& s = state.layers[i];
      const Tensor u = rms_norm(x, l.norm, k.rms_norm_eps, "d");
      const Tensor y = l.mamba
                           ? layers::mamba2_mixer(*l.mamba, k.mamba, u, input.places(), *s.mamba)
                           : layers::attention(*l.attention, k.attention, u, input.position, *s.attention);
      x = x + y * k.residual_multiplier;
      const Tensor v = rms_norm(x, l.mlp_norm, k.rms_norm_eps, "d");
      Tensor z = layers::merged_mlp(l.mlp, k.mlp, v);
      if (l.experts) z = layers::experts(*l.experts, *k.experts, v, input.valid) + z;
      x = x + z * k.residual_multiplier;
      if (taps) taps->push_back(x);
    }
    return rms_norm(x, w.norm, k.rms_norm_eps, "d");
  }

  static Tensor logits(const Weights<Tensor>& w, const Config& k, Tensor hidden) {
    return Decoder::logits(w, k, hidden) * (1 / k.logits_scaling);
  }

  static Weights<WeightSpec> weight_specs(const Config& k, DType dtype, bool separate_head) {
    using namespace layers;
    const Dim d{'d', k.hidden_size};
    const auto layer = [&](std::size_t i, const std::string& prefix) {
      Layer<WeightSpec> l;
      l.norm = spec(prefix + "input_layernorm.weight", kOne, {d});
      if (k.attends[i])
        l.attention = attention_specs(k.attention, dtype, prefix + "self_attn.");
      else
        l.mamba = mamba2_mixer_specs(k.mamba, dtype, prefix + "mamba.");
      l.mlp_norm = spec(prefix + "post_attention_layernorm.weight", kOne, {d});
      l.mlp = merged_mlp_specs(k.mlp, dtype, prefix + "shared_mlp.");
      if (k.experts) l.experts = expert_specs(k, dtype, prefix + "block_sparse_moe.");
      return l;
    };
    return specs_with(k, dtype, separate_head, std::ssize(k.attends), layer,
                      spec("model.norm.weight", kOne, {d}));
  }

  // As files have them, and as version 5 of transformers calls them.
  static layers::Experts<WeightSpec> expert_specs(const Config& k, DType dtype, const std::string& prefix) {
    return layers::experts_specs(*k.experts, dtype,
                                 {{prefix + "router.layer.weight", prefix + "router.weight"},
                                  {prefix + "input_linear.weight", prefix + "experts.gate_up_proj"},
                                  {prefix + "output_linear.weight", prefix + "experts.down_proj"}});
  }

  static State<StateSpec> state_specs(const Config& k, std::int64_t capacity) {
    State<StateSpec> state;
    for (const bool attends : k.attends) {
      LayerState<StateSpec> layer;
      if (attends)
        layer.attention = layers::attention_state(k.attention, capacity);
      else
        layer.mamba = layers::mamba2_mixer_state(k.mamba);
      state.layers.push_back(std::move(layer));
    }
    return state;
  }

  static double recurrence_flops(const Config& k, std::int64_t tokens, const Lowering& lowering) {
    double sum = 0;
    for (const bool attends : k.attends)
      sum += attends ? layers::attention_flops(k.attention, tokens)
                     : layers::mamba2_mixer_flops(k.mamba, tokens, lowering);
    return sum;
  }
};

}  // namespace

std::unique_ptr<LanguageModel> make(const Json& value, const std::string& where) {
  Config config = parse(value, where);
  Facts facts{"granitemoehybrid", config.vocab_size, std::ssize(config.attends), config.tokens,
              config.fields};
  return std::make_unique<FamilyModel<GraniteHybrid>>(std::move(config), std::move(facts));
}

}  // namespace constate::models::granite_hybrid
