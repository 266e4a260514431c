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
void add_names_beside_vision(DeltaHybrid::Weights<WeightSpec>& w, const Config& k) {
  const bool with_vision = k.model_type == "qwen3_5_moe";
  each_field(w, [&](WeightSpec& spec, const std::string&) {
    constexpr std::string_view prefix = "model.";
    const auto beside_vision = [&](const std::string& name) {
      return "model.language_model." + name.substr(prefix.size());
    };
    if (!spec.names.empty() && spec.names[0].starts_with(prefix))
      spec.names.push_back(beside_vision(spec.names[0]));
    if (with_vision)  // pieces have one name each
      for (std::string& name : spec.pieces.names) name = beside_vision(name);
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
      x = x + (l.delta_net
                   ? layers::gated_delta_net(*l.delta_net, k.delta_net, u, input.places(), *s.delta_net)
                   : layers::attention(*l.attention, k.attention, u, input.position, *s.attention));
      x = x + layers::feed_forward(l.mlp, k.feed_forward(i), k.norm(x, l.mlp_norm, "d"), input.valid);
      if (taps) taps->push_back(x);
    }
    return k.norm(x, w.norm, "d");
  }

  // Experts are one tensor, or, in older files, a tensor for each.
  static layers::FeedForward<WeightSpec> mlp_specs(const layers::FeedForwardConfig& k, DType dtype,
                                                   const std::string& prefix) {
    using namespace layers;
    if (!k.experts) return {gated_mlp_specs(*k.mlp, dtype, prefix), {}, {}};
    const std::string one = prefix + "experts.{}.";
    return {gated_mlp_specs(*k.mlp, dtype, prefix + "shared_expert."),
            gate_spec(prefix + "shared_expert_gate.weight", k.mlp->hidden_size),
            experts_specs(*k.experts, dtype,
                          {.router = {prefix + "gate.weight"},
                           .in = {prefix + "experts.gate_up_proj"},
                           .out = {prefix + "experts.down_proj"},
                           .each_in = {one + "gate_proj.weight", one + "up_proj.weight"},
                           .each_out = {one + "down_proj.weight"}})};
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
      l.mlp = mlp_specs(k.feed_forward(i), dtype, prefix + "mlp.");
      return l;
    };
    auto w = specs_with(k, dtype, separate_head, std::ssize(k.attends), layer,
                        layers::norm_spec("model.norm.weight", k.norm, d));
    add_names_beside_vision(w, k);
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
