#include "models/work.h"

#include <algorithm>

namespace constate::models {

double decode_bytes(const BoundModel& model, std::int64_t batch) {
  double bytes = 2.0 * static_cast<double>(batch) * static_cast<double>(state_bytes(model));
  for (const WeightSpec& spec : model.weights()) {
    const auto all = static_cast<double>(spec.shape().bytes());
    const auto rows = static_cast<double>(spec.plain_dims()[0]);
    const auto b = static_cast<double>(batch);
    bytes +=
        spec.use == WeightUse::kRows ? all / rows * std::min(b, rows) : all * std::min(1.0, b * spec.share);
  }
  return bytes;
}

double prefill_flops(const BoundModel& model, std::int64_t tokens, const trace::Lowering& lowering) {
  double once = 0, each = model.recurrence_flops(tokens, lowering);
  for (const WeightSpec& spec : model.weights()) {
    if (!spec.scales_of.empty()) continue;
    const double product = 2.0 * static_cast<double>(spec.elements());
    if (spec.use == WeightUse::kEachToken || spec.use == WeightUse::kExperts) each += product * spec.share;
    if (spec.use == WeightUse::kLogits || spec.use == WeightUse::kRowsAndLogits) once += product;
  }
  return once + each * static_cast<double>(tokens);
}

}  // namespace constate::models
