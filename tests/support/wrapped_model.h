// A model that is another one but for what a test changes.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "models/language_model.h"

namespace constate::testing {

// Derive from it, and override what is to be otherwise.
class WrappedModel : public models::BoundModel {
 public:
  explicit WrappedModel(std::shared_ptr<const models::BoundModel> inner) : inner_(std::move(inner)) {}
  const models::Facts& facts() const override { return inner_->facts(); }
  DType dtype() const override { return inner_->dtype(); }
  std::span<const models::WeightSpec> weights() const override { return inner_->weights(); }
  std::vector<models::StateSpec> state(std::int64_t capacity) const override {
    return inner_->state(capacity);
  }
  bool uses_position() const override { return inner_->uses_position(); }
  trace::Tensor hidden(models::Traced& traced, const models::Input& input) const override {
    return inner_->hidden(traced, input);
  }
  trace::Tensor logits(const models::Traced& traced, trace::Tensor hidden) const override {
    return inner_->logits(traced, hidden);
  }
  double recurrence_flops(std::int64_t tokens, const trace::Lowering& lowering) const override {
    return inner_->recurrence_flops(tokens, lowering);
  }

 private:
  std::shared_ptr<const models::BoundModel> inner_;
};

// A configuration whose bound model is wrapped.
class WrappedConfiguration : public models::LanguageModel {
 public:
  using Wrap =
      std::function<std::shared_ptr<const models::BoundModel>(std::shared_ptr<const models::BoundModel>)>;
  WrappedConfiguration(std::shared_ptr<const models::LanguageModel> inner, Wrap wrap)
      : inner_(std::move(inner)), wrap_(std::move(wrap)) {}
  const models::Facts& facts() const override { return inner_->facts(); }
  std::shared_ptr<const models::BoundModel> bind(DType dtype,
                                                 const std::set<std::string>& present) const override {
    return wrap_(inner_->bind(dtype, present));
  }

 private:
  std::shared_ptr<const models::LanguageModel> inner_;
  Wrap wrap_;
};

}  // namespace constate::testing
