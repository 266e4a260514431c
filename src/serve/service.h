// Service: the routes of the server: OpenAI's API, what llama.cpp's server has beside it, states, and what is
// for operating it.
//
// Thread-safe. A server of one model answers while it loads: /health says so, everything else gets a 503. Of
// several each is loaded when it is first asked for, and the request waits.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "http/exchange.h"
#include "http/server.h"
#include "serve/answer.h"
#include "serve/api_keys.h"
#include "serve/cors.h"
#include "serve/models.h"
#include "serve/rate_limits.h"

namespace constate::serve {

struct ServiceOptions {
  std::vector<std::string> models;  // their names; the first is meant where a request names none
  // Loads one of them, and tells what it is at. Throws what makes it impossible.
  std::function<std::unique_ptr<ServedModel>(const std::string& name,
                                             const std::function<void(std::string)>& tell)>
      load;
  ModelsOptions loading;
  AskLimits limits;
  std::vector<ApiKey> keys;                          // none: everybody may use the server, without limits
  std::vector<std::string> cors_origins;             // as Cors has them; none: pages of this server alone
  std::string state_store;                           // as open_store has it
  std::int64_t state_bytes = std::int64_t{1} << 30;  // of states in memory
  std::size_t sessions_at_hand = 32;                 // states of sessions that stay on the device
  std::string version;                               // of the program
};

class Service {
 public:
  explicit Service(ServiceOptions options);
  ~Service();

  // Loads the first model now; requests before it is there get 503. `told` is called when it is there, or
  // with why it is not, which all requests are told then. For a server of one model.
  void load_first(std::function<void(const std::exception*)> told);
  // From now on these may use it; what runs goes on.
  void set_keys(std::vector<ApiKey> keys);

  void handle(const std::shared_ptr<http::Exchange>& exchange);
  // Of every answer, for http::Options.
  http::Fields headers(const http::Request& request) const { return cors_.headers(request); }
  void done(const http::AccessRecord& record);  // for the metrics
  // Numbers for /metrics that the HTTP server has.
  void set_connections(std::function<std::pair<std::size_t, std::size_t>()> f) {
    connections_ = std::move(f);
  }

  // Takes no new requests; waits for those that run, until the deadline.
  void drain(Clock::time_point deadline);

 private:
  using Exchange = std::shared_ptr<http::Exchange>;
  using Handler = std::function<void(const Exchange&, const std::string& scope, const std::string& name)>;
  struct Route {
    std::string method, path;  // "*" at the end stands for a name
    bool needs_key = true, needs_model = true;
    Handler run;
  };
  void add_routes();
  void add_openai();
  void add_models();
  void add_tokens();
  void add_of_body(const char* path,
                   OrderedJson (*answer)(const ServedModel&, const Json&, const AskLimits&));
  void add_states();
  void add_stored(const char* kind);
  void in_background(const Exchange& exchange, std::function<void()> work);
  void add_in_background(const char* method, std::string path, Handler work);
  void take_upload(const Exchange& exchange, const std::string& scope, const std::string& name,
                   Sessions& sessions);
  void copy_session(const Exchange& exchange, const std::string& scope);
  void add_operation();
  void check_origin(const http::Request& request) const;
  std::optional<StateStore::Held> held_states();
  const Route* route_for(const http::Request& request, std::string& name, bool& known_path) const;
  http::Response no_route(const http::Request& request, bool known_path) const;
  std::string scope_of(const http::Request& request) const;                  // throws ApiError(401)
  void take_from_limit(http::Exchange& exchange, const std::string& scope);  // throws ApiError(429)
  void check_ready() const;                                                  // throws ApiError
  // Calls `work` with the model of that name, now or once it is loaded, within so many seconds; what it
  // throws is sent as the answer. It must not block for long.
  using Work = std::function<void(ModelUse)>;
  void with_model(const Exchange& exchange, const std::string& name, double seconds, Work work);
  std::unique_ptr<LoadedModel> load(const std::string& name, const std::function<void(std::string)>& tell);
  Json body_of(const http::Request& request) const;
  AnswerTools tools(std::shared_ptr<const ModelUse> use);
  void with_body(const Exchange& exchange, std::function<void(const Json&, ModelUse, double waited)> work);
  using Reader = Ask (*)(const Json&, const AskLimits&, const engine::GenerationConfig&);
  void generate(const Exchange& exchange, const std::string& scope, Reader read);
  void embed(const Exchange& exchange, const std::string& scope);
  OrderedJson health() const;

  const ServiceOptions options_;
  const Cors cors_;
  std::vector<Route> routes_;
  Metrics metrics_;
  RateLimits rates_;
  std::function<std::pair<std::size_t, std::size_t>()> connections_;
  mutable std::mutex mutex_;
  std::shared_ptr<const std::vector<ApiKey>> keys_;  // guarded by mutex_
  std::optional<StateStore::Held> held_;             // likewise
  bool is_looking_ = false;                          // likewise: at what the store holds
  std::atomic<bool> is_ready_ = false, draining_ = false;
  std::unique_ptr<StateStore> store_;
  Leases leases_;
  std::unique_ptr<Background> background_;
  std::unique_ptr<Models> models_;
};

}  // namespace constate::serve
