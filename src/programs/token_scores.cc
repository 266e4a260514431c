#include "programs/token_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "trace/loop.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::programs {

using trace::Dim;
using trace::Graph;
using trace::Tensor;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The width of the groups that a vocabulary is searched in: about its square root, where there is such a
// divisor. Without one the last group is filled up.
std::int64_t group_width(std::int64_t vocabulary) {
  const auto root = static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(vocabulary))));
  for (std::int64_t width = root; width <= 4 * root; ++width)
    if (vocabulary % width == 0) return width;
  return root;
}

// The tokens found so far. `largest` is, for each group, the largest logit that was not found yet.
struct Found {
  Tensor step, largest;  // s32 [], f32 [b g]
  Tensor ids, logits;    // s32, f32 [b k]
  CONSTATE_FIELDS(step, largest, ids, logits)
};

// Of `chosen`, which are some of the logits. The largest goes first, so that no exponential overflows.
Tensor log_probability(Tensor chosen, Tensor logits) {
  const Tensor largest = max(logits, "v");
  return chosen - largest - log(sum(exp(logits - largest), "v"));
}

}  // namespace

// All logits are read once, for the largest of each group; then, for each token, the group that it is in.
LikeliestTokens<Tensor> likeliest_tokens(Tensor logits, std::int64_t count) {
  Graph& graph = logits.graph();
  const std::int64_t vocabulary = logits.size('v'), width = group_width(vocabulary);
  const std::int64_t groups = (vocabulary + width - 1) / width;
  const Dim b{'b', logits.size('b')}, g{'g', groups}, w{'w', width}, k{'k', std::min(count, vocabulary)};
  const Tensor filled = pad(logits, 'v', 0, groups * width - vocabulary, -kInfinity);
  const Tensor grouped = split_dim(filled, 'v', {g, w});
  const Tensor group = broadcast(iota(graph, DType::kS32, g), {b, g});
  const Tensor place = broadcast(iota(graph, DType::kS32, w), {b, w});
  const Found start{constant(graph, DType::kS32, 0), max(grouped, "w"), fill(graph, DType::kS32, -1, {b, k}),
                    fill(graph, DType::kF32, 0, {b, k})};
  const Found end = trace::while_loop(
      graph, start, [&](const Found& s) { return lt(s.step, static_cast<double>(k.size)); },
      [&](Found s) {
        const Tensor best = argmax(s.largest, 'g');
        const Tensor members = drop_dim(slice_rows(grouped, 'g', best, 1), 'g');
        const Tensor id = place + best * static_cast<double>(width);
        const Tensor taken = any(eq(broadcast(id, {b, w, k}), s.ids), "k");
        const Tensor rest = select(taken, -kInfinity, members);
        const Tensor found = argmax(rest, 'w');
        s.ids = update(s.ids, found + best * static_cast<double>(width), s.step, 'k');
        s.logits = update(s.logits, max(rest, "w"), s.step, 'k');
        const Tensor next = max(select(eq(place, found), -kInfinity, rest), "w");
        s.largest = select(eq(group, best), next, s.largest);
        s.step = s.step + 1;
        return s;
      });
  return {end.ids, log_probability(end.logits, logits)};
}

TokenScores<Tensor> token_scores(Tensor logits, Tensor token, std::int64_t top) {
  const trace::Scope scope(logits, "token scores");
  const Tensor chosen = drop_dim(slice_rows(logits, 'v', token, 1), 'v');
  TokenScores<Tensor> out{log_probability(chosen, logits), {}};
  if (top > 0) out.top = likeliest_tokens(logits, top);
  return out;
}

}  // namespace constate::programs
