// Routes about states and sessions: what a conversation has become, as a thing with a name.
#include <fmt/format.h>

#include "serve/api_error.h"
#include "serve/fields.h"
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
void Service::add_in_background(const char* method, std::string path, Handler work) {
  routes_.push_back({method, std::move(path), true, true,
                     [this, work = std::move(work)](const Exchange& exchange, const std::string& scope,
                                                    const std::string& name) {
                       background_->post([work, exchange, scope, name] {
                         try {
                           work(exchange, scope, name);
                         } catch (const std::exception& e) {
                           exchange->send(error_answer(e));
                         }
                       });
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
          const Sessions::Lease lease(*sessions_, {kind, scope, name});
          if (!sessions_->remove(lease.key())) none_of(name);
        }
        exchange->send(json_response({{"id", name}, {"object", "state"}, {"deleted", true}}));
      });
}

void Service::take_upload(const Exchange& exchange, const std::string& scope, const std::string& name) {
  check_name("name", name);
  engine::SavedState state;
  try {
    state = state_of(exchange->request().body, "the body");
  } catch (const FormatError& e) {
    throw ApiError(400, "invalid_request_error", e.what());
  }
  const OrderedJson told = state_json(name, state);
  {
    const Sessions::Lease lease(*sessions_, {kStates, scope, name});
    sessions_->put(lease.key(), std::move(state));
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
    const Sessions::Lease from(*sessions_, {kSessions, scope, session});
    const Sessions::Lease to(*sessions_, {kStates, scope, name});
    std::optional<engine::SavedState> state = store_->get(from.key());
    if (!state) none_of(session);
    told = state_json(name, *state);
    sessions_->put(to.key(), std::move(*state));
  }
  exchange->send(json_response(told, 201));
}

void Service::add_states() {
  for (const char* kind : {kStates, kSessions}) add_stored(kind);
  add_in_background("PUT", "/v1/states/*",
                    [this](const Exchange& exchange, const std::string& scope, const std::string& name) {
                      take_upload(exchange, scope, name);
                    });
  add_in_background("POST", "/v1/states", [this](const Exchange& exchange, const std::string& scope, auto&) {
    copy_session(exchange, scope);
  });
}

}  // namespace constate::serve
