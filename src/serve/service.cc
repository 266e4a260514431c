#include "serve/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "serve/api_error.h"
#include "serve/page.h"

namespace constate::serve {
namespace {

constexpr std::size_t kMostBodyMemory = 256 << 20;  // of a body as JSON

// A browser names the page that asks. Pages of other sites must not use a server on their reader's machine.
void check_origin(const http::Request& request) {
  const std::string origin = request.header("Origin");
  if (origin.empty()) return;
  const std::size_t scheme = origin.find("://");
  const std::string host = scheme == std::string::npos ? "" : origin.substr(scheme + 3);
  if (host != request.header("Host"))
    throw ApiError(403, "permission_error",
                   "pages of other sites may not use this server: " + origin.substr(0, 200));
}

// In a time that does not depend on where they differ.
bool same_secret(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |=
        static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b.empty() ? 0 : b[i % b.size()]);
  return difference == 0;
}

}  // namespace

std::vector<ApiKey> read_api_keys(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw Error(Code::kNotFound, path + ": cannot be read");
  std::vector<ApiKey> out;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    std::istringstream words(line);
    std::string first, second, more;
    words >> first >> second >> more;
    if (first.empty() || first[0] == '#') continue;
    if (!more.empty())
      throw Error(Code::kInvalidArgument,
                  fmt::format("{}:{}: a key, or a name and a key, is expected", path, number));
    ApiKey key = second.empty() ? ApiKey{fmt::format("key{}", number), first} : ApiKey{first, second};
    if (key.key.size() < 8)
      throw Error(Code::kInvalidArgument,
                  fmt::format("{}:{}: a key has at least 8 characters", path, number));
    for (const ApiKey& other : out)
      if (other.name == key.name || other.key == key.key)
        throw Error(Code::kInvalidArgument,
                    fmt::format("{}:{}: the name or the key stands twice", path, number));
    out.push_back(std::move(key));
  }
  if (out.empty()) throw Error(Code::kInvalidArgument, path + ": at least one key is expected");
  return out;
}

Service::Service(ServiceOptions options)
    : options_(std::move(options)), store_(open_store(options_.state_store, options_.state_bytes)) {
  add_routes();
}

Service::~Service() {
  // What runs ends first, and what it posted after it; that may still submit, and is told that it is too
  // late.
  if (model_) model_->scheduler->drain(Clock::now());
  background_.reset();
  if (model_) model_->scheduler.reset();
}

void Service::ready(std::unique_ptr<ServedModel> model) {
  model_ = std::move(model);
  sessions_ = std::make_unique<Sessions>(*model_->engine, *store_, options_.sessions_at_hand);
  background_ = std::make_unique<Background>(2);
  held_ = store_->held();
  is_ready_ = true;
}

void Service::loading(const std::string& stage) {
  const std::lock_guard lock(mutex_);
  stage_ = stage;
}

void Service::failed(const std::string& why) {
  const std::lock_guard lock(mutex_);
  failure_ = why;
}

void Service::drain(Clock::time_point deadline) {
  draining_ = true;
  if (is_ready_) model_->scheduler->drain(deadline);
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

AnswerTools Service::tools() {
  return {*model_, *sessions_, *background_, metrics_, texts_, options_.limits.prompt_tokens};
}

// ---- requests

std::string Service::scope_of(const http::Request& request) const {
  if (options_.keys.empty()) return "";
  std::string given = request.header("Authorization");
  constexpr std::string_view kBearer = "Bearer ";
  given = given.starts_with(kBearer) ? given.substr(kBearer.size()) : request.header("X-Api-Key");
  const ApiKey* found = nullptr;
  for (const ApiKey& key : options_.keys)
    if (same_secret(key.key, given)) found = &key;
  if (!found)
    throw ApiError(
        401, "authentication_error",
        given.empty() ? "an API key is needed: `Authorization: Bearer KEY`" : "the API key is not known", "",
        "invalid_api_key");
  return found->name;
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
    const Route* route = route_for(request, name, known_path);
    check_origin(request);
    // Without a key nothing is told, not even which routes there are.
    const std::string scope = !route || route->needs_key ? scope_of(request) : "";
    if (!route) {
      exchange->send(no_route(request, known_path));
      return;
    }
    if (const std::string coding = request.header("Content-Encoding");
        !coding.empty() && coding != "identity" && !request.body.empty())
      throw ApiError(415, "invalid_request_error",
                     "Content-Encoding: bodies are taken as they are; got " + coding.substr(0, 40), "",
                     "unsupported_encoding");
    if (route->needs_model && !is_ready_) {
      const std::lock_guard lock(mutex_);
      if (!failure_.empty())
        throw ApiError(500, "server_error", "the model could not be loaded: " + failure_);
      throw ApiError(503, "unavailable_error", "the model is being loaded: " + stage_, "", "loading");
    }
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

void Service::check_model(const std::string& name) const {
  if (name.empty() || name == model().name) return;
  throw ApiError(
      404, "invalid_request_error",
      fmt::format("`model`: there is no `{}`; this server has `{}`", name.substr(0, 200), model().name),
      "model", "model_not_found");
}

void Service::add_routes() {
  add_openai();
  add_tokens();
  add_states();
  add_operation();
}

OrderedJson Service::model_json() const {
  return {{"id", model().name}, {"object", "model"}, {"created", model().created}, {"owned_by", "constate"}};
}

void Service::add_openai() {
  const auto generate = [this](bool is_chat) {
    return [this, is_chat](const Exchange& exchange, const std::string& scope, const std::string&) {
      const Json body = body_of(exchange->request());
      Ask ask = is_chat ? read_chat(body, options_.limits, model().config)
                        : read_completion(body, options_.limits, model().config);
      check_model(ask.model);
      check_ids(ask, model().config, model().engine->vocab_size());
      std::make_shared<Answer>(tools(), exchange, std::move(ask), scope)->start();
    };
  };
  routes_.push_back({"POST", "/v1/completions", true, true, generate(false)});
  // Without `/v1` too, as llama.cpp's server has them: a base URL often lacks it.
  for (const std::string base : {"/v1", ""}) {
    routes_.push_back({"POST", base + "/chat/completions", true, true, generate(true)});
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
  routes_.push_back(
      {"GET", "/health", false, false, [this](const Exchange& exchange, auto&, auto&) {
         const std::lock_guard lock(mutex_);
         if (!failure_.empty())
           exchange->send(json_response({{"status", "failed"}, {"error", failure_}}, 500));
         else if (!is_ready_)
           exchange->send(json_response({{"status", "loading"}, {"stage", stage_}}, 503));
         else
           exchange->send(json_response({{"status", draining_ ? "draining" : "ok"}}, draining_ ? 503 : 200));
       }});
  routes_.push_back({"GET", "/metrics", true, true, [this](const Exchange& exchange, auto&, auto&) {
                       const auto [connections, exchanges] =
                           connections_ ? connections_() : std::pair<std::size_t, std::size_t>();
                       http::Response out;
                       out.content_type = "text/plain; version=0.0.4; charset=utf-8";
                       out.body = metrics_.text({{model().name, model().scheduler->figures()}}, connections,
                                                exchanges, held_states());
                       exchange->send(std::move(out));
                     }});
  routes_.push_back({"GET", "/slots", true, true, [this](const Exchange& exchange, auto&, auto&) {
                       const SchedulerFigures f = model().scheduler->figures();
                       exchange->send(json_response({{"rows", model().scheduler->options().batch},
                                                     {"running", f.running},
                                                     {"feeding", f.feeding},
                                                     {"waiting", f.waiting},
                                                     {"batch", f.batch},
                                                     {"cached_states", f.cache.entries},
                                                     {"cached_bytes", f.cache.bytes}}));
                     }});
  routes_.push_back({"GET", "/props", true, true, [this](const Exchange& exchange, auto&, auto&) {
                       const engine::Engine& engine = *model().engine;
                       exchange->send(
                           json_response({{"version", options_.version},
                                          {"model", model().name},
                                          {"model_type", engine.model().facts().model_type},
                                          {"vocabulary", engine.vocab_size()},
                                          {"state_bytes", models::state_bytes(engine.model())},
                                          {"dtype", user_name(engine.dtype())},
                                          {"device", engine.device().client->devices()[0].kind},
                                          {"total_slots", model().scheduler->options().batch},
                                          {"deterministic", model().scheduler->options().deterministic},
                                          {"chat_template", model().chat.where()},
                                          {"max_tokens", options_.limits.tokens},
                                          {"max_prompt_tokens", options_.limits.prompt_tokens}}));
                     }});
  routes_.push_back(
      {"GET", "/", false, false, [](const Exchange& exchange, auto&, auto&) { exchange->send(page()); }});
}

}  // namespace constate::serve
