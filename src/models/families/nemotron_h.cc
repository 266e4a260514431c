// Nemotron-H.
//
//   b batch   t time   d model width   v vocabulary
#include "models/families/nemotron_h.h"

#include "models/families/decoder.h"
#include "models/families/family.h"
#include "models/layers/specs.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::nemotron_h {
namespace {

using namespace trace;

struct NemotronH : Decoder<Config, Layer, LayerState> {
  static Tensor mixed(const Layer<Tensor>& l, const Config& k, Tensor u, const Input& input,
                      LayerState<Tensor>& s) {
    if (l.mamba) return layers::mamba2_mixer(*l.mamba, k.mamba, u, input.places(), *s.mamba);
    if (l.attention) return layers::attention(*l.attention, k.attention, u, input.position, *s.attention);
    if (!l.experts) return layers::mlp(*l.mlp, k.mlp, u);
    return layers::experts(*l.experts, *k.experts, u, input.valid) + layers::mlp(*l.mlp, k.shared, u);
  }

  static Tensor hidden(const Weights<Tensor>& w, const Config& k, const Input& input, State<Tensor>& state,
                       std::vector<Tensor>* taps) {
    Tensor x = take_rows(w.embedding, input.ids);
    for (std::size_t i = 0; i < w.layers.size(); ++i) {
      const Scope scope(x, "layer " + std::to_string(i));
      const Layer<Tensor>& l = w.layers[i];
      x = x + mixed(l, k, rms_norm(x, l.norm, k.layer_norm_epsilon, "d"), input, state.layers[i]);
      if (taps) taps->push_back(x);
    }
    return rms_norm(x, w.norm, k.layer_norm_epsilon, "d");
  }

  // A head that is there is used, whatever `tie_word_embeddings` says: transformers ties nothing here.
  static bool separate_head(const Config& k, const std::set<std::string>& present) {
    return Decoder::separate_head(k, present) || present.contains("lm_head.weight");
  }

  static layers::Experts<WeightSpec> expert_specs(const Config& k, DType dtype, const std::string& prefix) {
    return layers::experts_specs(*k.experts, dtype,
                                 {.router = {prefix + "gate.weight"},
                                  .in = {prefix + "experts.up_proj"},
                                  .out = {prefix + "experts.down_proj"},
                                  .each_in = {prefix + "experts.{}.up_proj.weight"},
                                  .each_out = {prefix + "experts.{}.down_proj.weight"},
                                  .correction = prefix + "gate.e_score_correction_bias",
                                  .to_latent = prefix + "fc1_latent_proj",
                                  .from_latent = prefix + "fc2_latent_proj"});
  }

  static Layer<WeightSpec> layer_specs(const Config& k, Kind kind, DType dtype, const std::string& prefix) {
    const std::string mixer = prefix + "mixer.";
    Layer<WeightSpec> l;
    l.norm = layers::spec(prefix + "norm.weight", layers::kOne, {{'d', k.hidden_size}});
    if (kind == Kind::kMamba) l.mamba = layers::mamba2_mixer_specs(k.mamba, dtype, mixer);
    if (kind == Kind::kAttention) l.attention = layers::attention_specs(k.attention, dtype, mixer);
    if (kind == Kind::kMlp) l.mlp = layers::mlp_specs(k.mlp, dtype, mixer);
    if (kind == Kind::kExperts) {
      l.mlp = layers::mlp_specs(k.shared, dtype, mixer + "shared_experts.");
      l.experts = expert_specs(k, dtype, mixer);
    }
    return l;
  }

  static Weights<WeightSpec> weight_specs(const Config& k, DType dtype, bool separate_head) {
    const auto layer = [&](std::size_t i, const std::string& prefix) {
      return layer_specs(k, k.layers[i], dtype, prefix);
    };
    return specs_with(k, dtype, separate_head, std::ssize(k.layers), layer,
                      layers::spec("backbone.norm_f.weight", layers::kOne, {{'d', k.hidden_size}}),
                      {.embedding = "backbone.embeddings.weight", .layers = "backbone.layers."});
  }

  static State<StateSpec> state_specs(const Config& k, std::int64_t capacity) {
    State<StateSpec> state;
    for (const Kind kind : k.layers) {
      LayerState<StateSpec> layer;
      if (kind == Kind::kMamba) layer.mamba = layers::mamba2_mixer_state(k.mamba);
      if (kind == Kind::kAttention) layer.attention = layers::attention_state(k.attention, capacity);
      state.layers.push_back(std::move(layer));
    }
    return state;
  }

  static double recurrence_flops(const Config& k, std::int64_t tokens, const Lowering& lowering) {
    double sum = 0;
    for (const Kind kind : k.layers) {
      if (kind == Kind::kMamba) sum += layers::mamba2_mixer_flops(k.mamba, tokens, lowering);
      if (kind == Kind::kAttention) sum += layers::attention_flops(k.attention, tokens);
    }
    return sum;
  }
};

}  // namespace

std::unique_ptr<LanguageModel> make(const Json& value, const std::string& where) {
  Config config = parse(value, where);
  Facts facts{"nemotron_h",  config.vocab_size, std::ssize(config.layers),
              config.tokens, config.fields,     {"mtp."}};  // heads that guess further tokens
  return std::make_unique<FamilyModel<NemotronH>>(std::move(config), std::move(facts));
}

}  // namespace constate::models::nemotron_h
