// The small arrays of programs/rows.h on a device, made from what the host knows of each row.
//
// Pure but for the upload.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/engine.h"
#include "engine/logit_adjustment.h"
#include "engine/sampling_settings.h"
#include "programs/draft_model.h"
#include "programs/lookup.h"
#include "programs/rows.h"

namespace constate::engine {

// Draws are numbered from 0 on, and a program counts them in 31 bits: after so many a row gets another key,
// made of its seed, and begins at 0 again. It makes no difference where a generation was interrupted and
// continued.
inline constexpr std::int64_t kDrawsPerKey = std::int64_t{1} << 30;

struct RowValues {
  Sampling sampling;
  std::int64_t drawn = 0;      // tokens so far
  std::int64_t remaining = 0;  // tokens that it may still get; 0: it idles
  std::int32_t token = 0;      // the last one chosen
  std::span<const std::int32_t> stop_ids = {};
  std::span<const std::uint8_t> seen = {};  // of the vocabulary's size; only with a repetition penalty
  LogitAdjustment adjustment = {};
  std::span<const std::int32_t> answer = {};  // tokens so far that the adjustment's penalties count
  std::vector<std::int32_t> text = {};        // what is looked through for drafts, `token` at its end
  bool drafts = true;                         // whether it is to have drafts
};

struct RowArrays {
  programs::RowProgress<pjrt::Buffer> progress;
  programs::RowSettings<pjrt::Buffer> settings;
  std::optional<programs::LookupRows<pjrt::Buffer>> lookup = {};  // of programs with drafts
  std::optional<programs::DraftRows<pjrt::Buffer>> guesser = {};  // of those with a draft model

  void set(runtime::Call& call) const;
};

// There are `shape.batch` rows.
RowArrays row_arrays(const Engine& engine, const programs::ChoiceShape& shape,
                     std::span<const RowValues> rows);

// With `history` places for each row, in which its text fits with what stands before it.
programs::LookupRows<pjrt::Buffer> lookup_arrays(const Engine& engine, std::int64_t history,
                                                 std::span<const RowValues> rows, std::int32_t credit);

// The rules that a row with these settings needs.
models::SamplingRules rules_of(const Sampling& sampling, const LogitAdjustment& adjustment = {});

}  // namespace constate::engine
