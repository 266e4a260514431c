// choose, decode: the next tokens of each row.
#include "programs/programs.h"
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
  CONSTATE_FIELDS(step, tokens, rows, state)
};

}  // namespace

TracedProgram choose_program(const Blueprint& blueprint, const ChoiceShape& shape) {
  Tracing tracing("choose", blueprint);
  const Dim v = tracing.vocabulary();
  const Tensor logits = tracing.input("logits", DType::kF32, {{'b', shape.batch}, v});
  const auto rows =
      tracing.arguments<RowProgress<Tensor>>(Role::kRow, row_progress_spec(shape, v.size), kRowProgress);
  const auto settings =
      tracing.arguments<RowSettings<Tensor>>(Role::kRow, row_settings_spec(shape), kRowSettings);
  const RowProgress<Tensor> next = advance(shape, settings, logits, rows);
  tracing.results<RowProgress<Tensor>>(Role::kRow, next, nullptr, kRowProgress);
  return std::move(tracing).finish();
}

TracedProgram decode_program(const Blueprint& blueprint, const DecodeShape& shape) {
  Tracing tracing("decode", blueprint);
  trace::Graph& graph = tracing.graph();
  const models::BoundModel& model = tracing.model();
  const ChoiceShape& choice = shape.choice;
  const Dim b{'b', choice.batch}, i{'i', shape.block};
  const std::vector<Tensor> weights = tracing.weights(choice.batch);
  const std::vector<Tensor> given = tracing.state(choice.batch);
  const auto rows = tracing.arguments<RowProgress<Tensor>>(
      Role::kRow, row_progress_spec(choice, tracing.vocabulary().size), kRowProgress);
  const auto settings =
      tracing.arguments<RowSettings<Tensor>>(Role::kRow, row_settings_spec(choice), kRowSettings);
  const Tensor limit = tracing.input("limit", DType::kS32, {});
  const Tensor position = tracing.position(choice.batch);

  const Loop start{constant(graph, DType::kS32, 0), fill(graph, DType::kS32, -1, {b, i}), rows, given};
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
    s.rows = advance(choice, settings, model.logits(traced, hidden), s.rows);
    s.tokens = update(s.tokens, select(already_done, -1.0, s.rows.token), s.step, 'i');
    s.step = s.step + 1;
    return s;
  });

  tracing.result(Role::kInput, "tokens", end.tokens);
  tracing.results(Role::kRow, end.rows, &rows, kRowProgress);
  tracing.state_results(end.state, given);
  return std::move(tracing).finish();
}

}  // namespace constate::programs
