// choose, decode: the next tokens of each row.
#include "programs/programs.h"
#include "programs/token_scores.h"
#include "trace/loop.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::programs {

using models::Traced;
using trace::Dim;
using trace::Tensor;

namespace {

// What the loop over a block's tokens hands on.
struct Loop {
  Tensor step, tokens;
  RowProgress<Tensor> rows;
  std::vector<Tensor> state;
  std::optional<TokenScores<Tensor>> scores;  // of a block: [b i], [b i k]
  CONSTATE_FIELDS(step, tokens, rows, state, scores)
};

// Of no token yet.
std::optional<TokenScores<Tensor>> scores_of_block(trace::Graph& graph, const ChoiceShape& choice, Dim i,
                                                   std::int64_t vocabulary) {
  if (!choice.top) return std::nullopt;
  const Dim b{'b', choice.batch}, k{'k', std::min(*choice.top, vocabulary)};
  TokenScores<Tensor> out{fill(graph, DType::kF32, 0, {b, i}), {}};
  if (k.size > 0) out.top = {fill(graph, DType::kS32, -1, {b, i, k}), fill(graph, DType::kF32, 0, {b, i, k})};
  return out;
}

void put(TokenScores<Tensor>& block, const TokenScores<Tensor>& one, Tensor step) {
  block.log_probability = update(block.log_probability, one.log_probability, step, 'i');
  if (!block.top) return;
  block.top->ids = update(block.top->ids, one.top->ids, step, 'i');
  block.top->log_probability = update(block.top->log_probability, one.top->log_probability, step, 'i');
}

}  // namespace

TracedProgram choose_program(const Blueprint& blueprint, const ChoiceShape& shape) {
  Tracing tracing("choose", blueprint);
  const Dim v = tracing.vocabulary();
  const Tensor logits = tracing.input("logits", DType::kF32, {{'b', shape.batch}, v});
  const auto rows =
      tracing.arguments<RowProgress<Tensor>>(Role::kRow, row_progress_spec(shape, v.size), kRowProgress);
  const auto settings =
      tracing.arguments<RowSettings<Tensor>>(Role::kRow, row_settings_spec(shape, v.size), kRowSettings);
  const RowProgress<Tensor> next = advance(shape, settings, logits, rows);
  tracing.results<RowProgress<Tensor>>(Role::kRow, next, nullptr, kRowProgress);
  if (shape.top)
    tracing.results<TokenScores<Tensor>>(Role::kInput, token_scores(logits, next.token, *shape.top), nullptr,
                                         kTokenScores);
  return std::move(tracing).finish();
}

TracedProgram decode_program(const Blueprint& blueprint, const DecodeShape& shape) {
  Tracing tracing("decode", blueprint);
  trace::Graph& graph = tracing.graph();
  const models::BoundModel& model = tracing.model();
  const ChoiceShape& choice = shape.choice;
  const Dim b{'b', choice.batch}, i{'i', shape.block};
  const std::int64_t vocabulary = tracing.vocabulary().size;
  const std::vector<Tensor> weights = tracing.weights(choice.batch);
  const std::vector<Tensor> given = tracing.state(shape.state());
  const auto rows =
      tracing.arguments<RowProgress<Tensor>>(Role::kRow, row_progress_spec(choice, vocabulary), kRowProgress);
  const auto settings =
      tracing.arguments<RowSettings<Tensor>>(Role::kRow, row_settings_spec(choice, vocabulary), kRowSettings);
  const Tensor limit = tracing.input("limit", DType::kS32, {});
  const Tensor position = tracing.position(choice.batch);

  const Loop start{constant(graph, DType::kS32, 0), fill(graph, DType::kS32, -1, {b, i}), rows, given,
                   scores_of_block(graph, choice, i, vocabulary)};
  const auto more = [&](const Loop& s) {
    const Tensor in_block = lt(s.step, static_cast<double>(shape.block));
    if (!shape.exit_early) return in_block;
    return logical_and(logical_and(in_block, lt(s.step, limit)), any(logical_not(s.rows.done), "b"));
  };
  const Loop end = trace::while_loop(graph, start, more, [&](Loop s) {
    const Tensor already_done = s.rows.done;
    Traced traced{weights, s.state};
    // A row that is done has no more tokens, so that its position does not matter.
    const Tensor at = position.defined() ? position + s.step : Tensor();
    const Tensor hidden = model.hidden(traced, {s.rows.token, logical_not(already_done), at});
    s.state = traced.state;
    const Tensor logits = model.logits(traced, hidden);
    s.rows = advance(choice, settings, logits, s.rows);
    if (s.scores) put(*s.scores, token_scores(logits, s.rows.token, *choice.top), s.step);
    s.tokens = update(s.tokens, select(already_done, -1.0, s.rows.token), s.step, 'i');
    s.step = s.step + 1;
    return s;
  });

  tracing.result(Role::kInput, "tokens", end.tokens);
  tracing.results(Role::kRow, end.rows, &rows, kRowProgress);
  tracing.state_results(shape.capacity, end.state, given);
  if (end.scores) tracing.results<TokenScores<Tensor>>(Role::kInput, *end.scores, nullptr, kTokenScores);
  return std::move(tracing).finish();
}

}  // namespace constate::programs
