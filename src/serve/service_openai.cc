// Routes that generate and embed: OpenAI's, and llama.cpp's form of a completion.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "serve/api_error.h"
#include "serve/ask_fields.h"
#include "serve/embeddings.h"
#include "serve/model_choice.h"
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

// For how long a request may wait for its model: its `timeout`, which is checked when the rest is.
double seconds_of(const Json& body, double most) {
  const auto found = body.is_object() ? body.find("timeout") : body.end();
  if (!body.is_object() || found == body.end() || !found->is_number()) return most;
  return std::clamp(found->get<double>(), 0.0, most);
}

}  // namespace

// Calls `work` with the body and the model that it names, once that is loaded, and for how many seconds the
// request has waited for it.
void Service::with_body(const Exchange& exchange,
                        std::function<void(const Json&, ModelUse, double waited)> work) {
  const auto came = Clock::now();
  const auto body = std::make_shared<const Json>(body_of(exchange->request()));
  with_model(exchange, model_of(*body), seconds_of(*body, options_.limits.seconds),
             [body, came, work = std::move(work)](ModelUse use) {
               work(*body, std::move(use), std::chrono::duration<double>(Clock::now() - came).count());
             });
}

void Service::generate(const Exchange& exchange, const std::string& scope, Reader read) {
  with_body(exchange, [this, exchange, scope, read](const Json& body, ModelUse use, double waited) {
    const engine::GenerationConfig& config = use->config;
    Ask ask = read(body, options_.limits, config);
    if (ask.llama) add_text_bias(*use, ask);
    check_ids(ask, config, use->engine->vocab_size());
    ask.seconds -= waited;
    const auto held = std::make_shared<const ModelUse>(std::move(use));
    std::make_shared<Answer>(tools(held), exchange, std::move(ask), scope)->start();
  });
}

void Service::embed(const Exchange& exchange, const std::string& scope) {
  with_body(exchange, [this, exchange, scope](const Json& body, ModelUse use, double waited) {
    EmbeddingsAsk ask = read_embeddings(body, options_.limits);
    check_ids("input", ask.inputs, use->engine->vocab_size());
    ask.seconds -= waited;
    const auto held = std::make_shared<const ModelUse>(std::move(use));
    std::make_shared<Embeddings>(tools(held), exchange, std::move(ask), scope)->start();
  });
}

void Service::add_openai() {
  const auto answers = [this](const std::string& path, Reader read) {
    routes_.push_back({"POST", path, true, true,
                       [this, read](const Exchange& exchange, const std::string& scope, const std::string&) {
                         generate(exchange, scope, read);
                       }});
  };
  for (const char* path : {"/completion", "/completions"}) answers(path, read_llama);
  answers("/v1/completions", read_completion);
  // Without `/v1` too, as llama.cpp's server has them: a base URL often lacks it.
  for (const std::string base : {"/v1", ""}) answers(base + "/chat/completions", read_chat);
  routes_.push_back({"POST", "/v1/embeddings", true, true,
                     [this](const Exchange& exchange, const std::string& scope, const std::string&) {
                       embed(exchange, scope);
                     }});
}

}  // namespace constate::serve
