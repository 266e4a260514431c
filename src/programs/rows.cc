#include "programs/rows.h"

#include "trace/ops.h"

namespace constate::programs {

using trace::Dim;
using trace::Tensor;

RowProgress<ArgumentSpec> row_progress_spec(const ChoiceShape& shape, std::int64_t vocab_size) {
  const Dim b{'b', shape.batch};
  RowProgress<ArgumentSpec> rows{{DType::kS32, {b}}, {DType::kPred, {b}}, {DType::kS32, {b}}, {}, {}};
  if (shape.rules.penalty) rows.seen = ArgumentSpec{DType::kPred, {b, {'v', vocab_size}}};
  if (shape.rules.adjust) rows.counts = ArgumentSpec{DType::kF32, {b, {'v', vocab_size}}};
  return rows;
}

RowSettings<ArgumentSpec> row_settings_spec(const ChoiceShape& shape, std::int64_t vocab_size) {
  const Dim b{'b', shape.batch};
  const ArgumentSpec number{DType::kF32, {b}}, integer{DType::kS32, {b}};
  RowSettings<ArgumentSpec> settings{{number, integer, number, number, number, {DType::kU32, {b, {'q', 2}}}},
                                     integer,
                                     {DType::kS32, {b, {'i', shape.stop_ids}}}};
  if (shape.rules.adjust) settings.sampling.adjust = {{DType::kF32, {b, {'v', vocab_size}}}, number, number};
  return settings;
}

RowProgress<Tensor> advance(const ChoiceShape& shape, const RowSettings<Tensor>& settings, Tensor logits,
                            const RowProgress<Tensor>& rows) {
  const double vocabulary = static_cast<double>(logits.size('v'));
  const Tensor seen = rows.seen ? *rows.seen : Tensor();
  const Tensor counts = rows.counts ? *rows.counts : Tensor();
  Tensor chosen = models::sample(shape.rules, settings.sampling, logits, seen, rows.number, counts);
  const Tensor number = rows.number + 1;
  const Tensor stops =
      any(eq(broadcast(chosen, {{'b', shape.batch}, {'i', shape.stop_ids}}), settings.stop_ids), "i");
  const Tensor ends = logical_or(logical_or(stops, ge(number, settings.budget)), ge(chosen, vocabulary));
  RowProgress<Tensor> next;
  next.token = select(rows.done, rows.token, chosen);
  next.number = select(rows.done, rows.number, number);
  next.done = logical_or(rows.done, ends);
  if (!rows.seen && !rows.counts) return next;
  const Tensor place = iota(logits.graph(), DType::kS32, {'v', logits.size('v')});
  const Tensor is_token = eq(broadcast(place, logits.dims()), next.token);
  if (rows.seen) next.seen = logical_or(*rows.seen, is_token);
  if (rows.counts)
    next.counts = *rows.counts + convert(logical_and(is_token, logical_not(rows.done)), DType::kF32);
  return next;
}

}  // namespace constate::programs
