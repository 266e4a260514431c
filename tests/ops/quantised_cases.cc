// Weights of 8 bits with their scales, by rows and by groups of inputs.
#include <fmt/format.h>

#include <cmath>

#include "harness.h"
#include "trace/linear.h"
#include "trace/ops.h"

namespace constate::ops {
namespace {

using namespace trace;

constexpr double kUlps = 6e-7;

// A weight of 8 bits with its scales, in both lowerings.
void add_rows(std::vector<Case>& cases) {
  const Input w{DType::kS8, {{'o', 2}, {'i', 3}}, {127, 0, -127, 1, 2, 3}},
      scale = f32({{'o', 2}}, {0.5, 0.01});
  const auto build = [](Graph&, const Tensors& in) -> Tensors {
    return {linear(in[0], Matrix<Tensor>{in[1], in[2]}, 'e')};
  };
  const trace::Lowering integers{.integer_products = true}, widened{.integer_products = false};
  // The steps of the rows are 2/16256 and 1/128, which each number is a multiple of; and 3/16256, of which
  // 1 is 5418 2/3: rounded to 5419.
  cases.push_back(
      {"linear in integers",
       {f32({{'b', 5}, {'i', 3}}, {1, -2, 0.5, 3, 127, -100.5, 0, 0, 0, NAN, 1, 2, 1, 3, 0}), w, scale},
       build,
       {{31.75, -0.015, 6572.25, -0.445, 0, 0, NAN, NAN, 63.5 * 5419 * 3 / 16256,
         0.01 * (5419.0 * 3 / 16256 + 6)}},
       kUlps,
       0,
       integers});
  cases.push_back({"linear in integers, one row",
                   {f32({{'b', 1}, {'t', 1}, {'i', 3}}, {3, 127, -100.5}), w, scale},
                   build,
                   {{6572.25, -0.445}},
                   kUlps,
                   0,
                   integers});
  // A NaN in one row is of that row alone, in lanes as well.
  for (const std::int64_t width : {256, 2048}) {
    std::vector<double> x(static_cast<std::size_t>(2 * width), 3.0),
        w_all(static_cast<std::size_t>(width), 127);
    x[1] = -3;
    w_all.insert(w_all.end(), static_cast<std::size_t>(width), 1);
    x.back() = NAN;
    const double n = static_cast<double>(width);
    cases.push_back({fmt::format("linear with 8 bits in lanes, {} wide", width),
                     {f32({{'b', 2}, {'i', width}}, x), {DType::kS8, {{'o', 2}, {'i', width}}, w_all}, scale},
                     build,
                     {{0.5 * 127 * 3 * (n - 2), 0.01 * 3 * (n - 2), NAN, NAN}},
                     kUlps,
                     0,
                     Lowering{.s8 = {.lanes_to = 2}, .integer_products = true}});
  }
  for (const std::int64_t rows : {1, 2}) {
    std::vector<double> x{1, -2, 0.5}, y{0.5 * 127 * 0.5, 0.01 * -1.5};
    if (rows == 2) {
      x.insert(x.end(), {0, 1, 4});
      y.insert(y.end(), {0.5 * -508, 0.01 * 14});
    }
    cases.push_back({rows == 1 ? "linear, 8 bits widened, one row" : "linear, 8 bits widened",
                     {f32({{'b', rows}, {'i', 3}}, x), w, scale},
                     build,
                     {y},
                     kUlps,
                     0,
                     widened});
  }
  // One of two matrices, by a number that a loop would make.
  for (const trace::Lowering& lowering : {integers, widened})
    cases.push_back(
        {lowering.integer_products ? "linear with one of a stack, integers" : "linear with one of a stack",
         {f32({{'b', 1}, {'i', 3}}, {3, 127, -100.5}),
          {DType::kS8, {{'x', 2}, {'o', 2}, {'i', 3}}, {1, 1, 1, 1, 1, 1, 127, 0, -127, 1, 2, 3}},
          f32({{'x', 2}, {'o', 2}}, {7, 8, 0.5, 0.01}),
          s32({}, {1})},
         [](Graph&, const Tensors& in) -> Tensors {
           return {linear(in[0], Matrix<Tensor>{in[1], in[2]}, in[3], 'e')};
         },
         {{6572.25, -0.445}},
         kUlps,
         0,
         lowering});
  cases.push_back({"rows of a quantised table",
                   {w, scale, s32({{'t', 3}}, {1, 0, 1})},
                   [](Graph&, const Tensors& in) -> Tensors {
                     return {take_rows(Matrix<Tensor>{in[0], in[1]}, in[2])};
                   },
                   {{0.01, 0.02, 0.03, 63.5, 0, -63.5, 0.01, 0.02, 0.03}},
                   kUlps});
}

// Small whole numbers that follow no short pattern.
double whole(std::int64_t i, std::int64_t most) {
  return static_cast<double>((i * 7919 + i / 3 * 31) % (2 * most + 1) - most);
}

struct Grouped {
  std::int64_t rows, groups, outputs, size;  // `size` inputs in each group
  Values::value_type x, w, scale, y;         // w [% o i], scale [% o]
};

// A product in plain loops; x holds multiples of a 16256th of its largest, so that no form rounds it.
Grouped grouped(std::int64_t rows, std::int64_t groups, std::int64_t outputs, std::int64_t size) {
  Grouped p{rows, groups, outputs, size, {}, {}, {}, {}};
  for (std::int64_t i = 0; i < rows * groups * size; ++i) p.x.push_back(whole(i, 60));
  for (std::int64_t r = 0; r < rows; ++r) p.x[static_cast<std::size_t>(r * groups * size + r)] = 63.5;
  for (double& v : p.x) v = v == 63.5 ? v : v / 2;
  for (std::int64_t i = 0; i < groups * outputs * size; ++i) p.w.push_back(whole(i + 5, 127));
  for (std::int64_t i = 0; i < groups * outputs; ++i)
    p.scale.push_back(std::ldexp(1 + (i % 3) / 4.0, int(i % 5) - 6));
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t o = 0; o < outputs; ++o) {
      double y = 0;
      for (std::int64_t g = 0; g < groups; ++g)
        for (std::int64_t i = 0; i < size; ++i) {
          const auto at = [](std::int64_t k) { return static_cast<std::size_t>(k); };
          y += p.x[at((r * groups + g) * size + i)] * p.w[at((g * outputs + o) * size + i)] *
               p.scale[at(g * outputs + o)];
        }
      p.y.push_back(y);
    }
  return p;
}

struct Way {
  const char* name;
  bool in_parts;
  Lowering lowering;
};

// Each form of the product: in lanes, in integers of one array and of one for each group, widened, reduced.
void add_groups(std::vector<Case>& cases) {
  const Way ways[] = {
      {"lanes", false, {.s8 = {.lanes_to = 3}, .integer_products = true}},
      {"integers", false, {.integer_products = true}},
      {"integers, an array for each group", true, {.s8 = {.lanes_to = 3}, .integer_products = true}},
      {"widened", false, {}},
      {"reduced", false, {.bf16 = {.reduce_to = 3}}}};
  const Grouped problems[] = {grouped(1, 2, 5, 32), grouped(3, 3, 7, 64), grouped(2, 5, 1, 40),
                              grouped(1, 3, 9, 8)};
  for (const Way& way : ways)
    for (const Grouped& p : problems) {
      const Input x = f32({{'b', p.rows}, {'t', 1}, {'i', p.groups * p.size}}, p.x);
      std::vector<Input> inputs{x, f32({{'%', p.groups}, {'o', p.outputs}}, p.scale)};
      const std::int64_t arrays = way.in_parts ? p.groups : 1;
      const std::size_t each = p.w.size() / static_cast<std::size_t>(arrays);
      for (std::int64_t a = 0; a < arrays; ++a) {
        const auto first = p.w.begin() + a * static_cast<std::int64_t>(each);
        inputs.push_back({DType::kS8,
                          {{'%', p.groups / arrays}, {'o', p.outputs}, {'i', p.size}},
                          {first, first + static_cast<std::int64_t>(each)}});
      }
      const auto build = [](Graph&, const Tensors& in) -> Tensors {
        Tensor w = in[2];
        for (std::size_t a = 3; a < in.size(); ++a) w = join_rows(w, in[a]);
        return {linear(in[0], Matrix<Tensor>{w, in[1]}, 'e')};
      };
      cases.push_back({fmt::format("linear in groups, {}: {} x {} x {} by {}", way.name, p.rows, p.groups,
                                   p.size, p.outputs),
                       inputs,
                       build,
                       {p.y},
                       kUlps,
                       1e-3,
                       way.lowering});
    }
}

// Of a stack [x % o i] one, and rows of a table [% v d], as one array and as one for each group.
void add_stacks_and_tables(std::vector<Case>& cases) {
  const Grouped p = grouped(2, 2, 3, 32);
  const auto twice = [](const std::vector<double>& own, double other) {
    std::vector<double> out(own.size(), other);
    out.insert(out.end(), own.begin(), own.end());
    return out;
  };
  for (const Lowering& lowering : {Lowering{.s8 = {.lanes_to = 2}, .integer_products = true},
                                   Lowering{.integer_products = true}, Lowering{}})
    cases.push_back({fmt::format("linear in groups, one of a stack, {} {}", lowering.integer_products,
                                 lowering.s8.lanes_to),
                     {f32({{'b', 2}, {'i', 64}}, p.x),
                      {DType::kS8, {{'x', 2}, {'%', 2}, {'o', 3}, {'i', 32}}, twice(p.w, 9)},
                      f32({{'x', 2}, {'%', 2}, {'o', 3}}, twice(p.scale, 7)),
                      s32({}, {1})},
                     [](Graph&, const Tensors& in) -> Tensors {
                       return {linear(in[0], Matrix<Tensor>{in[1], in[2]}, in[3], 'e')};
                     },
                     {p.y},
                     kUlps,
                     1e-3,
                     lowering});
  const std::vector<double> scale{0.5, 0.25, 2,
                                  1,   3,    4};  // [% v], of [1 2 | 3 4], [5 6 | 7 8], [9 10 | 11 12]
  const std::vector<double> rows{18, 20, 44, 48, 0.5, 1, 3, 4, 18, 20, 44, 48};
  cases.push_back({"rows of a table in groups",
                   {{DType::kS8, {{'%', 2}, {'v', 3}, {'d', 2}}, {1, 2, 5, 6, 9, 10, 3, 4, 7, 8, 11, 12}},
                    f32({{'%', 2}, {'v', 3}}, scale),
                    s32({{'t', 3}}, {2, 0, 2})},
                   [](Graph&, const Tensors& in) -> Tensors {
                     return {take_rows(Matrix<Tensor>{in[0], in[1]}, in[2])};
                   },
                   {rows}});
  cases.push_back({"rows of a table in groups, an array for each",
                   {{DType::kS8, {{'%', 1}, {'v', 3}, {'d', 2}}, {1, 2, 5, 6, 9, 10}},
                    {DType::kS8, {{'%', 1}, {'v', 3}, {'d', 2}}, {3, 4, 7, 8, 11, 12}},
                    f32({{'%', 2}, {'v', 3}}, scale),
                    s32({{'t', 3}}, {2, 0, 2})},
                   [](Graph&, const Tensors& in) -> Tensors {
                     return {take_rows(Matrix<Tensor>{join_rows(in[0], in[1]), in[2]}, in[3])};
                   },
                   {rows}});
}

}  // namespace

std::vector<Case> quantised_cases() {
  std::vector<Case> cases;
  add_rows(cases);
  add_groups(cases);
  add_stacks_and_tables(cases);
  return cases;
}

}  // namespace constate::ops
