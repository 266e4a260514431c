// Kimi Linear.
//
//   b batch   t time   d model width
#include "models/families/kimi_linear.h"

#include <utility>

#include "models/families/decoder.h"
#include "models/families/family.h"
#include "trace/ops.h"

namespace constate::models::kimi_linear {
namespace {

using namespace trace;

struct KimiLinear : Decoder<Config, Layer, LayerState> {
  static Tensor hidden(const Weights<Tensor>& w, const Config& k, const Input& input, State<Tensor>& state,
                       std::vector<Tensor>* taps) {
    Tensor x = take_rows(w.embedding, input.ids);
    for (std::size_t i = 0; i < w.layers.size(); ++i) {
      const Scope scope(x, "layer " + std::to_string(i));
      const Layer<Tensor>& l = w.layers[i];
      LayerState<Tensor>& s = state.layers[i];
      const Tensor u = k.norm(x, l.norm, "d");
      x = x + (l.delta
                   ? layers::kimi_delta_attention(*l.delta, k.delta, u, input.places(), *s.delta)
                   : layers::latent_attention(*l.attention, k.attention, u, input.position, *s.attention));
      x = x + layers::feed_forward(l.mlp, k.feed_forward(i), k.norm(x, l.mlp_norm, "d"), input.valid);
      if (taps) taps->push_back(x);
    }
    return k.norm(x, w.norm, "d");
  }

  // A head that is there is used, whatever `tie_word_embeddings` says: transformers ties nothing here.
  static bool separate_head(const Config& k, const std::set<std::string>& present) {
    return Decoder::separate_head(k, present) || present.contains("lm_head.weight");
  }

  static layers::Experts<WeightSpec> expert_specs(const layers::ExpertsConfig& k, DType dtype,
                                                  const std::string& prefix) {
    const std::string one = prefix + "experts.{}.";
    return layers::experts_specs(k, dtype,
                                 {.router = {prefix + "gate.weight"},
                                  .in = {prefix + "experts.gate_up_proj"},
                                  .out = {prefix + "experts.down_proj"},
                                  .each_in = {one + "w1.weight", one + "w3.weight"},
                                  .each_out = {one + "w2.weight"},
                                  .correction = prefix + "gate.e_score_correction_bias"});
  }

  // transformers calls a layer's MLP as it does experts; the files that are published do not. As transformers
  // has them in memory, all are called `mlp`.
  static layers::FeedForward<WeightSpec> mlp_specs(const layers::FeedForwardConfig& k, DType dtype,
                                                   const std::string& layer) {
    const std::string prefix = layer + "block_sparse_moe.", other = layer + "mlp.";
    layers::FeedForward<WeightSpec> w;
    if (k.experts) w.experts = expert_specs(*k.experts, dtype, prefix);
    if (k.mlp)
      w.mlp = layers::gated_mlp_specs(*k.mlp, dtype, k.experts ? prefix + "shared_experts." : prefix);
    each_field(w, [&](WeightSpec& spec, const std::string&) {
      if (!spec.names.empty()) spec.names.push_back(other + spec.names[0].substr(prefix.size()));
    });
    return w;
  }

  static Weights<WeightSpec> weight_specs(const Config& k, DType dtype, bool separate_head) {
    using namespace layers;
    const Dim d{'d', k.hidden_size};
    const auto layer = [&](std::size_t i, const std::string& prefix) {
      Layer<WeightSpec> l;
      l.norm = norm_spec(prefix + "input_layernorm.weight", k.norm, d);
      if (k.attends[i])
        l.attention = latent_attention_specs(k.attention, dtype, prefix + "self_attn.");
      else
        l.delta = kimi_delta_attention_specs(k.delta, dtype, prefix + "self_attn.");
      l.mlp_norm = norm_spec(prefix + "post_attention_layernorm.weight", k.norm, d);
      l.mlp = mlp_specs(k.feed_forward(i), dtype, prefix);
      return l;
    };
    return specs_with(k, dtype, separate_head, std::ssize(k.attends), layer,
                      norm_spec("model.norm.weight", k.norm, d));
  }

  static State<StateSpec> state_specs(const Config& k, std::int64_t capacity) {
    State<StateSpec> state;
    for (const bool attends : k.attends) {
      LayerState<StateSpec> layer;
      if (attends)
        layer.attention = layers::latent_attention_state(k.attention, capacity);
      else
        layer.delta = layers::kimi_delta_attention_state(k.delta);
      state.layers.push_back(std::move(layer));
    }
    return state;
  }

  static double recurrence_flops(const Config& k, std::int64_t tokens, const Lowering& lowering) {
    double sum = 0;
    for (const bool attends : k.attends)
      sum += attends ? layers::latent_attention_flops(k.attention, tokens)
                     : layers::delta_heads_flops(k.delta.heads(), tokens, lowering);
    return sum;
  }
};

}  // namespace

std::unique_ptr<LanguageModel> make(const Json& value, const std::string& where) {
  Config config = parse(value, where);
  Facts facts{"kimi_linear", config.vocab_size, std::ssize(config.attends), config.tokens, config.fields};
  return std::make_unique<FamilyModel<KimiLinear>>(std::move(config), std::move(facts));
}

}  // namespace constate::models::kimi_linear
