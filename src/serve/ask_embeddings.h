// What a request for embeddings asks. Pure.
#pragma once

#include <string>
#include <vector>

#include "engine/pooling.h"
#include "serve/ask.h"

namespace constate::serve {

struct EmbeddingsAsk {
  std::string model;  // "" where none was named
  std::vector<PromptText> inputs;
  engine::Pooling pooling = engine::Pooling::kMean;
  bool base64 = false;  // of f32, little-endian
  double seconds = 3600;
};

// Pure. Throws ApiError.
EmbeddingsAsk read_embeddings(const Json& body, const AskLimits& limits);

}  // namespace constate::serve
