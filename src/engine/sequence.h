// Sequence: a text that a model has seen, with its state on a device, as a value. Copies share the device's
// buffers, which are never changed, so that one can go on from the same sequence any number of times. `save`
// and `restore` carry it to other processes, devices and element types, as a file (saved_state.h).
//
// Plain data, for one thread at a time; the device's buffers are shared and must not outlive the Engine.
#pragma once

#include <memory>

#include "engine/engine.h"
#include "engine/history.h"

namespace constate::engine {

struct Sequence {
  History history;
  std::shared_ptr<const State> state;  // one row; null where no token was seen
  std::shared_ptr<const pjrt::Buffer>
      logits;              // f32 [1 v] after the last token, unless one was chosen by them
  Sampling sampling = {};  // of the tokens drawn so far

  // Of no text.
  static Sequence empty(const Engine& engine, bool keeps_ids = false) {
    return {History(engine.vocab_size(), keeps_ids), nullptr, nullptr};
  }
};

// Feeds what was chosen last, if anything, and then `ids`. Throws Error(kOutOfRange) for an id outside the
// vocabulary.
Sequence feed(Engine& engine, const Sequence& from, std::span<const std::int32_t> ids);

// All of it that goes on elsewhere. Waits for the weights, whose fingerprint is part of it.
SavedState save(const Engine& engine, const Sequence& sequence);

// The inverse, on the engine's device. Throws Error(kFailedPrecondition) where it is of another model, or its
// arrays are not those of this one.
Sequence restore(const Engine& engine, SavedState saved);

}  // namespace constate::engine
