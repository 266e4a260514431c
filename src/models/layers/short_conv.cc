#include "models/layers/short_conv.h"

#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

Tensor short_conv(Tensor x, Tensor weight, const std::optional<Tensor>& bias, Tensor valid,
                  std::optional<Tensor>& window) {
  const bool one_token = !x.has('t');
  if (one_token) x = split_dim(x, 'e', {{'t', 1}, {'e', -1}});
  const std::int64_t time = x.size('t'), taps = weight.size('k');
  const Tensor inputs = window ? concat(rename(*window, 'k', 't'), x, 't') : x;
  Tensor y;
  for (std::int64_t k = 0; k < taps; ++k) {
    const Tensor term = slice(inputs, 't', k, k + time) * drop_dim(slice(weight, 'k', k, k + 1), 'k');
    y = k == 0 ? term : y + term;
  }
  if (window && one_token) {
    window = select(valid, rename(drop_first(inputs, 't'), 't', 'k'), *window);
  } else if (window) {
    const Tensor lengths = sum(convert(valid, DType::kS32), "t");
    window = rename(slice_rows(inputs, 't', lengths, taps - 1), 't', 'k');
  }
  if (one_token) y = drop_dim(y, 't');
  return bias ? y + *bias : y;
}

}  // namespace constate::models::layers
