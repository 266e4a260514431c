#include "trace/nn.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numbers>

#include "trace/einsum.h"
#include "trace/ops.h"

namespace constate::trace {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Tensor gelu(Operand x) { return x * (0.5 * (1.0 + erf(x * (1 / std::numbers::sqrt2)))); }
Tensor gelu_tanh(Operand x) {
  const Tensor inner = x * (std::sqrt(2 / std::numbers::pi) * (1.0 + 0.044715 * (x * x)));
  return x * (0.5 * (1.0 + tanh(inner)));
}
Tensor relu(Operand x) { return maximum(x, 0.0); }

// Names as transformers' configuration files use them.
const std::map<std::string_view, std::function<Tensor(Operand)>>& activations() {
  static const std::map<std::string_view, std::function<Tensor(Operand)>> table{
      {"silu", silu},
      {"swish", silu},
      {"gelu", gelu},
      {"gelu_python", gelu},
      {"gelu_new", gelu_tanh},
      {"gelu_pytorch_tanh", gelu_tanh},
      {"gelu_python_tanh", gelu_tanh},
      {"gelu_accurate", gelu_tanh},
      {"gelu_fast", gelu_tanh},
      {"quick_gelu", [](Operand x) { return x * sigmoid(x * 1.702); }},
      {"relu", relu},
      {"relu2", [](Operand x) { return relu(x) * relu(x); }},
      {"relu6", [](Operand x) { return minimum(relu(x), 6.0); }},
      {"leaky_relu", [](Operand x) { return select(ge(x, 0.0), x, x * 0.01); }},
      {"sigmoid", [](Operand x) { return sigmoid(x); }},
      {"tanh", [](Operand x) { return tanh(x); }},
      {"mish", [](Operand x) { return x * tanh(softplus(x)); }},
      {"hardswish", [](Operand x) { return x * (clamp(0.0, x + 3.0, 6.0) * (1.0 / 6)); }},
      {"linear", [](Operand x) { return x.tensor; }},
  };
  return table;
}

// x · (lower or upper triangle of ones): sums along `dim` of what comes before, or after, each place.
Tensor triangle_sum(Operand x, char dim, bool after) {
  const Tensor t = x.tensor;
  Graph& graph = t.graph();
  const std::int64_t n = t.size(dim);
  const Tensor from = broadcast(iota(graph, DType::kS32, {'?', n}, x.at), {{'?', n}, {dim, n}});
  const Tensor to = broadcast(iota(graph, DType::kS32, {dim, n}, x.at), {{'?', n}, {dim, n}});
  const Tensor ones = convert(after ? gt(from, to) : le(from, to), t.dtype());
  std::string letters = t.letters();
  return transpose(product(rename(x, dim, '?'), ones, "?", x.at), letters);
}

// `most` terms, none below kErased, as multiples of a power of two that is so coarse that their running sums
// are exact in f32, and the rest, whose running sums stay so small that their rounding does not count. So
// differences of running sums keep the precision of their terms.
constexpr double kErased = -128;  // exp of it, and of any sum with it, is zero in f32
std::pair<Tensor, Tensor> coarse_and_fine(Operand x, std::int64_t most) {
  const int doublings = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(most - 1)));
  const double grid = std::ldexp(-kErased, doublings - 24);
  const Tensor coarse = floor(x * (1 / grid)) * grid;
  return {coarse, x - coarse};
}

// Sums of the terms after `col` and up to `row`, over `square`, which has these two in the place of `dim`.
// Of few terms each by itself ...
Tensor sums_between(Operand x, char dim, const std::vector<Dim>& square, char row, char col) {
  Graph& graph = x.tensor.graph();
  const std::int64_t n = x.tensor.size(dim);
  const auto place = [&](char c) {
    return broadcast(iota(graph, DType::kS32, {c, n}, x.at), {{row, n}, {col, n}, {'?', n}});
  };
  const Tensor between = logical_and(gt(place('?'), place(col)), le(place('?'), place(row)));
  std::vector<Dim> cube = square;
  cube.push_back({'?', n});
  const Tensor all = broadcast(Operand(rename(x, dim, '?'), x.at), cube);
  return sum(Operand(select(between, all, 0.0), x.at), "?");
}

// ... and of many as differences of running sums.
Tensor differences(Operand x, char dim, const std::vector<Dim>& square, char row, char col) {
  const auto difference = [&](Tensor part) {
    const Tensor total = cumsum(Operand(part, x.at), dim);
    return broadcast(rename(total, dim, row), square) - broadcast(rename(total, dim, col), square);
  };
  const auto [coarse, fine] = coarse_and_fine(x, x.tensor.size(dim));
  return difference(coarse) + difference(fine);
}

}  // namespace

Tensor silu(Operand x) { return x * sigmoid(x); }

Tensor softplus(Operand x) { return maximum(x, 0.0) + log1p(exp(-abs(x))); }

bool known_activation(std::string_view name) { return activations().contains(name); }

Tensor activation(std::string_view name, Operand x) {
  const auto found = activations().find(name);
  if (found == activations().end())
    throw TraceError(fmt::format("{}: no activation is called `{}`", x.at.str(), name));
  return found->second(x);
}

Tensor rms_norm(Operand x, Tensor weight, double epsilon, std::string_view over) {
  return x * rsqrt(mean(x * x, over) + epsilon) * weight;
}

Tensor layer_norm(Operand x, Tensor weight, Tensor bias, double epsilon, std::string_view over) {
  return rms_norm(x - mean(x, over), weight, epsilon, over) + bias;
}

Tensor cumsum(Operand x, char dim) { return triangle_sum(x, dim, /*after=*/false); }
Tensor sum_after(Operand x, char dim) { return triangle_sum(x, dim, /*after=*/true); }

Tensor segsum(Operand x, char dim, std::string_view row_col) {
  const char row = row_col[0], col = row_col[1];
  Graph& graph = x.tensor.graph();
  const std::int64_t n = x.tensor.size(dim);
  std::vector<Dim> square;
  std::int64_t sums = 1;
  for (Dim d : x.tensor.dims()) {
    sums *= d.letter == dim ? n * n : d.size;
    if (d.letter != dim)
      square.push_back(d);
    else
      square.insert(square.end(), {{row, n}, {col, n}});
  }
  const Tensor terms = maximum(x, kErased);
  const Tensor keep = ge(broadcast(iota(graph, DType::kS32, {row, n}), {{row, n}, {col, n}}),
                         broadcast(iota(graph, DType::kS32, {col, n}), {{row, n}, {col, n}}));
  const Tensor all = goes_as_sum(graph.lowering(), n, sums * n)
                         ? sums_between(Operand(terms, x.at), dim, square, row, col)
                         : differences(Operand(terms, x.at), dim, square, row, col);
  return select(keep, all, -kInfinity);
}

Tensor argmax(Operand x, char dim) {
  const Tensor t = x.tensor;
  const std::int64_t n = t.size(dim);
  const Tensor index = iota(t.graph(), DType::kS32, {dim, n}, x.at);
  // NaN is sought by itself: whether it comes through a maximum differs between backends.
  const Tensor largest = max(x, std::string_view(&dim, 1));
  const Tensor place = select(eq(x, largest), index, static_cast<double>(n));
  const Tensor found = min(select(ne(x, x), -1.0, place), std::string_view(&dim, 1));
  return select(lt(found, 0.0), static_cast<double>(n), found);
}

Tensor order_key(Operand x) {
  // The bits of a float are in its order, those below zero backwards.
  const Tensor bits = bitcast(x, DType::kS32);
  return select(lt(bits, 0.0), bit_xor(bits, 0x7fffffff), bits);
}

}  // namespace constate::trace
