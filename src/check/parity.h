// Parity: how far a model on a device is from another implementation, which wrote its results to a file
// (tools/make_golden.py says what is in it).
//
// The file is not trusted: what does not fit the model is refused by name, before a device is needed. Prints
// nothing. Functions may be called from several threads.
//
// What is allowed (docs/commands/verify.md has it for users):
//   float32   kGrowth32 u √(i + 1) after i layers, u = 2^-24, or 2 √(n / 6) u √(i + 1) where that is more, n
//             being the longest sum of a product (docs/correctness.md). Where the file has a float32 run of
//             the other implementation: twice that run's own error, but at least 2^-23, the spacing of
//             float32, and the second of these, for it may add its sums in blocks, and ours in order; and at
//             most twice the bound before, since a run that is far off says that the file is wrong.
//   16 bits   kGrowth16 u √(i + 1) after i layers, u = 2^-8 for bf16 and 2^-11 for f16.
//    8 bits   the same with u = 2^-6, which the weights are rounded to.
//             Each layer adds an error of a few u that has nothing to do with the others', so that their
//             squares add. How many u is measured (docs/commands/verify.md); sums are of float32 always, so
//             that 16 bits only round what goes into them.
//   a token   kWorstToken times what its layer may have: one wrong token hides in the norm of many.
//   a choice  Where two tokens are as good as equal either may come first: their logits may differ by
//             kTie times the allowed error times the root mean square of the logits. Each of the two logits
//             may be off by that error, and the largest of many errors is about five times their norm's
//             share.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "check/verification.h"

namespace constate::check {

inline constexpr double kGrowth32 = 16, kGrowth16 = 4, kWorstToken = 8, kTie = 10;

// Another implementation's results for one model.
struct Reference {
  struct Run {
    Ids prompt, tokens;  // what follows the prompt when each token is the one of the largest logit
  };
  Ids tokens;
  HostArray hidden;                     // f64 [layers t d], after each layer
  std::optional<HostArray> hidden_f32;  // the same by its float32 run
  std::vector<std::int32_t> positions;  // places in `tokens` whose logits are kept
  HostArray logits;                     // f64 [p v]
  std::optional<HostArray> logits_f32;
  std::vector<Run> runs;
  std::vector<std::string> unused;  // tensors of other names
};

// Hidden states and logits of one text take at most this much, as float32; and a text has at most so many
// tokens, since its program is compiled for its length.
inline constexpr std::int64_t kMaxInspectionBytes = std::int64_t{512} << 20, kMaxInspectionTokens = 4096;

// Throws FormatError, naming the file and the tensor, where one is missing, of another shape or type than
// this model's, not finite, or too large; or holds an id that is none.
// `maker` is the hint where a tensor is missing: how such a file is made.
Reference read_reference(const std::filesystem::path& file, const models::BoundModel& model,
                         const std::string& maker = "");

struct TensorError {
  double error = 0;             // relative, of the 2-norms
  std::optional<double> other;  // that of the other implementation's float32 run
  double allowed = 0;
  std::int64_t worst_token = 0;  // the place whose own relative error is the largest
  double worst_error = 0;
  bool passed() const { return error <= allowed && worst_error <= kWorstToken * allowed; }
};

// Two tokens of which one is ours and one the other implementation's.
struct Choice {
  std::int64_t place = 0;  // in the text, or in the run's tokens
  std::int32_t ours = 0, theirs = 0;
  double our_margin = 0;               // our logit of ours less our logit of theirs
  std::optional<double> their_margin;  // their logit of theirs less their logit of ours, where it is known
  double allowed = 0;                  // for either
  bool passed() const { return our_margin <= allowed && their_margin.value_or(0) <= allowed; }
  std::string str() const;  // "token 5 in place of 7: our margin is 0.1, 0.2 is allowed"
};

struct RunResult {
  std::size_t equal = 0, count = 0;  // tokens up to the first that differs, of how many
  std::optional<Choice> first;       // that one; none, too, where there are no logits to choose by
};

struct Agreement {
  std::size_t equal = 0, count = 0;  // tokens
};

struct Parity {
  std::vector<TensorError> layers;
  TensorError logits;
  std::size_t positions = 0;
  std::size_t unchosen = 0;     // positions whose logits of ours are not finite, so that none is the largest
  std::vector<Choice> choices;  // of the others, where the largest logit is another token's
  std::vector<RunResult> runs;
  std::vector<std::string> failures;  // a sentence each
  bool passed() const { return failures.empty(); }
  Agreement greedy() const;  // of all runs
};

// `doing` gets what is being compared, for a progress line. Throws Error(kInvalidArgument) for a model with
// experts in another type than f32.
Parity compare(engine::Engine& engine, const Reference& reference,
               const std::function<void(const std::string&)>& doing = {});

}  // namespace constate::check
