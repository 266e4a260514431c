// What is about the models themselves: loading them, which there are, and what they are at.
#include <algorithm>
#include <thread>

#include "serve/api_error.h"
#include "serve/model_choice.h"
#include "serve/service.h"

namespace constate::serve {
namespace {

const char* word_of(Models::State state) {
  switch (state) {
    case Models::State::kUnloaded:
      return "unloaded";
    case Models::State::kLoading:
      return "loading";
    case Models::State::kLoaded:
      return "loaded";
    case Models::State::kFailed:
      return "failed";
  }
  return "";
}

OrderedJson state_json(const Models::Status& status) {
  OrderedJson out{{"id", status.name}, {"status", word_of(status.state)}};
  if (status.state == Models::State::kLoading) out["stage"] = status.stage;
  if (status.state == Models::State::kFailed) out["error"] = status.failure;
  return out;
}

OrderedJson model_json(const Models::Status& status) {
  OrderedJson out{
      {"id", status.name}, {"object", "model"}, {"created", status.created}, {"owned_by", "constate"}};
  out.update(state_json(status));
  return out;
}

OrderedJson slots_json(Models& models, const std::string& name) {
  const std::optional<ModelUse> use = models.find(name);
  if (!use) throw ApiError(503, "unavailable_error", "the model is not loaded", "", "not_loaded");
  const SchedulerFigures f = (*use)->scheduler->figures();
  return {{"rows", (*use)->scheduler->options().batch},
          {"running", f.running},
          {"feeding", f.feeding},
          {"waiting", f.waiting},
          {"batch", f.batch},
          {"cached_states", f.cache.entries},
          {"cached_bytes", f.cache.bytes}};
}

OrderedJson props_json(const ServedModel& model, const ServiceOptions& options) {
  const engine::Engine& engine = *model.engine;
  return {{"version", options.version},
          {"model", model.name},
          {"model_type", engine.model().facts().model_type},
          {"vocabulary", engine.vocab_size()},
          {"state_bytes", models::state_bytes(engine.model())},
          {"dtype", user_name(engine.dtype())},
          {"device", engine.device().client->devices()[0].kind},
          {"total_slots", model.scheduler->options().batch},
          {"deterministic", model.scheduler->options().deterministic},
          {"chat_template", model.chat.where()},
          {"max_tokens", options.limits.tokens},
          {"max_prompt_tokens", options.limits.prompt_tokens}};
}

}  // namespace

std::unique_ptr<LoadedModel> Service::load(const std::string& name,
                                           const std::function<void(std::string)>& tell) {
  auto out = std::make_unique<LoadedModel>(options_.load(name, tell));
  out->model->fingerprint = fingerprint_of(*out->model, options_.version);
  out->sessions =
      std::make_unique<Sessions>(*out->model->engine, *store_, leases_, options_.sessions_at_hand);
  return out;
}

void Service::load_first(std::function<void(const std::exception*)> told) {
  models_->ask(
      "", Clock::time_point::max(),
      [this, told](const ModelUse&) {
        is_ready_ = true;
        told(nullptr);
      },
      [told](const std::exception& why) { told(&why); });
}

void Service::check_ready() const {
  if (is_ready_) return;
  const Models::Status first = models_->status().front();
  if (first.state == Models::State::kFailed) throw ApiError(500, "server_error", first.failure);
  throw ApiError(503, "unavailable_error",
                 "the model is being loaded" + (first.stage.empty() ? "" : ": " + first.stage), "",
                 "loading");
}

void Service::with_model(const Exchange& exchange, const std::string& name, double seconds, Work work) {
  const auto deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                           std::chrono::duration<double>(std::min(seconds, 1e8)));
  const auto run = [exchange, work = std::move(work)](ModelUse use) {
    try {
      if (exchange->open()) work(std::move(use));
    } catch (const std::exception& e) {
      exchange->send(error_answer(e));
    }
  };
  const auto ready = [this, run, asking = std::this_thread::get_id()](ModelUse use) {
    if (std::this_thread::get_id() == asking) return run(std::move(use));
    // The thread that loads has others to load.
    background_->post([run, held = std::make_shared<ModelUse>(std::move(use))] { run(std::move(*held)); });
  };
  models_->ask(name, deadline, ready,
               [exchange](const std::exception& why) { exchange->send(error_answer(why)); });
}

OrderedJson Service::health() const {
  OrderedJson out{{"status", draining_ ? "draining" : "ok"}};
  const std::vector<Models::Status> all = models_->status();
  if (all.size() == 1 && !is_ready_) {
    const bool failed = all[0].state == Models::State::kFailed;
    if (failed) return {{"status", "failed"}, {"error", all[0].failure}};
    return {{"status", "loading"}, {"stage", all[0].stage.empty() ? "starting" : all[0].stage}};
  }
  if (all.size() == 1 && all[0].state == Models::State::kLoaded) return out;
  for (const Models::Status& status : all) out["models"].push_back(state_json(status));
  return out;
}

void Service::add_models() {
  for (const std::string base : {"/v1", ""}) {
    routes_.push_back({"GET", base + "/models", true, true, [this](const Exchange& exchange, auto&, auto&) {
                         OrderedJson data = OrderedJson::array();
                         for (const Models::Status& status : models_->status())
                           data.push_back(model_json(status));
                         exchange->send(json_response({{"object", "list"}, {"data", std::move(data)}}));
                       }});
    routes_.push_back({"GET", base + "/models/*", true, true,
                       [this](const Exchange& exchange, auto&, const std::string& name) {
                         exchange->send(json_response(model_json(models_->status_of(name))));
                       }});
  }
  routes_.push_back(
      {"GET", "/health", false, false, [this](const Exchange& exchange, auto&, auto&) {
         const OrderedJson told = health();
         const std::string status = told.at("status");
         exchange->send(json_response(told, status == "ok" ? 200 : status == "failed" ? 500 : 503));
       }});
  routes_.push_back({"GET", "/slots", true, true, [this](const Exchange& exchange, auto&, auto&) {
                       exchange->send(
                           json_response(slots_json(*models_, queried_model(exchange->request()))));
                     }});
  routes_.push_back({"GET", "/props", true, true, [this](const Exchange& exchange, auto&, auto&) {
                       with_model(exchange, queried_model(exchange->request()), options_.limits.seconds,
                                  [this, exchange](const ModelUse& use) {
                                    exchange->send(json_response(props_json(*use, options_)));
                                  });
                     }});
}

}  // namespace constate::serve
