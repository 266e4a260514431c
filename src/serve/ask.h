// Ask: what a request of the OpenAI API asks for, read and checked. Every field has its effect or is refused
// by name. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "engine/generation_config.h"
#include "engine/token_choice.h"
#include "formats/chat_format.h"
#include "serve/prompt_text.h"

namespace constate::serve {

// What clients may ask for at most.
struct AskLimits {
  std::int64_t tokens = 4096;  // of an answer; also what an answer of a chat gets unasked
  std::int64_t prompt_tokens = 1 << 22;
  std::int64_t prompts = 128;  // of a request
  std::int64_t choices = 16;   // `n`
  std::size_t stops = 16, stop_bytes = 256;
  double seconds = 3600;  // `timeout`, and how long a request takes at most
};

// What llama.cpp's `/completion` has beside it.
struct LlamaAsk {
  bool return_tokens = false;
  std::vector<std::pair<std::string, float>> text_bias;  // each token of the text gets it
};

struct Ask {
  bool is_chat = false;
  std::string model;                // "" where none was named
  std::vector<PromptText> prompts;  // of a completion
  OrderedJson messages;             // of a chat
  formats::ChatEnd chat_end = formats::ChatEnd::kAnswer;
  std::optional<LlamaAsk> llama;  // the answer has llama.cpp's form
  bool add_special_tokens = true;

  std::int64_t n = 1, max_tokens = 16;
  bool stream = false, include_usage = false, echo = false;
  bool token_ids = false;  // of the prompt, the answer and the likeliest tokens are told too
  std::optional<std::int64_t> top_logprobs;  // log probabilities are wanted, with so many of the likeliest
  engine::Sampling sampling;
  bool has_seed = false;
  double presence_penalty = 0, frequency_penalty = 0;
  std::vector<std::pair<std::int32_t, float>> logit_bias;
  std::vector<std::string> stop;
  std::vector<std::int32_t> stop_ids;  // those of the model, unless they are to be ignored
  double seconds = 3600;

  bool reads_cache = true;
  std::vector<std::int64_t> cache_points;  // numbers of tokens of the prompt
  std::string session;                     // a conversation that the server keeps; "" for none
  std::string state;                       // goes on from this saved state
  bool fork = false;                       // `session` or `state` stays as it was
  std::string save_state;                  // keeps what it has become under this name
};

// `config` is what the checkpoint says of generating. Throw ApiError.
Ask read_completion(const Json& body, const AskLimits& limits, const engine::GenerationConfig& config);
Ask read_chat(const Json& body, const AskLimits& limits, const engine::GenerationConfig& config);
Ask read_llama(const Json& body, const AskLimits& limits, const engine::GenerationConfig& config);

// Ids that the request names are of the vocabulary; those of `config` are not the client's. Throws ApiError.
void check_ids(const Ask& ask, const engine::GenerationConfig& config, std::int64_t vocabulary);

// 1 to 64 of [A-Za-z0-9._-], not beginning with a dot. Throws ApiError that names `field`.
void check_name(const std::string& field, const std::string& name);

}  // namespace constate::serve
