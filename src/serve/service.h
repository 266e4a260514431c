// Service: the routes of the server: OpenAI's API, what llama.cpp's server has beside it, states, and what is
// for operating it.
//
// Thread-safe. Answers while the model loads: /health says so, everything else gets a 503.
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

namespace constate::serve {

// Who may use the server, from a file with a line for each: NAME KEY, or a KEY alone. Without keys everybody.
struct ApiKey {
  std::string name, key;
};
// Throws Error, naming the line.
std::vector<ApiKey> read_api_keys(const std::string& path);

struct ServiceOptions {
  AskLimits limits;
  std::vector<ApiKey> keys;
  std::string state_store;                           // as open_store has it
  std::int64_t state_bytes = std::int64_t{1} << 30;  // of states in memory
  std::size_t sessions_at_hand = 32;                 // states of sessions that stay on the device
  std::string version;                               // of the program
};

class Service {
 public:
  explicit Service(ServiceOptions options);
  ~Service();

  // The model is there: from now on it is served.
  void ready(std::unique_ptr<ServedModel> model);
  // What it is at, for /health, while it loads.
  void loading(const std::string& stage);
  // It cannot be loaded: /health says why.
  void failed(const std::string& why);

  void handle(const std::shared_ptr<http::Exchange>& exchange);
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
  void add_tokens();
  void add_states();
  void add_stored(const char* kind);
  void add_in_background(const char* method, std::string path, Handler work);
  void take_upload(const Exchange& exchange, const std::string& scope, const std::string& name);
  void copy_session(const Exchange& exchange, const std::string& scope);
  void add_operation();
  std::optional<StateStore::Held> held_states();
  const Route* route_for(const http::Request& request, std::string& name, bool& known_path) const;
  http::Response no_route(const http::Request& request, bool known_path) const;
  std::string scope_of(const http::Request& request) const;  // throws ApiError(401)
  ServedModel& model() const { return *model_; }
  void check_model(const std::string& name) const;
  Json body_of(const http::Request& request) const;
  AnswerTools tools();
  OrderedJson model_json() const;

  const ServiceOptions options_;
  std::vector<Route> routes_;
  Metrics metrics_;
  ChatTexts texts_;
  std::function<std::pair<std::size_t, std::size_t>()> connections_;
  mutable std::mutex mutex_;
  std::string stage_ = "starting", failure_;  // guarded by mutex_
  std::optional<StateStore::Held> held_;      // likewise
  bool is_looking_ = false;                   // likewise: at what the store holds
  std::atomic<bool> is_ready_ = false, draining_ = false;
  std::unique_ptr<StateStore> store_;
  std::unique_ptr<ServedModel> model_;
  std::unique_ptr<Sessions> sessions_;
  std::unique_ptr<Background> background_;
};

}  // namespace constate::serve
