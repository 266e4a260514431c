// prefill, score, embed, inspect: a segment of a text through the model.
#include <fmt/format.h>

#include <limits>

#include "programs/capacity.h"
#include "programs/programs.h"
#include "programs/token_scores.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::programs {

using models::Traced;
using trace::Dim;
using trace::Tensor;

namespace {

// Predicates [b t] of the places before each row's length.
Tensor valid_places(Tracing& tracing, Tensor lengths, Dim b, Dim t) {
  return lt(broadcast(iota(tracing.graph(), DType::kS32, t), {b, t}), lengths);
}

struct Scored {
  Tensor log_probability, likeliest;
};

// Of each target under softmax(logits): the largest logit goes first, so that no exponential overflows. That
// a NaN comes through exp and sum is not left to the backend.
Scored scored(Tensor logits, Tensor targets) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const Dim v{'v', logits.size('v')};
  const Tensor place = broadcast(iota(logits.graph(), DType::kS32, v), logits.dims());
  const Tensor largest = max(logits, "v"), first = argmax(logits, 'v');
  const Tensor target = sum(select(eq(place, targets), logits, 0.0), "v");
  const Tensor log_probability = target - largest - log(sum(exp(logits - largest), "v"));
  const Tensor sound = logical_and(lt(abs(largest), kInfinity), lt(first, static_cast<double>(v.size)));
  return {select(sound, log_probability, kNaN), eq(first, targets)};
}

// Of all places, which the search takes as rows of a batch.
LikeliestTokens<Tensor> likeliest_at_places(Tensor logits, std::int64_t top) {
  const Dim b{'b', logits.size('b')}, t{'t', logits.size('t')};
  const LikeliestTokens<Tensor> found = likeliest_tokens(merge_dims(logits, "bt", 'b'), top);
  return {split_dim(found.ids, 'b', {b, t}), split_dim(found.log_probability, 'b', {b, t})};
}

}  // namespace

TracedProgram prefill_program(const Blueprint& blueprint, const PrefillShape& shape) {
  Tracing tracing("prefill", blueprint);
  const models::BoundModel& model = tracing.model();
  const Dim b{'b', shape.batch}, t{'t', shape.length};
  const std::vector<Tensor> weights = tracing.weights(shape.rows());
  const std::vector<Tensor> given = tracing.state(shape.state());
  const Tensor before = tracing.argument(Role::kState, "logits", DType::kF32, {b, tracing.vocabulary()});
  const Tensor ids = tracing.input("ids", DType::kS32, {b, t});
  const Tensor lengths = tracing.input("lengths", DType::kS32, {b});
  const Tensor position = tracing.position(shape.batch);

  const Tensor present = gt(lengths, 0.0);
  Traced traced{weights, given};
  Tensor last_token;
  if (shape.length == 1) {
    last_token = model.hidden(traced, {drop_dim(ids, 't'), present, position});
  } else {
    const Tensor valid = valid_places(tracing, lengths, b, t);
    const Tensor hidden = model.hidden(traced, {ids, valid, position});
    last_token = drop_dim(slice_rows(hidden, 't', lengths - 1, 1), 't');
  }
  tracing.result(Role::kState, "logits", select(present, model.logits(traced, last_token), before), before);
  tracing.state_results(shape.capacity, traced.state, given);
  return std::move(tracing).finish();
}

TracedProgram score_program(const Blueprint& blueprint, const PrefillShape& shape, std::int64_t top) {
  Tracing tracing("score", blueprint);
  const models::BoundModel& model = tracing.model();
  const Dim b{'b', shape.batch}, t{'t', shape.length};
  const std::vector<Tensor> weights = tracing.weights(shape.rows());
  const std::vector<Tensor> given = tracing.state(shape.state());
  const Tensor ids = tracing.input("ids", DType::kS32, {b, t});
  const Tensor targets = tracing.input("targets", DType::kS32, {b, t});
  const Tensor lengths = tracing.input("lengths", DType::kS32, {b});
  const Tensor position = tracing.position(shape.batch);

  const Tensor valid = valid_places(tracing, lengths, b, t);
  Traced traced{weights, given};
  const Tensor logits = model.logits(traced, model.hidden(traced, {ids, valid, position}));
  const Scored found = scored(logits, targets);
  tracing.result(Role::kInput, "log_probability", select(valid, found.log_probability, 0.0));
  tracing.result(Role::kInput, "likeliest", logical_and(valid, found.likeliest));
  tracing.state_results(shape.capacity, traced.state, given);
  if (top > 0)
    tracing.results<LikeliestTokens<Tensor>>(Role::kInput, likeliest_at_places(logits, top), nullptr, "top");
  return std::move(tracing).finish();
}

TracedProgram embed_program(const Blueprint& blueprint, const PrefillShape& shape) {
  Tracing tracing("embed", blueprint);
  const models::BoundModel& model = tracing.model();
  const Dim b{'b', shape.batch}, t{'t', shape.length};
  const std::vector<Tensor> weights = tracing.weights(shape.rows());
  const std::vector<Tensor> given = tracing.state(shape.state());
  const Tensor ids = tracing.input("ids", DType::kS32, {b, t});
  const Tensor lengths = tracing.input("lengths", DType::kS32, {b});
  const Tensor position = tracing.position(shape.batch);

  Traced traced{weights, given};
  Tensor total, last_token;
  if (shape.length == 1) {
    const Tensor present = gt(lengths, 0.0);
    last_token = model.hidden(traced, {drop_dim(ids, 't'), present, position});
    total = select(present, last_token, 0.0);
  } else {
    const Tensor valid = valid_places(tracing, lengths, b, t);
    const Tensor hidden = model.hidden(traced, {ids, valid, position});
    last_token = drop_dim(slice_rows(hidden, 't', lengths - 1, 1), 't');
    total = sum(select(valid, hidden, 0.0), "t");
  }
  tracing.result(Role::kInput, "sum", total);
  tracing.result(Role::kInput, "last", last_token);
  tracing.state_results(shape.capacity, traced.state, given);
  return std::move(tracing).finish();
}

TracedProgram inspect_program(const Blueprint& blueprint, const PrefillShape& shape) {
  Tracing tracing("inspect", blueprint);
  const models::BoundModel& model = tracing.model();
  const Dim b{'b', shape.batch}, t{'t', shape.length};
  const std::vector<Tensor> weights = tracing.weights(shape.rows());
  const Tensor ids = tracing.input("ids", DType::kS32, {b, t});
  std::vector<Tensor> state, taps;
  for (const models::StateSpec& s : model.state(capacity_for(model, shape.length)))
    state.push_back(fill(tracing.graph(), s.dtype, 0, with_batch(shape.batch, s)));
  Traced traced{weights, state, &taps};
  Tensor position;
  if (model.uses_position()) position = fill(tracing.graph(), DType::kS32, 0, {b});
  const Tensor hidden = model.hidden(traced, {ids, fill(tracing.graph(), DType::kPred, 1, {b, t}), position});
  for (std::size_t i = 0; i < taps.size(); ++i)
    tracing.result(Role::kInput, fmt::format("hidden.{}", i), taps[i]);
  tracing.result(Role::kInput, "logits", model.logits(traced, hidden));
  return std::move(tracing).finish();
}

}  // namespace constate::programs
