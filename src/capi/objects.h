// What handles stand for. A state and a generation hold their model, which thus outlives them.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "capi/call.h"
#include "capi/handles.h"
#include "engine/generation.h"
#include "engine/generation_config.h"
#include "engine/text_stream.h"
#include "formats/chat_format.h"
#include "tokenizer/tokenizer.h"

namespace constate::capi {

struct Cancel {
  static constexpr const char* kName = "cancel";
  static constexpr std::uintptr_t kTag = 1;
  std::atomic<bool> raised = false;
};

struct Model {
  static constexpr const char* kName = "model";
  static constexpr std::uintptr_t kTag = 2;

  std::unique_ptr<engine::Engine> engine;
  std::optional<tokenizer::Tokenizer> tokenizer;
  engine::GenerationConfig generation;
  std::string folder, plugin, device;
  std::atomic<bool> closed = false;

  // Throws Error(kNotFound) where there is none.
  const tokenizer::Tokenizer& text() const;
  // Of text by its bytes; throws for a null pointer with bytes behind it, and for what is not UTF-8.
  std::vector<std::int32_t> encode(const char* text, std::size_t bytes, bool add_special) const;
  // Of the folder, read when it is first wanted. Throws Error where its template is none.
  const formats::ChatFormat& chat() const;

 private:
  mutable std::once_flag chat_read_;
  mutable std::optional<formats::ChatFormat> chat_;
};

struct State {
  static constexpr const char* kName = "state";
  static constexpr std::uintptr_t kTag = 3;

  std::shared_ptr<Model> model;
  engine::Sequence sequence;
  std::int64_t withheld;  // bytes of its text that were not given out when it was saved
  std::atomic<bool> busy = false;

  State(std::shared_ptr<Model> of, engine::Sequence what, std::int64_t bytes = 0)
      : model(std::move(of)), sequence(std::move(what)), withheld(bytes) {}

  // Of the text, whether the model has seen them or not.
  std::int64_t tokens() const {
    const engine::History& h = sequence.history;
    return h.tokens() + (h.next() ? 1 : 0) + std::ssize(h.unfed());
  }
  bool is_empty() const { return tokens() == 0; }
};

struct Generation {
  static constexpr const char* kName = "generation";
  static constexpr std::uintptr_t kTag = 4;

  // What came of a request, all of it, and where that begins which the last step gave.
  struct Row {
    std::optional<engine::TextStream> stream;
    std::optional<std::int64_t> top;  // Request::top_logprobs
    bool keeps_state = false, flushed = false, told_end = false;
    std::string text;
    std::vector<std::int32_t> ids, top_ids;
    std::vector<float> log_probabilities, top_log_probabilities;
    std::size_t text_before = 0, ids_before = 0;
    std::size_t top_count = 0;
    engine::Finish finish = engine::Finish::kNone;
  };

  std::shared_ptr<Model> model;
  std::shared_ptr<Cancel> cancel;
  std::unique_ptr<engine::Generation> running;
  std::vector<Row> rows;
  bool failed = false;
  std::atomic<bool> busy = false;

  bool step();
  // Throws Error(kFailedPrecondition) after a step that did.
  void check_whole() const;
};

// The model of a handle, or that of a state or generation: throws Error(kFailedPrecondition) where it was
// closed.
void check_open(const Model& model);

// Null for null.
std::shared_ptr<Cancel> cancel_of(constate_cancel* cancel);

// While it lives, what this thread has the engine do ends with Error(kCancelled), at the next segment of a
// prompt, once `cancel` is raised.
class Cancellable {
 public:
  explicit Cancellable(const std::shared_ptr<Cancel>& cancel);
  ~Cancellable();
  Cancellable(const Cancellable&) = delete;
  Cancellable& operator=(const Cancellable&) = delete;

 private:
  const Cancel* before_;
};
// Throws Error(kCancelled) where this thread's call is to end.
void check_cancelled();

std::span<const std::int32_t> ids_of(const std::int32_t* ids, std::size_t count);

// Gives out a new handle; `out` must be one that can be written.
template <class T, class Opaque>
void give(std::shared_ptr<T> object, Opaque** out) {
  *out = static_cast<Opaque*>(Handles<T>::all().add(std::move(object)));
}

}  // namespace constate::capi
