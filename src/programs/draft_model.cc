#include "programs/draft_model.h"

#include <cmath>

#include "trace/loop.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::programs {

using models::Traced;
using trace::Dim;
using trace::Tensor;

namespace {

// What the loop over pieces of the text hands on.
struct Feeding {
  DraftModel::Carried carried;
  Tensor logits;  // f32 [b v]
  CONSTATE_FIELDS(carried, logits)
};

// What the loop over guesses hands on.
struct Guessing {
  Tensor place;  // s32 []
  Tensor ids;    // s32 [b k]
  RowProgress<Tensor> rows;
  std::vector<Tensor> state;
  CONSTATE_FIELDS(place, ids, rows, state)
};

// Logits f32 [b v] over as many tokens as `vocabulary` has. Checkpoints of one tokenizer may pad theirs
// differently; what the smaller one has not is never chosen.
Tensor over_vocabulary(Tensor logits, std::int64_t vocabulary) {
  constexpr double kNever = -1e30;
  const std::int64_t size = logits.size('v');
  if (size > vocabulary) return slice(logits, 'v', 0, vocabulary);
  return size < vocabulary ? pad(logits, 'v', 0, vocabulary - size, kNever) : logits;
}

}  // namespace

DraftRows<ArgumentSpec> draft_rows_spec(std::int64_t batch) { return {{DType::kS32, {{'b', batch}}}}; }

DraftModel::DraftModel(Tracing& tracing, const Blueprint& blueprint, const DraftShape& shape)
    : graph_(tracing.graph()),
      model_(*blueprint.model),
      shape_(shape),
      vocabulary_(tracing.vocabulary().size),
      weight_bytes_(models::bytes_of(tracing.model().weights())),
      weights_(tracing.weights_of(blueprint, shape.choice.batch, kDraftPrefix)),
      given_{
          tracing.arguments<DraftRows<Tensor>>(Role::kRow, draft_rows_spec(shape.choice.batch), kDraftRows),
          tracing.state_of(model_, shape.state(), kDraftPrefix)},
      position_(tracing.position_of(model_, shape.choice.batch, kDraftPrefix)) {}

Tensor DraftModel::guess(Carried& carried, const LookupRows<Tensor>& text, const RowProgress<Tensor>& rows,
                         const RowSettings<Tensor>& settings) const {
  const Tensor logits_after = fed(carried, text);
  const Dim k{'k', shape_.drafts};
  Guessing first{constant(graph_, DType::kS32, 1), fill(graph_, DType::kS32, 0, {b(), k}),
                 advance(shape_.choice, settings, logits_after, rows), carried.state};
  first.ids = update(first.ids, first.rows.token, constant(graph_, DType::kS32, 0), 'k');
  const Tensor all = fill(graph_, DType::kPred, 1, {b()});
  return while_loop(
             graph_, first,
             [&](const Guessing& g) { return lt(g.place, static_cast<double>(shape_.drafts)); },
             [&](Guessing g) {
               Traced traced{weights_, g.state};
               const Tensor next =
                   model_.hidden(traced, {g.rows.token, all, position(carried.rows.fed + g.place - 1)});
               g.state = traced.state;
               g.rows = advance(shape_.choice, settings, logits(g.state, next), g.rows);
               g.ids = update(g.ids, g.rows.token, g.place, 'k');
               g.place = g.place + 1;
               return g;
             })
      .ids;
}

void DraftModel::results(Tracing& tracing, const Carried& end) const {
  tracing.results(Role::kRow, end.rows, &given_.rows, kDraftRows);
  tracing.state_results_of(model_, shape_.capacity, end.state, given_.state, kDraftPrefix);
}

// A piece of several places takes about as long as two steps where weights come from memory; else each place
// takes a step (lookup.cc). Each guess but the first, which comes out of the piece, is a step.
Tensor DraftModel::cost(const Carried& carried, const LookupRows<Tensor>& text) const {
  const std::int64_t bytes = models::bytes_of(model_.weights());
  const double step = 20.0 * static_cast<double>(bytes) / static_cast<double>(weight_bytes_);
  const double piece = step * (stays_in_caches(bytes) ? static_cast<double>(places()) : 2);
  const double guesses = std::ceil(piece + static_cast<double>(shape_.drafts - 1) * step);
  return pieces_behind(carried, text) * std::ceil(piece) + guesses;
}

// s32 []: pieces that a row has to feed before its last one.
Tensor DraftModel::pieces_behind(const Carried& c, const LookupRows<Tensor>& text) const {
  const Tensor longest = max(text.length - c.rows.fed, "b");
  return maximum(longest - 1, 0.0) / static_cast<double>(places());
}

// Feeds all that the text has. Returns the logits [b v] after each row's last token. There is one piece in
// the program, in a loop where one may not be enough: a library prepares each product of a program when it
// first runs (decision 0047).
Tensor DraftModel::fed(Carried& carried, const LookupRows<Tensor>& text) const {
  if (!shape_.catches_up) return fed_piece(carried, text);
  const Tensor none = fill(graph_, DType::kF32, 0, {b(), {'v', vocabulary_}});
  const Feeding end = while_loop(
      graph_, Feeding{carried, none},
      [&](const Feeding& f) { return any(lt(f.carried.rows.fed, text.length), "b"); },
      [&](Feeding f) {
        const Tensor had_some = lt(f.carried.rows.fed, text.length);
        f.logits = select(had_some, fed_piece(f.carried, text), f.logits);
        return f;
      });
  carried = end.carried;
  return end.logits;
}

// Feeds the next places of the text. Returns the logits [b v] after the last of them.
Tensor DraftModel::fed_piece(Carried& c, const LookupRows<Tensor>& text) const {
  const Dim t{'t', places()};
  const Tensor count = minimum(text.length - c.rows.fed, static_cast<double>(places()));
  const Tensor ids = rename(slice_rows(text.ids, 'h', c.rows.fed, places()), 'h', 't');
  const Tensor valid = lt(broadcast(iota(graph_, DType::kS32, t), {b(), t}), count);
  Traced traced{weights_, c.state};
  const Tensor hidden = model_.hidden(traced, {ids, valid, position(c.rows.fed)});
  c.state = traced.state;
  c.rows.fed = c.rows.fed + count;
  return logits(c.state, drop_dim(slice_rows(hidden, 't', count - 1, 1), 't'));
}

// Tokens of each row before place `fed`.
Tensor DraftModel::position(Tensor fed) const {
  return position_.defined() ? position_ + (fed - given_.rows.fed) : Tensor();
}

Tensor DraftModel::logits(const std::vector<Tensor>& state, Tensor hidden) const {
  return over_vocabulary(model_.logits({weights_, state}, hidden), vocabulary_);
}

}  // namespace constate::programs
