#include "models/layers/experts.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "models/layers/specs.h"
#include "trace/loop.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models::layers {

using namespace trace;

namespace {

constexpr double kLow = -std::numeric_limits<double>::infinity();

Tensor numbers(Tensor like, Dim dim) { return iota(like.graph(), DType::kS32, dim); }
Tensor ones_where(Tensor predicate) { return convert(predicate, DType::kS32); }

// `x` in descending order along `dim`, and what else goes with it; the first of equal ones comes first.
std::vector<Tensor> descending(Tensor x, char dim, const std::vector<Tensor>& others) {
  std::vector<Tensor> out = sort(-1.0 - order_key(x), dim, others);
  out.erase(out.begin());
  return out;
}

// choice [n x], with what is not in the best groups below all.
Tensor in_best_groups(Tensor choice, const ExpertsConfig& k) {
  const Tensor x = split_dim(choice, 'x', {{'g', k.groups}, {'x', -1}});
  const Dim n{'n', x.size('n')}, g{'g', k.groups}, h{'h', k.groups};
  const Tensor two = sum(slice(descending(x, 'x', {x})[0], 'x', 0, 2), "x");  // [n g]
  // A group's place among them: how many are better, or as good and before it.
  const Tensor other = broadcast(rename(two, 'g', 'h'), {n, g, h}), own = broadcast(two, {n, g, h});
  const Tensor before =
      broadcast(lt(broadcast(numbers(x, h), {g, h}), broadcast(numbers(x, g), {g, h})), {n, g, h});
  const Tensor better = logical_or(gt(other, own), logical_and(eq(other, own), before));
  const Tensor best = lt(sum(ones_where(better), "h"), static_cast<double>(k.best_groups));  // [n g]
  return merge_dims(select(broadcast(best, x.dims()), x, kLow), "gx", 'x');
}

struct Routing {
  Tensor expert;  // s32 [n k]
  Tensor weight;  // [n k]
};

// u [n d].
Routing route(const Experts<Tensor>& w, const ExpertsConfig& k, Tensor u) {
  const Tensor logits = linear(u, w.router, 'x');
  const bool softmax = k.score == RouterScore::kSoftmax;
  const Tensor score = softmax ? exp(logits - max(logits, "x")) : sigmoid(logits);
  Tensor choice = softmax ? logits : score;
  if (w.correction) choice = (softmax ? score / sum(score, "x") : score) + *w.correction;
  if (k.groups > 1) choice = in_best_groups(choice, k);
  const Dim n{'n', u.size('n')}, x{'x', k.experts};
  const auto sorted = descending(choice, 'x', {broadcast(numbers(u, x), {n, x}), score});
  const auto first = [&](Tensor t) { return rename(slice(t, 'x', 0, k.chosen), 'x', 'k'); };
  Tensor weight = first(sorted[1]);
  if (softmax)
    weight = weight / (k.normalized ? sum(weight, "k") : sum(score, "x"));
  else if (k.normalized)
    weight = weight / (sum(weight, "k") + k.least_sum);
  return {first(sorted[0]), k.scale == 1 ? weight : weight * k.scale};
}

// The pairs of a token and an expert that it chose, p, in the order of the experts, cut into blocks of rows
// that go through one expert each.
struct Blocks {
  std::int64_t rows;
  Tensor count;          // s32 []
  Tensor expert, first;  // s32 [s]: of each block, and of its rows the first
  Tensor token;          // s32 [p], in that order
  Tensor place;          // s32 [n k]: where a pair is in it
};

// Each choice of the one token is a block.
Blocks of_one_token(Tensor expert) {
  const Dim s{'s', expert.size('k')};
  Graph& graph = expert.graph();
  return {1,
          constant(graph, DType::kS32, static_cast<double>(s.size)),
          merge_dims(expert, "nk", 's'),
          numbers(expert, s),
          fill(graph, DType::kS32, 0, {{'p', s.size}}),
          split_dim(rename(numbers(expert, s), 's', 'p'), 'p', expert.dims())};
}

// What is not valid comes behind all blocks.
Blocks blocks_of(Tensor expert, Tensor valid, const ExpertsConfig& k) {
  const std::int64_t tokens = expert.size('n');
  if (tokens == 1) return of_one_token(expert);
  const auto [most, rows] = expert_blocks(k, tokens);
  const Dim p{'p', tokens * k.chosen}, x{'x', k.experts}, s{'s', most};
  const auto m = static_cast<double>(rows);
  const Tensor of_pair =
      merge_dims(select(broadcast(valid, expert.dims()), expert, static_cast<double>(k.experts)), "nk", 'p');
  const Tensor order = sort(of_pair, 'p', {numbers(expert, p)})[1];
  const Tensor place = sort(order, 'p', {numbers(expert, p)})[1];

  const Tensor pairs = broadcast(of_pair, {p, x}), each = broadcast(numbers(expert, x), {p, x});
  const Tensor first = sum(ones_where(lt(pairs, each)), "p");  // [x]: pairs of the experts before
  const Tensor blocks = (sum(ones_where(eq(pairs, each)), "p") + (m - 1)) / m;  // [x]
  const Dim y{'y', k.experts};
  const Tensor is_before = lt(broadcast(numbers(expert, y), {x, y}), broadcast(numbers(expert, x), {x, y}));
  const Tensor before = sum(select(is_before, broadcast(rename(blocks, 'x', 'y'), {x, y}), 0.0), "y");  // [x]

  const Tensor step = broadcast(numbers(expert, s), {s, x}), begins = broadcast(before, {s, x});
  const Tensor own = logical_and(le(begins, step), lt(step, begins + broadcast(blocks, {s, x})));
  const auto of_block = [&](Tensor of_expert) {
    return sum(select(own, broadcast(of_expert, {s, x}), 0.0), "x");
  };
  return {rows,
          sum(blocks, "x"),
          of_block(numbers(expert, x)),
          of_block(first - before * m) + numbers(expert, s) * m,
          order / static_cast<double>(k.chosen),
          split_dim(place, 'p', expert.dims())};
}

struct Loop {
  Tensor step, y;  // s32 [], [p l]
  CONSTATE_FIELDS(step, y)
};

// The output of each pair, [p l], from x [n l]. The last rows of a block may be those of the next experts:
// their blocks come later, and put there what is right.
Tensor through_experts(const Experts<Tensor>& w, const ExpertsConfig& k, Tensor x, const Blocks& blocks) {
  Graph& graph = x.graph();
  const Tensor rows = pad(take_rows(x, blocks.token), 'p', 0, blocks.rows - 1);
  const Loop start{constant(graph, DType::kS32, 0), fill(graph, DType::kF32, 0, rows.dims())};
  const Loop end = while_loop(
      graph, start, [&](const Loop& l) { return lt(l.step, blocks.count); },
      [&](const Loop& l) {
        const Tensor expert = element(blocks.expert, 's', l.step), first = element(blocks.first, 's', l.step);
        const Tensor in = linear(slice_at(rows, 'p', first, blocks.rows), w.in, expert, 'e');
        Tensor h = in;
        if (k.gated) {
          const auto [gate, up] = split(in, 'e', {k.intermediate_size, k.intermediate_size});
          h = activation(k.hidden_act, gate) * up;
        } else {
          h = activation(k.hidden_act, in);
        }
        return Loop{l.step + 1, put_at(l.y, linear(h, w.out, expert, 'l'), 'p', first)};
      });
  return end.y;
}

}  // namespace

ExpertBlocks expert_blocks(const ExpertsConfig& k, std::int64_t tokens) {
  const std::int64_t pairs = tokens * k.chosen, mean = pairs / k.experts;
  // Few rows an expert go one by one: a product with one row reads a matrix once, at the rate of memory. More
  // go in blocks of a power of two from 16 on, in which all rows of a product are computed alike.
  if (mean < 4) return {pairs, 1};
  const auto rows = std::clamp<std::int64_t>(
      static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(mean / 4))), 16, 128);
  return {std::min(pairs, pairs / rows + k.experts), rows};
}

Tensor experts(const Experts<Tensor>& w, const ExpertsConfig& k, Tensor u, Tensor valid) {
  std::vector<Dim> outer = u.dims();
  outer.pop_back();
  const std::string letters = valid.letters();
  const Tensor rows = merge_dims(u, letters, 'n'), is_token = merge_dims(valid, letters, 'n');
  const Routing routing = route(w, k, rows);
  const Tensor x =
      w.to_latent ? plus(linear(rows, *w.to_latent, 'l'), w.to_latent_bias) : rename(rows, 'd', 'l');
  const Blocks blocks = blocks_of(routing.expert, is_token, k);
  const Tensor each = take_rows(through_experts(w, k, x, blocks), blocks.place);  // [n k l]
  Tensor y = sum(each * routing.weight, "k");
  y = w.from_latent ? plus(linear(y, *w.from_latent, 'd'), w.from_latent_bias) : rename(y, 'l', 'd');
  return split_dim(select(broadcast(is_token, y.dims()), y, 0.0), 'n', outer);
}

Experts<WeightSpec> experts_specs(const ExpertsConfig& k, DType dtype, const ExpertsNames& names) {
  const Dim x{'x', k.experts}, d{'d', k.hidden_size}, l{'l', k.width()};
  const auto stack = [&](const std::vector<std::string>& whole, const std::vector<std::string>& each,
                         Dim rows, Dim columns) {
    Matrix<WeightSpec> m = matrix(WeightUse::kExperts, "", dtype, {x, rows, columns});
    m.elements.names = whole;
    if (!each.empty()) m.elements.pieces = {each, k.experts};
    m.elements.share = static_cast<double>(k.chosen) / static_cast<double>(k.experts);
    if (m.steps) m.scale->share = m.steps->share = m.elements.share;
    return m;
  };
  Experts<WeightSpec> w;
  w.router = matrix(WeightUse::kEachToken, "", DType::kF32, {x, d}).elements;
  w.router.names = names.router;
  if (k.correction) w.correction = spec(names.correction, kZero, {x});
  const std::int64_t inner = k.gated ? 2 * k.intermediate_size : k.intermediate_size;
  w.in = stack(names.in, names.each_in, {'e', inner}, l);
  w.out = stack(names.out, names.each_out, l, {'e', k.intermediate_size});
  if (k.latent) {
    w.to_latent = projection(names.to_latent, dtype, l, d);
    w.to_latent_bias = bias(k.latent_bias, names.to_latent, l);
    w.from_latent = projection(names.from_latent, dtype, d, l);
    w.from_latent_bias = bias(k.latent_bias, names.from_latent, d);
  }
  return w;
}

}  // namespace constate::models::layers
