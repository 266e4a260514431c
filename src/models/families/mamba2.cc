// Mamba-2 (Dao & Gu 2024, "Transformers are SSMs", arXiv:2405.21060).
//
//   b batch   t time   d model width   e inner width   v vocabulary
#include "models/families/mamba2.h"

#include <string>

#include "trace/linear.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::mamba2 {

using namespace trace;
using layers::mamba2_mixer;

namespace {

// Before a block: LayerNorm where there is a bias, RMSNorm where there is none.
Tensor norm(Tensor x, Tensor weight, const std::optional<Tensor>& bias, const Config& k) {
  return bias ? layer_norm(x, weight, *bias, k.layer_norm_epsilon, "d")
              : rms_norm(x, weight, k.layer_norm_epsilon, "d");
}

// x · silu(z), between two projections
Tensor mlp(const Mlp<Tensor>& w, Tensor u) {
  const std::int64_t width = w.fc2.elements.size('e');
  auto [x, z] = split(linear(u, w.fc1, 'e'), 'e', {width, width});
  return linear(x * silu(z), w.fc2, 'd');
}

}  // namespace

Tensor hidden(const Weights<Tensor>& w, const Config& k, Tensor ids, const Places& places,
              State<Tensor>& state, std::vector<Tensor>* taps) {
  // The residual stream in the weights' 16 bits, where it is not to be f32.
  const DType stream = w.embedding.elements.dtype();
  const bool narrow = !k.residual_in_fp32 && (stream == DType::kBF16 || stream == DType::kF16);
  const auto narrowed = [&](Tensor x) { return narrow ? rounded(x, stream) : x; };
  Tensor x = take_rows(w.embedding, ids);
  for (std::size_t i = 0; i < w.layers.size(); ++i) {
    const Scope scope(x, "layer " + std::to_string(i));
    const Layer<Tensor>& l = w.layers[i];
    x = narrowed(x + mamba2_mixer(l.mixer, k, norm(x, l.norm, l.norm_bias, k), places, state.layers[i]));
    if (l.mlp) x = narrowed(x + mlp(*l.mlp, norm(x, l.mlp->norm, l.mlp->norm_bias, k)));
    if (taps) taps->push_back(x);
  }
  return norm(x, w.norm_f, w.norm_f_bias, k);
}

Tensor logits(const Weights<Tensor>& w, Tensor hidden) {
  return linear(hidden, w.head ? *w.head : w.embedding, 'v');
}

}  // namespace constate::models::mamba2
