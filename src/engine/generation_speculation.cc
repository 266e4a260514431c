// Drafts for the tokens to come, and what is told of them.
#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "base/error.h"
#include "engine/generation.h"

namespace constate::engine {

void check_speculation(const Speculation& speculation, const models::BoundModel& model) {
  if (speculation.drafts < 1 || speculation.drafts > Speculation::kMostDrafts)
    throw Error(Code::kInvalidArgument,
                fmt::format("speculation: the number of drafted tokens must be between 1 and {}; got {}",
                            Speculation::kMostDrafts, speculation.drafts));
  if (!model.takes_up_fewer())
    throw Error(Code::kUnimplemented,
                fmt::format("speculation: models of type `{}` cannot take drafted tokens back",
                            model.facts().model_type),
                "generate without it");
}

void check_speculation(const Speculation& speculation, const Engine& engine, std::int64_t rows) {
  check_speculation(speculation, engine.model());
  const Engine* draft = speculation.draft;
  if (!draft) return;
  if (draft->device().client != engine.device().client)
    throw Error(Code::kInvalidArgument, "speculation: the draft model must be on the device of the model",
                "open both with one runtime::Device");
  with_context("draft model",
               [&] { draft->check_rows(rows, DraftStates::most_tokens(speculation.history)); });
}

const runtime::Program& decoding_program(Engine& engine, const programs::ChoiceShape& choice,
                                         std::int64_t block, std::int64_t capacity,
                                         const std::optional<Speculation>& speculate) {
  const bool exit_early = engine.device().profile.exit_early;
  if (!speculate) return engine.programs().decode({choice, block, exit_early, capacity});
  const Engine* draft = speculate->draft;
  const std::int64_t draft_capacity = draft ? DraftStates::capacity(*draft, speculate->history) : 0;
  return engine.programs().verify(
      {choice, speculate->drafts, block, speculate->history, exit_early, capacity, draft_capacity},
      draft ? &draft->blueprint() : nullptr);
}

// The end of a row's text, as far as it is known: what a sequence that it goes on from did not keep is not.
std::vector<std::int32_t> Generation::text_of(const Member& member) const {
  const auto most = static_cast<std::ptrdiff_t>(options_.speculate->most_text());
  std::vector<std::int32_t> out;
  const auto add = [&](std::span<const std::int32_t> ids) { out.insert(out.end(), ids.begin(), ids.end()); };
  if (const Sequence* from = member.request.from.get()) {
    const History& before = from->history;
    if (!member.request.text_before.empty()) {
      add(member.request.text_before);
    } else if (before.ids()) {
      add(*before.ids());
      if (before.next()) out.push_back(*before.next());
      add(before.unfed());
    } else {
      add(before.recent());
      add(before.unfed());
    }
  }
  add(member.request.prompt);
  add(member.tokens);
  if (std::ssize(out) > most) out.erase(out.begin(), out.end() - most);
  return out;
}

void Generation::make_rows() {
  choice_ = choice_for(pool_.batch(), running_);
  std::vector<RowValues> values(static_cast<std::size_t>(choice_.batch));
  for (const std::size_t i : running_)
    values[static_cast<std::size_t>(pool_.row(*members_.at(i).slot))] = values_of(members_.at(i));
  rows_ = row_arrays(engine_, choice_, values);
  if (options_.speculate) make_draft_rows(values);
}

void Generation::make_draft_rows(std::span<RowValues> values) {
  history_used_ = 0;
  std::vector<DraftStates::Row> rows(values.size());
  for (const std::size_t i : running_) {
    const auto at = static_cast<std::size_t>(pool_.row(*members_.at(i).slot));
    RowValues& row = values[at];
    row.text = text_of(members_.at(i));
    row.drafts = members_.at(i).request.drafts;
    history_used_ = std::max(history_used_, programs::kBeforeText + std::ssize(row.text));
    if (!row.text.empty()) rows[at] = {i, row.text};
  }
  rows_->lookup = lookup_arrays(engine_, options_.speculate->history, values, credit_);
  if (!draft_) return;
  const Stopwatch watch;
  draft_->arrange(rows);
  rows_->guesser = draft_->rows();
  timings_.prefill_seconds += watch.seconds();
}

bool Generation::history_is_full() const {
  return options_.speculate &&
         history_used_ + options_.speculate->tokens_of(next_block()) > options_.speculate->history;
}

std::int64_t Generation::take_lookup(runtime::Results& results, std::int64_t longest) {
  if (!options_.speculate) return longest;
  programs::LookupRows<pjrt::Buffer> lookup;
  results.take_fields(lookup, programs::kLookupRows);
  const HostArray credit = lookup.credit.to_host(), drafted = results.take("drafted").to_host(),
                  accepted = results.take("accepted").to_host(), steps = results.take("steps").to_host();
  for (const std::size_t i : running_) {
    const auto row = static_cast<std::size_t>(pool_.row(*members_.at(i).slot));
    timings_.drafted_tokens += drafted.as<std::int32_t>()[row];
    timings_.accepted_tokens += accepted.as<std::int32_t>()[row];
  }
  credit_ = credit.as<std::int32_t>()[0];
  history_used_ += longest;
  std::optional<programs::DraftRows<pjrt::Buffer>> guesser;
  if (draft_) guesser = draft_->take(results, lookup.length.to_host());
  if (rows_) rows_->lookup = std::move(lookup), rows_->guesser = std::move(guesser);
  return steps.as<std::int32_t>()[0];
}

}  // namespace constate::engine
