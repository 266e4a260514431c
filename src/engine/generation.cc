#include "engine/generation.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/clock.h"
#include "base/error.h"
#include "engine/not_finite.h"

namespace constate::engine {
namespace {

// Programs of another shape are compiled where so many more tokens may come.
constexpr std::int64_t kWorthAnotherShape = 64;

std::vector<std::int64_t> blocks_of(const runtime::DeviceProfile& profile, std::int64_t asked) {
  if (asked <= 0) return profile.blocks;
  return {asked};
}

GenerationOptions with_batch(GenerationOptions options, std::size_t requests) {
  if (options.batch <= 0) options.batch = static_cast<std::int64_t>(std::max<std::size_t>(requests, 1));
  return options;
}

std::vector<std::int64_t> ladder_of(const GenerationOptions& options) {
  return options.fixed_batch ? std::vector{options.batch} : ladder_up_to(options.batch);
}

GenerationOptions for_a_state(GenerationOptions options, const State& from) {
  if (from.parts.empty()) return options;
  options.batch = from.batch;
  options.fixed_batch = true;
  return options;
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
    case Finish::kNotFinite:
      return "not finite";
    case Finish::kNone:
      return "";
  }
  return "";
}

void check_request(const Request& r, std::int64_t vocab_size, const std::string& where) {
  const bool goes_on =
      r.from && (r.from->history.next() || r.from->logits || !r.from->history.unfed().empty());
  if (r.prompt.empty() && !goes_on)
    throw Error(Code::kInvalidArgument, where + ": at least one token is expected; got none");
  if (r.max_tokens < 0 || r.max_tokens > std::numeric_limits<std::int32_t>::max())
    throw Error(Code::kInvalidArgument,
                fmt::format("{}: the number of tokens must be between 0 and 2147483647; got {}", where,
                            r.max_tokens));
  with_context(where, [&] {
    check_ids(r.prompt, vocab_size);
    check_sampling(r.sampling);
    check_adjustment(r.adjustment(), vocab_size);
    if (r.top_logprobs) check_top(*r.top_logprobs);
  });
}

void check_requests(std::span<const Request> requests, std::int64_t vocab_size) {
  if (requests.empty())
    throw Error(Code::kInvalidArgument, "generate: at least one prompt is expected; got none");
  for (std::size_t i = 0; i < requests.size(); ++i)
    check_request(requests[i], vocab_size, requests.size() > 1 ? fmt::format("prompt {}", i) : "prompt");
}

Generation::Generation(Engine& engine, NoRequests, const GenerationOptions& options)
    : engine_(engine),
      options_(with_batch(options, 1)),
      pool_(engine, ladder_of(options_)),
      blocks_(blocks_of(engine.device().profile, options.block)),
      stop_ids_(std::max<std::int64_t>(options.stop_ids, 1)) {
  if (!options_.speculate) return;
  Speculation& speculate = *options_.speculate;
  check_speculation(speculate, engine, 1);
  speculate.history =
      std::max(speculate.history, programs::kBeforeText + 2 * speculate.tokens_of(blocks_.back()));
  if (speculate.draft) draft_.emplace(*speculate.draft, speculate.history);
}

Generation::Generation(Engine& engine, std::vector<Request> requests, const GenerationOptions& options)
    : Generation(engine, NoRequests{}, with_batch(options, requests.size())) {
  check_requests(requests, engine.vocab_size());
  engine.check_rows(options_.fixed_batch
                        ? options_.batch
                        : std::min(options_.batch, static_cast<std::int64_t>(requests.size())));
  for (Request& request : requests) add(std::move(request));
}

Generation::Generation(Engine& engine, std::vector<Request> requests, const GenerationOptions& options,
                       State from)
    : Generation(engine, std::move(requests), for_a_state(options, from)) {
  if (from.parts.empty()) return;
  if (options.prompts_apart)
    throw Error(Code::kInvalidArgument, "generate: prompts that are fed apart begin with an empty state");
  if (static_cast<std::int64_t>(members_.size()) != from.batch)
    throw Error(Code::kInvalidArgument,
                fmt::format("generate: one row of the state for each row of the batch "
                            "({}) is expected; got {}",
                            members_.size(), from.batch));
  from_ = std::move(from);
}

std::size_t Generation::add(Request request) {
  check_request(request, engine_.vocab_size());
  rules_ = rules_ | rules_of(request.sampling, request.adjustment());
  while (stop_ids_ < static_cast<std::int64_t>(request.stop_ids.size())) stop_ids_ *= 2;
  rows_.reset();  // they may have to be of other programs
  Member& member = members_[added_];
  member.history = request.from ? request.from->history : History(engine_.vocab_size(), options_.keep_ids);
  member.request = std::move(request);
  waiting_.push_back(added_);
  return added_++;
}

void Generation::end(std::size_t i, Finish why) {
  Member& member = members_.at(i);
  if (member.finish != Finish::kNone) return;
  member.finish = why;
  rows_.reset();
  if (member.begun) return;
  std::erase(waiting_, i);
  std::vector<std::int32_t> ids = member.ids_to_feed();
  std::int64_t known = member.history.next() ? 1 : 0;
  if (member.request.from) member.logits = member.request.from->logits;
  const auto feed =
      std::find_if(feeding_.begin(), feeding_.end(), [&](const Feed& f) { return f.member == i; });
  if (feed != feeding_.end()) {
    ids = std::move(feed->ids[0]);
    known = std::max(known, member.fed);
    member.rest = std::make_shared<const State>(std::move(feed->state));
    member.logits = feed->logits;
    feeding_.erase(feed);
  }
  known = std::min(known + std::ssize(member.history.unfed()), std::ssize(ids));
  member.history.left_out(std::span(ids).subspan(static_cast<std::size_t>(known)));
}

void Generation::drop(std::size_t i) {
  const Member& member = members_.at(i);
  if (member.finish == Finish::kNone)
    throw Error(Code::kFailedPrecondition, fmt::format("sequence {}: it has not ended", i));
  if (member.slot) pool_.close(*member.slot);
  std::erase(running_, i);
  rows_.reset();
  members_.erase(i);
}

bool Generation::some_decode() const {
  return std::any_of(running_.begin(), running_.end(),
                     [&](std::size_t i) { return members_.at(i).finish == Finish::kNone; });
}

bool Generation::step(bool feeds) {
  if (waiting_.empty() && feeding_.empty() && !some_decode()) return false;
  retire();
  if (options_.step_tokens > 0 || !feeds) {
    // Prompts come last, so that a first token is told before the block that follows it.
    if (some_decode()) decode();
    if (feeds) begins(), feed_some();
    return true;
  }
  const bool began = begins(), fed = feed_some();
  if (!began && !fed) decode();
  return true;
}

// Rows that have ended give their places to others.
void Generation::retire() {
  std::vector<std::size_t> stay;
  for (const std::size_t i : running_) {
    Member& member = members_.at(i);
    if (member.finish == Finish::kNone) {
      stay.push_back(i);
      continue;
    }
    if (!member.slot) {  // it ended with its first token
      if (!options_.keep) member.rest = nullptr;
      continue;
    }
    if (options_.keep) member.rest = std::make_shared<const State>(pool_.take(*member.slot));
    pool_.close(*member.slot);
    member.slot.reset();
    rows_.reset();
  }
  running_ = std::move(stay);
  if (waiting_.empty() && is_worth_fitting()) {
    pool_.fit();
    rows_.reset();
  }
}

bool Generation::is_worth_fitting() const {
  if (pool_.batch() == 0 || pool_.fitting(std::ssize(feeding_)) == pool_.shape()) return false;
  std::int64_t most = 0;
  for (const std::size_t i : running_)
    most = std::max(
        most, members_.at(i).request.max_tokens - static_cast<std::int64_t>(members_.at(i).tokens.size()));
  return most >= kWorthAnotherShape;
}

RowValues Generation::values_of(const Member& member) const {
  const bool goes_on = member.finish == Finish::kNone;
  return {
      .sampling = member.request.sampling,
      .drawn = member.history.drawn(),
      .remaining = goes_on ? member.request.max_tokens - static_cast<std::int64_t>(member.tokens.size()) : 0,
      .token = member.history.next().value_or(0),
      .stop_ids = member.request.stop_ids,
      .seen = member.history.seen(),
      .adjustment = member.request.adjustment(),
      .answer = member.tokens};
}

void Generation::book(std::size_t i, std::int32_t token) {
  Member& member = members_.at(i);
  const bool is_finite = token >= 0 && token < engine_.vocab_size();
  if (!is_finite && options_.ends_not_finite) {
    member.finish = Finish::kNotFinite;
    return;
  }
  if (!is_finite)
    throw NotFinite(fmt::format("row {}: the logits of token {} are not finite", i, member.tokens.size()),
                    engine_.dtype());
  const Request& r = member.request;
  member.tokens.push_back(token);
  member.history.chosen(token);
  member.logits = nullptr;
  if (std::find(r.stop_ids.begin(), r.stop_ids.end(), token) != r.stop_ids.end())
    member.finish = Finish::kStop;
  else if (static_cast<std::int64_t>(member.tokens.size()) >= r.max_tokens)
    member.finish = Finish::kLength;
}

// Where the device may leave the loop early, a call takes about as long as a reader will wait for more text.
std::int64_t Generation::next_limit() const {
  const std::int64_t block = next_block();
  const runtime::DeviceProfile& profile = engine_.device().profile;
  const double seconds =
      options_.seconds_per_block > 0 ? options_.seconds_per_block : profile.seconds_per_block;
  if (!profile.exit_early || seconds <= 0) return block;
  if (seconds_per_step_ <= 0) return std::min<std::int64_t>(block, 1);
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(seconds / seconds_per_step_), 1, block);
}

void Generation::decode() {
  if (rows_ && history_is_full()) rows_.reset();
  if (!rows_) make_rows();
  const programs::ChoiceShape& choice = choice_;
  const std::int64_t block = next_block();
  State& state = pool_.state();
  engine_.hold(state, state.longest() + (options_.speculate ? options_.speculate->tokens_of(block) : block));
  runtime::Call call =
      engine_.call(decoding_program(engine_, choice, block, state.capacity, options_.speculate));
  const Stopwatch watch;
  const pjrt::Buffer limit = engine_.upload_s32(next_limit());
  pjrt::Buffer position, draft_position;
  engine_.set_state(call, state, position);
  if (draft_) draft_->set(call, draft_position);
  rows_->set(call);
  call.set("limit", limit);
  runtime::Results results = call.run();
  const HostArray tokens = results.take("tokens").to_host();
  results.take_fields(rows_->progress, programs::kRowProgress);
  const std::optional<ChoiceArrays> scores = take_choices(results, choice);
  state.parts = results.take_state();
  const double seconds = watch.seconds();
  ++calls_;

  const std::int64_t most = tokens.shape().dims[1];
  std::int64_t longest = 0;
  for (const std::size_t i : running_) {
    Member& member = members_.at(i);
    const auto row = static_cast<std::size_t>(pool_.row(*member.slot));
    const auto given = tokens.as<std::int32_t>().subspan(row * static_cast<std::size_t>(most),
                                                         static_cast<std::size_t>(most));
    std::int64_t count = 0;
    while (count < most && member.finish == Finish::kNone && given[static_cast<std::size_t>(count)] != -1) {
      const auto at = static_cast<std::size_t>(count++);
      book(i, given[at]);
      if (scores && member.choices.size() < member.tokens.size())
        book_choice(member, *scores, row * static_cast<std::size_t>(most) + at);
    }
    state.tokens[row] += count;
    timings_.decoded_tokens += count;
    longest = std::max(longest, count);
    if (member.finish == Finish::kNone && member.history.drawn() % kDrawsPerKey == 0)
      rows_.reset();  // its draws go on with another key
  }
  timings_.decode_seconds += seconds;
  const std::int64_t steps = take_lookup(results, longest);
  if (steps > 0) seconds_per_step_ = seconds / static_cast<double>(steps);
}

Sequence Generation::sequence(std::size_t i) const {
  const Member& member = members_.at(i);
  for (const Feed& feed : feeding_)
    if (feed.member == i && member.fed > 0)
      return {member.history, std::make_shared<const State>(engine_.take_row(feed.state, 0)),
              std::make_shared<const pjrt::Buffer>(engine_.upload(feed.logits->to_host())),
              member.request.sampling};
  std::shared_ptr<const State> state = member.rest;
  if (member.slot)
    state = std::make_shared<const State>(pool_.take(*member.slot));
  else if (!state && !member.begun)
    state = member.request.from ? member.request.from->state : nullptr;
  else if (!state)
    throw Error(Code::kFailedPrecondition,
                fmt::format("sequence {}: it has ended, and what it became was not kept", i),
                "set GenerationOptions::keep");
  return {member.history, std::move(state), member.logits, member.request.sampling};
}

}  // namespace constate::engine
