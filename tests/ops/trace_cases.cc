// The tensor language, run. Expected values: by hand.
#include <limits>

#include "harness.h"
#include "trace/einsum.h"
#include "trace/loop.h"
#include "trace/ops.h"

namespace constate::ops {
namespace {

using namespace trace;

struct Doubling {
  Tensor x, n;
  CONSTATE_FIELDS(x, n)
};

}  // namespace

std::vector<Case> trace_cases() {
  const std::vector<Dim> i3{{'i', 3}}, bt{{'b', 2}, {'t', 3}};
  const Input matrix = f32(bt, {1, 2, 3, 4, 5, 6});
  return {
      {"letters line up",
       {matrix, f32({{'t', 3}, {'b', 2}}, {10, 40, 20, 50, 30, 60})},
       [](Graph&, const Tensors& in) -> Tensors {
         return {in[0] + in[1], in[1] - in[0]};
       },
       {{11, 22, 33, 44, 55, 66}, {9, 36, 18, 45, 27, 54}}},
      {"a narrow operand is repeated",
       {matrix, f32(i3, {1, 10, 100})},
       [](Graph&, const Tensors& in) -> Tensors {
         return {rename(in[1], 'i', 't') * in[0], 1.0 - in[1], in[1] / 2.0};
       },
       {{1, 20, 300, 4, 50, 600}, {0, -9, -99}, {0.5, 5, 50}}},
      {"integer operators",
       {u32(i3, {1, 6, 255})},
       [](Graph&, const Tensors& in) -> Tensors {
         return {shift_left(in[0], 4.0), shift_right(in[0], 1.0), bit_and(in[0], 3.0),
                 bit_or(in[0], 8.0),     bit_xor(in[0], 255.0),   remainder(in[0], 4.0)};
       },
       {{16, 96, 4080}, {0, 3, 127}, {1, 2, 3}, {9, 14, 255}, {254, 249, 0}, {1, 2, 3}}},
      {"comparisons and logic",
       {f32(i3, {-1, 0, 1})},
       [](Graph&, const Tensors& in) -> Tensors {
         const Tensor x = in[0];
         return {logical_and(ge(x, 0.0), le(x, 0.0)), logical_or(lt(x, 0.0), gt(x, 0.0)),
                 logical_not(eq(x, 0.0)), ne(x, 1.0), select(gt(x, 0.0), x, 7.0)};
       },
       {{0, 1, 0}, {1, 0, 1}, {1, 0, 1}, {1, 1, 0}, {7, 7, 1}}},
      {"clamp, maximum, minimum",
       {f32(i3, {-2, 0.5, 3})},
       [](Graph&, const Tensors& in) -> Tensors {
         return {clamp(-1.0, in[0], 1.0), maximum(in[0], 0.0), minimum(in[0], 0.0)};
       },
       {{-1, 0.5, 1}, {0, 0.5, 3}, {-2, 0, 0}}},
      {"sources",
       {},
       [](Graph& g, const Tensors&) -> Tensors {
         return {iota(g, DType::kS32, {'i', 4}), fill(g, DType::kF32, -0.5, {{'i', 3}}),
                 constant(g, DType::kU32, 4294967295.0)};
       },
       {{0, 1, 2, 3}, {-0.5, -0.5, -0.5}, {4294967295.0}}},
      {"split and merge",
       {f32({{'b', 2}, {'t', 4}}, {1, 2, 3, 4, 5, 6, 7, 8})},
       [](Graph&, const Tensors& in) -> Tensors {
         const Tensor split = split_dim(in[0], 't', {{'c', -1}, {'l', 2}});
         return {transpose(split, "lbc"), merge_dims(split, "lb", 'z'), merge_dims(split, "cl", 't')};
       },
       {{1, 3, 5, 7, 2, 4, 6, 8}, {1, 3, 5, 7, 2, 4, 6, 8}, {1, 2, 3, 4, 5, 6, 7, 8}}},
      {"pieces",
       {matrix},
       [](Graph&, const Tensors& in) -> Tensors {
         const auto [first, rest] = split(in[0], 't', {1, 2});
         return {first,
                 rest,
                 last(in[0], 't'),
                 drop_first(in[0], 't'),
                 drop_last(in[0], 't'),
                 pad(in[0], 't', 1, 2, 9),
                 concat(first, rest, 't'),
                 broadcast(first, {{'t', 1}, {'z', 2}, {'b', 2}})};
       },
       {{1, 4},
        {2, 3, 5, 6},
        {3, 6},
        {2, 3, 5, 6},
        {1, 2, 4, 5},
        {9, 1, 2, 3, 9, 9, 9, 4, 5, 6, 9, 9},
        {1, 2, 3, 4, 5, 6},
        {1, 4, 1, 4}}},
      // Windows of two: inside, before the start, beyond the end.
      {"slice_rows",
       {f32({{'b', 4}, {'t', 3}, {'e', 1}}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}),
        s32({{'b', 4}}, {0, 1, -5, 7})},
       [](Graph&, const Tensors& in) -> Tensors { return {slice_rows(in[0], 't', in[1], 2)}; },
       {{1, 2, 5, 6, 7, 8, 11, 12}}},
      {"take_rows",
       {f32({{'v', 3}, {'d', 2}}, {1, 2, 3, 4, 5, 6}), s32(bt, {0, 2, 1, -1, 3, 1})},
       [](Graph&, const Tensors& in) -> Tensors { return {take_rows(in[0], in[1])}; },
       {{1, 2, 5, 6, 3, 4, 1, 2, 5, 6, 3, 4}}},
      // Inside, before the start, beyond the end.
      {"slice_at and put_at",
       {matrix, f32({{'b', 2}, {'t', 2}}, {-1, -2, -3, -4}), s32({}, {1}), s32({}, {-1}), s32({}, {9})},
       [](Graph&, const Tensors& in) -> Tensors {
         return {slice_at(in[0], 't', in[2], 2), slice_at(in[0], 't', in[3], 2),
                 slice_at(in[0], 'b', in[4], 1), put_at(in[0], in[1], 't', in[2]),
                 put_at(in[0], in[1], 't', in[3])};
       },
       {{2, 3, 5, 6}, {1, 2, 4, 5}, {4, 5, 6}, {1, -1, -2, 4, -3, -4}, {-1, -2, 3, -3, -4, 6}}},
      {"sort, along either dimension, and what is equal keeps its order",
       {s32(bt, {3, 1, 3, 0, 1, 0}), matrix},
       [](Graph&, const Tensors& in) -> Tensors {
         const auto rows = sort(in[0], 't', {in[1], in[0]}), columns = sort(in[0], 'b', {in[1]});
         return {rows[0], rows[1], rows[2], columns[0], columns[1]};
       },
       {{1, 3, 3, 0, 0, 1}, {2, 1, 3, 4, 6, 5}, {1, 3, 3, 0, 0, 1}, {0, 1, 0, 3, 1, 3}, {4, 2, 6, 1, 5, 3}}},
      {"update",
       {matrix, f32({{'b', 2}}, {8, 9}), s32({}, {1})},
       [](Graph&, const Tensors& in) -> Tensors { return {update(in[0], in[1], in[2], 't')}; },
       {{1, 8, 3, 4, 9, 6}}},
      {"reductions",
       {matrix},
       [](Graph&, const Tensors& in) -> Tensors {
         const Tensor big = gt(in[0], 3.0);
         return {sum(in[0], "t"),  sum(in[0], "bt"),  max(in[0], "b"), min(in[0], "t"),
                 mean(in[0], "t"), mean(in[0], "tb"), all(big, "t"),   any(big, "b")};
       },
       {{6, 15}, {21}, {4, 5, 6}, {1, 4}, {2, 5}, {3.5}, {0, 1}, {1, 1, 1}},
       1e-7},
      {"integer extremes",
       {s32(i3, {-5, -7, -6}), u32(i3, {7, 5, 6})},
       [](Graph&, const Tensors& in) -> Tensors {
         return {max(in[0], "i"), min(in[0], "i"), max(in[1], "i"), min(in[1], "i")};
       },
       {{-5}, {-7}, {7}, {5}}},
      {"einsum as a dot_general",
       {f32({{'b', 2}, {'i', 2}, {'k', 2}}, {1, 2, 3, 4, 5, 6, 7, 8}),
        f32({{'k', 2}, {'b', 2}, {'j', 2}}, {1, 0, 0, 1, 0, 1, 1, 0})},
       [](Graph&, const Tensors& in) -> Tensors {
         return {einsum("bik,kbj->bij", in[0], in[1]), einsum("bik,kbj->jbi", in[0], in[1])};
       },
       {{1, 2, 3, 4, 6, 5, 8, 7}, {1, 3, 6, 8, 2, 4, 5, 7}}},
      {"einsum, operands the other way round",
       {f32({{'b', 2}, {'i', 2}, {'k', 2}}, {1, 2, 3, 4, 5, 6, 7, 8}),
        f32({{'k', 2}, {'b', 2}, {'j', 2}}, {1, 0, 0, 1, 0, 1, 1, 0})},
       [](Graph&, const Tensors& in) -> Tensors { return {einsum("bik,kbj->bji", in[0], in[1])}; },
       {{1, 3, 2, 4, 6, 8, 5, 7}}},
      {"einsum as sums of few terms",
       {f32({{'b', 2}, {'i', 2}, {'k', 2}}, {1, 2, 3, 4, 5, 6, 7, 8}),
        f32({{'k', 2}, {'b', 2}, {'j', 2}}, {1, 0, 0, 1, 0, 1, 1, 0})},
       [](Graph&, const Tensors& in) -> Tensors {
         return {einsum("bik,kbj->bij", in[0], in[1]), einsum("bik,kbj->jbi", in[0], in[1]),
                 einsum("bik,kbj->bji", in[0], in[1])};
       },
       {{1, 2, 3, 4, 6, 5, 8, 7}, {1, 3, 6, 8, 2, 4, 5, 7}, {1, 3, 2, 4, 6, 8, 5, 7}},
       0,
       0,
       Lowering{.summed_terms = 2}},
      {"einsum as a multiplication",
       {f32({{'b', 2}, {'p', 2}}, {1, 2, 3, 4}), f32({{'b', 2}, {'n', 2}}, {5, 6, 7, 8})},
       [](Graph&, const Tensors& in) -> Tensors { return {einsum("bp,bn->bpn", in[0], in[1])}; },
       {{5, 6, 10, 12, 21, 24, 28, 32}}},
      {"einsum as multiply and reduce",
       {f32({{'b', 2}, {'p', 2}, {'n', 2}}, {1, 2, 3, 4, 5, 6, 7, 8}),
        f32({{'b', 2}, {'n', 2}}, {1, 10, 100, 1000})},
       [](Graph&, const Tensors& in) -> Tensors {
         return {einsum("bpn,bn->bp", in[0], in[1]), einsum("bn,bpn->pb", in[1], in[0])};
       },
       {{21, 43, 6500, 8700}, {21, 6500, 43, 8700}}},
      {"while_loop",
       {f32({}, {3}), f32({}, {0.5})},
       [](Graph& g, const Tensors& in) -> Tensors {
         const Doubling end = while_loop(
             g, Doubling{in[0], constant(g, DType::kS32, 0)},
             [](const Doubling& s) { return le(s.x, 100.0); },
             [&](Doubling s) {
               return Doubling{s.x * 2.0 + in[1], s.n + 1};
             });
         return {end.x, end.n};
       },
       {{111.5}, {5}}},  // 3, 6.5, 13.5, 27.5, 55.5, 111.5
      {"while_loop that never runs",
       {f32({}, {300})},
       [](Graph& g, const Tensors& in) -> Tensors {
         const Doubling end = while_loop(
             g, Doubling{in[0], constant(g, DType::kS32, 0)},
             [](const Doubling& s) { return le(s.x, 100.0); },
             [&](Doubling s) {
               return Doubling{s.x * 2.0, s.n + 1};
             });
         return {end.x, end.n};
       },
       {{300}, {0}}},
      {"a loop in a loop",
       {s32({}, {3})},
       [](Graph& g, const Tensors& in) -> Tensors {
         // n! by repeated addition
         const Doubling end = while_loop(
             g, Doubling{constant(g, DType::kS32, 1), constant(g, DType::kS32, 1)},
             [&](const Doubling& s) { return le(s.n, in[0]); },
             [&](Doubling s) {
               const Doubling product = while_loop(
                   g, Doubling{constant(g, DType::kS32, 0), constant(g, DType::kS32, 0)},
                   [&](const Doubling& t) { return lt(t.n, s.n); },
                   [&](Doubling t) {
                     return Doubling{t.x + s.x, t.n + 1};
                   });
               return Doubling{product.x, s.n + 1};
             });
         return {end.x};
       },
       {{6}}},
  };
}

}  // namespace constate::ops
