// For each other operation its result shape, and for each rule the exact message where it is broken. The
// clauses are those of the StableHLO specification.
#include <cmath>

#include "hlo/infer_testing.h"

namespace constate::hlo {
namespace {

using namespace testing;

TEST(Infer, BroadcastInDim) {
  EXPECT_EQ(result(Op::kBroadcastInDim, {f32({3})}, BroadcastInDim{{2, 3}, {1}}), "f32[2, 3]");
  EXPECT_EQ(result(Op::kBroadcastInDim, {f32({1, 3})}, BroadcastInDim{{3, 5}, {1, 0}}), "f32[3, 5]");
  EXPECT_EQ(result(Op::kBroadcastInDim, {s32({})}, BroadcastInDim{{2, 0}, {}}), "s32[2, 0]");
  expect_refused({
      {Op::kBroadcastInDim,
       {f32({3})},
       BroadcastInDim{{2, 3}, {}},
       "broadcast_in_dim: one target for each operand dimension (broadcast_in_dim C2); got f32[3] to [2, 3] "
       "by dims []"},
      {Op::kBroadcastInDim,
       {f32({3})},
       BroadcastInDim{{2, 3}, {2}},
       "broadcast_in_dim: targets are dimensions of the result (broadcast_in_dim C3); got f32[3] to [2, 3] "
       "by dims [2]"},
      {Op::kBroadcastInDim,
       {f32({3})},
       BroadcastInDim{{2, 3}, {-1}},
       "broadcast_in_dim: targets are dimensions of the result (broadcast_in_dim C3); got f32[3] to [2, 3] "
       "by dims [-1]"},
      {Op::kBroadcastInDim,
       {f32({3, 3})},
       BroadcastInDim{{3, 3}, {0, 0}},
       "broadcast_in_dim: targets are distinct (broadcast_in_dim C4); got f32[3, 3] to [3, 3] by dims [0, "
       "0]"},
      {Op::kBroadcastInDim,
       {f32({3})},
       BroadcastInDim{{2, 4}, {1}},
       "broadcast_in_dim: a dimension is 1 or keeps its size (broadcast_in_dim C5); got f32[3] to [2, 4] by "
       "dims [1]"},
      {Op::kBroadcastInDim,
       {f32({})},
       BroadcastInDim{{-2}, {}},
       "broadcast_in_dim: no size is negative; got f32[-2]"},
  });
}

TEST(Infer, ReshapeTransposeReverse) {
  EXPECT_EQ(result(Op::kReshape, {f32({2, 6})}, Reshape{{3, 4}}), "f32[3, 4]");
  EXPECT_EQ(result(Op::kReshape, {f32({1})}, Reshape{{}}), "f32[]");
  EXPECT_EQ(result(Op::kTranspose, {s32({2, 3, 4})}, Transpose{{2, 0, 1}}), "s32[4, 2, 3]");
  EXPECT_EQ(result(Op::kReverse, {f32({2, 3})}, Reverse{{1}}), "f32[2, 3]");
  expect_refused({
      {Op::kReshape,
       {f32({2, 6})},
       Reshape{{3, 5}},
       "reshape: operand and result have as many elements (reshape C2); got f32[2, 6] to f32[3, 5]"},
      {Op::kReshape,
       {f32({2, 6})},
       Reshape{{-3, -4}},
       "reshape: operand and result have as many elements (reshape C2); got f32[2, 6] to f32[-3, -4]"},
      {Op::kTranspose,
       {f32({2, 3})},
       Transpose{{0}},
       "transpose: the permutation names each dimension once (transpose C2); got f32[2, 3] by [0]"},
      {Op::kTranspose,
       {f32({2, 3})},
       Transpose{{0, 0}},
       "transpose: the permutation names each dimension once (transpose C2); got f32[2, 3] by [0, 0]"},
      {Op::kTranspose,
       {f32({2, 3})},
       Transpose{{0, 2}},
       "transpose: the permutation names each dimension once (transpose C2); got f32[2, 3] by [0, 2]"},
      {Op::kReverse,
       {f32({2, 3})},
       Reverse{{1, 1}},
       "reverse: dimensions are distinct (reverse C2); got [1, 1]"},
      {Op::kReverse,
       {f32({2, 3})},
       Reverse{{2}},
       "reverse: dimensions are the operand's (reverse C3); got f32[2, 3] by [2]"},
  });
}

TEST(Infer, Slice) {
  EXPECT_EQ(result(Op::kSlice, {f32({5, 8})}, Slice{{1, 0}, {4, 8}, {1, 3}}), "f32[3, 3]");
  EXPECT_EQ(result(Op::kSlice, {f32({5})}, Slice{{5}, {5}, {1}}), "f32[0]");
  expect_refused({
      {Op::kSlice,
       {f32({5, 8})},
       Slice{{1}, {4, 8}, {1, 1}},
       "slice: one start, limit and stride for each dimension (slice C2); got f32[5, 8] from [1] to [4, 8] "
       "by [1, 1]"},
      {Op::kSlice,
       {f32({5})},
       Slice{{-1}, {4}, {1}},
       "slice: 0 <= start <= limit <= size in each dimension (slice C3); got f32[5] from [-1] to [4] by [1]"},
      {Op::kSlice,
       {f32({5})},
       Slice{{3}, {2}, {1}},
       "slice: 0 <= start <= limit <= size in each dimension (slice C3); got f32[5] from [3] to [2] by [1]"},
      {Op::kSlice,
       {f32({5})},
       Slice{{0}, {6}, {1}},
       "slice: 0 <= start <= limit <= size in each dimension (slice C3); got f32[5] from [0] to [6] by [1]"},
      {Op::kSlice,
       {f32({5})},
       Slice{{0}, {5}, {0}},
       "slice: strides are positive (slice C4); got f32[5] from [0] to [5] by [0]"},
  });
}

TEST(Infer, DynamicSliceAndUpdate) {
  EXPECT_EQ(result(Op::kDynamicSlice, {f32({5, 8}), s32({}), s32({})}, DynamicSlice{{2, 8}}), "f32[2, 8]");
  EXPECT_EQ(result(Op::kDynamicUpdateSlice, {f32({5, 8}), f32({2, 8}), u32({}), u32({})}), "f32[5, 8]");
  expect_refused({
      {Op::kDynamicSlice, {}, DynamicSlice{{}}, "dynamic_slice: has an operand (dynamic_slice I1); got none"},
      {Op::kDynamicSlice,
       {f32({5, 8}), s32({})},
       DynamicSlice{{2, 8}},
       "dynamic_slice: one start index for each dimension (dynamic_slice C2); got s32[]"},
      {Op::kDynamicSlice,
       {f32({5, 8}), s32({}), s32({})},
       DynamicSlice{{2}},
       "dynamic_slice: one size for each dimension (dynamic_slice C2); got [2]"},
      {Op::kDynamicSlice,
       {f32({5, 8}), s32({}), u32({})},
       DynamicSlice{{2, 8}},
       "dynamic_slice: start indices are scalars of one integer type (dynamic_slice C3); got s32[], u32[]"},
      {Op::kDynamicSlice,
       {f32({5}), s32({1})},
       DynamicSlice{{2}},
       "dynamic_slice: start indices are scalars of one integer type (dynamic_slice C3); got s32[1]"},
      {Op::kDynamicSlice,
       {f32({5}), f32({})},
       DynamicSlice{{2}},
       "dynamic_slice: start indices are scalars of one integer type (dynamic_slice C3); got f32[]"},
      {Op::kDynamicSlice,
       {f32({5}), s32({})},
       DynamicSlice{{6}},
       "dynamic_slice: 0 <= size <= the operand's in each dimension (dynamic_slice C4); got f32[5] to [6]"},
      {Op::kDynamicUpdateSlice,
       {f32({5})},
       {},
       "dynamic_update_slice: has an operand and an update (dynamic_update_slice I1); got f32[5]"},
      {Op::kDynamicUpdateSlice,
       {f32({5}), s32({2}), s32({})},
       {},
       "dynamic_update_slice: operand and update have one element type (dynamic_update_slice C2); got "
       "f32[5], s32[2], s32[]"},
      {Op::kDynamicUpdateSlice,
       {f32({5}), f32({}), s32({})},
       {},
       "dynamic_update_slice: operand and update have one rank (dynamic_update_slice C3); got f32[5], f32[], "
       "s32[]"},
      {Op::kDynamicUpdateSlice,
       {f32({5}), f32({2})},
       {},
       "dynamic_update_slice: one start index for each dimension (dynamic_update_slice C4); got "},
      {Op::kDynamicUpdateSlice,
       {f32({5}), f32({2}), f32({})},
       {},
       "dynamic_update_slice: start indices are scalars of one integer type (dynamic_update_slice C5); got "
       "f32[]"},
      {Op::kDynamicUpdateSlice,
       {f32({5}), f32({6}), s32({})},
       {},
       "dynamic_update_slice: the update fits into the operand (dynamic_update_slice C6); got f32[5], "
       "f32[6], s32[]"},
  });
}

TEST(Infer, ConcatenateAndPad) {
  EXPECT_EQ(result(Op::kConcatenate, {f32({2, 3}), f32({2, 0}), f32({2, 4})}, Concatenate{1}), "f32[2, 7]");
  EXPECT_EQ(result(Op::kPad, {f32({3, 2}), f32({})}, Pad{{1, 0}, {2, -1}, {2, 0}}), "f32[10, 1]");
  EXPECT_EQ(result(Op::kPad, {f32({0}), f32({})}, Pad{{1}, {1}, {5}}), "f32[2]");
  expect_refused({
      {Op::kConcatenate,
       {f32({2}), s32({2})},
       Concatenate{0},
       "concatenate: all operands have one element type (concatenate C1); got f32[2], s32[2]"},
      {Op::kConcatenate,
       {f32({2, 3}), f32({3, 3})},
       Concatenate{1},
       "concatenate: operands differ in the concatenated dimension only (concatenate C2); got f32[2, 3], "
       "f32[3, 3]"},
      {Op::kConcatenate,
       {f32({2, 3}), f32({2})},
       Concatenate{1},
       "concatenate: operands differ in the concatenated dimension only (concatenate C2); got f32[2, 3], "
       "f32[2]"},
      {Op::kConcatenate, {}, Concatenate{0}, "concatenate: has an operand (concatenate C3); got none"},
      {Op::kConcatenate,
       {f32({2})},
       Concatenate{1},
       "concatenate: the dimension is one of the operands' (concatenate C4); got 1"},
      {Op::kPad,
       {f32({2}), s32({})},
       Pad{{0}, {0}, {0}},
       "pad: the padding value is a scalar of the operand's type (pad C1); got f32[2], s32[]"},
      {Op::kPad,
       {f32({2}), f32({1})},
       Pad{{0}, {0}, {0}},
       "pad: the padding value is a scalar of the operand's type (pad C1); got f32[2], f32[1]"},
      {Op::kPad,
       {f32({2}), f32({})},
       Pad{{0}, {0, 0}, {0}},
       "pad: low, high and interior have one number for each dimension (pad C2); got f32[2]"},
      {Op::kPad,
       {f32({2}), f32({})},
       Pad{{0}, {0}, {-1}},
       "pad: interior padding is not negative (pad C3); got [-1]"},
      {Op::kPad,
       {f32({2}), f32({})},
       Pad{{-3}, {0}, {0}},
       "pad: the result has no negative size (pad C4); got [-1]"},
  });
}

TEST(Infer, IotaAndConstant) {
  EXPECT_EQ(result(Op::kIota, {}, Iota{s32({2, 3}), 1}), "s32[2, 3]");
  EXPECT_EQ(result(Op::kConstant, {}, Constant{f32({2, 3}), {1}}), "f32[2, 3]");
  EXPECT_EQ(result(Op::kConstant, {}, Constant{f32({2}), {1, 2}}), "f32[2]");
  EXPECT_EQ(result(Op::kConstant, {}, Constant{u32({}), {4294967295.0}}), "u32[]");
  EXPECT_EQ(result(Op::kConstant, {}, Constant{{DType::kS64, {}}, {0x1p63}}),
            "s64[]");  // stands for 2^63 - 1
  EXPECT_EQ(result(Op::kConstant, {}, Constant{{DType::kS8, {}}, {-128}}), "s8[]");
  expect_refused({
      {Op::kIota,
       {},
       Iota{s32({2}), 1},
       "iota: the dimension is one of the result's (iota C1); got 1 of s32[2]"},
      {Op::kIota,
       {},
       Iota{s32({}), 0},
       "iota: the dimension is one of the result's (iota C1); got 0 of s32[]"},
      {Op::kIota, {}, Iota{pred({2}), 0}, "iota: the result holds numbers (iota output); got pred[2]"},
      {Op::kConstant,
       {},
       Constant{f32({3}), {1, 2}},
       "constant: one value, or one for each element (constant C1); got 2 values for f32[3]"},
      {Op::kConstant,
       {},
       Constant{s32({}), {0.5}},
       "constant: values are of the element type (constant C1); got 0.5 for s32[]"},
      {Op::kConstant,
       {},
       Constant{s32({}), {2147483648.0}},
       "constant: values are of the element type (constant C1); got 2147483648 for s32[]"},
      {Op::kConstant,
       {},
       Constant{s32({}), {-INFINITY}},
       "constant: values are of the element type (constant C1); got -inf for s32[]"},
      {Op::kConstant,
       {},
       Constant{s32({}), {NAN}},
       "constant: values are of the element type (constant C1); got nan for s32[]"},
      {Op::kConstant,
       {},
       Constant{u32({}), {-1}},
       "constant: values are of the element type (constant C1); got -1 for u32[]"},
      {Op::kConstant,
       {},
       Constant{pred({}), {2}},
       "constant: values are of the element type (constant C1); got 2 for pred[]"},
      {Op::kConstant, {}, Constant{f32({-1}), {0}}, "constant: no size is negative; got f32[-1]"},
  });
}

TEST(Infer, DotGeneral) {
  const DotGeneral batched{{0}, {1}, {2}, {0}};
  EXPECT_EQ(result(Op::kDotGeneral, {f32({5, 2, 3}), f32({3, 5, 4})}, batched), "f32[5, 2, 4]");
  EXPECT_EQ(
      result(Op::kDotGeneral, {{DType::kBF16, {2, 3}}, {DType::kBF16, {4, 3}}}, DotGeneral{{}, {}, {1}, {1}}),
      "f32[2, 4]");
  EXPECT_EQ(result(Op::kDotGeneral, {f32({2}), f32({3})}, DotGeneral{}), "f32[2, 3]");
  const Shape l = f32({2, 3}), r = f32({3, 4});
  expect_refused({
      {Op::kDotGeneral,
       {l, r},
       DotGeneral{{0}, {}, {1}, {0}},
       "dot_general: as many batching dimensions on both sides (dot_general C1); got f32[2, 3] and f32[3, "
       "4], batching [0] x [], contracting [1] x [0]"},
      {Op::kDotGeneral,
       {l, r},
       DotGeneral{{}, {}, {1}, {}},
       "dot_general: as many contracting dimensions on both sides (dot_general C2); got f32[2, 3] and f32[3, "
       "4], batching [] x [], contracting [1] x []"},
      {Op::kDotGeneral,
       {l, r},
       DotGeneral{{1}, {1}, {1}, {0}},
       "dot_general: left dimensions are named once (dot_general C3); got f32[2, 3] and f32[3, 4], batching "
       "[1] x [1], contracting [1] x [0]"},
      {Op::kDotGeneral,
       {l, r},
       DotGeneral{{0}, {0}, {1}, {0}},
       "dot_general: right dimensions are named once (dot_general C4); got f32[2, 3] and f32[3, 4], batching "
       "[0] x [0], contracting [1] x [0]"},
      {Op::kDotGeneral,
       {l, r},
       DotGeneral{{2}, {1}, {1}, {0}},
       "dot_general: left batching dimensions exist (dot_general C5); got f32[2, 3] and f32[3, 4], batching "
       "[2] x [1], contracting [1] x [0]"},
      {Op::kDotGeneral,
       {l, r},
       DotGeneral{{}, {}, {2}, {0}},
       "dot_general: left contracting dimensions exist (dot_general C6); got f32[2, 3] and f32[3, 4], "
       "batching [] x [], contracting [2] x [0]"},
      {Op::kDotGeneral,
       {l, r},
       DotGeneral{{0}, {-1}, {1}, {0}},
       "dot_general: right batching dimensions exist (dot_general C7); got f32[2, 3] and f32[3, 4], batching "
       "[0] x [-1], contracting [1] x [0]"},
      {Op::kDotGeneral,
       {l, r},
       DotGeneral{{}, {}, {1}, {2}},
       "dot_general: right contracting dimensions exist (dot_general C8); got f32[2, 3] and f32[3, 4], "
       "batching [] x [], contracting [1] x [2]"},
      {Op::kDotGeneral,
       {l, r},
       DotGeneral{{0}, {1}, {1}, {0}},
       "dot_general: paired dimensions have one size (dot_general C9); got f32[2, 3] and f32[3, 4], batching "
       "[0] x [1], contracting [1] x [0]"},
      {Op::kDotGeneral,
       {l, r},
       DotGeneral{{}, {}, {0}, {0}},
       "dot_general: paired dimensions have one size (dot_general C10); got f32[2, 3] and f32[3, 4], "
       "batching [] x [], contracting [0] x [0]"},
      {Op::kDotGeneral,
       {l, {DType::kBF16, {3, 4}}},
       DotGeneral{{}, {}, {1}, {0}},
       "dot_general: both operands have one element type (dot_general C13); got f32[2, 3] and bf16[3, 4], "
       "batching [] x [], contracting [1] x [0]"},
  });
}

TEST(Infer, Reduce) {
  EXPECT_EQ(result(Op::kReduce, {f32({2, 3, 4}), f32({})}, Reduce{Op::kAdd, {0, 2}}), "f32[3]");
  EXPECT_EQ(result(Op::kReduce, {pred({2}), pred({})}, Reduce{Op::kAnd, {0}}), "pred[]");
  EXPECT_EQ(result(Op::kReduce, {s32({2}), s32({})}, Reduce{Op::kMaximum, {}}), "s32[2]");
  expect_refused({
      {Op::kReduce,
       {f32({2}), s32({})},
       Reduce{Op::kAdd, {0}},
       "reduce: the start value is a scalar of the operand's type (reduce C2); got f32[2], s32[]"},
      {Op::kReduce,
       {f32({2}), f32({1})},
       Reduce{Op::kAdd, {0}},
       "reduce: the start value is a scalar of the operand's type (reduce C2); got f32[2], f32[1]"},
      {Op::kReduce, {f32({2})}, Reduce{Op::kAdd, {0}}, "reduce: takes 2 operands; got 1"},
      {Op::kReduce,
       {f32({2}), f32({})},
       Reduce{Op::kAdd, {1}},
       "reduce: dimensions are the operand's (reduce C4); got f32[2] over [1]"},
      {Op::kReduce,
       {f32({2}), f32({})},
       Reduce{Op::kAdd, {0, 0}},
       "reduce: dimensions are distinct (reduce C5); got [0, 0]"},
      {Op::kReduce,
       {f32({2}), f32({})},
       Reduce{Op::kMultiply, {0}},
       "reduce: the body is add, maximum, minimum, and, or (reduce C6); got multiply"},
      {Op::kReduce,
       {f32({2}), f32({})},
       Reduce{Op::kOr, {0}},
       "reduce: the body takes the operand's element type (reduce C6); got or of f32[2]"},
  });
}

TEST(Infer, Sort) {
  EXPECT_EQ(result(Op::kSort, {s32({2, 3})}, Sort{1}), "s32[2, 3]");
  expect_refused({
      {Op::kSort, {}, Sort{0}, "sort: there is an operand (sort C1); got none"},
      {Op::kSort,
       {s32({2}), f32({3})},
       Sort{0},
       "sort: all operands have one shape (sort C2); got s32[2], f32[3]"},
      {Op::kSort, {s32({2})}, Sort{1}, "sort: the dimension is the operands' (sort C4); got s32[2] along 1"},
      {Op::kSort,
       {s32({2})},
       Sort{-1},
       "sort: the dimension is the operands' (sort C4); got s32[2] along -1"},
      {Op::kSort, {f32({2})}, Sort{0}, "sort: the body compares integers (sort C5); got f32[2]"},
  });
}

TEST(Infer, Gather) {
  // Rows of a table [7, 4] by ids [2, 3].
  const Gather rows{{2}, {0}, {0}, 2, {1, 4}};
  EXPECT_EQ(result(Op::kGather, {f32({7, 4}), s32({2, 3})}, rows), "f32[2, 3, 4]");
  // Windows of two by index pairs: offsets before the batch.
  EXPECT_EQ(result(Op::kGather, {f32({7, 4}), s32({5, 2})}, Gather{{0, 1}, {}, {0, 1}, 1, {2, 3}}),
            "f32[2, 3, 5]");
  const Shape table = f32({7, 4}), ids = s32({2, 3});
  expect_refused({
      {Op::kGather,
       {table, ids},
       Gather{{2}, {}, {0}, 2, {1, 4}},
       "gather: each operand dimension is an offset or collapsed (gather C1); got f32[7, 4], s32[2, 3]"},
      {Op::kGather,
       {table, f32({2, 3})},
       rows,
       "gather: indices are integers (gather I2); got f32[7, 4], f32[2, 3]"},
      {Op::kGather,
       {table, ids},
       Gather{{2}, {0}, {0}, 3, {1, 4}},
       "gather: index_vector_dim is one of the indices' (gather C2); got f32[7, 4], s32[2, 3]"},
      {Op::kGather,
       {table, ids},
       Gather{{2}, {0}, {0}, 1, {1, 4}},
       "gather: one operand dimension for each index (gather C3); got f32[7, 4], s32[2, 3]"},
      {Op::kGather,
       {table, ids},
       Gather{{3, 2}, {}, {0}, 2, {1, 4}},
       "gather: offset dimensions are distinct and sorted (gather C4); got [3, 2]"},
      {Op::kGather,
       {table, ids},
       Gather{{3}, {0}, {0}, 2, {1, 4}},
       "gather: offset dimensions are the result's (gather C5); got [3]"},
      {Op::kGather,
       {table, ids},
       Gather{{}, {0, 0}, {0}, 2, {1, 1}},
       "gather: collapsed dimensions are distinct (gather C6); got [0, 0]"},
      {Op::kGather,
       {table, ids},
       Gather{{}, {1, 0}, {0}, 2, {1, 1}},
       "gather: collapsed dimensions are sorted (gather C7); got [1, 0]"},
      {Op::kGather,
       {table, ids},
       Gather{{2}, {2}, {0}, 2, {1, 4}},
       "gather: collapsed dimensions are the operand's (gather C8); got [2]"},
      {Op::kGather,
       {table, ids},
       Gather{{2}, {0}, {0}, 2, {2, 4}},
       "gather: collapsed dimensions have slice size 0 or 1 (gather C9); got f32[7, 4], s32[2, 3]"},
      {Op::kGather,
       {table, s32({5, 2})},
       Gather{{0, 1}, {}, {0, 0}, 1, {2, 3}},
       "gather: start_index_map names dimensions once (gather C18); got [0, 0]"},
      {Op::kGather,
       {table, ids},
       Gather{{2}, {0}, {2}, 2, {1, 4}},
       "gather: start_index_map names operand dimensions (gather C19); got [2]"},
      {Op::kGather,
       {table, ids},
       Gather{{2}, {0}, {0}, 2, {1}},
       "gather: one slice size for each dimension (gather C20); got [1]"},
      {Op::kGather,
       {table, ids},
       Gather{{2}, {0}, {0}, 2, {1, 5}},
       "gather: 0 <= slice size <= size (gather C21); got f32[7, 4], s32[2, 3]"},
  });
}

TEST(Infer, ControlOperationsPassTheirOperandsOn) {
  EXPECT_EQ(result(Op::kOptimizationBarrier, {f32({2}), s32({})}), "f32[2], s32[]");
  EXPECT_EQ(result(Op::kWhile, {f32({2}), s32({})}), "f32[2], s32[]");
  EXPECT_EQ(result(Op::kReturn, {f32({2})}), "");
}

TEST(Infer, AttributesOfAnotherOperationAreOurOwnMistake) {
  try {
    infer(Op::kReshape, std::vector<Shape>{f32({2})}, Transpose{{0}});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Code::kInternal);
    EXPECT_STREQ(e.what(), "reshape: attributes of another operation");
  }
}

}  // namespace
}  // namespace constate::hlo
