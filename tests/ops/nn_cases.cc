// The pieces that models are made of. Expected values: by hand, or in double precision by Python's math
// module.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "harness.h"
#include "trace/linear.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::ops {
namespace {

using namespace trace;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kUlps = 6e-7;
constexpr double kTiny = 1e-37;  // a backend may take what is smaller for zero

std::function<Tensors(Graph&, const Tensors&)> act(std::string name) {
  return [name](Graph&, const Tensors& in) -> Tensors { return {activation(name, in[0])}; };
}

// x [rows 3] by weight [2 3], in each weight type and form; all products and sums are exact in all of them.
void add_linear(std::vector<Case>& cases) {
  const auto build = [](Graph&, const Tensors& in) -> Tensors { return {linear(in[0], in[1], 'e')}; };
  const auto lowering = [](std::int64_t product_rows) {
    const Forms forms{.product_rows = product_rows};  // a product of the narrow type, or the weight widened
    return Lowering{.bf16 = forms, .f16 = forms};
  };
  const std::vector<double> weight{1, 2, -1, 0.5, 0, 4}, rows{1, 2, 3, -1, 0.5, 2, 8, 4, 2};
  const std::vector<double> expected{2, 12.5, -2, 7.5, 14, 12};
  for (DType d : {DType::kF32, DType::kBF16, DType::kF16})
    for (std::int64_t n : {1, 3})
      for (std::int64_t product_rows : {0, 8})
        cases.push_back({fmt::format("linear, {} x {}, {}", n, name(d), product_rows),
                         {f32({{'b', n}, {'t', 1}, {'d', 3}}, {rows.begin(), rows.begin() + 3 * n}),
                          {d, {{'o', 2}, {'d', 3}}, weight}},
                         build,
                         {{expected.begin(), expected.begin() + 2 * n}},
                         0,
                         0,
                         lowering(product_rows)});
  // 1 + 2^-10 has no place in bf16, nor 1 + 2^-12 in f16: a row loses the end in every form.
  const std::pair<DType, double> fines[] = {{DType::kBF16, 1 + 0x1p-10}, {DType::kF16, 1 + 0x1p-12}};
  for (const auto& [d, fine] : fines)
    for (std::int64_t n : {1, 2})
      for (std::int64_t product_rows : {0, 8})
        cases.push_back({fmt::format("linear rounds, {} x {}, {}", n, name(d), product_rows),
                         {f32({{'b', n}, {'d', 1}}, std::vector<double>(static_cast<std::size_t>(n), fine)),
                          {d, {{'o', 1}, {'d', 1}}, {3}}},
                         build,
                         {std::vector<double>(static_cast<std::size_t>(n), 3.0)},
                         0,
                         0,
                         lowering(product_rows)});
}

// Sums in lanes: row b of x is b + i mod 7 - 3, row o of the weight i mod 5 - 2 + 3 o, so that all sums are
// whole numbers that f32 holds; the last element of each row of x says whether it was rounded.
void add_linear_in_lanes(std::vector<Case>& cases) {
  const auto build = [](Graph&, const Tensors& in) -> Tensors { return {linear(in[0], in[1], 'e')}; };
  const Forms lanes{.lanes_to = 8};
  for (const auto& [d, fine] : {std::pair{DType::kF32, 0.0}, {DType::kBF16, 0x1p-10}, {DType::kF16, 0x1p-12}})
    for (const std::int64_t width : {32, 136, 1536})  // 4 and 17 terms of a piece, 24 of each of eight
      for (const auto& [b, t] : {std::pair<std::int64_t, std::int64_t>{1, 1}, {2, 1}, {2, 3}}) {
        std::vector<double> x, w, y;
        for (std::int64_t row = 0; row < b * t; ++row) {
          for (std::int64_t i = 0; i < width; ++i) x.push_back(static_cast<double>(row + i % 7 - 3));
          x.back() = 1 + fine;
        }
        for (std::int64_t o = 0; o < 3; ++o)
          for (std::int64_t i = 0; i < width; ++i) w.push_back(static_cast<double>(i % 5 - 2 + 3 * o));
        for (std::int64_t row = 0; row < b * t; ++row)
          for (std::int64_t o = 0; o < 3; ++o) {
            double sum = 0;
            for (std::int64_t i = 0; i < width; ++i) {
              const double xi = i + 1 == width ? 1 : static_cast<double>(row + i % 7 - 3);
              sum += xi * static_cast<double>(i % 5 - 2 + 3 * o);
            }
            y.push_back(sum);
          }
        cases.push_back({fmt::format("linear in lanes, {} x {} x {} by {}", b, t, width, name(d)),
                         {f32({{'b', b}, {'t', t}, {'d', width}}, x), {d, {{'o', 3}, {'d', width}}, w}},
                         build,
                         {y},
                         0,
                         0,
                         Lowering{.f32 = lanes, .bf16 = lanes, .f16 = lanes}});
      }
}

}  // namespace

std::vector<Case> nn_cases() {
  const Input x = f32({{'i', 10}}, {-100, -20, -1.5, -0.5, 0, 0.5, 1, 3, 20, 100});
  const Input bt = f32({{'b', 2}, {'t', 4}}, {1, 2, 3, 4, -1, 0.5, 8, -16});
  const Input moderate = f32({{'i', 7}}, {-3, -1.5, -0.5, 0, 0.5, 1, 20});
  const double cancel = 5e-7;  // 1 + erf(x) near erf(x) = -1 is rounded at the size of 1
  std::vector<Case> cases{
      {"silu",
       {x},
       act("silu"),
       {{0, -4.122307236e-08, -0.2736382857, -0.1887703344, 0, 0.3112296656, 0.7310585786, 2.85772238,
         19.99999996, 100}},
       kUlps,
       kTiny},
      {"softplus",
       {x},
       [](Graph&, const Tensors& in) -> Tensors { return {softplus(in[0])}; },
       {{0, 2.06115362e-09, 0.201413278, 0.4740769842, 0.6931471806, 0.9740769842, 1.313261688, 3.048587352,
         20, 100}},
       kUlps,
       kTiny},
      {"softplus, extremes",
       {f32({{'i', 3}}, {-kInfinity, kInfinity, NAN})},
       [](Graph&, const Tensors& in) -> Tensors { return {softplus(in[0])}; },
       {{0, kInfinity, NAN}}},
      {"gelu",
       {moderate},
       act("gelu"),
       {{-0.004049694, -0.1002108019, -0.1542687694, 0, 0.3457312306, 0.8413447461, 20}},
       kUlps,
       cancel},
      {"gelu_new",
       {moderate},
       act("gelu_new"),
       {{-0.003637392, -0.100428423, -0.1542859902, 0, 0.3457140098, 0.8411919906, 20}},
       kUlps,
       cancel},
      {"quick_gelu",
       {x},
       act("quick_gelu"),
       {{0, -3.293410241e-14, -0.1083378016, -0.1496115634, 0, 0.3503884366, 0.8457957659, 2.98192869, 20,
         100}},
       3e-6,
       kTiny},
      {"mish",
       {x},
       act("mish"),
       {{0, -4.122307241e-08, -0.2980997422, -0.2207437747, 0, 0.3752452113, 0.8650983883, 2.986535005, 20,
         100}},
       kUlps,
       kTiny},
      {"hardswish",
       {x},
       act("hardswish"),
       {{0, 0, -0.375, -0.2083333333, 0, 0.2916666667, 0.6666666667, 3, 20, 100}},
       kUlps},
      {"relu", {x}, act("relu"), {{0, 0, 0, 0, 0, 0.5, 1, 3, 20, 100}}},
      {"relu2", {x}, act("relu2"), {{0, 0, 0, 0, 0, 0.25, 1, 9, 400, 10000}}},
      {"relu6", {x}, act("relu6"), {{0, 0, 0, 0, 0, 0.5, 1, 3, 6, 6}}},
      {"leaky_relu", {x}, act("leaky_relu"), {{-1, -0.2, -0.015, -0.005, 0, 0.5, 1, 3, 20, 100}}, kUlps},
      {"linear", {x}, act("linear"), {x.values}},
      {"tanh",
       {x},
       act("tanh"),
       {{-1, -1, -0.9051482536, -0.4621171573, 0, 0.4621171573, 0.761594156, 0.9950547537, 1, 1}},
       kUlps},

      {"rms_norm",
       {f32({{'b', 2}, {'d', 4}}, {1, 2, 3, 4, -1, 0.5, 0, 2}), f32({{'d', 4}}, {1, 2, 0.5, -1})},
       [](Graph&, const Tensors& in) -> Tensors { return {rms_norm(in[0], in[1], 1e-2, "d")}; },
       {{0.364905183, 1.45962073, 0.547357774, -1.45962073, -0.869565217, 0.869565217, 0, -1.73913043}},
       kUlps},
      // Two groups of two: mean squares 2.5 and 12.5, then 0 and 2 (epsilon alone under the root for the
      // zeros).
      {"rms_norm in groups",
       {f32({{'b', 2}, {'g', 2}, {'p', 2}}, {1, 2, 3, 4, 0, 0, -2, 0}),
        f32({{'g', 2}, {'p', 2}}, {1, 1, 1, 2})},
       [](Graph&, const Tensors& in) -> Tensors {
         return {rms_norm(in[0], in[1], 0, "p"), rms_norm(in[0], in[1], 2, "p")};
       },
       {{0.632455532, 1.26491106, 0.848528137, 2.2627417, NAN, NAN, -1.41421356, 0},
        {0.471404521, 0.942809042, 0.787838597, 2.10090293, 0, 0, -1, 0}},
       kUlps},
      {"layer_norm",
       {f32({{'b', 2}, {'d', 4}}, {1, 2, 3, 4, -1, 0.5, 0, 2}), f32({{'d', 4}}, {1, 2, 0.5, -1}),
        f32({{'d', 4}}, {0.5, -1, 0, 2})},
       [](Graph&, const Tensors& in) -> Tensors { return {layer_norm(in[0], in[1], in[2], 1e-2, "d")}; },
       {{-0.83630621, -1.89087081, 0.222717702, 0.66369379, -0.764785637, -0.770038975, -0.172470769,
         0.505253338}},
       kUlps},

      {"cumsum",
       {bt},
       [](Graph&, const Tensors& in) -> Tensors {
         return {cumsum(in[0], 't'), cumsum(in[0], 'b')};
       },
       {{1, 3, 6, 10, -1, -0.5, 7.5, -8.5}, {1, 2, 3, 4, 0, 2.5, 11, -12}}},
      {"sum_after",
       {bt},
       [](Graph&, const Tensors& in) -> Tensors {
         return {sum_after(in[0], 't'), sum_after(in[0], 'b')};
       },
       {{9, 7, 4, 0, -7.5, -8, -16, 0}, {-1, 0.5, 8, -16, 0, 0, 0, 0}}},
      {"segsum",
       {f32({{'b', 1}, {'l', 3}}, {7, 2, -3})},
       [](Graph&, const Tensors& in) -> Tensors { return {segsum(in[0], 'l', "ls")}; },
       {{0, -kInfinity, -kInfinity, 2, 0, -kInfinity, -1, -3, 0}}},
      {"segsum of a middle dimension",
       {f32({{'l', 2}, {'r', 2}}, {1, 2, 3, 4})},
       [](Graph&, const Tensors& in) -> Tensors { return {segsum(in[0], 'l', "ls")}; },
       {{0, 0, -kInfinity, -kInfinity, 3, 4, 0, 0}}},
      {"sums of few terms",
       {bt, f32({{'l', 3}, {'r', 2}}, {7, -1, 2, -2, -3, -300})},
       [](Graph&, const Tensors& in) -> Tensors {
         return {cumsum(in[0], 't'), sum_after(in[0], 't'), segsum(in[1], 'l', "ls")};
       },
       {{1, 3, 6, 10, -1, -0.5, 7.5, -8.5},
        {9, 7, 4, 0, -7.5, -8, -16, 0},
        {0, 0, -kInfinity, -kInfinity, -kInfinity, -kInfinity, 2, -2, 0, 0, -kInfinity, -kInfinity, -1, -130,
         -3, -128, 0, 0}},
       0,
       0,
       Lowering{.summed_terms = 4}},
      {"argmax",
       {f32({{'b', 5}, {'v', 4}}, {1,          3,          2, 0,   5, 1, 5,  5,  -kInfinity, -kInfinity,
                                   -kInfinity, -kInfinity, 0, NAN, 9, 1, -1, -2, kInfinity,  kInfinity})},
       [](Graph&, const Tensors& in) -> Tensors { return {argmax(in[0], 'v')}; },
       {{1, 0, 0, 4, 2}}},
      {"argmax of another dimension",
       {bt},
       [](Graph&, const Tensors& in) -> Tensors { return {argmax(in[0], 'b')}; },
       {{0, 0, 1, 0}}},
      {"order_key",
       {f32({{'v', 8}}, {0.5, -0.25, kInfinity, -kInfinity, 0, 1e-40, -3, 7})},
       [](Graph& g, const Tensors& in) -> Tensors {
         return {trace::sort(order_key(in[0]), 'v', {in[0], iota(g, DType::kS32, {'v', 8})})[2]};
       },
       {{3, 6, 1, 4, 5, 0, 7, 2}}},
  };

  add_linear(cases);
  add_linear_in_lanes(cases);
  return cases;
}

}  // namespace constate::ops
