#include "models/families/mamba2_model.h"

#include "models/families/family.h"
#include "models/families/mamba2_config.h"
#include "models/families/mamba2_layouts.h"

namespace constate::models::mamba2 {
namespace {

Facts facts_of(const Config& k, std::vector<std::pair<std::string, std::string>> fields) {
  Facts f;
  f.model_type = "mamba2";
  f.vocab_size = k.vocab_size;
  f.layers = k.num_hidden_layers;
  f.tokens = {k.bos_token_id, k.pad_token_id, k.eos_token_ids};
  f.configuration = std::move(fields);
  return f;
}

struct Mamba2 {
  using Config = mamba2::Config;
  template <class T>
  using Weights = mamba2::Weights<T>;
  template <class T>
  using State = mamba2::State<T>;
  static constexpr bool kUsesPosition = false;
  static constexpr bool kTakesUpFewer = true;

  // As transformers does: a head of its own is used where the file has one beside the embedding, tied or not.
  // In the training code tied is tied.
  static bool separate_head(const Config& k, const std::set<std::string>& present) {
    if (k.layout == Layout::kStateSpaces) return !k.tie_word_embeddings;
    const bool embedded =
        present.contains("backbone.embeddings.weight") || present.contains("backbone.embedding.weight");
    return !k.tie_word_embeddings || (embedded && present.contains("lm_head.weight"));
  }
  static Weights<WeightSpec> weight_specs(const Config& k, DType dtype, bool separate_head) {
    return mamba2::weight_specs(k, dtype, separate_head);
  }
  static State<StateSpec> state_specs(const Config& k, std::int64_t /*capacity*/) {
    return mamba2::state_specs(k);
  }
  static trace::Tensor hidden(const Weights<trace::Tensor>& w, const Config& k, const Input& input,
                              State<trace::Tensor>& state, std::vector<trace::Tensor>* taps) {
    return mamba2::hidden(w, k, input.ids, input.places(), state, taps);
  }
  static trace::Tensor logits(const Weights<trace::Tensor>& w, const Config&, trace::Tensor hidden) {
    return mamba2::logits(w, hidden);
  }
  static double recurrence_flops(const Config& k, std::int64_t tokens, const trace::Lowering& lowering) {
    return static_cast<double>(k.num_hidden_layers) * layers::mamba2_mixer_flops(k, tokens, lowering);
  }
};

}  // namespace

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where) {
  Parsed parsed = parse(config, where);
  Facts facts = facts_of(parsed.config, std::move(parsed.fields));
  return std::make_unique<FamilyModel<Mamba2>>(std::move(parsed.config), std::move(facts));
}

}  // namespace constate::models::mamba2
