#include "engine/scoring.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/error.h"
#include "engine/not_finite.h"

namespace constate::engine {
namespace {

constexpr std::int64_t kLogitsBytes = std::int64_t{256} << 20, kShortest = 32;

std::int64_t scored_tokens(const ScoreRow& row) {
  return std::max<std::int64_t>(static_cast<std::int64_t>(row.tokens.size()) - 1, 0);
}

[[noreturn]] void refuse_logits(const Engine& engine, std::int64_t batch, std::size_t row,
                                std::int64_t token) {
  throw NotFinite(fmt::format("{}the logits of token {} are not finite",
                              batch > 1 ? fmt::format("row {}: ", row) : "", token),
                  engine.dtype());
}

// ids, targets, lengths of the segment that begins after `done` tokens.
struct Segment {
  HostArray ids, targets, lengths;
  Segment(std::span<const ScoreRow> rows, std::int64_t done, std::int64_t length)
      : ids(HostArray::zeros({DType::kS32, {static_cast<std::int64_t>(rows.size()), length}})),
        targets(HostArray::zeros(ids.shape())),
        lengths(Shape{DType::kS32, {static_cast<std::int64_t>(rows.size())}}) {
    for (std::size_t b = 0; b < rows.size(); ++b) {
      const std::int64_t count = std::clamp<std::int64_t>(scored_tokens(rows[b]) - done, 0, length);
      lengths.as<std::int32_t>()[b] = static_cast<std::int32_t>(count);
      if (count == 0) continue;
      const auto from = rows[b].tokens.begin() + done;
      const auto to = static_cast<std::ptrdiff_t>(b) * length;
      std::copy_n(from, count, ids.as<std::int32_t>().begin() + to);
      std::copy_n(from + 1, count, targets.as<std::int32_t>().begin() + to);
    }
  }
};

}  // namespace

std::int64_t score_segment(const Engine& engine, std::int64_t batch, std::int64_t tokens) {
  const auto floor_of_two = [](std::int64_t n) {
    return static_cast<std::int64_t>(
        std::bit_floor(static_cast<std::uint64_t>(std::max<std::int64_t>(n, 1))));
  };
  const std::int64_t row = batch * engine.vocab_size() * static_cast<std::int64_t>(sizeof(float));
  const std::int64_t longest =
      std::min(floor_of_two(engine.device().profile.segments.back()), floor_of_two(kLogitsBytes / row));
  const auto wanted =
      static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(std::max(tokens, kShortest))));
  return std::min(longest, wanted);
}

std::vector<Scores> score(Engine& engine, State& state, std::span<const ScoreRow> rows,
                          const ScoreOptions& options) {
  if (static_cast<std::int64_t>(rows.size()) != state.batch)
    throw Error(Code::kInvalidArgument,
                fmt::format("score: one row of tokens for each row of the state ({}); got {}", state.batch,
                            rows.size()));
  std::int64_t longest = 0;
  std::vector<Scores> out(rows.size());
  if (options.top) check_top(*options.top);
  for (std::size_t b = 0; b < rows.size(); ++b) {
    engine.check_ids(rows[b].tokens);
    longest = std::max(longest, scored_tokens(rows[b]));
    out[b].log_probability.reserve(static_cast<std::size_t>(scored_tokens(rows[b])));
    out[b].likeliest.reserve(static_cast<std::size_t>(scored_tokens(rows[b])));
  }
  const std::int64_t length =
      options.segment > 0 ? options.segment : score_segment(engine, state.batch, longest);
  for (std::int64_t done = 0; done < longest; done += length) {
    const Segment segment(rows, done, length);
    engine.hold(state, state.longest() + length);
    runtime::Call call = engine.call(engine.programs().score({state.batch, length, state.capacity},
                                                             top_of_score(options.top.value_or(0))));
    const pjrt::Buffer ids = engine.upload(segment.ids), targets = engine.upload(segment.targets),
                       lengths = engine.upload(segment.lengths);
    call.set("ids", ids);
    call.set("targets", targets);
    call.set("lengths", lengths);
    pjrt::Buffer position;
    engine.set_state(call, state, position);
    runtime::Results results = call.run();
    const HostArray likeliest = results.take("likeliest").to_host();
    const ChoiceArrays choices(results.take("log_probability").to_host(), results,
                               options.top.value_or(0) > 0, "top");
    state.parts = results.take_state();

    std::int64_t scored = 0;
    for (std::size_t b = 0; b < rows.size(); ++b) {
      const auto at = static_cast<std::ptrdiff_t>(b) * length;
      const std::int64_t count = segment.lengths.as<std::int32_t>()[b];
      state.tokens[b] += count;
      for (std::int64_t i = 0; i < count; ++i) {
        const float value = choices.log_probability(static_cast<std::size_t>(at + i));
        if (!std::isfinite(value)) refuse_logits(engine, state.batch, b, rows[b].position + done + i + 1);
        out[b].log_probability.push_back(value);
        out[b].likeliest.push_back(likeliest.as<std::uint8_t>()[static_cast<std::size_t>(at + i)]);
        if (options.top) out[b].choices.push_back(choices.at(static_cast<std::size_t>(at + i), *options.top));
      }
      scored += count;
    }
    if (options.after_segment) options.after_segment(scored);
  }
  return out;
}

void Likelihood::add(const Scores& scores, std::optional<std::size_t> count) {
  const std::size_t size = scores.log_probability.size();
  for (std::size_t i = size - std::min(count.value_or(size), size); i < size; ++i) {
    const double value = scores.log_probability[i];
    ++tokens;
    likeliest += scores.likeliest[i];
    sum += value;
    squares += value * value;
  }
}

double Likelihood::standard_error() const {
  const auto n = static_cast<double>(tokens);
  const double variance = std::max((squares - sum * sum / n) / (n - 1), 0.0);
  return tokens < 2 ? std::nan("") : std::sqrt(variance / n);
}

double Likelihood::perplexity() const { return std::exp(mean_loss()); }

Windows::Windows(std::int64_t tokens, std::int64_t width, std::int64_t stride)
    : tokens_(tokens), width_(width), stride_(stride) {
  if (width < 2)
    throw Error(Code::kInvalidArgument, fmt::format("window: at least 2 tokens are expected; got {}", width));
  if (stride < 1 || stride > width)
    throw Error(
        Code::kInvalidArgument,
        fmt::format("stride: between 1 and the window's {} tokens is expected; got {}", width, stride));
}

std::int64_t Windows::size() const {
  return tokens_ <= width_ ? 1 : (tokens_ - width_ + stride_ - 1) / stride_ + 1;
}

Windows::Window Windows::operator[](std::int64_t i) const {
  const auto end = [&](std::int64_t window) { return std::min(window * stride_ + width_, tokens_); };
  const std::int64_t begin = i * stride_, before = i == 0 ? 0 : end(i - 1);
  return {begin, end(i), std::max<std::int64_t>(end(i) - std::max(before, begin + 1), 0)};
}

}  // namespace constate::engine
