#include "hlo/op.h"

namespace constate::hlo {

std::string_view name(Op op) {
  switch (op) {
    case Op::kAbs:
      return "abs";
    case Op::kCeil:
      return "ceil";
    case Op::kConvert:
      return "convert";
    case Op::kBitcastConvert:
      return "bitcast_convert";
    case Op::kCosine:
      return "cosine";
    case Op::kErf:
      return "erf";
    case Op::kExponential:
      return "exponential";
    case Op::kExponentialMinusOne:
      return "exponential_minus_one";
    case Op::kFloor:
      return "floor";
    case Op::kIsFinite:
      return "is_finite";
    case Op::kLog:
      return "log";
    case Op::kLogPlusOne:
      return "log_plus_one";
    case Op::kLogistic:
      return "logistic";
    case Op::kNegate:
      return "negate";
    case Op::kNot:
      return "not";
    case Op::kReducePrecision:
      return "reduce_precision";
    case Op::kRsqrt:
      return "rsqrt";
    case Op::kSign:
      return "sign";
    case Op::kSine:
      return "sine";
    case Op::kSqrt:
      return "sqrt";
    case Op::kTanh:
      return "tanh";
    case Op::kAdd:
      return "add";
    case Op::kAnd:
      return "and";
    case Op::kDivide:
      return "divide";
    case Op::kMaximum:
      return "maximum";
    case Op::kMinimum:
      return "minimum";
    case Op::kMultiply:
      return "multiply";
    case Op::kOr:
      return "or";
    case Op::kPower:
      return "power";
    case Op::kRemainder:
      return "remainder";
    case Op::kShiftLeft:
      return "shift_left";
    case Op::kShiftRightLogical:
      return "shift_right_logical";
    case Op::kSubtract:
      return "subtract";
    case Op::kXor:
      return "xor";
    case Op::kCompare:
      return "compare";
    case Op::kClamp:
      return "clamp";
    case Op::kSelect:
      return "select";
    case Op::kBroadcastInDim:
      return "broadcast_in_dim";
    case Op::kConcatenate:
      return "concatenate";
    case Op::kDynamicSlice:
      return "dynamic_slice";
    case Op::kDynamicUpdateSlice:
      return "dynamic_update_slice";
    case Op::kGather:
      return "gather";
    case Op::kPad:
      return "pad";
    case Op::kReshape:
      return "reshape";
    case Op::kReverse:
      return "reverse";
    case Op::kSlice:
      return "slice";
    case Op::kTranspose:
      return "transpose";
    case Op::kConstant:
      return "constant";
    case Op::kIota:
      return "iota";
    case Op::kDotGeneral:
      return "dot_general";
    case Op::kOptimizationBarrier:
      return "optimization_barrier";
    case Op::kReduce:
      return "reduce";
    case Op::kSort:
      return "sort";
    case Op::kWhile:
      return "while";
    case Op::kReturn:
      return "return";
  }
  return "?";
}

std::string_view name(Direction direction) {
  switch (direction) {
    case Direction::kEq:
      return "EQ";
    case Direction::kNe:
      return "NE";
    case Direction::kLt:
      return "LT";
    case Direction::kLe:
      return "LE";
    case Direction::kGt:
      return "GT";
    case Direction::kGe:
      return "GE";
  }
  return "?";
}

}  // namespace constate::hlo
