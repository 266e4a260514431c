// Routes that generate and embed: OpenAI's, and llama.cpp's form of a completion.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "serve/api_error.h"
#include "serve/ask_fields.h"
#include "serve/embeddings.h"
#include "serve/service.h"

namespace constate::serve {
namespace {

// A text's bias is that of each of its tokens; what is said of one token several times is added up, as far as
// a bias goes.
void add_text_bias(const ServedModel& model, Ask& ask) {
  std::map<std::int32_t, float> all;
  for (const auto& [id, bias] : ask.logit_bias) all[id] += bias;
  for (const auto& [text, bias] : ask.llama->text_bias)
    for (const std::int32_t id : model.ids_of(text, false)) all[id] += bias;
  constexpr auto kMost = static_cast<float>(kMostBias);
  ask.logit_bias.clear();
  for (const auto& [id, bias] : all) ask.logit_bias.emplace_back(id, std::clamp(bias, -kMost, kMost));
}

}  // namespace

OrderedJson Service::model_json() const {
  return {{"id", model().name}, {"object", "model"}, {"created", model().created}, {"owned_by", "constate"}};
}

void Service::add_openai() {
  const auto generate = [this](auto read) {
    return [this, read](const Exchange& exchange, const std::string& scope, const std::string&) {
      Ask ask = read(body_of(exchange->request()), options_.limits, model().config);
      check_model(ask.model);
      if (ask.llama) add_text_bias(model(), ask);
      check_ids(ask, model().config, model().engine->vocab_size());
      std::make_shared<Answer>(tools(), exchange, std::move(ask), scope)->start();
    };
  };
  for (const char* path : {"/completion", "/completions"})
    routes_.push_back({"POST", path, true, true, generate(read_llama)});
  routes_.push_back({"POST", "/v1/completions", true, true, generate(read_completion)});
  routes_.push_back({"POST", "/v1/embeddings", true, true,
                     [this](const Exchange& exchange, const std::string& scope, const std::string&) {
                       EmbeddingsAsk ask = read_embeddings(body_of(exchange->request()), options_.limits);
                       check_model(ask.model);
                       check_ids("input", ask.inputs, model().engine->vocab_size());
                       std::make_shared<Embeddings>(tools(), exchange, std::move(ask), scope)->start();
                     }});
  // Without `/v1` too, as llama.cpp's server has them: a base URL often lacks it.
  for (const std::string base : {"/v1", ""}) {
    routes_.push_back({"POST", base + "/chat/completions", true, true, generate(read_chat)});
    routes_.push_back({"GET", base + "/models", true, true, [this](const Exchange& exchange, auto&, auto&) {
                         exchange->send(json_response({{"object", "list"}, {"data", {model_json()}}}));
                       }});
    routes_.push_back({"GET", base + "/models/*", true, true,
                       [this](const Exchange& exchange, auto&, const std::string& name) {
                         check_model(name);
                         exchange->send(json_response(model_json()));
                       }});
  }
}

}  // namespace constate::serve
