// The result shapes of an operation from its operands' shapes and attributes: pure functions.
//
// Each check carries the number of the constraint it enforces in the StableHLO specification, e.g.
// "dot_general C9". `while`, `reduce` and `return` have regions; what ties a region to its operation is
// checked by the Builder (program.h), which sees the region.
#pragma once

#include <span>
#include <vector>

#include "hlo/op.h"

namespace constate::hlo {

// Throws Error(kInvalidArgument) "<op>: <the rule> (<spec constraint>); got <what>".
std::vector<Shape> infer(Op op, std::span<const Shape> operands, const Attributes& attributes);

}  // namespace constate::hlo
