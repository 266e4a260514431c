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
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/model_folder.h"
#include "engine/saved_state.h"
#include "engine/state.h"
#include "runtime/device.h"
#include "runtime/memory_room.h"
#include "runtime/program_cache.h"
#include "runtime/weight_loader.h"

namespace constate::engine {

// What an Engine is doing, for a progress line. Called from several threads, not at the same time.
struct Progress {
  std::function<void(double share)> loading;                  // of the weights' bytes
  std::function<void(const std::string& program)> compiling;  // empty when done
  // Of a prefill, before each segment: tokens of the longest row, or of all rows where they are fed one by
  // one.
  std::function<void(std::int64_t done, std::int64_t all)> feeding;
};

struct EngineOptions {
  std::shared_ptr<const runtime::Device> device;  // an opened one to share; else one is opened:
  runtime::DeviceOptions device_options;
  std::optional<DType> dtype;  // of the matrices: f32, bf16, f16, or s8 or s4 (quantised in groups); the
                               // device's own choice if not given
  bool fingerprint = false;    // takes a checksum of the weights while they load: states are saved with it
  Progress progress;
  runtime::ProgramStoreOptions store;  // compiled programs on disk: none unless it names a folder
};

// Throws Error(kOutOfRange) for an id outside the vocabulary.
void check_ids(std::span<const std::int32_t> ids, std::int64_t vocab_size);

// Hidden states and logits of one text, for comparing with another implementation.
struct Inspection {
  std::vector<HostArray> hidden;  // f32 [1 t d] after each layer
  HostArray logits;               // f32 [1 t v]
};

class Engine {
 public:
  // A checkpoint, by its folder or opened before. Returns while large weights still load; whoever needs them
  // waits. Throws Error or FormatError for what the folder holds, PjrtError for the device and
  // Error(kResourceExhausted) where weights and the state of a row do not fit into its memory.
  static std::unique_ptr<Engine> open(const std::filesystem::path& folder, const EngineOptions& options = {});
  static std::unique_ptr<Engine> open(ModelFolder folder, const EngineOptions& options = {});
  // A configuration with weights of one's own (random_weights, say).
  static std::unique_ptr<Engine> make(std::shared_ptr<const models::LanguageModel> model,
                                      const runtime::WeightSource& source, const EngineOptions& options = {});
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const models::BoundModel& model() const { return *blueprint().model; }
  const programs::Blueprint& blueprint() const { return programs_->blueprint(); }
  const runtime::Device& device() const { return *device_; }
  runtime::ProgramCache& programs() { return *programs_; }
  DType dtype() const { return model().dtype(); }
  std::int64_t vocab_size() const { return model().facts().vocab_size; }
  double load_seconds() const { return weights_->seconds(); }

  // An empty one, with room for texts of so many tokens.
  State new_state(std::int64_t batch, std::int64_t tokens = 0) const;
  // The capacity of a state whose texts have up to so many tokens: of a short ladder, since programs are
  // compiled for each; 0 for a model whose state does not grow.
  std::int64_t capacity_for(std::int64_t tokens) const;
  // Moves a state to a larger capacity where it has no room for texts of so many tokens.
  void hold(State& state, std::int64_t tokens) const;

  // Feeds each row's tokens to the state and returns logits f32 [b v] after the last token of each row. There
  // are as many rows as the state has; a row may be empty, then its state stays, and its logits are those
  // given (zeros where none are). Rows of which one is longer than the profile's `prompts_together` are fed
  // one by one: what a segment of one row makes stays in the caches. Throws Error(kOutOfRange) for an id
  // outside the vocabulary.
  pjrt::Buffer prefill(State& state, std::span<const std::vector<std::int32_t>> rows,
                       pjrt::Buffer logits = {});
  // One segment of it: of each row `length` tokens from `done` on, or what is left of them. `logits` are
  // those before it; returns those after it.
  pjrt::Buffer prefill_segment(State& state, std::span<const std::vector<std::int32_t>> rows,
                               std::int64_t done, std::int64_t length, const pjrt::Buffer& logits);
  pjrt::Buffer no_logits(std::int64_t batch) const;  // zeros, f32 [b v]
  // Has Progress::feeding told.
  void tell_feeding(std::int64_t done, std::int64_t all) const {
    if (feeding_) feeding_(done, all);
  }
  // The lengths of the segments that a prompt of this many tokens goes in.
  std::vector<std::int64_t> segments_for(std::int64_t tokens) const;

  // A copy of a row, as a state of one row; or in the place of a row of another state, which gets the
  // capacity that it takes. The other rows are not touched.
  State take_row(const State& from, std::int64_t row) const;
  void put_row(const State& from, std::int64_t row, State& into, std::int64_t to_row) const;

  // What the model is, whatever device or dtype runs it: its configuration, and a checksum of the weights as
  // they were read. Waits for them. Throws Error(kFailedPrecondition) unless EngineOptions::fingerprint asked
  // for it.
  ModelFingerprint fingerprint() const;

  Inspection inspect(const std::vector<std::int32_t>& ids);

  // Waits until all weights are on the device. Throws what loading threw.
  void await_weights() const { weights_->get(); }
  // A call with the weights set; waits for them likewise.
  runtime::Call call(const runtime::Program& program) const;
  // Sets the parts of `state` in a call. For a model with uses_position() it also uploads the rows' positions
  // into `position`, which must live until the call has run. `prefix` goes before the arguments' names.
  void set_state(runtime::Call& call, const State& state, pjrt::Buffer& position,
                 const std::string& prefix = "") const;
  // Sets the weights in a call of another engine's program, which has them as well, with `prefix`.
  void set_weights(runtime::Call& call, std::string_view prefix) const;

  pjrt::Buffer upload(const HostArray& data) const { return device_->client->to_device(data); }
  pjrt::Buffer upload_s32(std::int64_t value) const;  // a scalar
  void check_ids(std::span<const std::int32_t> ids) const { engine::check_ids(ids, vocab_size()); }
  // Throws Error(kResourceExhausted) where the states of so many rows do not fit beside the weights, with
  // texts of so many tokens.
  void check_rows(std::int64_t rows, std::int64_t tokens = 0) const;

 private:
  Engine(std::shared_ptr<const models::LanguageModel> model, std::set<std::string> present,
         const EngineOptions& options);
  void load_from(runtime::WeightSource source, const EngineOptions& options);
  // `before` of `all` tokens were fed, for progress.
  pjrt::Buffer prefill_together(State& state, std::span<const std::vector<std::int32_t>> rows,
                                pjrt::Buffer logits, std::int64_t before, std::int64_t all);
  pjrt::Buffer prefill_apart(State& state, std::span<const std::vector<std::int32_t>> rows,
                             const pjrt::Buffer& logits);

  std::shared_ptr<const runtime::Device> device_;
  std::function<void(std::int64_t, std::int64_t)> feeding_;
  std::shared_ptr<const models::LanguageModel> unbound_;
  std::set<std::string> present_;  // names of the checkpoint's tensors
  runtime::MemoryRoom room_;       // before the weights
  runtime::MemoryNeed need_;
  bool grows_ = false;  // the state, by token
  bool takes_fingerprint_;
  std::unique_ptr<formats::Checkpoint> checkpoint_;
  std::unique_ptr<runtime::ProgramCache> programs_;
  std::unique_ptr<runtime::WeightLoader> weights_;  // goes first: its thread uses what is above
};

}  // namespace constate::engine
