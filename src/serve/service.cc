#include "serve/service.h"

#include <fmt/format.h>

#include <algorithm>

#include "serve/api_error.h"
#include "serve/model_choice.h"
#include "serve/page.h"

namespace constate::serve {
namespace {

constexpr std::size_t kMostBodyMemory = 256 << 20;  // of a body as JSON

}  // namespace

Service::Service(ServiceOptions options)
    : options_(std::move(options)),
      cors_(options_.cors_origins),
      store_(open_store(options_.state_store, options_.state_bytes)) {
  is_ready_ = options_.models.size() > 1;
  add_routes();
  set_keys(options_.keys);
  background_ = std::make_unique<Background>(2);
  held_ = store_->held();
  models_ = std::make_unique<Models>(
      options_.models, [this](const std::string& name, const auto& tell) { return load(name, tell); },
      options_.loading);
}

Service::~Service() {
  // What runs ends first, and what it posted after it; that may still submit, and is told that it is too
  // late.
  models_->drain(Clock::now());
  models_->stop();
  background_.reset();
  models_.reset();
}

void Service::set_keys(std::vector<ApiKey> keys) {
  const std::lock_guard lock(mutex_);
  rates_.set(keys, Clock::now());
  keys_ = std::make_shared<const std::vector<ApiKey>>(std::move(keys));
}

void Service::drain(Clock::time_point deadline) {
  draining_ = true;
  models_->drain(deadline);
}

void Service::done(const http::AccessRecord& record) {
  std::string name;
  bool known = false;
  http::Request request;
  request.method = record.method;
  request.path = record.path;
  const Route* route = route_for(request, name, known);
  metrics_.request(route ? route->path : "other", record.status);
}

AnswerTools Service::tools(std::shared_ptr<const ModelUse> use) {
  LoadedModel& loaded = use->loaded();
  return {*loaded.model,
          *loaded.sessions,
          *background_,
          metrics_,
          loaded.texts,
          rates_,
          options_.limits.prompt_tokens,
          std::move(use)};
}

// ---- requests

std::string Service::scope_of(const http::Request& request) const {
  const auto keys = [this] {
    const std::lock_guard lock(mutex_);
    return keys_;
  }();
  if (keys->empty()) return "";
  std::string given = request.header("Authorization");
  constexpr std::string_view kBearer = "Bearer ";
  given = given.starts_with(kBearer) ? given.substr(kBearer.size()) : request.header("X-Api-Key");
  const ApiKey* found = find_key(*keys, given);
  if (!found)
    throw ApiError(
        401, "authentication_error",
        given.empty() ? "an API key is needed: `Authorization: Bearer KEY`" : "the API key is not known", "",
        "invalid_api_key");
  return found->name;
}

// A browser names the page that asks. Pages of other sites must not use a server on their reader's machine,
// unless they were named.
void Service::check_origin(const http::Request& request) const {
  const std::string origin = request.header("Origin");
  if (origin.empty() || cors_.allows(origin)) return;
  const std::size_t scheme = origin.find("://");
  const std::string host = scheme == std::string::npos ? "" : origin.substr(scheme + 3);
  if (host != request.header("Host"))
    throw ApiError(403, "permission_error",
                   "pages of other sites may not use this server: " + origin.substr(0, 200));
}

// Of the requests that the key may send; those that only read are not counted.
void Service::take_from_limit(http::Exchange& exchange, const std::string& scope) {
  RateLimits::Admission admission = rates_.admit(scope, Clock::now());
  for (auto& [name, value] : admission.headers) exchange.add_header(name, value);
  if (admission.retry_seconds == 0) return;
  ApiError error(429, "rate_limit_error", admission.why, "", "rate_limit_exceeded");
  error.retry_seconds = admission.retry_seconds;
  throw error;
}

const Service::Route* Service::route_for(const http::Request& request, std::string& name,
                                         bool& known_path) const {
  for (const Route& route : routes_) {
    const bool has_name = route.path.ends_with('*');
    const std::string_view fixed =
        std::string_view(route.path).substr(0, route.path.size() - (has_name ? 1 : 0));
    const bool fits = has_name ? request.path.starts_with(fixed) && request.path.size() > fixed.size()
                               : request.path == fixed;
    if (!fits) continue;
    known_path = true;
    if (route.method != request.method && !(route.method == "GET" && request.method == "HEAD")) continue;
    name = request.path.substr(fixed.size());
    return &route;
  }
  return nullptr;
}

// What is said where no route fits: 405 with what may be done there, or 404, where it may be with what was
// meant.
http::Response Service::no_route(const http::Request& request, bool known_path) const {
  const auto methods_at = [this](const std::string& path) {
    std::string out;
    http::Request asked;
    asked.path = path;
    for (const char* method : {"GET", "HEAD", "POST", "PUT", "DELETE"}) {
      std::string name;
      bool known = false;
      asked.method = method;
      if (route_for(asked, name, known)) out += (out.empty() ? "" : ", ") + std::string(method);
    }
    return out;
  };
  const std::string path = request.path.substr(0, 200);
  if (known_path) {
    const std::string allowed = methods_at(request.path);
    http::Response out =
        error_answer(ApiError(405, "invalid_request_error",
                              fmt::format("{} is not done at {}; {} may be", request.method, path, allowed),
                              "", "method_not_allowed"));
    out.headers.emplace_back("Allow", allowed);
    return out;
  }
  // A client whose base URL has too little, too much or one slash too many.
  std::string meant;
  for (const std::string& other :
       {"/v1" + request.path, request.path.starts_with("/v1/") ? request.path.substr(3) : "",
        request.path.starts_with("/v1/v1/") ? request.path.substr(3) : "",
        request.path.ends_with('/') ? request.path.substr(0, request.path.size() - 1) : "",
        request.path.starts_with("//") ? request.path.substr(1) : ""})
    if (meant.empty() && other.size() > 1 && !methods_at(other).empty()) meant = other.substr(0, 200);
  return error_answer(
      ApiError(404, "invalid_request_error",
               fmt::format("there is nothing at {}{}", path, meant.empty() ? "" : "; but at " + meant), "",
               "not_found"));
}

void Service::handle(const Exchange& exchange) {
  const http::Request& request = exchange->request();
  try {
    std::string name;
    bool known_path = false;
    if (cors_.is_preflight(request)) {  // comes without a key
      exchange->send(cors_.preflight(request));
      return;
    }
    const Route* route = route_for(request, name, known_path);
    check_origin(request);
    // Without a key nothing is told, not even which routes there are.
    const std::string scope = !route || route->needs_key ? scope_of(request) : "";
    if (route && route->needs_key && request.method != "GET" && request.method != "HEAD")
      take_from_limit(*exchange, scope);
    if (!route) {
      exchange->send(no_route(request, known_path));
      return;
    }
    if (const std::string coding = request.header("Content-Encoding");
        !coding.empty() && coding != "identity" && !request.body.empty())
      throw ApiError(415, "invalid_request_error",
                     "Content-Encoding: bodies are taken as they are; got " + coding.substr(0, 40), "",
                     "unsupported_encoding");
    if (route->needs_model) check_ready();
    if (route->needs_model && draining_ && request.method == "POST")
      throw ApiError(503, "unavailable_error", "the server is about to end", "", "draining");
    route->run(exchange, scope, name);
  } catch (const std::exception& e) {
    exchange->send(error_answer(e));
  }
}

Json Service::body_of(const http::Request& request) const {
  if (request.body.find_first_not_of(" \t\r\n") == std::string::npos)
    throw ApiError(400, "invalid_request_error", "the body is empty: a JSON object is expected");
  try {
    return parse_json(request.body, "the body", kMostBodyMemory);
  } catch (const FormatError& e) {
    throw ApiError(400, "invalid_request_error", e.what());
  }
}

void Service::add_routes() {
  add_openai();
  add_models();
  add_tokens();
  add_states();
  add_operation();
}

// As of the last look: a store is not waited for.
std::optional<StateStore::Held> Service::held_states() {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(is_looking_, true))
    background_->post([this] {
      std::optional<StateStore::Held> held;
      try {
        held = store_->held();
      } catch (const std::exception&) {  // then nothing is known
      }
      const std::lock_guard inner(mutex_);
      held_ = held;
      is_looking_ = false;
    });
  return held_;
}

void Service::add_operation() {
  routes_.push_back({"GET", "/metrics", true, true, [this](const Exchange& exchange, auto&, auto&) {
                       const auto [connections, exchanges] =
                           connections_ ? connections_() : std::pair<std::size_t, std::size_t>();
                       std::vector<std::pair<std::string, SchedulerFigures>> figures;
                       for (const std::string& name : models_->names())
                         if (const auto use = models_->find(name))
                           figures.emplace_back(name, (*use)->scheduler->figures());
                       http::Response out;
                       out.content_type = "text/plain; version=0.0.4; charset=utf-8";
                       out.body = metrics_.text(figures, connections, exchanges, held_states());
                       exchange->send(std::move(out));
                     }});
  routes_.push_back(
      {"GET", "/", false, false, [](const Exchange& exchange, auto&, auto&) { exchange->send(page()); }});
}

}  // namespace constate::serve
