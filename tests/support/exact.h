// Mamba-2 in double, token by token: what the tests compare every float32 way through a model with. Written
// from the recurrence alone, one scalar after the other; shares nothing with the traced model but its
// configuration and the names of its weights. Test code: no part of the library.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "check/verification.h"
#include "models/families/mamba2.h"
#include "runtime/weights.h"

namespace constate::testing {

class Exact {
 public:
  // `specs` name the weights by their fields; each is asked of `source` once, as f32.
  Exact(models::mamba2::Config config, const std::vector<models::WeightSpec>& specs,
        const runtime::WeightSource& source);

  // Takes one more token.
  void step(std::int32_t id);
  void reset();
  // The residual stream after each layer [layers d], and the logits [v], of the last token.
  const std::vector<std::vector<double>>& hidden() const { return hidden_; }
  std::vector<double> logits() const;
  // The state, part by part: "layers.3.conv" [k e] (where there is a window), "layers.3.ssm" [g r p n].
  std::vector<std::pair<std::string, std::vector<double>>> state() const;

 private:
  using Vector = std::vector<double>;
  const Vector* find(const std::string& field) const;
  const Vector& weight(const std::string& field) const { return weights_.at(field); }
  Vector linear(const Vector& x, const std::string& matrix, const std::string& bias = {}) const;
  Vector norm(const Vector& x, const std::string& field) const;
  Vector mixer(std::size_t layer, const Vector& u);

  models::mamba2::Config k_;
  std::map<std::string, Vector> weights_;
  std::vector<Vector> windows_, states_;  // of each layer
  std::vector<Vector> hidden_;
};

// Logits and state of the last token, to be compared with an engine's.
check::Snapshot snapshot(const Exact& exact);

}  // namespace constate::testing
