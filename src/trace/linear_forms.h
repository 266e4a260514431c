// The forms of a product of rows with a weight that several types of weights share. For linear.cc alone.
#pragma once

#include <string>

#include "trace/linear.h"

namespace constate::trace {

// A weight [o i] or [% o i]. One that was picked in a loop is there no earlier than its turn of the loop.
struct Weight {
  Tensor w;
  bool picked = false;

  char out() const { return w.letters()[w.letters().size() - 2]; }
  std::int64_t groups() const { return w.has(kGroups) ? w.size(kGroups) : 1; }
};

// The rows of x [... i], as [? i].
Tensor as_matrix(Operand x, char in);
// The inverse: y [? o] with the outer dimensions of x [... i].
Tensor with_outer(Operand y, Tensor x);
std::int64_t rows_of(Tensor x);
// x [? i] as [? % i], in as many groups as the weight has.
Tensor in_groups(Operand x, char in, std::int64_t groups);

// 1, f32 [], which a compiler cannot know before the rows are there. XLA's CPU scheduler makes what it can as
// early as it can, and drops barriers first: all layers' widened weights would be there at once. What is
// multiplied by this is not.
Tensor known_late(Tensor rows, Location at);

// Whether x [... i] and the weight may go as sums in lanes, by their number and widths.
bool goes_in_lanes(const Forms& forms, Tensor x, const Weight& weight);
// x [... i], f32, times a weight of any type: [... o]. `scale` [% o], where there is one, is multiplied into
// the sums of each group.
Tensor in_lanes(Operand x, const Weight& from, char in, const Tensor* scale = nullptr);

// The end of it: sums [o ? ...], without '?' for one row of x, with the dimensions `lanes` added up.
Tensor lanes_added(Operand sums, const std::string& lanes, char out, Tensor x);

// The same by multiply and reduce.
Tensor by_reduction(Operand x, const Weight& from, char in, const Tensor* scale = nullptr);

}  // namespace constate::trace
