// verify: the next tokens of each row, with drafts (Leviathan et al. 2023, arXiv:2211.17192).
//
// A round feeds the last token and k guesses at those after it as one piece. The logits at each place choose
// a token by the same rules, and with the same random numbers, as `decode` has there: the tokens are those of
// plain decoding, and a guess only decides how many of them a round gives. The state then takes up the places
// whose tokens came true.
#include "programs/draft_model.h"
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

using Scores = std::optional<TokenScores<Tensor>>;

// What a loop over steps hands on.
struct Loop {
  Tensor step, tokens, count;  // s32 [], [b i], [b]: tokens of each row so far
  RowProgress<Tensor> rows;
  LookupRows<Tensor> lookup;
  std::optional<Drafts<Tensor>> drafts;        // for the step that comes, where they are looked up
  std::optional<DraftModel::Carried> guesser;  // or the draft model's
  Tensor drafted, accepted;                    // s32 [b]: tokens
  std::vector<Tensor> state;
  Scores scores;  // [b i], [b i k]
  CONSTATE_FIELDS(step, tokens, count, rows, lookup, drafts, guesser, drafted, accepted, state, scores)
};

// What the search for drafts hands on: a loop of one pass at most. The last tokens are here so that they are
// an array, which the comparisons do not fetch anew at each place.
struct Search {
  Tensor wanted, last;  // predicate [], s32 [b a]
  Drafts<Tensor> drafts;
  CONSTATE_FIELDS(wanted, last, drafts)
};

// What the loop over the places of a piece hands on.
struct Choosing {
  Tensor place, going, chosen;  // s32 [], predicates [b], s32 [b t]: -1 where there is no token
  RowProgress<Tensor> rows;
  Scores scores;  // [b t], [b t k]
  CONSTATE_FIELDS(place, going, chosen, rows, scores)
};

// Of no token yet, in places `t`.
Scores no_scores(trace::Graph& graph, const ChoiceShape& choice, Dim t, std::int64_t vocabulary) {
  if (!choice.top) return std::nullopt;
  const Dim b{'b', choice.batch}, k{'k', std::min(*choice.top, vocabulary)};
  TokenScores<Tensor> out{fill(graph, DType::kF32, 0, {b, t}), {}};
  if (k.size > 0) out.top = {fill(graph, DType::kS32, -1, {b, t, k}), fill(graph, DType::kF32, 0, {b, t, k})};
  return out;
}

// F of each pair of arrays.
template <class F>
void each_score(TokenScores<Tensor>& into, const TokenScores<Tensor>& from, F f) {
  f(into.log_probability, from.log_probability);
  if (!into.top) return;
  f(into.top->ids, from.top->ids);
  f(into.top->log_probability, from.top->log_probability);
}

class Verifying {
 public:
  Verifying(Tracing& tracing, const VerifyShape& shape, const Blueprint* draft)
      : graph_(tracing.graph()),
        model_(tracing.model()),
        shape_(shape),
        weights_(tracing.weights(shape.choice.batch)),
        given_(tracing.state(shape.state())),
        rows_(tracing.arguments<RowProgress<Tensor>>(
            Role::kRow, row_progress_spec(shape.choice, tracing.vocabulary().size), kRowProgress)),
        lookup_(tracing.arguments<LookupRows<Tensor>>(
            Role::kRow, lookup_rows_spec(shape.choice.batch, shape.history), kLookupRows)),
        settings_(tracing.arguments<RowSettings<Tensor>>(
            Role::kRow, row_settings_spec(shape.choice, tracing.vocabulary().size), kRowSettings)),
        limit_(tracing.input("limit", DType::kS32, {})),
        position_(tracing.position(shape.choice.batch)) {
    if (draft)
      draft_model_.emplace(tracing, *draft,
                           DraftShape{shape.choice, shape.drafts, shape.draft_capacity, shape.exit_early});
  }

  Loop run() {
    // Where data may be tested between steps, a step in which no row has a draft is one of plain decoding.
    if (!shape_.exit_early)
      return while_loop(
          graph_, start(), [&](const Loop& s) { return more(s); },
          [&](const Loop& s) { return verified(s); });
    return while_loop(
        graph_, start(), [&](const Loop& s) { return more(s); },
        [&](const Loop& outer) {
          const auto drafted = [&](const Loop& s) { return any(has_draft(s), "b"); };
          const Loop s = while_loop(
              graph_, outer, [&](const Loop& l) { return logical_and(more(l), logical_not(drafted(l))); },
              [&](const Loop& l) { return decoded(l); });
          return while_loop(
              graph_, s, [&](const Loop& l) { return logical_and(more(l), drafted(l)); },
              [&](const Loop& l) { return verified(l); });
        });
  }

  void results(Tracing& tracing, const Loop& end) const {
    tracing.result(Role::kInput, "tokens", slice(end.tokens, 'i', 0, shape_.tokens()));
    tracing.results(Role::kRow, end.rows, &rows_, kRowProgress);
    tracing.results(Role::kRow, end.lookup, &lookup_, kLookupRows);
    if (draft_model_) draft_model_->results(tracing, *end.guesser);
    tracing.state_results(shape_.capacity, end.state, given_);
    tracing.result(Role::kInput, "steps", end.step);
    tracing.result(Role::kInput, "drafted", end.drafted);
    tracing.result(Role::kInput, "accepted", end.accepted);
    if (!end.scores) return;
    TokenScores<Tensor> scores = *end.scores;
    each_score(scores, scores, [&](Tensor& t, Tensor) { t = slice(t, 'i', 0, shape_.tokens()); });
    tracing.results<TokenScores<Tensor>>(Role::kInput, scores, nullptr, kTokenScores);
  }

 private:
  Dim b() const { return {'b', shape_.choice.batch}; }
  Dim t() const { return {'t', shape_.places()}; }
  std::int64_t vocabulary() const { return model_.facts().vocab_size; }

  Loop start() const {
    const Dim i{'i', shape_.tokens() + shape_.places()};  // a piece's tokens are written whole
    const Tensor zero = fill(graph_, DType::kS32, 0, {b()});
    Loop out{constant(graph_, DType::kS32, 0),
             fill(graph_, DType::kS32, -1, {b(), i}),
             zero,
             rows_,
             lookup_,
             {},
             {},
             zero,
             zero,
             given_,
             no_scores(graph_, shape_.choice, i, vocabulary())};
    if (draft_model_)
      out.guesser = draft_model_->given();
    else
      out.drafts = searched(lookup_, rows_.done);
    return out;
  }

  // Predicates [b]: rows that have a draft in the step that comes.
  Tensor has_draft(const Loop& s) const {
    return s.drafts ? s.drafts->found : may_draft(s.lookup, s.rows.done);
  }

  // What the step that comes takes with drafts, as `credit_after_drafts` has it.
  Tensor cost_of_drafts(const Loop& s) const {
    const std::int64_t cost = step_cost(shape_.drafts, models::bytes_of(model_.weights()));
    const Tensor out = constant(graph_, DType::kS32, static_cast<double>(cost));
    return draft_model_ ? out + draft_model_->cost(*s.guesser, s.lookup) : out;
  }

  // The drafts of a step. They were looked up at the end of the one before; a draft model guesses them now.
  Drafts<Tensor> drafts_of(Loop& s) const {
    if (s.drafts) return *s.drafts;
    const Tensor ids = draft_model_->guess(*s.guesser, s.lookup, s.rows, settings_);
    const double last = static_cast<double>(vocabulary() - 1);  // logits that are not finite give no token
    return {minimum(ids, last), has_draft(s)};
  }

  // Drafts for the step that comes. Where data may be tested, no text is searched while no row may have a
  // draft.
  Drafts<Tensor> searched(const LookupRows<Tensor>& lookup, Tensor done) const {
    const Tensor last = last_tokens(lookup);
    if (!shape_.exit_early) return look_up(lookup, last, done, shape_.drafts);
    const Drafts<Tensor> none{fill(graph_, DType::kS32, 0, {b(), {'k', shape_.drafts}}),
                              fill(graph_, DType::kPred, 0, {b()})};
    const Tensor wanted = any(may_draft(lookup, done), "b");
    const Tensor not_again = constant(graph_, DType::kPred, 0);
    return while_loop(
               graph_, Search{wanted, last, none}, [](const Search& s) { return s.wanted; },
               [&](const Search& s) {
                 return Search{not_again, s.last, look_up(lookup, s.last, done, shape_.drafts)};
               })
        .drafts;
  }

  Tensor more(const Loop& s) const {
    const Tensor in_block = lt(s.step, static_cast<double>(shape_.block));
    if (!shape_.exit_early) return in_block;
    return logical_and(logical_and(in_block, lt(s.step, limit_)), any(logical_not(s.rows.done), "b"));
  }

  Tensor position(const Loop& s) const { return position_.defined() ? position_ + s.count : Tensor(); }

  // A step of plain decoding.
  Loop decoded(Loop s) const {
    const Tensor going = logical_not(s.rows.done);
    Traced traced{weights_, s.state};
    const Tensor hidden = model_.hidden(traced, {s.rows.token, going, position(s)});
    s.state = traced.state;
    const Tensor logits = model_.logits(traced, hidden);
    Choosing c = choosing(s, 1);
    c = chosen_at(c, logits);
    s.lookup.credit = credit_after_plain_step(s.lookup.credit);
    return taken_up(s, c);
  }

  Loop verified(Loop s) const {
    const Tensor cost = cost_of_drafts(s);
    const Drafts<Tensor> guesses = drafts_of(s);
    const Tensor token = split_dim(s.rows.token, 'b', {b(), {'t', 1}});
    const Tensor ids = concat(token, rename(guesses.ids, 'k', 't'), 't');
    const Tensor all = fill(graph_, DType::kPred, 1, {b(), t()});
    Traced traced{weights_, s.state};
    const Tensor logits = model_.logits(traced, model_.hidden(traced, {ids, all, position(s), all}));

    const Tensor drafts = pad(rename(guesses.ids, 'k', 't'), 't', 0, 1, -1);
    const Choosing end = while_loop(
        graph_, choosing(s, shape_.places()),
        [&](const Choosing& c) {
          const Tensor in_piece = lt(c.place, static_cast<double>(shape_.places()));
          return shape_.exit_early ? logical_and(in_piece, any(c.going, "b")) : in_piece;
        },
        [&](Choosing c) {
          const Tensor draft = element(drafts, 't', c.place);
          c = chosen_at(c, element(logits, 't', c.place));
          const Tensor is_right = logical_and(guesses.found, eq(c.rows.token, draft));
          c.going = logical_and(logical_and(c.going, logical_not(c.rows.done)), is_right);
          c.place = c.place + 1;
          return c;
        });

    // The same piece once more: its outputs are those that are there, so that only the state is computed.
    const Tensor count = tokens_of(end.chosen);
    const Tensor kept = lt(broadcast(iota(graph_, DType::kS32, t()), {b(), t()}), count);
    traced.state = s.state;
    model_.hidden(traced, {ids, all, position(s), kept});
    s.state = traced.state;

    const Tensor tried = logical_and(guesses.found, logical_not(s.rows.done));
    s.drafted = s.drafted + select(tried, static_cast<double>(shape_.drafts), convert(tried, DType::kS32));
    s.accepted = s.accepted + select(tried, maximum(count - 1, 0.0), 0.0);
    // Where each step tries drafts, they cost nothing.
    if (shape_.exit_early) s.lookup.credit = credit_after_drafts(s.lookup.credit, count, cost);
    return taken_up(s, end);
  }

  // Before the first of `places` places.
  Choosing choosing(const Loop& s, std::int64_t places) const {
    const Dim t{'t', places};
    return {constant(graph_, DType::kS32, 0), logical_not(s.rows.done),
            fill(graph_, DType::kS32, -1, {b(), t}), s.rows,
            no_scores(graph_, shape_.choice, t, vocabulary())};
  }

  // The rows that go on choose their tokens from the logits f32 [b v] of a place.
  Choosing chosen_at(Choosing c, Tensor logits) const {
    RowProgress<Tensor> waits = c.rows;
    waits.done = logical_not(c.going);
    const Tensor before = c.rows.done;
    c.rows = advance(shape_.choice, settings_, logits, waits);
    c.rows.done = select(c.going, c.rows.done, before);
    c.chosen = update(c.chosen, select(c.going, c.rows.token, -1.0), c.place, 't');
    if (c.scores)
      each_score(*c.scores, token_scores(logits, c.rows.token, *shape_.choice.top),
                 [&](Tensor& all, Tensor one) { all = update(all, one, c.place, 't'); });
    return c;
  }

  // s32 [b]: those of [b t].
  static Tensor tokens_of(Tensor chosen) { return sum(convert(ge(chosen, 0.0), DType::kS32), "t"); }

  // After the tokens that a step chose.
  Loop taken_up(Loop s, const Choosing& c) const {
    const Tensor count = tokens_of(c.chosen);
    s.tokens = put_rows(s.tokens, rename(c.chosen, 't', 'i'), 'i', s.count);
    if (s.scores)
      each_score(*s.scores, *c.scores, [&](Tensor& all, Tensor some) {
        all = put_rows(all, rename(some, 't', 'i'), 'i', s.count);
      });
    s.count = s.count + count;
    s.rows = c.rows;
    s.lookup = after_step(s.lookup, c.chosen, count);
    if (s.drafts) s.drafts = searched(s.lookup, s.rows.done);
    s.step = s.step + 1;
    return s;
  }

  trace::Graph& graph_;
  const models::BoundModel& model_;
  const VerifyShape& shape_;
  std::vector<Tensor> weights_, given_;
  RowProgress<Tensor> rows_;
  LookupRows<Tensor> lookup_;
  RowSettings<Tensor> settings_;
  Tensor limit_, position_;
  std::optional<DraftModel> draft_model_;
};

}  // namespace

TracedProgram verify_program(const Blueprint& blueprint, const VerifyShape& shape, const Blueprint* draft) {
  Tracing tracing("verify", blueprint);
  Verifying verifying(tracing, shape, draft);
  verifying.results(tracing, verifying.run());
  return std::move(tracing).finish();
}

}  // namespace constate::programs
