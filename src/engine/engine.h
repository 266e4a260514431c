// Engine: a model on a device. Loads weights, compiles programs, feeds prompts to a state; generation.h goes
// on from there. What a user of the library starts with.
//
// Prompts have any length and the rows of a batch may differ: a prompt goes in segments of a few lengths,
// each handing the state to the next, so that few programs serve all prompts and memory does not grow with
// the prompt. Padding is exact: it leaves the state as it is.
//
// Thread-safe, except that a State belongs to one caller at a time. States must not outlive their Engine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/dtype_choice.h"
#include "engine/memory_room.h"
#include "engine/program_cache.h"
#include "engine/runtime.h"
#include "engine/weights.h"
#include "formats/checkpoint.h"

namespace constate::engine {

// What sequences have become so far: one row each, on the device, of constant size.
struct State {
  std::int64_t batch = 0;
  std::vector<pjrt::Buffer> parts;  // in the order of LanguageModel::state()
};

// What an Engine is doing, for a progress line. Called from several threads, not at the same time.
struct Progress {
  std::function<void(double share)> loading;                         // of the weights' bytes
  std::function<void(const std::string& program)> compiling;         // empty when done
  std::function<void(std::int64_t done, std::int64_t all)> feeding;  // tokens of the longest row of a
                                                                     // prefill, before each segment
};

struct EngineOptions {
  std::shared_ptr<const Runtime> device;  // an opened one to share; else one is opened as `runtime` says
  RuntimeOptions runtime;
  std::optional<DType> dtype;  // of the matrices: f32, bf16, f16 or s8 (quantised by rows); the device's own
                               // choice if not given
  bool measure_dtype = false;  // where it is not given: take what is faster by measurement (faster_dtype)
  Progress progress;
  ProgramStoreOptions store;  // compiled programs on disk: none unless it names a folder
};

// Throws Error(kOutOfRange) for an id outside the vocabulary.
void check_ids(std::span<const std::int32_t> ids, std::int64_t vocab_size);

// Bytes of the state of one row.
std::int64_t state_bytes(const models::LanguageModel& model);

// Hidden states and logits of one text, for comparing with another implementation.
struct Inspection {
  std::vector<HostArray> hidden;  // f32 [1 t d] after each layer
  HostArray logits;               // f32 [1 t v]
};

class Engine {
 public:
  // Reads config.json and the weights of a folder (formats::Checkpoint). Returns while large weights still
  // load; who needs them waits. Throws Error or FormatError for what the folder holds, PjrtError for the
  // device and Error(kResourceExhausted) where weights and the state of a row do not fit into its memory.
  static std::unique_ptr<Engine> open(const std::filesystem::path& folder, const EngineOptions& options = {});
  // A configuration with weights of one's own (random_weights, say).
  static std::unique_ptr<Engine> make(std::shared_ptr<const models::LanguageModel> model,
                                      const WeightSource& source, const EngineOptions& options = {});
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const models::LanguageModel& model() const { return *blueprint().model; }
  const Blueprint& blueprint() const { return programs_->blueprint(); }
  const Runtime& runtime() const { return *runtime_; }
  ProgramCache& programs() { return *programs_; }
  DType dtype() const { return dtype_; }
  // Why it is that, in a few words; empty where it was asked for.
  const std::string& why_dtype() const { return why_dtype_; }
  std::int64_t vocab_size() const { return model().facts().vocab_size; }
  double load_seconds() const { return load_seconds_; }

  State new_state(std::int64_t batch) const;

  // Feeds each row's tokens to the state and returns logits f32 [b v] after the last token of each row. There
  // are as many rows as the state has; a row may be empty, then its state stays, and its logits are those
  // given (zeros where none are). Throws Error(kOutOfRange) for an id outside the vocabulary.
  pjrt::Buffer prefill(State& state, std::span<const std::vector<std::int32_t>> rows,
                       pjrt::Buffer logits = {});
  // The lengths of the segments that a prompt of this many tokens goes in.
  std::vector<std::int64_t> segments_for(std::int64_t tokens) const;

  Inspection inspect(const std::vector<std::int32_t>& ids);

  // Waits until all weights are on the device. Throws what loading threw.
  void await_weights() const { weights_.get(); }
  // After waiting likewise, the arguments that they are for a program that multiplies `rows` rows at once.
  std::vector<const pjrt::Buffer*> weight_arguments(std::int64_t rows) const;

  pjrt::Buffer upload(const HostArray& data) const { return runtime_->client->to_device(data); }
  void check_ids(std::span<const std::int32_t> ids) const { engine::check_ids(ids, vocab_size()); }
  // Throws Error(kResourceExhausted) where the states of so many rows do not fit beside the weights.
  void check_rows(std::int64_t rows) const;

 private:
  Engine(std::shared_ptr<const Runtime> runtime, std::shared_ptr<const models::LanguageModel> model,
         const DTypeChoice& dtype, std::set<std::string> present, const EngineOptions& options);
  void start_loading(WeightSource source, const EngineOptions& options);
  void load_beside_programs();

  std::shared_ptr<const Runtime> runtime_;
  DType dtype_;
  std::string why_dtype_;
  std::function<void(std::int64_t, std::int64_t)> feeding_;
  std::set<std::string> present_;  // names of the checkpoint's tensors
  MemoryRoom room_;                // before the weights
  std::unique_ptr<formats::Checkpoint> checkpoint_;
  std::unique_ptr<ProgramCache> programs_;
  std::shared_future<std::vector<DeviceWeight>> weights_;
  std::atomic<double> load_seconds_ = 0;
  std::atomic<bool> stop_loading_ = false;
  std::once_flag beside_;
  std::future<void> loading_;  // what load_beside_programs started
};

}  // namespace constate::engine
