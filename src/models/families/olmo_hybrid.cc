// OLMo-Hybrid.
//
//   b batch   t time   d model width
#include "models/families/olmo_hybrid.h"

#include <utility>

#include "models/families/family.h"
#include "trace/ops.h"

namespace constate::models::olmo_hybrid {
namespace {

using namespace trace;
using delta_hybrid::Config, delta_hybrid::DeltaHybrid, delta_hybrid::Layer, delta_hybrid::LayerState;

struct OlmoHybrid : DeltaHybrid {
  static Tensor hidden(const Weights<Tensor>& w, const Config& k, const Input& input, State<Tensor>& state,
                       std::vector<Tensor>* taps) {
    Tensor x = take_rows(w.embedding, input.ids);
    for (std::size_t i = 0; i < w.layers.size(); ++i) {
      const Scope scope(x, "layer " + std::to_string(i));
      const Layer<Tensor>& l = w.layers[i];
      LayerState<Tensor>& s = state.layers[i];
      const auto mlp = [&](Tensor u) { return layers::feed_forward(l.mlp, k.dense, u, input.valid); };
      if (l.delta_net) {
        const Tensor u = k.norm(x, l.norm, "d");
        x = x + layers::gated_delta_net(*l.delta_net, k.delta_net, u, input.places(), *s.delta_net);
        x = x + mlp(k.norm(x, l.mlp_norm, "d"));
      } else {
        const Tensor y = layers::attention(*l.attention, k.attention, x, input.position, *s.attention);
        x = x + k.norm(y, l.norm, "d");
        x = x + k.norm(mlp(x), l.mlp_norm, "d");
      }
      if (taps) taps->push_back(x);
    }
    return k.norm(x, w.norm, "d");
  }

  // Norms have two names: those that are published, and those that transformers writes.
  static Weights<WeightSpec> weight_specs(const Config& k, DType dtype, bool separate_head) {
    const auto layer = [&](std::size_t i, const std::string& prefix) {
      using namespace layers;
      const auto norm = [&](const char* name, const char* other) {
        WeightSpec spec = norm_spec(fmt::format("{}{}.weight", prefix, name), k.norm, {'d', k.hidden_size});
        spec.names.push_back(fmt::format("{}{}.weight", prefix, other));
        return spec;
      };
      Layer<WeightSpec> l;
      if (k.attends[i]) {
        l.norm = norm("post_attention_layernorm", "feedforward_layer_norm");
        l.attention = attention_specs(k.attention, dtype, prefix + "self_attn.");
        l.mlp_norm = norm_spec(prefix + "post_feedforward_layernorm.weight", k.norm, {'d', k.hidden_size});
      } else {
        l.norm = norm("attention_layer_norm", "input_layernorm");
        l.delta_net = gated_delta_net_specs(k.delta_net, dtype, prefix + "linear_attn.");
        l.mlp_norm = norm("feedforward_layer_norm", "post_attention_layernorm");
      }
      l.mlp.mlp = gated_mlp_specs(*k.dense.mlp, dtype, prefix + "mlp.");
      return l;
    };
    return specs_with(k, dtype, separate_head, std::ssize(k.attends), layer,
                      layers::norm_spec("model.norm.weight", k.norm, {'d', k.hidden_size}));
  }
};

}  // namespace

std::unique_ptr<LanguageModel> make(const Json& value, const std::string& where) {
  Config config = parse(value, where);
  Facts facts{config.model_type, config.vocab_size, std::ssize(config.attends), config.tokens, config.fields};
  return std::make_unique<FamilyModel<OlmoHybrid>>(std::move(config), std::move(facts));
}

}  // namespace constate::models::olmo_hybrid
