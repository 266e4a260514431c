// Routes about tokens: /tokenize, /detokenize, /apply-template, /tokenizer_info.
#include <fmt/format.h>

#include "base/utf8.h"
#include "serve/api_error.h"
#include "serve/fields.h"
#include "serve/model_choice.h"
#include "serve/service.h"

namespace constate::serve {
namespace {

// A token's bytes: a text, or a list of bytes where they are not UTF-8.
OrderedJson piece_json(std::string_view bytes) {
  if (find_invalid_utf8(bytes) == bytes.npos) return std::string(bytes);
  return bytes_json(bytes);
}

OrderedJson tokenize(const ServedModel& model, const Json& body, const AskLimits&) {
  Fields fields(body);
  // llama.cpp's name for it, and vLLM's.
  auto text = fields.text("content", std::string::npos);
  const auto prompt = fields.text("prompt", std::string::npos);
  if (!text) text = prompt;
  if (!text) bad_field("content", "is needed");
  const bool llama = fields.boolean("add_special").value_or(false);
  const bool special = fields.boolean("add_special_tokens").value_or(llama);
  const bool pieces = fields.boolean("with_pieces").value_or(false);
  const bool texts = fields.boolean("return_token_strs").value_or(false);
  fields.refuse("parse_special", {true});
  fields.text("model", 256);  // chosen already
  fields.finish();
  const std::vector<std::int32_t> ids = model.ids_of(*text, special);
  OrderedJson tokens = OrderedJson::array(), strings = OrderedJson::array();
  for (const std::int32_t id : ids) {
    if (pieces)
      tokens.push_back({{"id", id}, {"piece", piece_json(model.token_bytes(id))}});
    else
      tokens.push_back(id);
    strings.push_back(model.token_text(id));
  }
  OrderedJson out{{"tokens", std::move(tokens)}, {"count", ids.size()}};
  if (texts) out["token_strs"] = std::move(strings);
  return out;
}

OrderedJson detokenize(const ServedModel& model, const Json& body, const AskLimits&) {
  Fields fields(body);
  const Json* tokens = fields.take("tokens");
  if (!tokens || !tokens->is_array()) bad_field("tokens", "a list of token ids is expected");
  fields.text("model", 256);  // chosen already
  fields.finish();
  std::vector<std::int32_t> ids;
  for (const Json& id : *tokens) {
    if (!id.is_number_unsigned() ||
        id.get<std::uint64_t>() >= static_cast<std::uint64_t>(model.tokenizer.vocab_size()))
      bad_field("tokens", fmt::format("ids between 0 and {} are expected; got {}",
                                      model.tokenizer.vocab_size() - 1, excerpt(id)));
    ids.push_back(id.get<std::int32_t>());
  }
  const std::string text = model.tokenizer.decode(ids, /*skip_special_tokens=*/false);
  return {{"content", text}, {"prompt", text}};
}

OrderedJson apply_template(const ServedModel& model, const Json& body, const AskLimits& limits) {
  const Ask ask = read_chat(body, limits, model.config);
  try {
    return {{"prompt", model.chat.render_json(ask.messages, ask.chat_end)}};
  } catch (const Error& e) {
    throw ApiError(400, "invalid_request_error", e.what(), "messages");
  }
}

OrderedJson tokenizer_json(const ServedModel& model) {
  const tokenizer::TokenizerFacts facts = model.tokenizer.facts();
  OrderedJson out{{"tokenizer_class", facts.kind},
                  {"vocab_size", model.tokenizer.vocab_size()},
                  {"special_tokens", facts.special_names}};
  if (const auto end = model.chat.end_token())
    out["eos_token"] = *end;
  else if (!model.config.stop_ids.empty())
    out["eos_token"] = model.token_text(model.config.stop_ids[0]);
  return out;
}

}  // namespace

// Routes whose answer is made of a model and a body.
void Service::add_of_body(const char* path,
                          OrderedJson (*answer)(const ServedModel&, const Json&, const AskLimits&)) {
  routes_.push_back({"POST", path, true, true, [this, answer](const Exchange& exchange, auto&, auto&) {
                       const auto body = std::make_shared<const Json>(body_of(exchange->request()));
                       with_model(exchange, model_of(*body), options_.limits.seconds,
                                  [this, exchange, body, answer](const ModelUse& use) {
                                    exchange->send(json_response(answer(*use, *body, options_.limits)));
                                  });
                     }});
}

void Service::add_tokens() {
  add_of_body("/tokenize", tokenize);
  add_of_body("/detokenize", detokenize);
  add_of_body("/apply-template", apply_template);
  routes_.push_back(
      {"GET", "/tokenizer_info", true, true, [this](const Exchange& exchange, auto&, auto&) {
         with_model(exchange, queried_model(exchange->request()), options_.limits.seconds,
                    [exchange](const ModelUse& use) { exchange->send(json_response(tokenizer_json(*use))); });
       }});
}

}  // namespace constate::serve
