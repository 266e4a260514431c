#include "engine/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "engine/clock.h"
#include "engine/row_parts.h"

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

DTypeChoice dtype_for(const Runtime& runtime, const models::LanguageModel& model,
                      const EngineOptions& options) {
  if (options.dtype) return {*options.dtype, ""};
  if (options.measure_dtype) return faster_dtype(runtime, model, options.store);
  return {runtime.profile.dtype, runtime.profile.why_dtype};
}

}  // namespace

Engine::Engine(std::shared_ptr<const Runtime> runtime, std::shared_ptr<const models::LanguageModel> model,
               const DTypeChoice& dtype, std::set<std::string> present, const EngineOptions& options)
    : runtime_(std::move(runtime)),
      dtype_(dtype.dtype),
      why_dtype_(dtype.why),
      feeding_(options.progress.feeding),
      present_(std::move(present)),
      room_(memory_room(*runtime_->client)) {
  check_room(*model, present_, dtype_, 1, room_);
  std::vector<models::WeightSpec> specs = model->weights(dtype_, present_);
  choose_row_parts(specs, runtime_->profile.row_product_threads);
  programs_ = std::make_unique<ProgramCache>(
      runtime_, Blueprint{std::move(model), std::move(specs), runtime_->profile.lowering},
      options.progress.compiling, options.store, [this] { load_beside_programs(); });
}

Engine::~Engine() {
  stop_loading_ = true;
  if (weights_.valid()) weights_.wait();  // the loading thread uses this
}

void Engine::start_loading(WeightSource source, const EngineOptions& options) {
  const auto load = [this, source = std::move(source), progress = options.progress.loading] {
    const Stopwatch watch;
    const auto until_stopped = [&](const models::WeightSpec& spec) {
      if (stop_loading_) throw Error(Code::kCancelled, "loading was stopped");
      return source(spec);
    };
    auto buffers = engine::upload(*runtime_->client, blueprint().weights, until_stopped, progress);
    load_seconds_ = watch.seconds();
    return buffers;
  };
  // Small weights load in less time than a program compiles in, but a compiler takes as much memory as they
  // do: they come after it, unless programs come from disk (docs/decisions/0010).
  if (bytes_of(blueprint().weights) >= kLargeWeights) {
    weights_ = std::async(std::launch::async, load).share();
  } else {
    weights_ = std::async(std::launch::deferred, [this, load] {
                 release_free_memory();
                 runtime_->client->plugin().release_code();
                 return load();
               }).share();
  }
}

void Engine::load_beside_programs() {
  std::call_once(beside_, [this] {
    if (weights_.wait_for(std::chrono::seconds(0)) != std::future_status::deferred)
      return;  // they load already
    loading_ = std::async(std::launch::async, [weights = weights_] { weights.wait(); });
  });
}

void check_ids(std::span<const std::int32_t> ids, std::int64_t vocab_size) {
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (ids[i] < 0 || ids[i] >= vocab_size)
      throw Error(Code::kOutOfRange,
                  fmt::format("token {}: an id is between 0 and {}; got {}", i, vocab_size - 1, ids[i]),
                  "the tokenizer and the model must be of one checkpoint");
}

std::int64_t state_bytes(const models::LanguageModel& model) {
  std::int64_t bytes = 0;
  for (const models::StateSpec& spec : model.state()) bytes += spec.shape(1).bytes();
  return bytes;
}

std::unique_ptr<Engine> Engine::open(const std::filesystem::path& folder, const EngineOptions& given) {
  EngineOptions options = given;
  options.progress = serialized(given.progress);
  const std::filesystem::path config = folder / "config.json";
  auto checkpoint = std::make_unique<formats::Checkpoint>(formats::Checkpoint::open(folder));
  const std::string text = read_text(config, 1 << 20);
  std::shared_ptr<const models::LanguageModel> model =
      models::make_model(parse_json(text, config.string()), config.string());
  std::set<std::string> present;
  for (const auto& [name, tensor] : checkpoint->tensors()) present.insert(name);

  // What is wrong with the files is said before a device is opened.
  (void)with_context(folder.string(),
                     [&] { return weights_from(*checkpoint, model->weights(DType::kF32, present)); });
  auto runtime = options.device ? options.device : Runtime::open(options.runtime);
  const DTypeChoice dtype = dtype_for(*runtime, *model, options);
  std::unique_ptr<Engine> engine(
      new Engine(std::move(runtime), std::move(model), dtype, std::move(present), options));
  engine->checkpoint_ = std::move(checkpoint);
  engine->start_loading(weights_from(*engine->checkpoint_, engine->blueprint().weights), options);
  return engine;
}

std::unique_ptr<Engine> Engine::make(std::shared_ptr<const models::LanguageModel> model,
                                     const WeightSource& source, const EngineOptions& given) {
  EngineOptions options = given;
  options.progress = serialized(given.progress);
  auto runtime = options.device ? options.device : Runtime::open(options.runtime);
  const DTypeChoice dtype = dtype_for(*runtime, *model, options);
  std::unique_ptr<Engine> engine(new Engine(std::move(runtime), std::move(model), dtype, {}, options));
  engine->start_loading(source, options);
  return engine;
}

std::vector<const pjrt::Buffer*> Engine::weight_arguments(std::int64_t rows) const {
  std::vector<const pjrt::Buffer*> out;
  for (const DeviceWeight& w : weights_.get()) {
    if (w.parts.empty() || !takes_row_parts(rows))
      out.push_back(&w.whole);
    else
      for (const pjrt::Buffer& part : w.parts) out.push_back(&part);
  }
  return out;
}

State Engine::new_state(std::int64_t batch) const {
  check_rows(batch);
  State state;
  state.batch = batch;
  for (const models::StateSpec& spec : model().state())
    state.parts.push_back(runtime_->client->to_device(HostArray::zeros(spec.shape(batch))));
  return state;
}

void Engine::check_rows(std::int64_t rows) const { check_room(model(), present_, dtype_, rows, room_); }

std::vector<std::int64_t> Engine::segments_for(std::int64_t tokens) const {
  const std::vector<std::int64_t>& lengths = runtime_->profile.segments;
  std::vector<std::int64_t> out;
  while (tokens > 0) {
    const auto fits =
        std::find_if(lengths.begin(), lengths.end(), [&](std::int64_t n) { return n >= tokens; });
    out.push_back(fits == lengths.end() ? lengths.back() : *fits);
    tokens -= out.back();
  }
  return out;
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
  if (logits.deleted())
    logits = runtime_->client->to_device(HostArray::zeros({DType::kF32, {state.batch, vocab_size()}}));

  std::int64_t done = 0;
  for (const std::int64_t length : segments_for(longest)) {
    const PrefillShape shape{state.batch, length};
    const pjrt::Executable& program = programs_->prefill(shape);
    HostArray ids = HostArray::zeros({DType::kS32, {state.batch, length}});
    HostArray lengths(Shape{DType::kS32, {state.batch}});
    for (std::size_t b = 0; b < rows.size(); ++b) {
      const std::int64_t rest = static_cast<std::int64_t>(rows[b].size()) - done;
      const std::int64_t take = std::clamp<std::int64_t>(rest, 0, length);
      lengths.as<std::int32_t>()[b] = static_cast<std::int32_t>(take);
      for (std::int64_t i = 0; i < take; ++i)
        ids.as<std::int32_t>()[b * static_cast<std::size_t>(length) + static_cast<std::size_t>(i)] =
            rows[b][static_cast<std::size_t>(done + i)];
    }
    const pjrt::Buffer ids_there = upload(ids), lengths_there = upload(lengths);
    std::vector<const pjrt::Buffer*> arguments = weight_arguments(shape.rows());
    for (const pjrt::Buffer& s : state.parts) arguments.push_back(&s);
    for (const pjrt::Buffer* b : {static_cast<const pjrt::Buffer*>(&logits), &ids_there, &lengths_there})
      arguments.push_back(b);
    // One segment at a time: the CPU takes memory for a call when it is made, not when it runs.
    if (done > 0) logits.await();
    if (feeding_) feeding_(done, longest);
    std::vector<pjrt::Buffer> results = program.run(arguments);
    logits = std::move(results[0]);
    state.parts.assign(std::make_move_iterator(results.begin() + 1), std::make_move_iterator(results.end()));
    done += length;
  }
  return logits;
}

Inspection Engine::inspect(const std::vector<std::int32_t>& tokens) {
  check_ids(tokens);
  const auto length = static_cast<std::int64_t>(tokens.size());
  const PrefillShape shape{1, length};
  const pjrt::Executable& program = programs_->inspect(shape);
  const pjrt::Buffer ids = upload(HostArray::of(DType::kS32, {1, length}, tokens));
  std::vector<const pjrt::Buffer*> arguments = weight_arguments(shape.rows());
  arguments.push_back(&ids);
  std::vector<pjrt::Buffer> results = program.run(arguments);
  Inspection out;
  for (std::size_t i = 0; i + 1 < results.size(); ++i) out.hidden.push_back(results[i].to_host());
  out.logits = results.back().to_host();
  return out;
}

}  // namespace constate::engine
