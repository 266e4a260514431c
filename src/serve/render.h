// The answers of OpenAI's API as JSON. Pure.
#pragma once

#include <string>

#include "base/json.h"
#include "http/message.h"
#include "serve/ask.h"
#include "serve/model.h"
#include "serve/task.h"

namespace constate::serve {

// What answers of one request have in common.
struct AnswerHead {
  std::string id;  // "cmpl-..."
  std::string model, fingerprint;
  std::int64_t created = 0;  // seconds since 1970
  bool is_chat = false, is_chunk = false;
};

struct Usage {
  std::int64_t prompt_tokens = 0, completion_tokens = 0, cached_tokens = 0;
};

// Tokens of an answer with their log probabilities; `text_offset` counts characters of the text before them.
// `with_ids`: each has its id, and a completion has `content` in the form of a chat too, as llama.cpp has it.
OrderedJson logprobs_json(const ServedModel& model, bool is_chat, std::span<const std::int32_t> tokens,
                          std::span<const std::optional<engine::TokenChoice>> choices,
                          std::int64_t text_offset, bool with_ids = false);

// A piece of a choice, or the whole of it. `finish` is null before the end.
OrderedJson choice_json(const AnswerHead& head, std::int64_t index, const std::string& text,
                        OrderedJson logprobs, OrderedJson finish, OrderedJson stop_reason);
OrderedJson answer_json(const AnswerHead& head, OrderedJson choices);
OrderedJson usage_json(const Usage& usage);

std::int64_t characters_of(std::string_view text);  // of UTF-8
OrderedJson bytes_json(std::string_view bytes);     // a list of numbers

// As JSON text on one line; what is not UTF-8 becomes U+FFFD.
std::string dump(const OrderedJson& json);
http::Response json_response(const OrderedJson& json, int status = 200);
// Of what was thrown while a request was read or run.
http::Response error_answer(const std::exception& error);
OrderedJson error_json(const std::exception& error);
int status_of(Code code);

}  // namespace constate::serve
