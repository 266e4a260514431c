#include "engine/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "base/error.h"
#include "base/memory.h"
#include "programs/capacity.h"

namespace constate::engine {
namespace {

constexpr std::int64_t kLargeWeights = std::int64_t{2} << 30;

// Progress is reported from the loading thread and from whoever compiles: one at a time.
Progress serialized(Progress progress) {
  const auto mutex = std::make_shared<std::mutex>();
  const auto guard = [mutex]<class... A>(std::function<void(A...)> f) -> std::function<void(A...)> {
    if (!f) return f;
    return [mutex, f = std::move(f)](A... a) {
      const std::lock_guard lock(*mutex);
      f(a...);
    };
  };
  return {guard(std::move(progress.loading)), guard(std::move(progress.compiling)),
          guard(std::move(progress.feeding))};
}

EngineOptions prepared(const EngineOptions& given) {
  EngineOptions options = given;
  options.progress = serialized(given.progress);
  if (!options.device) options.device = runtime::Device::open(options.device_options);
  if (!options.dtype) options.dtype = options.device->profile.dtype;
  return options;
}

// ids [b length] and lengths [b] of a segment that begins after `done` tokens of each row.
struct Segment {
  HostArray ids, lengths;
  Segment(std::span<const std::vector<std::int32_t>> rows, std::int64_t done, std::int64_t length)
      : ids(HostArray::zeros({DType::kS32, {static_cast<std::int64_t>(rows.size()), length}})),
        lengths(Shape{DType::kS32, {static_cast<std::int64_t>(rows.size())}}) {
    for (std::size_t b = 0; b < rows.size(); ++b) {
      const std::int64_t rest = static_cast<std::int64_t>(rows[b].size()) - done;
      const std::int64_t count = std::clamp<std::int64_t>(rest, 0, length);
      lengths.as<std::int32_t>()[b] = static_cast<std::int32_t>(count);
      if (count > 0)
        std::copy_n(rows[b].begin() + done, count,
                    ids.as<std::int32_t>().begin() + static_cast<std::ptrdiff_t>(b) * length);
    }
  }
};

}  // namespace

Engine::Engine(std::shared_ptr<const models::LanguageModel> model, std::set<std::string> present,
               const EngineOptions& options)
    : device_(options.device),
      feeding_(options.progress.feeding),
      unbound_(std::move(model)),
      present_(std::move(present)),
      room_(runtime::memory_room(*device_->client)),
      takes_fingerprint_(options.fingerprint) {
  const std::shared_ptr<const models::BoundModel> bound = unbound_->bind(*options.dtype, present_);
  need_ = runtime::memory_need(*bound);
  grows_ = need_.token > 0;
  check_rows(1);
  programs_ = std::make_unique<runtime::ProgramCache>(
      device_, runtime::blueprint_for(bound, device_->profile), options.progress.compiling, options.store,
      [this] { weights_->start(); });
}

void Engine::load_from(runtime::WeightSource source, const EngineOptions& options) {
  const bool large = need_.weights >= kLargeWeights;
  const auto load = [device = device_, &blueprint = blueprint(), source = std::move(source),
                     progress = options.progress.loading, large,
                     checksum = takes_fingerprint_](const std::atomic<bool>& stop) {
    if (!large) {
      release_free_memory();
      device->client->plugin().release_code();
    }
    const auto until_stopped = [&](const models::WeightSpec& spec) {
      if (stop) throw Error(Code::kCancelled, "loading was stopped");
      return source(spec);
    };
    return runtime::upload(*device->client, blueprint, until_stopped, checksum, progress);
  };
  weights_ = std::make_unique<runtime::WeightLoader>(load);
  // Small weights load in less time than a program compiles in, but a compiler takes as much memory as they
  // do: they come after it, unless programs come from disk (docs/decisions/0010).
  if (large) weights_->start();
}

void check_ids(std::span<const std::int32_t> ids, std::int64_t vocab_size) {
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (ids[i] < 0 || ids[i] >= vocab_size)
      throw Error(Code::kOutOfRange,
                  fmt::format("token {}: an id is between 0 and {}; got {}", i, vocab_size - 1, ids[i]),
                  "the tokenizer and the model must be of one checkpoint");
}

std::unique_ptr<Engine> Engine::open(const std::filesystem::path& folder, const EngineOptions& options) {
  return open(ModelFolder::open(folder), options);
}

std::unique_ptr<Engine> Engine::open(ModelFolder folder, const EngineOptions& given) {
  folder.check_weights();  // what is wrong with the files is said before a device is opened
  const EngineOptions options = prepared(given);
  std::unique_ptr<Engine> engine(new Engine(std::move(folder.model), std::move(folder.present), options));
  engine->checkpoint_ = std::make_unique<formats::Checkpoint>(std::move(folder.checkpoint));
  const models::BoundModel& model = engine->model();
  engine->load_from(runtime::weights_from(*engine->checkpoint_, model.weights(), model.facts().skipped),
                    options);
  return engine;
}

std::unique_ptr<Engine> Engine::make(std::shared_ptr<const models::LanguageModel> model,
                                     const runtime::WeightSource& source, const EngineOptions& given) {
  const EngineOptions options = prepared(given);
  std::unique_ptr<Engine> engine(new Engine(std::move(model), {}, options));
  engine->load_from(source, options);
  return engine;
}

runtime::Call Engine::call(const runtime::Program& program) const {
  runtime::Call out(program);
  out.bake(weights_->get());
  return out;
}

void Engine::set_weights(runtime::Call& call, std::string_view prefix) const {
  call.bake(weights_->get(), prefix);
}

void Engine::set_state(runtime::Call& call, const State& state, pjrt::Buffer& position,
                       const std::string& prefix) const {
  call.set_state(state.parts, prefix);
  if (!model().uses_position()) return;
  const std::vector<std::int32_t> tokens(state.tokens.begin(), state.tokens.end());
  position = upload(HostArray::of(DType::kS32, {state.batch}, tokens));
  call.set(prefix + "position", position);
}

pjrt::Buffer Engine::upload_s32(std::int64_t value) const {
  return upload(HostArray::of<std::int32_t>(DType::kS32, {}, {static_cast<std::int32_t>(value)}));
}

std::int64_t Engine::capacity_for(std::int64_t tokens) const {
  return programs::capacity_for(grows_, tokens);
}

void Engine::hold(State& state, std::int64_t tokens) const {
  if (!grows_ || tokens <= state.capacity) return;
  State larger = new_state(state.batch, tokens);
  for (std::int64_t row = 0; row < state.batch; ++row) put_row(state, row, larger, row);
  state = std::move(larger);
}

State Engine::new_state(std::int64_t batch, std::int64_t tokens) const {
  check_rows(batch, tokens);
  State state;
  state.batch = batch;
  state.capacity = capacity_for(tokens);
  state.tokens.assign(static_cast<std::size_t>(batch), 0);
  for (const models::StateSpec& spec : model().state(state.capacity))
    state.parts.push_back(device_->client->to_device(HostArray::zeros(spec.shape(batch))));
  return state;
}

void Engine::check_rows(std::int64_t rows, std::int64_t tokens) const {
  runtime::check_room(need_, {rows, capacity_for(tokens)}, room_, *unbound_, present_);
}

std::vector<std::int64_t> Engine::segments_for(std::int64_t tokens) const {
  return device_->profile.segments_for(tokens);
}

pjrt::Buffer Engine::prefill(State& state, std::span<const std::vector<std::int32_t>> rows,
                             pjrt::Buffer logits) {
  if (static_cast<std::int64_t>(rows.size()) != state.batch)
    throw Error(Code::kInvalidArgument,
                fmt::format("prefill: one row of tokens for each row of the state ({}); got {}", state.batch,
                            rows.size()));
  std::int64_t longest = 0;
  for (const std::vector<std::int32_t>& row : rows) {
    check_ids(row);
    longest = std::max(longest, static_cast<std::int64_t>(row.size()));
  }
  if (logits.deleted()) logits = no_logits(state.batch);

  return state.batch > 1 && longest > device_->profile.prompts_together
             ? prefill_apart(state, rows, logits)
             : prefill_together(state, rows, std::move(logits), 0, longest);
}

pjrt::Buffer Engine::prefill_apart(State& state, std::span<const std::vector<std::int32_t>> rows,
                                   const pjrt::Buffer& logits) {
  HostArray all = logits.to_host();
  const std::size_t bytes = all.bytes().size() / rows.size();
  std::int64_t before = 0, total = 0;
  for (const std::vector<std::int32_t>& row : rows) total += static_cast<std::int64_t>(row.size());
  for (std::size_t b = 0; b < rows.size(); ++b) {
    if (rows[b].empty()) continue;
    const auto row = static_cast<std::int64_t>(b);
    State one = take_row(state, row);
    const pjrt::Buffer after = prefill_together(one, rows.subspan(b, 1), no_logits(1), before, total);
    before += static_cast<std::int64_t>(rows[b].size());
    put_row(one, 0, state, row);
    after.to_host_into(all.bytes().subspan(b * bytes, bytes));
  }
  return upload(all);
}

pjrt::Buffer Engine::prefill_together(State& state, std::span<const std::vector<std::int32_t>> rows,
                                      pjrt::Buffer logits, std::int64_t before, std::int64_t all) {
  std::int64_t longest = 0;
  for (const std::vector<std::int32_t>& row : rows)
    longest = std::max(longest, static_cast<std::int64_t>(row.size()));
  std::int64_t done = 0;
  for (const std::int64_t length : segments_for(longest)) {
    // One segment at a time: the CPU takes memory for a call when it is made, not when it runs.
    if (done > 0) logits.await();
    tell_feeding(before + done, all);
    logits = prefill_segment(state, rows, done, length, logits);
    done += length;
  }
  return logits;
}

pjrt::Buffer Engine::no_logits(std::int64_t batch) const {
  return upload(HostArray::zeros({DType::kF32, {batch, vocab_size()}}));
}

pjrt::Buffer Engine::prefill_segment(State& state, std::span<const std::vector<std::int32_t>> rows,
                                     std::int64_t done, std::int64_t length, const pjrt::Buffer& logits) {
  const Segment segment(rows, done, length);
  hold(state, state.longest() + length);  // padding is written too, beyond the text
  runtime::Call call = this->call(programs_->prefill({state.batch, length, state.capacity}));
  const pjrt::Buffer ids = upload(segment.ids), lengths = upload(segment.lengths);
  call.set("ids", ids);
  call.set("lengths", lengths);
  call.set("logits", logits);
  pjrt::Buffer position;
  set_state(call, state, position);
  runtime::Results results = call.run();
  state.parts = results.take_state();
  for (std::size_t b = 0; b < rows.size(); ++b) state.tokens[b] += segment.lengths.as<std::int32_t>()[b];
  return results.take("logits");
}

State Engine::take_row(const State& from, std::int64_t row) const {
  runtime::Call call(programs_->take_row(from.shape()));
  const pjrt::Buffer place = upload_s32(row);
  call.set_state(from.parts);
  call.set("from", place);
  State out;
  out.batch = 1;
  out.capacity = from.capacity;
  out.tokens = {from.tokens[static_cast<std::size_t>(row)]};
  out.parts = call.run().take_state();
  return out;
}

void Engine::put_row(const State& from, std::int64_t row, State& into, std::int64_t to_row) const {
  hold(into, from.tokens[static_cast<std::size_t>(row)]);
  runtime::Call call(programs_->put_row(from.shape(), into.shape()));
  const pjrt::Buffer place = upload_s32(row), to = upload_s32(to_row);
  call.set_state(into.parts);
  call.set_state(from.parts, programs::kSourcePrefix);
  call.set("from", place);
  call.set("to", to);
  into.parts = call.run().take_state();
  into.tokens[static_cast<std::size_t>(to_row)] = from.tokens[static_cast<std::size_t>(row)];
}

ModelFingerprint Engine::fingerprint() const {
  if (!takes_fingerprint_)
    throw Error(Code::kFailedPrecondition, "the model's fingerprint was not asked for",
                "set EngineOptions::fingerprint");
  const models::Facts& facts = model().facts();
  std::string text = facts.model_type + "\n";
  for (const auto& [key, value] : facts.configuration) text += fmt::format("{} = {}\n", key, value);
  return {facts.model_type, Checksum::of(text).hex(), weights_->get().checksum().hex()};
}

Inspection Engine::inspect(const std::vector<std::int32_t>& tokens) {
  check_ids(tokens);
  const auto length = static_cast<std::int64_t>(tokens.size());
  runtime::Call call = this->call(programs_->inspect({1, length}));
  const pjrt::Buffer ids = upload(HostArray::of(DType::kS32, {1, length}, tokens));
  call.set("ids", ids);
  runtime::Results results = call.run();
  Inspection out;
  out.logits = results.take("logits").to_host();
  std::vector<pjrt::Buffer>& hidden = results.all();
  for (std::size_t i = 0; i + 1 < hidden.size(); ++i) out.hidden.push_back(hidden[i].to_host());
  return out;
}

}  // namespace constate::engine
