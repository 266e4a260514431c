// LanguageModel and BoundModel of a family, from its mathematics: a struct F with
//
//   using Config = ...;
//   template <class T> using Weights = ...;       fields, with T in their leaves (trace/fields.h)
//   template <class T> using State = ...;
//   static constexpr bool kUsesPosition;
//   static constexpr bool kTakesUpFewer;          absent: false
//   static bool separate_head(const Config&, const std::set<std::string>& present);
//   static Weights<WeightSpec> weight_specs(const Config&, DType, bool separate_head);
//   static State<StateSpec> state_specs(const Config&, std::int64_t capacity);
//   static trace::Tensor hidden(const Weights<trace::Tensor>&, const Config&, const Input&,
//                               State<trace::Tensor>&, std::vector<trace::Tensor>* taps);
//   static trace::Tensor logits(const Weights<trace::Tensor>&, const Config&, trace::Tensor hidden);
//   static double recurrence_flops(const Config&, std::int64_t tokens, const trace::Lowering&);
#pragma once

#include <memory>
#include <utility>

#include "models/language_model.h"
#include "models/typed_model.h"

namespace constate::models {

// The dtype of what grows by token, where matrices have `dtype`: keys and values are read once for each
// token, as matrices are. Beside bytes for matrices, bf16.
inline DType dtype_by_token(DType dtype) {
  return dtype == DType::kS8 || dtype == DType::kS4 ? DType::kBF16 : dtype;
}

template <class F>
class BoundFamily final : public BoundModel {
 public:
  using Config = typename F::Config;
  using Weights = typename F::template Weights<trace::Tensor>;
  using State = typename F::template State<trace::Tensor>;

  BoundFamily(Config config, Facts facts, DType dtype, bool separate_head)
      : config_(std::move(config)),
        facts_(std::move(facts)),
        dtype_(dtype),
        specs_(F::weight_specs(config_, dtype, separate_head)),
        state_specs_(F::state_specs(config_, 0)),
        weights_(flatten_weights(specs_)) {}

  const Facts& facts() const override { return facts_; }
  DType dtype() const override { return dtype_; }
  std::span<const WeightSpec> weights() const override { return weights_; }
  std::vector<StateSpec> state(std::int64_t capacity) const override {
    std::vector<StateSpec> specs = flatten_specs<StateSpec>(F::state_specs(config_, capacity));
    for (StateSpec& spec : specs)
      if (spec.growth == Growth::kByToken) spec.dtype = dtype_by_token(dtype_);
    return specs;
  }
  bool uses_position() const override { return F::kUsesPosition; }
  bool takes_up_fewer() const override {
    if constexpr (requires { F::kTakesUpFewer; }) return F::kTakesUpFewer;
    return false;
  }

  trace::Tensor hidden(Traced& traced, const Input& input) const override {
    auto state = unflatten<State>(state_specs_, traced.state);
    const trace::Tensor out = F::hidden(weights_of(traced), config_, input, state, traced.taps);
    traced.state = flatten(state);
    return out;
  }
  trace::Tensor logits(const Traced& traced, trace::Tensor hidden) const override {
    return F::logits(weights_of(traced), config_, hidden);
  }
  double recurrence_flops(std::int64_t tokens, const trace::Lowering& lowering) const override {
    return F::recurrence_flops(config_, tokens, lowering);
  }

 private:
  Weights weights_of(const Traced& traced) const { return unflatten<Weights>(specs_, traced.weights); }

  Config config_;
  Facts facts_;
  DType dtype_;
  typename F::template Weights<WeightSpec> specs_;
  typename F::template State<StateSpec> state_specs_;  // its fields are the same for every capacity
  std::vector<WeightSpec> weights_;                    // specs_ in a row
};

template <class F>
class FamilyModel final : public LanguageModel {
 public:
  using Config = typename F::Config;

  FamilyModel(Config config, Facts facts) : config_(std::move(config)), facts_(std::move(facts)) {}

  const Facts& facts() const override { return facts_; }
  std::shared_ptr<const BoundModel> bind(DType dtype, const std::set<std::string>& present) const override {
    return std::make_shared<BoundFamily<F>>(config_, facts_, dtype, F::separate_head(config_, present));
  }

 private:
  Config config_;
  Facts facts_;
};

}  // namespace constate::models
