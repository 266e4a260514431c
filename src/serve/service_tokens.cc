// Routes about tokens: /tokenize, /detokenize, /apply-template, /tokenizer_info.
#include <fmt/format.h>

#include "base/utf8.h"
#include "serve/api_error.h"
#include "serve/fields.h"
#include "serve/service.h"

namespace constate::serve {
namespace {

// A token's bytes: a text, or a list of bytes where they are not UTF-8.
OrderedJson piece_json(std::string_view bytes) {
  if (find_invalid_utf8(bytes) == bytes.npos) return std::string(bytes);
  return bytes_json(bytes);
}

OrderedJson tokenize(const ServedModel& model, const Json& body) {
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
  fields.ignore("model");
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

OrderedJson detokenize(const ServedModel& model, const Json& body) {
  Fields fields(body);
  const Json* tokens = fields.take("tokens");
  if (!tokens || !tokens->is_array()) bad_field("tokens", "a list of token ids is expected");
  fields.ignore("model");
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

}  // namespace

void Service::add_tokens() {
  routes_.push_back({"POST", "/tokenize", true, true, [this](const Exchange& exchange, auto&, auto&) {
                       exchange->send(json_response(tokenize(model(), body_of(exchange->request()))));
                     }});
  routes_.push_back({"POST", "/detokenize", true, true, [this](const Exchange& exchange, auto&, auto&) {
                       exchange->send(json_response(detokenize(model(), body_of(exchange->request()))));
                     }});
  routes_.push_back({"POST", "/apply-template", true, true, [this](const Exchange& exchange, auto&, auto&) {
                       const Ask ask =
                           read_chat(body_of(exchange->request()), options_.limits, model().config);
                       std::string text;
                       try {
                         text = model().chat.render_json(ask.messages);
                       } catch (const Error& e) {
                         throw ApiError(400, "invalid_request_error", e.what(), "messages");
                       }
                       exchange->send(json_response({{"prompt", text}}));
                     }});
  routes_.push_back({"GET", "/tokenizer_info", true, true, [this](const Exchange& exchange, auto&, auto&) {
                       const tokenizer::TokenizerFacts facts = model().tokenizer.facts();
                       OrderedJson out{{"tokenizer_class", facts.kind},
                                       {"vocab_size", model().tokenizer.vocab_size()},
                                       {"special_tokens", facts.special_names}};
                       if (const auto end = model().chat.end_token())
                         out["eos_token"] = *end;
                       else if (!model().config.stop_ids.empty())
                         out["eos_token"] = model().token_text(model().config.stop_ids[0]);
                       exchange->send(json_response(out));
                     }});
}

}  // namespace constate::serve
