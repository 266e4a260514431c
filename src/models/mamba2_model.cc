#include "models/mamba2_model.h"

#include <algorithm>

#include "models/mamba2_config.h"
#include "models/mamba2_layouts.h"
#include "models/typed_model.h"

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

class BoundMamba2 final : public BoundModel {
 public:
  BoundMamba2(Config config, Facts facts, DType dtype, bool separate_head)
      : config_(std::move(config)),
        facts_(std::move(facts)),
        dtype_(dtype),
        specs_(weight_specs(config_, dtype, separate_head)),
        state_specs_(state_specs(config_)),
        weights_(flatten_weights(specs_)) {}

  const Facts& facts() const override { return facts_; }
  DType dtype() const override { return dtype_; }
  std::span<const WeightSpec> weights() const override { return weights_; }
  std::vector<StateSpec> state(std::int64_t /*capacity*/) const override {
    return flatten_specs<StateSpec>(state_specs_);
  }

  trace::Tensor hidden(Traced& traced, const Input& input) const override {
    auto state = unflatten<State<trace::Tensor>>(state_specs_, traced.state);
    const trace::Tensor out =
        mamba2::hidden(weights_of(traced), config_, input.ids, input.valid, state, traced.taps);
    traced.state = flatten(state);
    return out;
  }

  trace::Tensor logits(const Traced& traced, trace::Tensor hidden) const override {
    return mamba2::logits(weights_of(traced), hidden);
  }

  // The four products of `ssd` (mamba2.cc).
  double recurrence_flops(std::int64_t tokens, const trace::Lowering& lowering) const override {
    const auto real = [](std::int64_t n) { return static_cast<double>(n); };
    const double chunk = real(std::min(lowering.scan_chunk, tokens));
    const double g = real(config_.n_groups), r = real(config_.heads_per_group()), p = real(config_.head_dim),
                 n = real(config_.state_size);
    return real(config_.num_hidden_layers) * 2 * (g * chunk * n + g * r * chunk * p + 2 * g * r * p * n);
  }

 private:
  Weights<trace::Tensor> weights_of(const Traced& traced) const {
    return unflatten<Weights<trace::Tensor>>(specs_, traced.weights);
  }

  Config config_;
  Facts facts_;
  DType dtype_;
  Weights<WeightSpec> specs_;
  State<StateSpec> state_specs_;
  std::vector<WeightSpec> weights_;  // specs_ in a row
};

class Mamba2 final : public LanguageModel {
 public:
  explicit Mamba2(Parsed parsed)
      : config_(std::move(parsed.config)), facts_(facts_of(config_, std::move(parsed.fields))) {}

  const Facts& facts() const override { return facts_; }

  std::shared_ptr<const BoundModel> bind(DType dtype, const std::set<std::string>& present) const override {
    return std::make_shared<BoundMamba2>(config_, facts_, dtype, separate_head(present));
  }

 private:
  // As transformers does: a head of its own is used where the file has one beside the embedding, tied or not.
  // In the training code tied is tied.
  bool separate_head(const std::set<std::string>& present) const {
    if (config_.layout == Layout::kStateSpaces) return !config_.tie_word_embeddings;
    const bool embedded =
        present.contains("backbone.embeddings.weight") || present.contains("backbone.embedding.weight");
    return !config_.tie_word_embeddings || (embedded && present.contains("lm_head.weight"));
  }

  Config config_;
  Facts facts_;
};

}  // namespace

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where) {
  return std::make_unique<Mamba2>(parse(config, where));
}

}  // namespace constate::models::mamba2
