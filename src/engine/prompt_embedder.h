// PromptEmbedder: a text as one vector, made of the model's hidden states after its last norm; a segment at a
// time, so that a caller can do other work between.
//
//   PromptEmbedder embedder(engine, ids);
//   while (embedder.step()) other_work();
//   use(embedder.embedding(Pooling::kMean));
//
// Belongs to one thread, and must not outlive its Engine.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/engine.h"
#include "engine/pooling.h"

namespace constate::engine {

class PromptEmbedder {
 public:
  // Throws Error(kInvalidArgument) where there are no ids, and Error(kOutOfRange) for one outside the
  // vocabulary.
  PromptEmbedder(Engine& engine, std::vector<std::int32_t> ids);

  // Feeds a segment, in the lengths of Engine::segments_for; false where none is left. Programs that are not
  // there are compiled, and the weights are waited for, in the first one.
  bool step();
  std::int64_t fed() const { return fed_; }  // tokens so far

  // [d], of the length 1. Throws Error(kFailedPrecondition) before the last segment, and NotFinite where a
  // hidden state is not finite, or all are zero.
  std::vector<float> embedding(Pooling pooling) const;

 private:
  Engine& engine_;
  std::vector<std::int32_t> ids_;
  std::int64_t fed_ = 0;
  State state_;
  std::vector<double> sum_, last_;  // [d]
};

}  // namespace constate::engine
