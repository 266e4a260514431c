// einsum: contractions in the paper's own letters.
//
//   Tensor CB = einsum("bclgn,bcsgn->bgcls", C, B);
//
// A spec names every dimension of both operands, in order. It may give a dimension a new letter (l -> s) but
// not the letter of another dimension of the same operand: that catches every transposition. Letters of both
// operands that the result lacks are summed over; letters of both that it has are kept in step; a letter of
// one operand only must be in the result. A malformed spec does not compile.
//
// What is emitted is the lowering's choice: a broadcast multiply where nothing is summed over, multiply and
// reduce where one operand is a vector for each batch element (it fuses with its neighbours) or the sums are
// short (Lowering::summed_terms), else one dot_general. Sums of f32 products are in f32 on every device, not
// in a narrower type.
#pragma once

#include <string>
#include <string_view>

#include "trace/tensor.h"

namespace constate::trace {

struct EinsumSpec {
  std::string_view lhs, rhs, out;
  Location at;

  template <std::size_t N>
  consteval EinsumSpec(const char (&spec)[N], Location where = Location::current()) : at(where) {
    const std::string_view text(spec, N - 1);
    const auto comma = text.find(','), arrow = text.find("->");
    if (arrow == text.npos) throw "einsum spec: '->' is missing";
    if (comma == text.npos || comma > arrow)
      throw "einsum spec: two operands are expected, with a ',' between";
    lhs = text.substr(0, comma);
    rhs = text.substr(comma + 1, arrow - comma - 1);
    out = text.substr(arrow + 2);
    for (std::string_view part : {lhs, rhs, out})
      for (std::size_t i = 0; i < part.size(); ++i) {
        if (part[i] < 'a' || part[i] > 'z') throw "einsum spec: dimensions are lower-case letters";
        if (part.find(part[i], i + 1) != part.npos) throw "einsum spec: a letter stands twice in one part";
      }
    for (char c : out)
      if (lhs.find(c) == lhs.npos && rhs.find(c) == rhs.npos)
        throw "einsum spec: the result has a letter of no operand";
    for (char c : lhs)
      if (rhs.find(c) == rhs.npos && out.find(c) == out.npos)
        throw "einsum spec: a letter of one operand is lost";
    for (char c : rhs)
      if (lhs.find(c) == lhs.npos && out.find(c) == out.npos)
        throw "einsum spec: a letter of one operand is lost";
  }

  std::string str() const;
};

Tensor einsum(EinsumSpec spec, Tensor a, Tensor b);

// The dot_general behind it, for products that einsum cannot say: contracts `over`, keeps the other letters
// that both have in step, and orders the result batch, a's own, b's own. Element type of the result: f32;
// s32 for integers, f64 for f64.
Tensor dot(Tensor a, Tensor b, std::string_view over, Location at = Location::current());

// The same as the lowering has it: a small product may be multiply and sum.
Tensor product(Tensor a, Tensor b, std::string_view over, Location at = Location::current());
// Whether a product with so many terms in each sum, and so many multiplications in all, is.
bool goes_as_sum(const Lowering& lowering, std::int64_t terms, std::int64_t multiplications);

}  // namespace constate::trace
