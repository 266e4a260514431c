#include "engine/generation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/clock.h"
#include "base/error.h"
#include "engine/not_finite.h"
#include "trace/fields.h"

namespace constate::engine {
namespace {

models::SamplingRules rules_of(const std::vector<Request>& requests) {
  models::SamplingRules rules;
  for (const Request& r : requests) {
    const Sampling& s = r.sampling;
    const bool draws = s.temperature > 0;
    rules.draw |= draws;
    rules.filter |= draws && (s.top_k > 0 || s.top_p < 1 || s.min_p > 0);
    rules.penalty |= s.repetition_penalty != 1;
  }
  return rules;
}

// One value for each row of the batch; idle rows get the last argument.
template <class T, class F>
HostArray per_row(DType dtype, std::int64_t batch, const std::vector<Request>& requests, T idle, F value) {
  std::vector<T> values(static_cast<std::size_t>(batch), idle);
  for (std::size_t i = 0; i < requests.size(); ++i) values[i] = static_cast<T>(value(requests[i]));
  return HostArray::of(dtype, {batch}, values);
}

std::vector<std::int64_t> blocks_of(const runtime::DeviceProfile& profile, std::int64_t asked) {
  if (asked <= 0) return profile.blocks;
  return {asked};
}

}  // namespace

std::string_view name(Finish finish) {
  switch (finish) {
    case Finish::kStop:
      return "stop";
    case Finish::kLength:
      return "length";
    case Finish::kInterrupted:
      return "interrupted";
    case Finish::kNone:
      return "";
  }
  return "";
}

void check(std::span<const Request> requests, std::int64_t vocab_size) {
  if (requests.empty())
    throw Error(Code::kInvalidArgument, "generate: at least one prompt is expected; got none");
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Request& r = requests[i];
    const std::string where = requests.size() > 1 ? fmt::format("prompt {}", i) : "prompt";
    if (r.prompt.empty())
      throw Error(Code::kInvalidArgument, where + ": at least one token is expected; got none");
    if (r.max_tokens < 0 || r.max_tokens > std::numeric_limits<std::int32_t>::max())
      throw Error(Code::kInvalidArgument,
                  fmt::format("{}: the number of tokens must be between 0 and 2147483647; got {}", where,
                              r.max_tokens));
    with_context(where, [&] {
      check_ids(r.prompt, vocab_size);
      check(r.sampling);
    });
  }
}

Generation::Generation(Engine& engine, std::vector<Request> requests, const GenerationOptions& options,
                       State from)
    : engine_(engine),
      requests_(std::move(requests)),
      batch_(std::max<std::int64_t>(options.batch, static_cast<std::int64_t>(requests_.size()))),
      prompts_apart_(options.prompts_apart),
      blocks_(blocks_of(engine.device().profile, options.block)),
      state_(std::move(from)),
      tokens_(requests_.size()),
      finish_(requests_.size(), Finish::kNone) {
  check(requests_, engine.vocab_size());
  if (!state_.parts.empty() && prompts_apart_)
    throw Error(Code::kInvalidArgument, "generate: prompts that are fed apart begin with an empty state");
  if (!state_.parts.empty() && state_.batch != batch_)
    throw Error(Code::kInvalidArgument,
                fmt::format("generate: one row of the state for each row of the batch "
                            "({}) is expected; got {}",
                            batch_, state_.batch));
  engine.check_rows(batch_);
  std::size_t stop_ids = 4;  // programs are compiled for a number of slots: few numbers, few programs
  for (const Request& r : requests_)
    while (stop_ids < r.stop_ids.size()) stop_ids *= 2;
  choice_ = {batch_, static_cast<std::int64_t>(stop_ids), rules_of(requests_)};
}

// All that will be needed, while the weights load.
void Generation::compile() {
  runtime::ProgramCache& programs = engine_.programs();
  std::size_t longest = 0;
  for (const Request& r : requests_) {
    longest = std::max(longest, r.prompt.size());
    if (!prompts_apart_) continue;
    for (const std::int64_t length : engine_.segments_for(static_cast<std::int64_t>(r.prompt.size())))
      programs.prefill({1, length});
  }
  if (!prompts_apart_)
    for (const std::int64_t length : engine_.segments_for(static_cast<std::int64_t>(longest)))
      programs.prefill({batch_, length});
  programs.choose(choice_);
  if (std::any_of(requests_.begin(), requests_.end(), [](const Request& r) { return r.max_tokens > 1; }))
    for (const std::int64_t block : blocks_)
      programs.decode({choice_, block, engine_.device().profile.exit_early});
}

// The prompts into the state, together; returns the logits [b v] after them.
pjrt::Buffer Generation::feed() {
  if (state_.parts.empty()) state_ = engine_.new_state(batch_);
  std::vector<std::vector<std::int32_t>> prompts(static_cast<std::size_t>(batch_));
  for (std::size_t i = 0; i < requests_.size(); ++i) prompts[i] = requests_[i].prompt;
  return engine_.prefill(state_, prompts);
}

// The same, one by one; the rows come together on the host.
pjrt::Buffer Generation::feed_apart() {
  std::vector<HostArray> parts;
  for (const models::StateSpec& spec : engine_.model().state())
    parts.push_back(HostArray::zeros(spec.shape(batch_)));
  HostArray logits = HostArray::zeros({DType::kF32, {batch_, engine_.vocab_size()}});
  const auto put = [](HostArray& all, std::size_t row, const pjrt::Buffer& from) {
    const HostArray one = from.to_host();
    const std::span<const std::byte> bytes = one.bytes();
    std::copy(bytes.begin(), bytes.end(),
              all.bytes().begin() + static_cast<std::ptrdiff_t>(row * bytes.size()));
  };
  for (std::size_t row = 0; row < requests_.size(); ++row) {
    State state = engine_.new_state(1);
    put(logits, row, engine_.prefill(state, std::vector<std::vector<std::int32_t>>{requests_[row].prompt}));
    for (std::size_t i = 0; i < parts.size(); ++i) put(parts[i], row, state.parts[i]);
  }
  state_.batch = batch_;
  for (HostArray& part : parts) state_.parts.push_back(engine_.upload(part));
  state_.tokens.assign(static_cast<std::size_t>(batch_), 0);
  for (std::size_t row = 0; row < requests_.size(); ++row)
    state_.tokens[row] = static_cast<std::int64_t>(requests_[row].prompt.size());
  return engine_.upload(logits);
}

void Generation::start() {
  started_ = true;
  compile();
  engine_.await_weights();

  const Stopwatch watch;
  for (const Request& r : requests_) timings_.prompt_tokens += static_cast<std::int64_t>(r.prompt.size());
  const pjrt::Buffer logits = prompts_apart_ ? feed_apart() : feed();

  const auto b = static_cast<std::size_t>(batch_);
  const auto ints = [&](std::int32_t idle, auto value) {
    return engine_.upload(per_row<std::int32_t>(DType::kS32, batch_, requests_, idle, value));
  };
  const auto floats = [&](float idle, auto value) {
    return engine_.upload(per_row<float>(DType::kF32, batch_, requests_, idle, value));
  };
  settings_.sampling.temperature = floats(0, [](const Request& r) { return r.sampling.temperature; });
  settings_.sampling.top_k = ints(0, [](const Request& r) { return r.sampling.top_k; });
  settings_.sampling.top_p = floats(1, [](const Request& r) { return r.sampling.top_p; });
  settings_.sampling.min_p = floats(0, [](const Request& r) { return r.sampling.min_p; });
  settings_.sampling.repetition_penalty =
      floats(1, [](const Request& r) { return r.sampling.repetition_penalty; });
  settings_.budget = ints(0, [](const Request& r) { return r.max_tokens; });
  std::vector<std::uint32_t> seeds(2 * b, 0);
  std::vector<std::int32_t> stops(b * static_cast<std::size_t>(choice_.stop_ids), -1);
  std::vector<std::uint8_t> done(b, 1);
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    seeds[2 * i] = static_cast<std::uint32_t>(requests_[i].sampling.seed);
    seeds[2 * i + 1] = static_cast<std::uint32_t>(requests_[i].sampling.seed >> 32);
    std::copy(requests_[i].stop_ids.begin(), requests_[i].stop_ids.end(),
              stops.begin() + static_cast<std::ptrdiff_t>(i * static_cast<std::size_t>(choice_.stop_ids)));
    done[i] = requests_[i].max_tokens == 0;
    if (done[i]) finish_[i] = Finish::kLength;
  }
  settings_.sampling.seed = engine_.upload(HostArray::of(DType::kU32, {batch_, 2}, seeds));
  settings_.stop_ids = engine_.upload(HostArray::of(DType::kS32, {batch_, choice_.stop_ids}, stops));
  rows_.token = ints(0, [](const Request&) { return 0; });
  rows_.number = ints(0, [](const Request&) { return 0; });
  rows_.done = engine_.upload(HostArray::of(DType::kPred, {batch_}, done));
  if (choice_.rules.penalty) {
    const auto vocabulary = static_cast<std::size_t>(engine_.vocab_size());
    std::vector<std::uint8_t> seen(b * vocabulary, 0);
    for (std::size_t i = 0; i < requests_.size(); ++i)
      for (const std::int32_t id : requests_[i].prompt)
        seen[i * vocabulary + static_cast<std::size_t>(id)] = 1;
    rows_.seen = engine_.upload(HostArray::of(DType::kPred, {batch_, engine_.vocab_size()}, seen));
  }

  runtime::Call call(engine_.programs().choose(choice_));
  call.set("logits", logits);
  call.set_fields(rows_, programs::kRowProgress);
  call.set_fields(settings_, programs::kRowSettings);
  runtime::Results results = call.run();
  results.take_fields(rows_, programs::kRowProgress);
  const HostArray first = rows_.token.to_host();
  timings_.prefill_seconds = watch.seconds();
  for (std::size_t i = 0; i < requests_.size(); ++i)
    if (finish_[i] == Finish::kNone) take(i, first.as<std::int32_t>()[i]);
}

void Generation::take(std::size_t row, std::int32_t token) {
  if (token < 0 || token >= engine_.vocab_size())
    throw NotFinite(fmt::format("row {}: the logits of token {} are not finite", row, tokens_[row].size()),
                    engine_.dtype());
  const Request& r = requests_[row];
  tokens_[row].push_back(token);
  if (std::find(r.stop_ids.begin(), r.stop_ids.end(), token) != r.stop_ids.end())
    finish_[row] = Finish::kStop;
  else if (static_cast<std::int64_t>(tokens_[row].size()) >= r.max_tokens)
    finish_[row] = Finish::kLength;
}

bool Generation::all_done() const {
  return std::none_of(finish_.begin(), finish_.end(), [](Finish f) { return f == Finish::kNone; });
}

void Generation::end(std::size_t row, Finish why) {
  if (finish_[row] != Finish::kNone) return;
  finish_[row] = why;
  ended_from_outside_ = true;
}

// Tells the device which rows the host has ended.
void Generation::push_done() {
  std::vector<std::uint8_t> done(static_cast<std::size_t>(batch_), 1);
  for (std::size_t i = 0; i < finish_.size(); ++i) done[i] = finish_[i] != Finish::kNone;
  rows_.done = engine_.upload(HostArray::of(DType::kPred, {batch_}, done));
  ended_from_outside_ = false;
}

// Where the device may leave the loop early, a call takes about as long as a reader will wait for more text.
std::int64_t Generation::next_limit() const {
  const std::int64_t block = blocks_[std::min(calls_, blocks_.size() - 1)];
  const runtime::DeviceProfile& profile = engine_.device().profile;
  if (!profile.exit_early || profile.seconds_per_block <= 0) return block;
  if (seconds_per_token_ <= 0) return std::min<std::int64_t>(block, 1);
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(profile.seconds_per_block / seconds_per_token_),
                                  1, block);
}

bool Generation::step() {
  if (!started_) {
    start();
    return true;
  }
  if (all_done()) return false;
  if (ended_from_outside_) push_done();
  const Stopwatch watch;
  const std::int64_t block = blocks_[std::min(calls_, blocks_.size() - 1)];
  runtime::Call call =
      engine_.call(engine_.programs().decode({choice_, block, engine_.device().profile.exit_early}));
  const pjrt::Buffer limit =
      engine_.upload(HostArray::of<std::int32_t>(DType::kS32, {}, {static_cast<std::int32_t>(next_limit())}));
  pjrt::Buffer position;
  engine_.set_state(call, state_, position);
  call.set_fields(rows_, programs::kRowProgress);
  call.set_fields(settings_, programs::kRowSettings);
  call.set("limit", limit);
  runtime::Results results = call.run();
  const HostArray tokens = results.take("tokens").to_host();
  results.take_fields(rows_, programs::kRowProgress);
  state_.parts = results.take_state();
  const double seconds = watch.seconds();
  ++calls_;

  std::int64_t longest = 0;
  for (std::size_t row = 0; row < requests_.size(); ++row) {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < block && finish_[row] == Finish::kNone; ++i) {
      const std::int32_t token =
          tokens.as<std::int32_t>()[row * static_cast<std::size_t>(block) + static_cast<std::size_t>(i)];
      if (token < 0) break;
      take(row, token);
      ++count;
    }
    state_.tokens[row] += count;
    timings_.decoded_tokens += count;
    longest = std::max(longest, count);
  }
  timings_.decode_seconds += seconds;
  if (longest > 0) seconds_per_token_ = seconds / static_cast<double>(longest);
  return true;
}

}  // namespace constate::engine
