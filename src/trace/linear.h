// Rows times a weight as checkpoints store it, in whichever form is fast on the device (Lowering).
//
// Chooses among standard operations alone; measures nothing. Threads and lifetimes as in tensor.h.
#pragma once

#include <optional>
#include <string_view>
#include <tuple>

#include "trace/tensor.h"

namespace constate::trace {

// x [... i] times the transpose of weight [o i]: [... o]. The weight may be of 16 or 8 bits; x and the result
// are f32. `to` is the letter of the result's last dimension.
Tensor linear(Operand x, Tensor weight, char to);

// The groups that a quantised matrix is divided into along its inputs have this letter.
inline constexpr char kGroups = '%';
// In four bits the same letter is for blocks, and these for the groups within a block, and for factor and
// offset of a group (trace/four_bits.h).
inline constexpr char kGroupOfBlock = '&', kSteps = '/';
inline constexpr std::int64_t kGroupsOfBlock = 8, kMostInGroupOfBlock = 32;

// A matrix [o i]; where it is quantised, integers s8 and what one step of them is in each row. With several
// groups of inputs it is [% o i], group after group, i being the inputs of one, and each row of a group has a
// scale (docs/decisions/0046). In four bits it is u8 [% o i], two numbers in a byte, with steps of groups
// within a block of inputs '%' (trace/four_bits.h). The elements go by the matrix's own name.
template <class T>
struct Matrix {
  T elements;
  std::optional<T> scale = {};  // f32 [o] or [% o]; bf16 [% o] in four bits
  std::optional<T> steps = {};  // s8 [% o / &]; in four bits alone
  auto fields() { return std::tie(elements, scale, steps); }
  auto fields() const { return std::tie(elements, scale, steps); }
  static constexpr std::string_view kFieldNames = ", scale, steps";
};

Tensor linear(Operand x, const Matrix<Tensor>& weight, char to);
// The same with a matrix of a stack [x o i] or [x % o i]: that at `index`, a scalar s32 that a loop makes.
Tensor linear(Operand x, const Matrix<Tensor>& stack, Tensor index, char to);
// Rows of a table [v d] or [% v d], or in four bits, by s32 index, as f32: ids [...] gives [... d].
Tensor take_rows(const Matrix<Tensor>& table, Tensor ids);

}  // namespace constate::trace
