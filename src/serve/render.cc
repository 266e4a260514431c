#include "serve/render.h"

#include "base/utf8.h"
#include "serve/api_error.h"

namespace constate::serve {
namespace {

std::string lossy(std::string_view bytes) {
  std::string out;
  append_lossy(bytes, out);
  return out;
}

OrderedJson chat_token(const ServedModel& model, std::int32_t id, double log_probability, bool with_id) {
  const std::string_view bytes = model.token_bytes(id);
  OrderedJson out{{"token", lossy(bytes)}, {"logprob", log_probability}, {"bytes", bytes_json(bytes)}};
  if (with_id) out["id"] = id;
  return out;
}

OrderedJson chat_logprobs(const ServedModel& model, std::span<const std::int32_t> tokens,
                          std::span<const std::optional<engine::TokenChoice>> choices, bool with_ids) {
  OrderedJson content = OrderedJson::array();
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    OrderedJson token = chat_token(model, tokens[i], choices[i] ? choices[i]->log_probability : 0, with_ids);
    token["top_logprobs"] = OrderedJson::array();
    if (choices[i])
      for (const auto& [id, p] : choices[i]->top)
        token["top_logprobs"].push_back(chat_token(model, id, p, with_ids));
    content.push_back(std::move(token));
  }
  return {{"content", std::move(content)}, {"refusal", nullptr}};
}

}  // namespace

std::int64_t characters_of(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

OrderedJson bytes_json(std::string_view bytes) {
  OrderedJson out = OrderedJson::array();
  for (const char c : bytes) out.push_back(static_cast<unsigned char>(c));
  return out;
}

OrderedJson logprobs_json(const ServedModel& model, bool is_chat, std::span<const std::int32_t> tokens,
                          std::span<const std::optional<engine::TokenChoice>> choices,
                          std::int64_t text_offset, bool with_ids) {
  if (is_chat) return chat_logprobs(model, tokens, choices, with_ids);
  OrderedJson texts = OrderedJson::array(), own = texts, top = texts, offsets = texts;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string text = model.token_text(tokens[i]);
    texts.push_back(text);
    offsets.push_back(text_offset);
    text_offset += characters_of(model.token_bytes(tokens[i]));
    own.push_back(choices[i] ? OrderedJson(choices[i]->log_probability) : OrderedJson(nullptr));
    if (!choices[i]) {
      top.push_back(nullptr);
      continue;
    }
    OrderedJson of_place = OrderedJson::object();
    for (const auto& [id, p] : choices[i]->top) of_place[model.token_text(id)] = p;
    of_place[text] = choices[i]->log_probability;  // the token itself is always among them
    top.push_back(std::move(of_place));
  }
  OrderedJson out{{"tokens", std::move(texts)},
                  {"token_logprobs", std::move(own)},
                  {"top_logprobs", std::move(top)},
                  {"text_offset", std::move(offsets)}};
  if (with_ids) out["content"] = chat_logprobs(model, tokens, choices, true)["content"];
  return out;
}

OrderedJson choice_json(const AnswerHead& head, std::int64_t index, const std::string& text,
                        OrderedJson logprobs, OrderedJson finish, OrderedJson stop_reason) {
  OrderedJson out{{"index", index}};
  if (!head.is_chat)
    out["text"] = text;
  else if (head.is_chunk)
    out["delta"] = text.empty() ? OrderedJson::object() : OrderedJson{{"content", text}};
  else
    out["message"] = {{"role", "assistant"}, {"content", text}, {"refusal", nullptr}};
  out["logprobs"] = std::move(logprobs);
  if (!finish.is_null()) out["stop_reason"] = std::move(stop_reason);
  out["finish_reason"] = std::move(finish);
  return out;
}

OrderedJson answer_json(const AnswerHead& head, OrderedJson choices) {
  const char* object = !head.is_chat   ? "text_completion"
                       : head.is_chunk ? "chat.completion.chunk"
                                       : "chat.completion";
  return {{"id", head.id},
          {"object", object},
          {"created", head.created},
          {"model", head.model},
          {"system_fingerprint", head.fingerprint},
          {"choices", std::move(choices)}};
}

OrderedJson usage_json(const Usage& usage) {
  return {{"prompt_tokens", usage.prompt_tokens},
          {"completion_tokens", usage.completion_tokens},
          {"total_tokens", usage.prompt_tokens + usage.completion_tokens},
          {"prompt_tokens_details", {{"cached_tokens", usage.cached_tokens}}}};
}

std::string dump(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

http::Response json_response(const OrderedJson& json, int status) {
  http::Response out;
  out.status = status;
  out.body = dump(json);
  return out;
}

int status_of(Code code) {
  switch (code) {
    case Code::kInvalidArgument:
    case Code::kOutOfRange:
      return 400;
    case Code::kNotFound:
      return 404;
    case Code::kAlreadyExists:
    case Code::kFailedPrecondition:
    case Code::kAborted:
      return 409;
    case Code::kResourceExhausted:
      return 429;
    case Code::kUnimplemented:
      return 501;
    case Code::kUnavailable:
    case Code::kCancelled:
      return 503;
    case Code::kDeadlineExceeded:
      return 504;
    default:
      return 500;
  }
}

OrderedJson error_json(const std::exception& error) {
  std::string type = "server_error", message = error.what();
  OrderedJson param, code;
  if (const auto* api = dynamic_cast<const ApiError*>(&error)) {
    type = api->type;
    if (!api->param.empty()) param = api->param;
    if (!api->name.empty()) code = api->name;
  } else if (const auto* known = dynamic_cast<const Error*>(&error)) {
    if (status_of(known->code()) < 500) type = "invalid_request_error";
    if (known->code() == Code::kResourceExhausted) type = "rate_limit_error", code = "queue_full";
    if (!known->hint().empty()) message += ": " + known->hint();
  }
  return {{"error",
           {{"message", message}, {"type", type}, {"param", std::move(param)}, {"code", std::move(code)}}}};
}

http::Response error_answer(const std::exception& error) {
  int status = 500;
  std::int64_t retry_seconds = 1;
  if (const auto* api = dynamic_cast<const ApiError*>(&error))
    status = api->status, retry_seconds = api->retry_seconds;
  else if (const auto* known = dynamic_cast<const Error*>(&error))
    status = status_of(known->code());
  http::Response out = json_response(error_json(error), status);
  if (status == 429 || status == 503) out.headers.emplace_back("Retry-After", std::to_string(retry_seconds));
  return out;
}

}  // namespace constate::serve
