// Qwen3-Next and Qwen3.5.
//
//   b batch   t time   d model width
#include "models/families/qwen3_5.h"

#include <fmt/ranges.h>

#include <utility>

#include "models/families/family.h"
#include "trace/ops.h"

namespace constate::models::qwen3_5 {
namespace {

using namespace trace;
using delta_hybrid::Config, delta_hybrid::DeltaHybrid, delta_hybrid::Layer, delta_hybrid::LayerState;

// Beside vision, the text has a name of its own.
void add_names_beside_vision(DeltaHybrid::Weights<WeightSpec>& w) {
  each_field(w, [](WeightSpec& spec, const std::string&) {
    constexpr std::string_view prefix = "model.";
    if (!spec.names.empty() && spec.names[0].starts_with(prefix))
      spec.names.push_back("model.language_model." + spec.names[0].substr(prefix.size()));
  });
}

struct Qwen35 : DeltaHybrid {
  static Tensor hidden(const Weights<Tensor>& w, const Config& k, const Input& input, State<Tensor>& state,
                       std::vector<Tensor>* taps) {
    Tensor x = take_rows(w.embedding, input.ids);
    for (std::size_t i = 0; i < w.layers.size(); ++i) {
      const Scope scope(x, "layer " + std::to_string(i));
      const Layer<Tensor>& l = w.layers[i];
      LayerState<Tensor>& s = state.layers[i];
      const Tensor u = k.norm(x, l.norm, "d");
      x = x + (l.delta_net ? layers::gated_delta_net(*l.delta_net, k.delta_net, u, input.valid, *s.delta_net)
                           : layers::attention(*l.attention, k.attention, u, input.position, *s.attention));
      x = x + layers::gated_mlp(l.mlp, k.mlp, k.norm(x, l.mlp_norm, "d"));
      if (taps) taps->push_back(x);
    }
    return k.norm(x, w.norm, "d");
  }

  static Weights<WeightSpec> weight_specs(const Config& k, DType dtype, bool separate_head) {
    const Dim d{'d', k.hidden_size};
    const auto layer = [&](std::size_t i, const std::string& prefix) {
      using namespace layers;
      Layer<WeightSpec> l;
      l.norm = norm_spec(prefix + "input_layernorm.weight", k.norm, d);
      if (k.attends[i])
        l.attention = attention_specs(k.attention, dtype, prefix + "self_attn.");
      else
        l.delta_net = gated_delta_net_specs(k.delta_net, dtype, prefix + "linear_attn.");
      l.mlp_norm = norm_spec(prefix + "post_attention_layernorm.weight", k.norm, d);
      l.mlp = gated_mlp_specs(k.mlp, dtype, prefix + "mlp.");
      return l;
    };
    auto w = specs_with(k, dtype, separate_head, std::ssize(k.attends), layer,
                        layers::norm_spec("model.norm.weight", k.norm, d));
    add_names_beside_vision(w);
    return w;
  }
};

}  // namespace

std::unique_ptr<LanguageModel> make(const Json& value, const std::string& where) {
  Config config = parse(value, where);
  // Vision, and the layer that drafts several tokens.
  std::vector<std::string> skipped{"model.visual.", "mtp."};
  config.show("tensors not loaded", fmt::format("{}*", fmt::join(skipped, "*, ")));
  Facts facts{config.model_type, config.vocab_size, std::ssize(config.attends),
              config.tokens,     config.fields,     std::move(skipped)};
  return std::make_unique<FamilyModel<Qwen35>>(std::move(config), std::move(facts));
}

}  // namespace constate::models::qwen3_5
