// Routes about states and sessions: what a conversation has become, as a thing with a name.
#include <fmt/format.h>

#include "serve/api_error.h"
#include "serve/fields.h"
#include "serve/model_choice.h"
#include "serve/service.h"
#include "serve/state_bytes.h"

namespace constate::serve {
namespace {

constexpr const char* kStates = "states";
constexpr const char* kSessions = "sessions";

// With the messages of the conversation that it is of.
OrderedJson state_json(const std::string& name, const engine::SavedState& state) {
  OrderedJson out{{"id", name},
                  {"object", "state"},
                  {"tokens", state.tokens + (state.next ? 1 : 0)},
                  {"tokens_hash", state.tokens_hash},
                  {"saved_at", engine::utc_text(state.saved_at)},
                  {"dtype", state.dtype},
                  {"device", state.device},
                  {"model",
                   {{"type", state.model.model_type},
                    {"configuration", state.model.configuration},
                    {"weights", state.model.weights}}}};
  if (OrderedJson messages = conversation_of(state).messages; !messages.empty())
    out["messages"] = std::move(messages);
  return out;
}

OrderedJson list_json(const std::vector<StateStore::Listed>& states) {
  OrderedJson data = OrderedJson::array();
  for (const StateStore::Listed& state : states)
    data.push_back({{"id", state.name},
                    {"object", "state"},
                    {"bytes", state.bytes},
                    {"saved_at", engine::utc_text(state.saved_at)}});
  return {{"object", "list"}, {"data", std::move(data)}};
}

[[noreturn]] void none_of(const std::string& name) {
  throw ApiError(404, "invalid_request_error", "`" + name + "`: there is no such state", "", "not_found");
}

http::Response file_response(const std::string& name, const engine::SavedState& state) {
  http::Response out;
  out.content_type = "application/octet-stream";
  out.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}.state\"", name));
  out.body = bytes_of(state);
  return out;
}

}  // namespace

// Reading and writing a file takes its time.
void Service::in_background(const Exchange& exchange, std::function<void()> work) {
  background_->post([work = std::move(work), exchange] {
    try {
      work();
    } catch (const std::exception& e) {
      exchange->send(error_answer(e));
    }
  });
}

void Service::add_in_background(const char* method, std::string path, Handler work) {
  routes_.push_back({method, std::move(path), true, true,
                     [this, work = std::move(work)](const Exchange& exchange, const std::string& scope,
                                                    const std::string& name) {
                       in_background(exchange,
                                     [work, exchange, scope, name] { work(exchange, scope, name); });
                     }});
}

// What there is of both kinds.
void Service::add_stored(const char* kind) {
  const std::string base = fmt::format("/v1/{}", kind);
  add_in_background("GET", base, [this, kind](const Exchange& exchange, const std::string& scope, auto&) {
    exchange->send(json_response(list_json(store_->list(kind, scope))));
  });
  add_in_background(
      "GET", base + "/*",
      [this, kind](const Exchange& exchange, const std::string& scope, const std::string& name) {
        check_name("name", name);
        const std::optional<engine::SavedState> state = store_->get({kind, scope, name});
        if (!state) none_of(name);
        const auto& query = exchange->request().query;
        const auto download = query.find("download");
        const bool downloads = download != query.end() && download->second == "1";
        exchange->send(downloads ? file_response(name, *state) : json_response(state_json(name, *state)));
      });
  add_in_background(
      "DELETE", base + "/*",
      [this, kind](const Exchange& exchange, const std::string& scope, const std::string& name) {
        check_name("name", name);
        {  // free again before the client hears of it
          const Lease lease(leases_, {kind, scope, name});
          if (!store_->remove(lease.key())) none_of(name);
        }
        exchange->send(json_response({{"id", name}, {"object", "state"}, {"deleted", true}}));
      });
}

void Service::take_upload(const Exchange& exchange, const std::string& scope, const std::string& name,
                          Sessions& sessions) {
  check_name("name", name);
  engine::SavedState state;
  try {
    state = state_of(exchange->request().body, "the body");
  } catch (const FormatError& e) {
    throw ApiError(400, "invalid_request_error", e.what());
  }
  const OrderedJson told = state_json(name, state);
  {
    const Lease lease(leases_, {kStates, scope, name});
    sessions.put(lease.key(), std::move(state));
  }
  exchange->send(json_response(told, 201));
}

void Service::copy_session(const Exchange& exchange, const std::string& scope) {
  const Json body = body_of(exchange->request());
  Fields fields(body);
  const std::string name = fields.text("name", 64).value_or(""),
                    session = fields.text("session", 64).value_or("");
  check_name("name", name);
  check_name("session", session);
  fields.finish();
  OrderedJson told;
  {
    const Lease from(leases_, {kSessions, scope, session});
    const Lease to(leases_, {kStates, scope, name});
    std::optional<engine::SavedState> state = store_->get(from.key());
    if (!state) none_of(session);
    told = state_json(name, *state);
    put_state(*store_, to.key(), std::move(*state));
  }
  exchange->send(json_response(told, 201));
}

void Service::add_states() {
  for (const char* kind : {kStates, kSessions}) add_stored(kind);
  // Checked against a model, which must be there for it.
  routes_.push_back({"PUT", "/v1/states/*", true, true,
                     [this](const Exchange& exchange, const std::string& scope, const std::string& name) {
                       with_model(exchange, queried_model(exchange->request()), options_.limits.seconds,
                                  [this, exchange, scope, name](ModelUse use) {
                                    const auto held = std::make_shared<ModelUse>(std::move(use));
                                    in_background(exchange, [this, exchange, scope, name, held] {
                                      take_upload(exchange, scope, name, *held->loaded().sessions);
                                    });
                                  });
                     }});
  add_in_background("POST", "/v1/states", [this](const Exchange& exchange, const std::string& scope, auto&) {
    copy_session(exchange, scope);
  });
}

}  // namespace constate::serve
