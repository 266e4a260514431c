// A body of a request for a completion, a chat or embeddings. What is taken is within its limits; what is
// refused is refused with a 400.
#include "serve/ask.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "fuzz.h"
#include "serve/api_error.h"
#include "serve/ask_embeddings.h"

using namespace constate;

namespace {

const serve::AskLimits kLimits{.tokens = 1000, .prompts = 4};

bool is_name(const std::string& text) {
  return text.empty() || (text.size() <= 64 && text[0] != '.' &&
                          text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                 "0123456789._-") == text.npos);
}

void check(const serve::Ask& ask) {
  const engine::Sampling& s = ask.sampling;
  fuzz::require(s.temperature >= 0 && s.temperature <= 100, "temperature");
  fuzz::require(s.top_p > 0 && s.top_p <= 1 && s.min_p >= 0 && s.min_p <= 1 && s.top_k >= 0, "filters");
  fuzz::require(s.repetition_penalty > 0 && s.repetition_penalty <= 100, "repetition penalty");
  fuzz::require(std::abs(ask.presence_penalty) <= 2 && std::abs(ask.frequency_penalty) <= 2, "penalties");
  fuzz::require(ask.n >= 1 && ask.n <= kLimits.choices, "n");
  fuzz::require(ask.max_tokens >= (ask.is_chat ? 1 : 0) && ask.max_tokens <= kLimits.tokens, "max_tokens");
  fuzz::require(ask.seconds > 0 && ask.seconds <= kLimits.seconds, "timeout");
  fuzz::require(!ask.top_logprobs || (*ask.top_logprobs >= 0 && *ask.top_logprobs <= engine::kMostTop),
                "logprobs");
  fuzz::require(is_name(ask.session) && is_name(ask.state) && is_name(ask.save_state), "names");
  fuzz::require(std::is_sorted(ask.cache_points.begin(), ask.cache_points.end()), "cache_points ascend");
  fuzz::require(ask.stop.size() <= kLimits.stops, "stops");
  for (const std::string& stop : ask.stop)
    fuzz::require(!stop.empty() && stop.size() <= kLimits.stop_bytes, "a stop string has a length");
  for (const auto& [id, bias] : ask.logit_bias) fuzz::require(id >= 0 && std::abs(bias) <= 100, "logit_bias");
  if (ask.is_chat) {
    fuzz::require(!ask.messages.empty(), "a chat has messages");
    for (const OrderedJson& message : ask.messages)
      fuzz::require(message.at("role").is_string() && message.at("content").is_string(),
                    "messages are texts");
  } else {
    fuzz::require(!ask.prompts.empty() && std::ssize(ask.prompts) <= kLimits.prompts, "prompts");
    for (const serve::PromptText& prompt : ask.prompts)
      if (const auto* ids = std::get_if<std::vector<std::int32_t>>(&prompt))
        for (const std::int32_t id : *ids) fuzz::require(id >= 0, "ids");
  }
}

void check(const serve::EmbeddingsAsk& ask) {
  fuzz::require(!ask.inputs.empty() && std::ssize(ask.inputs) <= kLimits.prompts, "inputs");
  fuzz::require(ask.seconds > 0 && ask.seconds <= kLimits.seconds, "timeout");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::function<void(const Json&)> readers[] = {
      [](const Json& body) { check(serve::read_completion(body, kLimits, {})); },
      [](const Json& body) { check(serve::read_chat(body, kLimits, {})); },
      [](const Json& body) { check(serve::read_llama(body, kLimits, {})); },
      [](const Json& body) { check(serve::read_embeddings(body, kLimits)); }};
  for (const auto& read : readers)
    fuzz::bounded(16 * size, [&] {
      const Json body = parse_json(fuzz::text_of(data, size), "the body");
      try {
        read(body);
      } catch (const serve::ApiError& e) {
        fuzz::require(e.status == 400 && std::string_view(e.what()).size() < 2000,
                      "a refusal is a short 400");
      }
    });
  return 0;
}
