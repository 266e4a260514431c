#include "trace/einsum.h"

#include <fmt/format.h>

#include "trace/ops.h"

namespace constate::trace {
namespace {

bool contains(std::string_view letters, char c) { return letters.find(c) != letters.npos; }

// The operand with the spec's letters instead of its own.
Tensor named(const EinsumSpec& spec, Tensor t, std::string_view letters, int which, Tensor a, Tensor b) {
  const std::string& own = t.letters();
  if (own.size() != letters.size())
    t.graph().fail(spec.at,
                   fmt::format("{}: operand {} has {} dimensions, the spec names {}", spec.str(), which,
                               own.size(), letters.size()),
                   {a, b});
  for (std::size_t i = 0; i < own.size(); ++i)
    if (own[i] != letters[i] && contains(own, letters[i]))
      t.graph().fail(spec.at,
                     fmt::format("{}: operand {} has '{}' where the spec says '{}'; transposed?", spec.str(),
                                 which, own[i], letters[i]),
                     {a, b});
  return own == letters ? t : t.graph().adopt(t.value(), std::string(letters), spec.str(), spec.at);
}

}  // namespace

std::string EinsumSpec::str() const { return fmt::format("einsum \"{},{}->{}\"", lhs, rhs, out); }

Tensor dot(Tensor a, Tensor b, std::string_view over, Location at) {
  hlo::DotGeneral d;
  if (is_integer(a.dtype())) d.result = DType::kS32;
  if (a.dtype() == DType::kF64) d.result = DType::kF64;
  d.highest = a.dtype() == DType::kF32;  // TF32 and bf16 passes are no float32 (GPU and TPU defaults)
  std::string batch, own_a, own_b;
  for (char c : a.letters()) {
    const auto i = static_cast<std::int64_t>(a.letters().find(c)),
               j = static_cast<std::int64_t>(b.letters().find(c));
    if (contains(over, c)) {
      d.lhs_contract.push_back(i);
      d.rhs_contract.push_back(j);
    } else if (b.has(c)) {
      d.lhs_batch.push_back(i);
      d.rhs_batch.push_back(j);
      batch += c;
    } else {
      own_a += c;
    }
  }
  for (char c : b.letters())
    if (!a.has(c)) own_b += c;
  return a.graph().emit("dot", hlo::Op::kDotGeneral, {a, b}, std::move(d), batch + own_a + own_b, at);
}

namespace {

// Of more, a library's product is faster each time than what it saves once (docs/decisions/0050).
constexpr std::int64_t kMostSummed = std::int64_t{1} << 22;

}  // namespace

bool goes_as_sum(const Lowering& lowering, std::int64_t terms, std::int64_t multiplications) {
  return terms <= lowering.summed_terms && multiplications <= kMostSummed;
}

Tensor product(Tensor a, Tensor b, std::string_view over, Location at) {
  std::string batch, own_a;
  std::vector<Dim> summed;
  std::int64_t terms = 1, multiplications = 1;
  for (const Dim d : a.dims()) {
    multiplications *= d.size;
    if (contains(over, d.letter)) {
      terms *= d.size;
      summed.push_back(d);
    } else {
      (b.has(d.letter) ? batch : own_a) += d.letter;
    }
  }
  std::vector<Dim> dims;
  for (const char c : batch + own_a) dims.push_back({c, a.size(c)});
  for (const Dim d : b.dims()) {
    if (a.has(d.letter)) continue;
    multiplications *= d.size;
    dims.push_back(d);
  }
  if (a.dtype() != DType::kF32 || !goes_as_sum(a.graph().lowering(), terms, multiplications))
    return dot(a, b, over, at);
  dims.insert(dims.end(), summed.begin(), summed.end());
  const auto all = [&](Tensor t) { return Operand(broadcast(Operand(t, at), dims), at); };
  return sum(Operand(all(a) * all(b), at), over);
}

Tensor einsum(EinsumSpec spec, Tensor a, Tensor b) {
  const Tensor x = named(spec, a, spec.lhs, 1, a, b), y = named(spec, b, spec.rhs, 2, a, b);
  Graph& graph = x.graph();
  if (x.dtype() != y.dtype())
    graph.fail(
        spec.at,
        fmt::format("{}: operands are {} and {}; convert one", spec.str(), name(x.dtype()), name(y.dtype())),
        {a, b});
  std::string over, own_x, own_y;
  for (Dim d : x.dims()) {
    if (y.has(d.letter) && y.size(d.letter) != d.size)
      graph.fail(spec.at,
                 fmt::format("{}: '{}' is {} in one operand and {} in the other", spec.str(), d.letter,
                             d.size, y.size(d.letter)),
                 {a, b});
    if (!y.has(d.letter))
      own_x += d.letter;
    else if (!contains(spec.out, d.letter))
      over += d.letter;
  }
  for (char c : y.letters())
    if (!x.has(c)) own_y += c;

  const Operand left(x, spec.at), right(y, spec.at);
  if (over.empty()) {  // an outer product: give both all letters of the result
    std::vector<Dim> dims;
    for (char c : spec.out) dims.push_back({c, x.has(c) ? x.size(c) : y.size(c)});
    return Operand(broadcast(left, dims), spec.at) * Operand(broadcast(right, dims), spec.at);
  }
  if (own_x.empty() || own_y.empty()) {
    const Tensor product = Operand(own_x.empty() ? y : x, spec.at) * Operand(own_x.empty() ? x : y, spec.at);
    return transpose(Operand(sum(Operand(product, spec.at), over), spec.at), spec.out);
  }
  // The order of the operands decides the order of the result: take the one that spares a transposition.
  std::string batch;
  for (char c : spec.out)
    if (x.has(c) && y.has(c)) batch += c;
  const bool swap = spec.out == batch + own_y + own_x;
  const Tensor& first = swap ? y : x;
  // With what is summed over last, the first operand is read as it lies in memory; the transposition fuses
  // with what made the operand.
  const Tensor rows = transpose(Operand(first, spec.at), batch + (swap ? own_y : own_x) + over);
  return transpose(Operand(product(rows, swap ? x : y, over, spec.at), spec.at), spec.out);
}

}  // namespace constate::trace
