// What the architectures of hybrids share: keys that mean the same in several of them, and the tensors of
// their layers. Internal to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/gguf/arrays.h"
#include "models/gguf/keys.h"
#include "models/gguf/tensor_map.h"

namespace constate::models::gguf {

// What names begin with, in the file and in the checkpoint: "blk.0." and "model.layers.0.".
struct Names {
  std::string file, checkpoint;
};
Names layer_names(std::int64_t layer, const std::string& checkpoint = "model.layers.");

// Which layers attend: those with heads of keys. All of them have as many.
struct Heads {
  std::vector<bool> attend;  // of `layers`
  // The blocks after the layers are for guessing further tokens, and for nothing else.
  std::int64_t blocks, layers;
  std::int64_t heads, key_heads, head_dim;  // head_dim is 0 where no key says it

  std::int64_t dim(const Json& config) const {
    return head_dim > 0 ? head_dim : config.at("hidden_size").get<std::int64_t>() / heads;
  }
};
// block_count, nextn_predict_layers, attention.head_count and attention.head_count_kv.
Heads read_heads(GgufKeys& keys);
// attention.key_length, where it is there, and value_length.
void read_head_dim(GgufKeys& keys, Heads& heads);
// A list of `block_count`: `name` for those that attend, and `other`.
Json layer_types(const Heads& heads, const char* name, const char* other);

// The rows of the embedding, which a key says again, if at all.
std::int64_t read_vocabulary(GgufKeys& keys, const TensorMap& map);
// Into `config`: embedding_length, the epsilon under `epsilon`, and what the tensors say of the vocabulary
// and its logits. Passes over what says how long texts may be.
void read_decoder(GgufKeys& keys, const TensorMap& map, const char* epsilon, Json& config,
                  const char* epsilon_key = "attention.layer_norm_rms_epsilon");
// Into `config`: num_attention_heads, ... ; attention_bias by the tensor of the first layer that attends.
void write_heads(const Heads& heads, const TensorMap& map, Json& config);
// What times `whole` is `part` once it is cut to an integer.
double share_of(std::int64_t part, std::int64_t whole);
// Into `config`: rope_parameters. `dims` are those of a head that are turned.
void read_rotary(GgufKeys& keys, std::int64_t dims, Json& config);
// Into `config`: mamba_n_heads, mamba_d_head, ...; mamba_conv_bias by the tensor of `layer`. Returns the
// channels of the mixer.
std::int64_t read_mamba(GgufKeys& keys, const TensorMap& map, std::int64_t layer, Json& config);

// The embedding, the last norm, and the matrix of the logits where it is there.
struct Ends {
  std::string embedding = "model.embed_tokens.weight", file_norm = "output_norm.weight",
              norm = "model.norm.weight";
};
void take_ends(TensorMap& map, const Ends& names = {});
void take_mamba(TensorMap& map, const Names& in_layer);
// q_proj, k_proj, v_proj, and the matrix after them, with their biases where they are there.
struct AttentionParts {
  std::string output = "o_proj", q_norm = {}, k_norm = {};  // none where they have no name
  // The converter has moved the rows of q and k so that two elements that are turned together are neighbours.
  bool turned = false;
};
void take_attention(TensorMap& map, const Names& in_layer, const Heads& heads,
                    const AttentionParts& parts = {});
// gate_proj, up_proj, down_proj, with their biases where they are there.
// `kind` stands after the names in the file: "_shexp".
void take_mlp(TensorMap& map, const std::string& file, const std::string& checkpoint,
              const std::string& kind = "");
// Two matrices of `each`, [e d], as one, [2e d]; or of all experts, [x e d] and [x 2e d].
void take_gate_and_up(TensorMap& map, const std::string& gate, const std::string& up,
                      const std::string& checkpoint, Dims each);
// Experts with a gate, `each` [x e d], under these names.
struct ExpertNames {
  std::string router, in, out, correction = {};
};
void take_experts(TensorMap& map, const std::string& file, const Dims& each, const ExpertNames& names);
// The blocks that guess further tokens, as the tensors `mtp.*`, which families pass over.
void leave_out_guesses(TensorMap& map, const Heads& heads);

inline constexpr int kSigmoid = 2;  // of expert_gating_func

}  // namespace constate::models::gguf
