#include "models/sampling.h"

#include <array>
#include <limits>

#include "trace/loop.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::models {

using namespace trace;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Maps floats to unsigned integers of the same order, so that a threshold can be found bit by bit.
Tensor ordered_bits(Tensor x) {
  const Tensor bits = bitcast(x, DType::kU32);
  const auto word = [&](std::uint32_t w) { return constant(x.graph(), DType::kU32, w); };
  return bit_xor(bits, select(ge(bits, 0x80000000u), word(0xFFFFFFFFu), word(0x80000000u)));
}

struct Search {
  Tensor bit, threshold;  // u32 [], u32 [b]
  CONSTATE_FIELDS(bit, threshold)
};

// The largest threshold t [b] for which enough(x >= t) holds; enough(everything) must hold.
template <class Enough>
Tensor largest_threshold(Tensor keys, Enough enough) {
  Graph& graph = keys.graph();
  const Dim b{'b', keys.size('b')};
  const Search start{constant(graph, DType::kU32, 0x80000000u), fill(graph, DType::kU32, 0, {b})};
  return while_loop(
             graph, start, [](const Search& s) { return ne(s.bit, 0.0); },
             [&](const Search& s) {
               const Tensor tried = bit_or(s.threshold, s.bit);
               return Search{shift_right(s.bit, 1.0), select(enough(ge(keys, tried)), tried, s.threshold)};
             })
      .threshold;
}

// Logits with all that top-k, top-p and min-p rule out at -inf.
Tensor filtered(const SamplingSettings<Tensor>& s, Tensor logits) {
  const std::int64_t vocabulary = logits.size('v');
  const Tensor keys = ordered_bits(logits);
  const Tensor wanted = select(gt(s.top_k, 0.0), s.top_k, static_cast<double>(vocabulary));
  const Tensor kth = largest_threshold(keys, [&](Tensor kept) {
    return ge(sum(convert(kept, DType::kS32), "v"), minimum(wanted, static_cast<double>(vocabulary)));
  });
  Tensor keep = ge(keys, kth);

  const Tensor top = max(logits, "v");
  const Tensor weight = select(keep, exp(logits - top), 0.0);
  const Tensor mass = s.top_p * sum(weight, "v");
  const Tensor nucleus =
      largest_threshold(keys, [&](Tensor kept) { return ge(sum(select(kept, weight, 0.0), "v"), mass); });
  keep = logical_and(keep, logical_or(ge(s.top_p, 1.0), ge(keys, nucleus)));

  keep = logical_and(keep, ge(logits, top + log(s.min_p)));  // log 0 = -inf keeps all
  return select(keep, logits, -kInfinity);
}

struct Bisection {
  Tensor step, low;  // s32 [], s32 [b]
  CONSTATE_FIELDS(step, low)
};

// Draws from softmax(logits) by inverting its distribution function at one uniform number a row: the first
// place up to which the weights exceed that share of their sum, found by bisection over the places.
Tensor draw(Tensor logits, Tensor uniform) {
  Graph& graph = logits.graph();
  const std::int64_t vocabulary = logits.size('v');
  const Tensor weight = exp(logits - max(logits, "v"));
  const Tensor place = iota(graph, DType::kS32, {'v', vocabulary});
  const auto up_to = [&](Tensor last) {
    return sum(select(le(broadcast(place, weight.dims()), last), weight, 0.0), "v");
  };
  const Tensor target = uniform * sum(weight, "v");
  double step = 1;
  while (step * 2 < static_cast<double>(vocabulary)) step *= 2;
  // `low` grows to the number of places whose sum does not exceed the target: that is the index of the first
  // that does.
  const Bisection start{constant(graph, DType::kS32, step),
                        fill(graph, DType::kS32, 0, {{'b', logits.size('b')}})};
  const Tensor found =
      while_loop(
          graph, start, [](const Bisection& s) { return gt(s.step, 0.0); },
          [&](const Bisection& s) {
            const Tensor next = s.low + s.step;
            const Tensor below = le(up_to(next - 1.0), target);
            const Tensor inside = lt(next, static_cast<double>(vocabulary));
            return Bisection{shift_right(s.step, 1.0), select(logical_and(below, inside), next, s.low)};
          })
          .low;
  return found;
}

// u32 [b] to f32 in [0, 1): the upper 24 bits, which f32 holds exactly.
Tensor unit_interval(Tensor bits) { return convert(shift_right(bits, 8.0), DType::kF32) * 0x1p-24; }

}  // namespace

Tensor threefry2x32(Tensor key, Tensor counter) {
  constexpr std::array<int, 8> kRotations{13, 15, 26, 6, 17, 29, 16, 24};
  const auto word = [](Tensor t, std::int64_t i) { return drop_dim(slice(t, 'q', i, i + 1), 'q'); };
  const Tensor k0 = word(key, 0), k1 = word(key, 1);
  const std::array<Tensor, 3> keys{k0, k1, bit_xor(bit_xor(k0, k1), static_cast<double>(0x1BD11BDAu))};
  Tensor x0 = word(counter, 0) + keys[0], x1 = word(counter, 1) + keys[1];
  for (int round = 0; round < 20; ++round) {
    const int by = kRotations[static_cast<std::size_t>(round % 8)];
    x0 = x0 + x1;
    x1 = bit_xor(bit_or(shift_left(x1, by), shift_right(x1, 32 - by)), x0);
    if (round % 4 == 3) {
      const auto group = static_cast<std::size_t>(round / 4 + 1);
      x0 = x0 + keys[group % 3];
      x1 = x1 + keys[(group + 1) % 3] + static_cast<double>(group);
    }
  }
  const Dim b{'b', x0.size('b')}, one{'q', 1};
  return concat(split_dim(x0, 'b', {b, one}), split_dim(x1, 'b', {b, one}), 'q');
}

Tensor sample(const SamplingRules& rules, const SamplingSettings<Tensor>& s, Tensor logits, Tensor seen,
              Tensor number, Tensor counts) {
  const Scope scope(logits, "sample");
  Graph& graph = logits.graph();
  if (rules.adjust) logits = logits + s.adjust->bias;
  if (rules.penalty) {
    const Tensor penalized =
        select(gt(logits, 0.0), logits / s.repetition_penalty, logits * s.repetition_penalty);
    logits = select(seen, penalized, logits);
  }
  if (rules.adjust)
    logits =
        logits - counts * s.adjust->frequency - convert(gt(counts, 0.0), DType::kF32) * s.adjust->presence;
  // Logits that are infinite at their largest, or NaN, come of a broken model: no token is a result then.
  const Tensor largest = max(logits, "v");
  const double vocabulary = static_cast<double>(logits.size('v'));
  const Tensor greedy = select(lt(abs(largest), kInfinity), argmax(logits, 'v'), vocabulary);
  if (!rules.draw) return greedy;

  const Tensor is_greedy = le(s.temperature, 0.0);
  // The largest becomes 0, so that no temperature makes it infinite.
  Tensor scaled = (logits - largest) / select(is_greedy, 1.0, s.temperature);
  if (rules.filter) scaled = filtered(s, scaled);
  const Dim b{'b', logits.size('b')}, one{'q', 1};
  const Tensor count = split_dim(convert(number, DType::kU32), 'b', {b, one});
  const Tensor bits = threefry2x32(s.seed, concat(count, fill(graph, DType::kU32, 0, {b, one}), 'q'));
  const Tensor drawn = draw(scaled, unit_interval(drop_dim(slice(bits, 'q', 0, 1), 'q')));
  // Where the logits are broken, the greedy choice says so.
  return select(logical_or(is_greedy, ge(greedy, vocabulary)), greedy, drawn);
}

}  // namespace constate::models
