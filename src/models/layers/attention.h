// Causal attention with grouped heads (Vaswani et al. 2017, arXiv:1706.03762; Ainslie et al. 2023,
// arXiv:2305.13245). Its state grows by token: the keys and values so far. With a window (Beltagy et al.
// 2020, arXiv:2004.05150) it has one size: the last keys and values, the newest last.
//
//   b batch   t time   c place of a key   s place in a block of keys   d model width   e inner width
//   g head of the keys   r head of the queries that share it   p head width
#pragma once

#include <optional>
#include <string>

#include "models/language_model.h"
#include "models/layers/norm.h"
#include "models/layers/rotary.h"
#include "trace/fields.h"
#include "trace/linear.h"
#include "trace/tensor.h"

namespace constate::models::layers {

struct AttentionConfig {
  std::int64_t hidden_size, num_heads, num_kv_heads, head_dim;
  double scale;  // of the scores
  bool bias = false, out_bias = false;
  std::optional<Rotary> rotary = {};
  double key_scale = 1;            // of the keys, before they are turned
  std::optional<Norm> norm = {};   // of queries and of keys, before they are turned
  bool norm_of_all_heads = false;  // that norm over all heads at once, and not over each by itself
  std::int64_t window = 0;         // tokens that a token sees, itself among them; 0: all
  double score_cap = 0;            // scores become cap tanh(scores / cap); 0: they stay
  bool output_gate = false;        // each head's output times sigmoid of a gate, which q_proj gives beside q

  std::int64_t heads_per_key() const { return num_heads / num_kv_heads; }
};

template <class T>
struct Attention {
  trace::Matrix<T> q_proj;  // [e d], e = g, r, p; with a gate g, r, (q, gate), p
  std::optional<T> q_bias;  // [e]
  trace::Matrix<T> k_proj;  // [e d], e = g, p
  std::optional<T> k_bias;  // [e]
  trace::Matrix<T> v_proj;  // [e d], e = g, p
  std::optional<T> v_bias;  // [e]
  trace::Matrix<T> o_proj;  // [d e], e = g, r, p
  std::optional<T> o_bias;  // [d]
  std::optional<T> q_norm;  // [p], or [e] of all heads
  std::optional<T> k_norm;  // likewise
  CONSTATE_FIELDS(q_proj, q_bias, k_proj, k_bias, v_proj, v_bias, o_proj, o_bias, q_norm, k_norm)
};

template <class T>
struct AttentionState {
  // [b c g p], c the capacity, a multiple of 256, where what is beyond the text means nothing; or the window.
  // A model keeps what grows in the dtype of its matrices (families/family.h).
  T keys, values;
  CONSTATE_FIELDS(keys, values)
};

// u [b t d] or [b d], already normed; position s32 [b]: tokens of the row before it. The capacity holds
// position + t tokens of each row. What is not valid, at the end of a row, is written beyond its text. A
// window leaves it out: with one, `valid` is needed, of the shape of u without d.
trace::Tensor attention(const Attention<trace::Tensor>& w, const AttentionConfig& k, trace::Tensor u,
                        trace::Tensor position, AttentionState<trace::Tensor>& state,
                        const std::optional<trace::Tensor>& valid = {});

// Of which it is made, for layers that have keys and values from elsewhere. `into` [b c ...] with x [b t ...]
// or [b ...] from each row's position on.
trace::Tensor kept(trace::Tensor into, trace::Tensor x, trace::Tensor position);

struct KeysAndValues {
  trace::Tensor keys, values;  // [b c g p], c a multiple of 256
  // The place in the text of the first of them, s32 [b], negative where that is before the text; without it
  // 0.
  std::optional<trace::Tensor> first = {};
};
// q [b t g r p] or [b g r p], scaled, over keys and values up to its own place, with the window and the cap
// of `k`: what q is of.
trace::Tensor attend(trace::Tensor q, const KeysAndValues& seen, trace::Tensor position,
                     std::int64_t window = 0, double score_cap = 0);

// What some families call otherwise.
struct AttentionNames {
  std::string o_proj = "o_proj", q_norm = "q_norm", k_norm = "k_norm";
};

// Its tensors in a checkpoint are `prefix` and "q_proj.weight", ...
Attention<WeightSpec> attention_specs(const AttentionConfig& k, DType dtype, const std::string& prefix,
                                      const AttentionNames& names = {});
AttentionState<StateSpec> attention_state(const AttentionConfig& k, std::int64_t capacity);

// Floating-point operations of the scores and the sums of values, for each token of a prompt of so many from
// an empty text.
double attention_flops(const AttentionConfig& k, std::int64_t tokens);

}  // namespace constate::models::layers
