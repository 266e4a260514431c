#include "check/parity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "engine/not_finite.h"

namespace constate::check {
namespace {

constexpr std::size_t kRowsAtOnce = 8;

// What the results are rounded to, and how long the sums in them are.
struct Sums {
  DType dtype;
  double longest;
};

Sums sums_of(engine::Engine& engine) {
  std::int64_t longest = 1;
  for (const models::WeightSpec& w : engine.model().weights())
    if (models::for_products(w.use) || w.use == models::WeightUse::kExperts)
      longest = std::max(longest, w.plain_dims().back());
  return {engine.dtype(), static_cast<double>(longest)};
}

// Where two experts are nearly as good, a narrower type changes which one a token meets.
void check_bounded(const engine::Engine& engine) {
  if (engine.dtype() == DType::kF32) return;
  for (const models::WeightSpec& w : engine.model().weights())
    if (w.use == models::WeightUse::kExperts)
      throw Error(Code::kInvalidArgument,
                  fmt::format("the model has experts, and in {} some tokens choose others than in f32: no "
                              "bound holds for them",
                              name(engine.dtype())),
                  "compare it in f32");
}

// In units of u √(i + 1), twice what a float32 run has that adds each sum term by term.
double in_order(const Sums& sums) { return 2 * std::sqrt(sums.longest / 6); }

// What rounding may do to the result of `layers` layers.
double rounding(const Sums& sums, double growth, std::size_t layers) {
  return growth * unit_roundoff(sums.dtype) * std::sqrt(static_cast<double>(layers) + 1);
}

double allowed_for(const Sums& sums, std::optional<double> other, std::size_t layers) {
  if (sums.dtype != DType::kF32) return rounding(sums, kGrowth16, layers);
  const double alone = rounding(sums, std::max(kGrowth32, in_order(sums)), layers);
  if (!other) return alone;
  const double least = std::max(std::ldexp(1, -23), rounding(sums, in_order(sums), layers));
  return std::clamp(2 * *other, least, 2 * alone);
}

// Rows of `width` elements: `ours` against `exact`, row i being that of token places[i].
TensorError error_of(std::span<const float> ours, std::span<const double> exact,
                     std::optional<std::span<const float>> other, std::span<const std::int32_t> places,
                     const Sums& sums, std::size_t layers) {
  TensorError out;
  out.error = relative_error(ours, exact);
  if (other) out.other = relative_error(*other, exact);
  out.allowed = allowed_for(sums, out.other, layers);
  const std::size_t width = exact.size() / places.size();
  out.worst_token = places[0];
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double e = relative_error(ours.subspan(i * width, width), exact.subspan(i * width, width));
    if (e > out.worst_error) {
      out.worst_error = e;
      out.worst_token = places[i];
    }
  }
  return out;
}

template <class T>
std::int32_t top(std::span<const T> logits) {
  return static_cast<std::int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

// The margin by which rounding may swap two tokens.
template <class T>
double tie(std::span<const T> logits, double allowed_error) {
  double squares = 0;
  for (const T v : logits) squares += static_cast<double>(v) * static_cast<double>(v);
  return kTie * allowed_error * std::sqrt(squares / static_cast<double>(logits.size()));
}

template <class T>
double margin(std::span<const T> logits, std::int32_t first, std::int32_t second) {
  return static_cast<double>(logits[static_cast<std::size_t>(first)]) -
         static_cast<double>(logits[static_cast<std::size_t>(second)]);
}

void judge(const std::string& what, const TensorError& e, std::vector<std::string>& failures) {
  if (e.error > e.allowed)
    failures.push_back(
        fmt::format("{}: the relative error is {:.2g}, {:.2g} is allowed; the worst is token {}", what,
                    e.error, e.allowed, e.worst_token));
  else if (!e.passed())
    failures.push_back(
        fmt::format("{}: token {}: the relative error is {:.2g}, {:.2g} is allowed for a token", what,
                    e.worst_token, e.worst_error, kWorstToken * e.allowed));
}

RunResult compare_run(engine::Engine& engine, const Reference::Run& run, const Ids& ours,
                      double allowed_error) {
  RunResult out;
  out.count = run.tokens.size();
  const auto differs = std::mismatch(run.tokens.begin(), run.tokens.end(), ours.begin(), ours.end());
  out.equal = static_cast<std::size_t>(differs.first - run.tokens.begin());
  if (out.equal == out.count) return out;
  Ids seen = run.prompt;
  seen.insert(seen.end(), run.tokens.begin(), differs.first);
  const Snapshot there = whole(engine, seen);
  const std::span<const float> logits = there.parts[0].values;
  Choice c{static_cast<std::int64_t>(out.equal),
           *differs.second,
           *differs.first,
           0,
           {},
           tie(logits, allowed_error)};
  c.our_margin = margin(logits, c.ours, c.theirs);
  out.first = c;
  return out;
}

void compare_runs(engine::Engine& engine, const Reference& reference, Parity& out,
                  const std::function<void(const std::string&)>& doing) {
  const std::vector<Reference::Run>& runs = reference.runs;
  const std::size_t at_once = std::min(kRowsAtOnce, runs.size());
  for (std::size_t i = 0; i < runs.size(); i += at_once) {
    if (doing) doing(fmt::format("greedy runs, {} of {}", i, runs.size()));
    std::vector<engine::Request> requests;
    for (std::size_t r = i; r < std::min(i + at_once, runs.size()); ++r)
      requests.push_back({runs[r].prompt, static_cast<std::int64_t>(runs[r].tokens.size()), {}, {}});
    std::vector<Ids> tokens;
    try {
      tokens = generate(engine, requests, {.batch = static_cast<std::int64_t>(at_once), .fixed_batch = true});
    } catch (const engine::NotFinite& e) {
      for (const engine::Request& r : requests)
        out.runs.push_back({0, static_cast<std::size_t>(r.max_tokens), {}});
      out.failures.push_back(fmt::format("greedy/{}: {}", i, e.what()));
    }
    for (std::size_t r = 0; r < tokens.size(); ++r) {
      out.runs.push_back(compare_run(engine, runs[i + r], tokens[r], out.logits.allowed));
      const RunResult& result = out.runs.back();
      if (result.first && !result.first->passed())
        out.failures.push_back(
            fmt::format("greedy/{}: after {} tokens, {}", i + r, result.equal, result.first->str()));
    }
  }
}

}  // namespace

std::string Choice::str() const {
  return fmt::format("token {} in place of {}: our margin is {:.2g}{}, {:.2g} is allowed", ours, theirs,
                     our_margin, their_margin ? fmt::format(" and theirs {:.2g}", *their_margin) : "",
                     allowed);
}

Agreement Parity::greedy() const {
  Agreement sum;
  for (const RunResult& run : runs) {
    sum.equal += run.equal;
    sum.count += run.count;
  }
  return sum;
}

Parity compare(engine::Engine& engine, const Reference& reference,
               const std::function<void(const std::string&)>& doing) {
  check_bounded(engine);
  Parity out;
  if (doing) doing("hidden states");
  const engine::Inspection ours = engine.inspect(reference.tokens);
  const Sums sums = sums_of(engine);
  const std::size_t layers = ours.hidden.size(), each = reference.hidden.as<double>().size() / layers;
  Ids all(reference.tokens.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int32_t>(i);
  for (std::size_t i = 0; i < layers; ++i) {
    std::optional<std::span<const float>> other;
    if (reference.hidden_f32) other = reference.hidden_f32->as<float>().subspan(i * each, each);
    out.layers.push_back(error_of(ours.hidden[i].as<float>(),
                                  reference.hidden.as<double>().subspan(i * each, each), other, all, sums,
                                  i + 1));
    judge(fmt::format("layer {}", i), out.layers.back(), out.failures);
  }

  const auto v = static_cast<std::size_t>(engine.vocab_size());
  std::vector<float> logits;
  for (const std::int32_t at : reference.positions) {
    const auto row = ours.logits.as<float>().subspan(static_cast<std::size_t>(at) * v, v);
    logits.insert(logits.end(), row.begin(), row.end());
  }
  std::optional<std::span<const float>> other;
  if (reference.logits_f32) other = reference.logits_f32->as<float>();
  out.logits = error_of(logits, reference.logits.as<double>(), other, reference.positions, sums, layers + 1);
  judge("logits", out.logits, out.failures);

  out.positions = reference.positions.size();
  for (std::size_t i = 0; i < out.positions; ++i) {
    const auto mine = std::span<const float>(logits).subspan(i * v, v);
    if (!std::all_of(mine.begin(), mine.end(), [](float logit) { return std::isfinite(logit); })) {
      ++out.unchosen;  // the error of the logits is infinite then
      continue;
    }
    const auto theirs = reference.logits.as<double>().subspan(i * v, v);
    Choice c{reference.positions[i], top(mine), top(theirs), 0, {}, tie(theirs, out.logits.allowed)};
    if (c.ours == c.theirs) continue;
    c.our_margin = margin(mine, c.ours, c.theirs);
    c.their_margin = margin(theirs, c.theirs, c.ours);
    out.choices.push_back(c);
    if (!c.passed()) out.failures.push_back(fmt::format("after token {}: {}", c.place, c.str()));
  }
  compare_runs(engine, reference, out, doing);
  return out;
}

}  // namespace constate::check
