// Layers of the gated delta rule of Qwen3-Next and Qwen3.5. Internal to this folder.
#pragma once

#include "models/gguf/hybrid.h"

namespace constate::models::gguf {

// Into `config`: linear_num_key_heads, ...
void read_delta_net(GgufKeys& keys, Json& config);

// Their tensors. g: heads of keys, r: heads of values of each, n, p: the widths of one of the first and of
// the second, d: the model's width.
class DeltaNetMap {
 public:
  // `by_key_head`: a checkpoint has q, k, v and z of a head of keys together, and then those of the next
  // (Qwen3-Next). Otherwise all q, all k and so on, and the file has the heads of values as [r g].
  DeltaNetMap(const Json& config, bool by_key_head);
  void take(TensorMap& map, const Names& in_layer) const;

 private:
  // Rows of heads of values: [r g p ...] of the file as [g r p ...] after the first `begin` rows.
  void take_rows(TensorMap& map, const std::string& file, const std::string& checkpoint, const Dims& in_file,
                 const Dims& dims, std::int64_t begin, bool decay) const;
  void take_by_key_head(TensorMap& map, const Names& in_layer) const;
  void take_together(TensorMap& map, const Names& in_layer) const;

  std::int64_t g_, r_, n_, p_, d_, kernel_;
  bool by_key_head_;
};

}  // namespace constate::models::gguf
