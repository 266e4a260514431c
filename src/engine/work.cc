#include "engine/work.h"

#include <algorithm>

#include "engine/engine.h"
#include "engine/weights.h"

namespace constate::engine {
namespace {

bool is_embedding(const models::WeightSpec& spec) { return spec.field == "embedding"; }
bool is_head(const models::WeightSpec& spec) { return spec.field == "head"; }

const models::WeightSpec* separate_head(const Blueprint& blueprint) {
  const auto found = std::find_if(blueprint.weights.begin(), blueprint.weights.end(), is_head);
  return found == blueprint.weights.end() ? nullptr : &*found;
}

}  // namespace

double decode_bytes(const Blueprint& blueprint, std::int64_t batch) {
  const bool gathers = separate_head(blueprint) != nullptr;
  double bytes = 2.0 * static_cast<double>(batch) * static_cast<double>(state_bytes(*blueprint.model));
  for (const models::WeightSpec& spec : blueprint.weights) {
    const double all = static_cast<double>(bytes_of({spec}));
    const auto lines = static_cast<double>(spec.dims[0].size);
    bytes += gathers && is_embedding(spec) ? all / lines * std::min(static_cast<double>(batch), lines) : all;
  }
  return bytes;
}

double prefill_flops(const Blueprint& blueprint, std::int64_t tokens) {
  double once = 0, each = 0;
  const models::WeightSpec* head = separate_head(blueprint);
  for (const models::WeightSpec& spec : blueprint.weights) {
    if (spec.stored_dims.size() != 2) continue;  // vectors, and the convolution
    const double product =
        2.0 * static_cast<double>(spec.stored_dims[0]) * static_cast<double>(spec.stored_dims[1]);
    if (&spec == head || (head == nullptr && is_embedding(spec)))
      once += product;
    else if (!is_embedding(spec))
      each += product;
  }
  const auto chunk = static_cast<double>(std::min(blueprint.lowering.scan_chunk, tokens));
  for (const models::StateSpec& spec : blueprint.model->state()) {
    if (spec.dims.size() != 4) continue;  // [g r p n]
    const auto size = [&](std::size_t i) { return static_cast<double>(spec.dims[i].size); };
    const double g = size(0), r = size(1), p = size(2), n = size(3);
    each += 2 * (g * chunk * n + g * r * chunk * p + 2 * g * r * p * n);
  }
  return once + each * static_cast<double>(tokens);
}

}  // namespace constate::engine
