// Weights of 4 bits, beside plain loops over their layout (trace/four_bits.h).
#include <fmt/format.h>

#include <cmath>

#include "harness.h"
#include "trace/linear.h"
#include "trace/ops.h"

namespace constate::ops {
namespace {

using namespace trace;

constexpr double kUlps = 6e-7;
constexpr std::int64_t kGroups = 8;

// Whole numbers that follow no short pattern, between `low` and `high`.
double whole(std::int64_t i, std::int64_t low, std::int64_t high) {
  return static_cast<double>((i * 7919 + i / 3 * 31) % (high - low + 1) + low);
}
std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

struct Packed {
  std::int64_t blocks, outputs, size;  // `size` inputs in each group of a block
  std::vector<double> bytes, scale, steps;

  std::int64_t width() const { return blocks * kGroups * size; }
  std::vector<Dim> dims(std::int64_t of_bytes, std::vector<Dim> more = {}) const {
    std::vector<Dim> out{{'%', blocks}, {'o', outputs}};
    if (of_bytes > 0) out.push_back({'i', of_bytes});
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  // Of output o and input i.
  double weight(std::int64_t o, std::int64_t i) const {
    const std::int64_t block = i / (kGroups * size), group = i / size % kGroups, input = i % size;
    const std::int64_t row = block * outputs + o, half = size / 2;
    const int byte = static_cast<int>(bytes[at((row * half + input % half) * kGroups + group)]);
    const int q = input < half ? byte % 16 : byte / 16;
    return (q * steps[at(row * 16 + group)] + steps[at(row * 16 + 8 + group)]) * scale[at(row)];
  }
};

// With each factor and the offsets at both ends of what s8 holds.
Packed packed(std::int64_t blocks, std::int64_t outputs, std::int64_t size) {
  Packed p{blocks, outputs, size, {}, {}, {}};
  const std::int64_t rows = blocks * outputs;
  for (std::int64_t i = 0; i < rows * kGroups * size / 2; ++i) p.bytes.push_back(whole(i, 0, 255));
  for (std::int64_t r = 0; r < rows; ++r) {
    p.scale.push_back(std::ldexp(1 + (r % 3) / 4.0, int(r % 5) - 9));
    for (std::int64_t g = 0; g < kGroups; ++g)
      p.steps.push_back(static_cast<double>((r * 3 + g * 5) % 16 + 1));
    for (std::int64_t g = 0; g < kGroups; ++g) {
      const double most = 127 - 15 * p.steps[at(r * 16 + g)];
      p.steps.push_back(g == 0 ? -128 : g == 1 ? most : whole(r + g, -128, static_cast<std::int64_t>(most)));
    }
  }
  return p;
}

// Multiples of a 16256th of the largest of a row, so that no form rounds them.
std::vector<double> rows_for(const Packed& p, std::int64_t rows) {
  std::vector<double> x;
  for (std::int64_t i = 0; i < rows * p.width(); ++i) x.push_back(whole(i, -60, 60) / 2);
  for (std::int64_t r = 0; r < rows; ++r) x[at(r * p.width() + r)] = 63.5;
  return x;
}

std::vector<double> product(const Packed& p, const std::vector<double>& x) {
  std::vector<double> y;
  for (std::int64_t r = 0; r * p.width() < std::ssize(x); ++r)
    for (std::int64_t o = 0; o < p.outputs; ++o) {
      double sum = 0;
      for (std::int64_t i = 0; i < p.width(); ++i) sum += x[at(r * p.width() + i)] * p.weight(o, i);
      y.push_back(sum);
    }
  return y;
}

struct Way {
  const char* name;
  Lowering lowering;
};
const Way kWays[] = {{"lanes", {.s4 = {.lanes_to = 3}, .integer_products = true}},
                     {"integers", {.integer_products = true}},
                     {"widened", {}},
                     {"reduced", {.bf16 = {.reduce_to = 3}}}};

void add_products(std::vector<Case>& cases) {
  const std::pair<std::int64_t, Packed> problems[] = {
      {1, packed(5, 3, 32)}, {2, packed(3, 7, 4)}, {3, packed(4, 2, 22)}};
  for (const Way& way : kWays)
    for (const auto& [rows, p] : problems) {
      const std::vector<double> x = rows_for(p, rows);
      cases.push_back({fmt::format("linear in 4 bits, {}: {} x {} x {} by {}", way.name, rows, p.blocks,
                                   p.size, p.outputs),
                       {f32({{'b', rows}, {'t', 1}, {'i', p.width()}}, x),
                        {DType::kU8, p.dims(4 * p.size), p.bytes},
                        {DType::kBF16, p.dims(0), p.scale},
                        {DType::kS8, p.dims(0, {{'/', 2}, {'&', 8}}), p.steps}},
                       [](Graph&, const Tensors& in) -> Tensors {
                         return {linear(in[0], Matrix<Tensor>{in[1], in[2], in[3]}, 'e')};
                       },
                       {product(p, x)},
                       kUlps,
                       1e-3,
                       way.lowering});
    }
}

// The second of two matrices, by a number that a loop would make.
void add_stacks(std::vector<Case>& cases) {
  const Packed p = packed(2, 3, 16);
  const std::vector<double> x = rows_for(p, 2);
  const auto second = [](DType type, std::vector<Dim> dims, const std::vector<double>& own) -> Input {
    dims.insert(dims.begin(), {'x', 2});
    std::vector<double> both(own.size(), 1);
    both.insert(both.end(), own.begin(), own.end());
    return {type, dims, both};
  };
  for (const Way& way : kWays)
    cases.push_back({fmt::format("linear in 4 bits, one of a stack, {}", way.name),
                     {f32({{'b', 2}, {'i', p.width()}}, x), second(DType::kU8, p.dims(64), p.bytes),
                      second(DType::kBF16, p.dims(0), p.scale),
                      second(DType::kS8, p.dims(0, {{'/', 2}, {'&', 8}}), p.steps), s32({}, {1})},
                     [](Graph&, const Tensors& in) -> Tensors {
                       return {linear(in[0], Matrix<Tensor>{in[1], in[2], in[3]}, in[4], 'e')};
                     },
                     {product(p, x)},
                     kUlps,
                     1e-3,
                     way.lowering});
}

void add_rows_of_a_table(std::vector<Case>& cases) {
  const Packed p = packed(2, 3, 4);
  std::vector<double> want;
  for (const std::int64_t v : {2, 0, 2, 1})
    for (std::int64_t i = 0; i < p.width(); ++i) want.push_back(p.weight(v, i));
  cases.push_back({"rows of a table in 4 bits",
                   {{DType::kU8, p.dims(16), p.bytes},
                    {DType::kBF16, p.dims(0), p.scale},
                    {DType::kS8, p.dims(0, {{'/', 2}, {'&', 8}}), p.steps},
                    s32({{'b', 2}, {'t', 2}}, {2, 0, 2, 1})},
                   [](Graph&, const Tensors& in) -> Tensors {
                     return {take_rows(Matrix<Tensor>{in[0], in[1], in[2]}, in[3])};
                   },
                   {want}});
}

// A NaN in one row is of that row alone; one in a scale is of that output.
void add_not_numbers(std::vector<Case>& cases) {
  Packed p = packed(1, 2, 16);
  p.scale[1] = NAN;
  std::vector<double> x = rows_for(p, 2);
  const std::vector<double> all = product(p, x);
  x.back() = NAN;
  for (const Way& way : kWays)
    cases.push_back({fmt::format("linear in 4 bits with NaN, {}", way.name),
                     {f32({{'b', 2}, {'i', p.width()}}, x),
                      {DType::kU8, p.dims(64), p.bytes},
                      {DType::kBF16, p.dims(0), p.scale},
                      {DType::kS8, p.dims(0, {{'/', 2}, {'&', 8}}), p.steps}},
                     [](Graph&, const Tensors& in) -> Tensors {
                       return {linear(in[0], Matrix<Tensor>{in[1], in[2], in[3]}, 'e')};
                     },
                     {{all[0], NAN, NAN, NAN}},
                     kUlps,
                     1e-3,
                     way.lowering});
}

}  // namespace

std::vector<Case> four_bit_cases() {
  std::vector<Case> cases;
  add_products(cases);
  add_stacks(cases);
  add_rows_of_a_table(cases);
  add_not_numbers(cases);
  return cases;
}

}  // namespace constate::ops
