// A draft model: a faster model of the same tokens guesses those that come next (Leviathan et al. 2023,
// arXiv:2211.17192; Chen et al. 2023, arXiv:2302.01318). It is part of the program, and its state stays on
// the device.
//
// Its state only ever takes up tokens of the text. What it guesses goes into a copy, which is dropped.
#pragma once

#include <cstdint>
#include <vector>

#include "programs/lookup.h"
#include "programs/rows.h"
#include "programs/tracing.h"
#include "trace/fields.h"

namespace constate::programs {

// What rows carry from token to token for it, beside its state.
template <class T>
struct DraftRows {
  // s32 [b]: places of LookupRows::ids that its state has taken up. At least the text's last token is still
  // to be fed.
  T fed;
  CONSTATE_FIELDS(fed)
};

// What the arguments are called: "draft.fed"; "draft.weights...", "draft.state..." and "draft.position" are
// the model's (kDraftPrefix).
inline constexpr const char* kDraftRows = "draft";

DraftRows<ArgumentSpec> draft_rows_spec(std::int64_t batch);

struct DraftShape {
  ChoiceShape choice;
  std::int64_t drafts;    // tokens that are guessed at once, 1 or more
  std::int64_t capacity;  // of its state
  // The state may be behind by more than a step has given: where data may be tested, steps without drafts do
  // not feed it.
  bool catches_up;
  StateShape state() const { return {choice.batch, capacity}; }
};

class DraftModel {
 public:
  struct Carried {
    DraftRows<trace::Tensor> rows;
    std::vector<trace::Tensor> state;
    CONSTATE_FIELDS(rows, state)
  };

  // Makes its arguments. All must outlive this.
  DraftModel(Tracing& tracing, const Blueprint& blueprint, const DraftShape& shape);

  const Carried& given() const { return given_; }
  // Feeds what the text has beyond `carried`, and guesses the tokens after it: s32 [b k]. A token is chosen
  // from the draft model's logits as the model itself chooses, with the same random number, so that both
  // often draw the same one. `rows` and `settings` are those of the step.
  trace::Tensor guess(Carried& carried, const LookupRows<trace::Tensor>& text,
                      const RowProgress<trace::Tensor>& rows,
                      const RowSettings<trace::Tensor>& settings) const;
  void results(Tracing& tracing, const Carried& end) const;

  // What its part of a step takes, s32 [], in twentieths of a plain step of the model that it guesses for:
  // what it has to feed before, and the guesses.
  trace::Tensor cost(const Carried& carried, const LookupRows<trace::Tensor>& text) const;

 private:
  trace::Dim b() const { return {'b', shape_.choice.batch}; }
  std::int64_t places() const { return shape_.drafts + 1; }
  trace::Tensor pieces_behind(const Carried& carried, const LookupRows<trace::Tensor>& text) const;
  trace::Tensor fed(Carried& carried, const LookupRows<trace::Tensor>& text) const;
  trace::Tensor fed_piece(Carried& carried, const LookupRows<trace::Tensor>& text) const;
  trace::Tensor position(trace::Tensor fed) const;
  trace::Tensor logits(const std::vector<trace::Tensor>& state, trace::Tensor hidden) const;

  trace::Graph& graph_;
  const models::BoundModel& model_;
  const DraftShape shape_;
  const std::int64_t vocabulary_, weight_bytes_;  // of the model that it guesses for
  std::vector<trace::Tensor> weights_;
  Carried given_;
  trace::Tensor position_;
};

}  // namespace constate::programs
