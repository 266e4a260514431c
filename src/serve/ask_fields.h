// The fields that several kinds of request have, read into an Ask. Pure. Throw ApiError.
#pragma once

#include "serve/ask.h"
#include "serve/fields.h"

namespace constate::serve {

inline constexpr double kMostBias = 100;

// `repetition_penalty` is the field's name.
void read_sampling(Fields& fields, const engine::GenerationConfig& config, const char* repetition_penalty,
                   Ask& ask);
float bias_of(const Json& value);  // -kMostBias to kMostBias
void read_bias(Fields& fields, Ask& ask);
void read_stops(Fields& fields, const AskLimits& limits, const engine::GenerationConfig& config, Ask& ask);
void read_stream(Fields& fields, Ask& ask);
void read_cache(Fields& fields, Ask& ask);                             // and what is gone on from and kept
void read_prompts(Fields& fields, const AskLimits& limits, Ask& ask);  // after read_cache

}  // namespace constate::serve
