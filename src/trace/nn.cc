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

// A weight of 16 or 8 bits as f32, made when `rows` are there and not before. XLA's CPU scheduler makes what
// it can as early as it can, and drops barriers first: all layers' widened weights would be there at once,
// twice the weights' memory. So the product with a one that it cannot know: no magnitude, and no NaN, is
// below -1.
Tensor widened(Operand weight, Tensor rows) {
  Tensor some = rows;
  for (Dim d : rows.dims())
    some = drop_dim(Operand(slice(Operand(some, weight.at), d.letter, 0, 1), weight.at), d.letter);
  const Tensor one =
      convert(logical_not(lt(Operand(abs(Operand(some, weight.at)), weight.at), -1.0)), DType::kF32);
  return convert(weight, DType::kF32) * one;
}

// x as a row of a matrix, without its outer dimensions; undefined where they hold several rows.
Tensor one_row(Operand x) {
  Tensor row = x.tensor;
  for (Dim d : x.tensor.dims()) {
    if (d.letter == x.tensor.letters().back()) break;
    if (d.size != 1) return {};
    row = drop_dim(Operand(row, x.at), d.letter);
  }
  return row;
}

// What one_row took off: y [o] with the outer dimensions of x [... i].
Tensor with_outer(Operand y, Tensor x) {
  std::vector<Dim> dims = x.dims();
  dims.back() = {y.tensor.letters()[0], -1};
  return split_dim(y, dims.back().letter, dims);
}

// row [i] · w as the product of two such rows: XLA's CPU backend multiplies one row of narrow numbers many
// times slower than two.
Tensor twice_over(Operand row, Tensor w, char in) {
  const Tensor two = broadcast(row, {{'?', 2}, {in, row.tensor.size(in)}});
  const Tensor product = dot(two, w, std::string_view(&in, 1), row.at);
  return drop_dim(Operand(slice(Operand(product, row.at), '?', 0, 1), row.at), '?');
}

// x · w for a weight of 16 bits, or one of 8 bits, which bf16 holds exactly.
Tensor narrow_product(Operand x, Operand w, char in) {
  const std::string_view over(&in, 1);
  const DType type = w.tensor.dtype() == DType::kF16 ? DType::kF16 : DType::kBF16;
  const Lowering& lowering = x.tensor.graph().lowering();
  const Narrow& form = type == DType::kF16 ? lowering.f16 : lowering.bf16;
  if (form.one_row != Narrow::OneRow::kProduct) {
    if (const Tensor row = one_row(x); row.defined()) {
      if (form.one_row == Narrow::OneRow::kTwice) {
        const Tensor narrow = convert(Operand(row, x.at), type);
        return with_outer(Operand(twice_over(Operand(narrow, x.at), convert(w, type), in), x.at), x.tensor);
      }
      const Tensor exact = rounded(Operand(row, x.at), type);
      return with_outer(Operand(sum(convert(after(w, exact), DType::kF32) * exact, over), x.at), x.tensor);
    }
  }
  std::int64_t rows = 1;
  for (Dim d : x.tensor.dims()) rows *= d.letter == in ? 1 : d.size;
  if (rows <= form.product_rows) return dot(convert(x, type), convert(w, type), over, x.at);
  return dot(rounded(x, type), widened(w, x.tensor), over, x.at);
}

// x · w in integers: x is rounded to steps of its own for each row, the largest of which is 127 steps. The
// sums are exact, so a row gives the same beside any others.
constexpr double kSteps = 127;
constexpr std::int64_t kLongestExactSum = 1 << 17;  // of products of 127 · 127, in s32
Tensor integer_product(Operand x, Tensor w, char in) {
  const std::string_view over(&in, 1);
  const Tensor largest = max(Operand(abs(x), x.at), over);
  // Whether a maximum lets a NaN through is up to the device; the result must not lose it.
  const Tensor lost = any(Operand(ne(x, x), x.at), over);
  const Tensor step = select(lost, std::numeric_limits<double>::quiet_NaN(), largest * (1 / kSteps));
  constexpr double least = 0x1p-100;  // a row of zeros has no steps
  const Tensor whole = convert(floor(x * (kSteps / maximum(largest, least)) + 0.5), DType::kS8);
  Tensor sums;
  if (const Tensor row = one_row(Operand(whole, x.at)); row.defined()) {
    sums = with_outer(Operand(twice_over(Operand(row, x.at), w, in), x.at), x.tensor);
  } else {
    sums = dot(whole, w, over, x.at);
  }
  return convert(Operand(sums, x.at), DType::kF32) * step;
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
  return transpose(dot(rename(x, dim, '?'), ones, "?", x.at), letters);
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

Tensor linear(Operand x, Tensor weight, char to) {
  const Tensor rows = x.tensor;
  Graph& graph = rows.graph();
  if (weight.letters().size() != 2 || rows.letters().empty() || weight.letters()[1] != rows.letters().back())
    graph.fail(x.at, "linear: the last dimension of x is the last of the weight [out in]", {rows, weight});
  const char in = weight.letters()[1];
  if (rows.size(in) != weight.size(in))
    graph.fail(
        x.at, fmt::format("linear: '{}' is {} in x and {} in the weight", in, rows.size(in), weight.size(in)),
        {rows, weight});
  if (rows.has(to))
    graph.fail(x.at, fmt::format("linear: '{}' is already a dimension of x", to), {rows, weight});
  if (const auto* parts = graph.parts_of_join(weight))
    return concat(Operand(linear(x, parts->first, to), x.at), linear(x, parts->second, to), to);
  const Operand w(rename(Operand(weight, x.at), weight.letters()[0], to), x.at);
  if (weight.dtype() == DType::kF32) return dot(rows, w.tensor, std::string_view(&in, 1), x.at);
  if (weight.dtype() == DType::kS8 && graph.lowering().integer_products && rows.size(in) <= kLongestExactSum)
    return integer_product(x, w.tensor, in);
  return narrow_product(x, w, in);
}

Tensor linear(Operand x, const Matrix<Tensor>& weight, char to) {
  const Tensor y = linear(x, weight.elements, to);
  if (!weight.scale) return y;
  return Operand(y, x.at) * rename(Operand(*weight.scale, x.at), weight.scale->letters()[0], to);
}

Tensor take_rows(const Matrix<Tensor>& table, Tensor ids) {
  const Tensor rows = convert(take_rows(table.elements, ids), DType::kF32);
  if (!table.scale) return rows;
  const char v = table.scale->letters()[0];
  return rows * drop_dim(take_rows(split_dim(*table.scale, v, {{v, -1}, {'?', 1}}), ids), '?');
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
  for (Dim d : x.tensor.dims()) {
    if (d.letter != dim)
      square.push_back(d);
    else
      square.insert(square.end(), {{row, n}, {col, n}});
  }
  const auto difference = [&](Tensor part) {
    const Tensor total = cumsum(Operand(part, x.at), dim);
    return broadcast(rename(total, dim, row), square) - broadcast(rename(total, dim, col), square);
  };
  const auto [coarse, fine] = coarse_and_fine(maximum(x, kErased), n);
  const Tensor keep = ge(broadcast(iota(graph, DType::kS32, {row, n}), {{row, n}, {col, n}}),
                         broadcast(iota(graph, DType::kS32, {col, n}), {{row, n}, {col, n}}));
  return select(keep, difference(coarse) + difference(fine), -kInfinity);
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

}  // namespace constate::trace
