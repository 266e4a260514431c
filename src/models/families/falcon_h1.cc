// Falcon-H1.
//
//   b batch   t time   d model width   v vocabulary
#include "models/families/falcon_h1.h"

#include "models/families/decoder.h"
#include "models/families/family.h"
#include "models/layers/specs.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::falcon_h1 {
namespace {

using namespace trace;

struct FalconH1 : Decoder<Config, Layer, LayerState> {
  static Tensor hidden(const Weights<Tensor>& w, const Config& k, const Input& input, State<Tensor>& state,
                       std::vector<Tensor>* taps) {
    Tensor x = take_rows(w.embedding, input.ids) * k.embedding_multiplier;
    for (std::size_t i = 0; i < w.layers.size(); ++i) {
      const Scope scope(x, "layer " + std::to_string(i));
      const Layer<Tensor>& l = w.layers[i];
      LayerState<Tensor>& s = state.layers[i];
      const Tensor u = rms_norm(x, l.norm, k.rms_norm_eps, "d");
      const Tensor m =
          layers::mamba2_mixer(l.mamba, k.mamba, u * k.ssm_in_multiplier, input.places(), s.mamba);
      const Tensor a = layers::attention(l.attention, k.attention, u * k.attention_in_multiplier,
                                         input.position, s.attention);
      x = x + (m * k.ssm_out_multiplier + a * k.attention_out_multiplier);
      x = x + layers::gated_mlp(l.mlp, k.mlp, rms_norm(x, l.mlp_norm, k.rms_norm_eps, "d")) *
                  k.mlp_out_multiplier;
      if (taps) taps->push_back(x);
    }
    return rms_norm(x, w.norm, k.rms_norm_eps, "d");
  }

  static Tensor logits(const Weights<Tensor>& w, const Config& k, Tensor hidden) {
    return Decoder::logits(w, k, hidden) * k.lm_head_multiplier;
  }

  static Weights<WeightSpec> weight_specs(const Config& k, DType dtype, bool separate_head) {
    using namespace layers;
    const Dim d{'d', k.hidden_size};
    const auto layer = [&](std::size_t, const std::string& prefix) {
      return Layer<WeightSpec>{spec(prefix + "input_layernorm.weight", kOne, {d}),
                               mamba2_mixer_specs(k.mamba, dtype, prefix + "mamba."),
                               attention_specs(k.attention, dtype, prefix + "self_attn."),
                               spec(prefix + "pre_ff_layernorm.weight", kOne, {d}),
                               gated_mlp_specs(k.mlp, dtype, prefix + "feed_forward.")};
    };
    return specs_with(k, dtype, separate_head, k.num_hidden_layers, layer,
                      spec("model.final_layernorm.weight", kOne, {d}));
  }

  static State<StateSpec> state_specs(const Config& k, std::int64_t capacity) {
    State<StateSpec> state;
    for (std::int64_t i = 0; i < k.num_hidden_layers; ++i)
      state.layers.push_back(
          {layers::mamba2_mixer_state(k.mamba), layers::attention_state(k.attention, capacity)});
    return state;
  }

  static double recurrence_flops(const Config& k, std::int64_t tokens, const Lowering& lowering) {
    return static_cast<double>(k.num_hidden_layers) * (layers::mamba2_mixer_flops(k.mamba, tokens, lowering) +
                                                       layers::attention_flops(k.attention, tokens));
  }
};

}  // namespace

std::unique_ptr<LanguageModel> make(const Json& value, const std::string& where) {
  Config config = parse(value, where);
  Facts facts{"falcon_h1", config.vocab_size, config.num_hidden_layers, config.tokens, config.fields};
  return std::make_unique<FamilyModel<FalconH1>>(std::move(config), std::move(facts));
}

}  // namespace constate::models::falcon_h1
