// constate serve: a model over HTTP.
#include <fmt/format.h>
#include <sys/resource.h>

#include <csignal>
#include <ctime>
#include <thread>

#include "app/commands.h"
#include "app/config_file.h"
#include "app/generate.h"
#include "app/model_names.h"
#include "app/model_source.h"
#include "app/report.h"
#include "app/serve_log.h"
#include "app/settings.h"
#include "app/terminal.h"
#include "app/text.h"
#include "app/version.h"
#include "base/error.h"
#include "runtime/memory_room.h"
#include "serve/service.h"

namespace constate::app {
namespace {

constexpr const char* kCommand = "serve";
constexpr std::int64_t kMiB = 1 << 20;

struct Plan {
  std::optional<std::string> folder, model, name, host, dtype, plugin, state_store, key_file, tls_cert,
      tls_key, tokenizer, log_file, config_file;
  std::optional<std::int64_t> port, threads, batch, queue, max_tokens, max_prompt_tokens, cache_memory,
      state_memory, body, connections, drain;
  std::optional<double> timeout;
  bool deterministic = false, no_prefix_cache = false, insecure = false, json_log = false, quiet = false,
       verbose = false, no_cache = false;
};

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

void check(Plan& plan) {
  take_model(kCommand, plan.model, "DIR", {&plan.folder});
  const std::string host = plan.host.value_or("127.0.0.1");
  if (!is_loopback(host) && !plan.key_file && !plan.insecure)
    usage_error(
        fmt::format("--host {}: others can reach it there, and no key is needed: give --api-key-file, "
                    "or --insecure",
                    host),
        kCommand);
  if (plan.tls_cert.has_value() != plan.tls_key.has_value())
    usage_error("--tls-cert and --tls-key need each other", kCommand);
  if (plan.no_prefix_cache && plan.cache_memory)
    exclude(kCommand, {{"--no-prefix-cache", true}, {"--prefix-cache-memory", true}});
}

// A quarter of what there is beside the weights, 4 GiB at most.
std::int64_t cache_bytes(const Plan& plan, const engine::Engine& engine) {
  if (plan.no_prefix_cache) return 0;
  if (plan.cache_memory) return *plan.cache_memory * kMiB;
  const std::int64_t room = runtime::memory_room(*engine.device().client).bytes;
  return std::min<std::int64_t>(room / 8, 4096 * kMiB);
}

std::unique_ptr<serve::ServedModel> load(const Plan& plan, serve::Service& service, ProgressLine& progress) {
  auto out = std::make_unique<serve::ServedModel>(serve::ServedModel{
      .name = plan.name.value_or(std::filesystem::path(*plan.folder).lexically_normal().filename().string()),
      .created = std::time(nullptr),
      .tokenizer =
          [&] {
            std::optional<tokenizer::Tokenizer> tokenizer = tokenizer_for(plan.folder, plan.tokenizer);
            if (!tokenizer)
              throw Error(Code::kNotFound,
                          fmt::format("{}: no `tokenizer.json`, which serving needs", *plan.folder),
                          "give --tokenizer FILE");
            return std::move(*tokenizer);
          }(),
      .chat = formats::ChatFormat::of_folder(*plan.folder),
      .config = {},
      .engine = nullptr,
      .scheduler = nullptr});
  if (out->name.empty()) out->name = "model";
  ModelSource source = ModelSource::open(plan.folder, std::nullopt);
  out->config = engine::read_generation_config(*plan.folder, source.model().facts().tokens);
  engine::EngineOptions options;
  options.fingerprint = true;
  set_device(options.device_options, plan.plugin, plan.threads);
  tell_on(progress, options, {plan.quiet, plan.verbose, plan.no_cache});
  const auto loading = options.progress.loading;
  options.progress.loading = [&service, loading](double share) {
    service.loading(fmt::format("weights {:.0f} %", 100 * share));
    if (loading) loading(share);
  };
  const DtypeRequest dtype = dtype_request(plan.dtype);
  OpenedEngine opened = open_engine(std::move(source), options, dtype);
  tell_device(progress, opened, plan.plugin, dtype, plan.quiet);
  out->engine = std::move(opened.engine);
  serve::SchedulerOptions scheduler;
  scheduler.batch = plan.batch.value_or(16);
  scheduler.queue = plan.queue.value_or(256);
  scheduler.deterministic = plan.deterministic;
  scheduler.cache_bytes = cache_bytes(plan, *out->engine);
  out->scheduler = std::make_unique<serve::Scheduler>(*out->engine, scheduler);
  service.loading("programs");
  out->scheduler->await_first_programs();
  out->engine->await_weights();
  progress.clear();
  return out;
}

http::Options http_options(const Plan& plan) {
  http::Options out;
  out.address = plan.host.value_or("127.0.0.1");
  out.port = static_cast<std::uint16_t>(plan.port.value_or(8080));
  out.limits.body_bytes = static_cast<std::size_t>(plan.body.value_or(16) * kMiB);
  out.limits.connections = static_cast<std::size_t>(plan.connections.value_or(4096));
  out.tls_certificate = plan.tls_cert.value_or("");
  out.tls_key = plan.tls_key.value_or("");
  return out;
}

serve::ServiceOptions service_options(const Plan& plan) {
  serve::ServiceOptions out;
  out.limits.tokens = plan.max_tokens.value_or(out.limits.tokens);
  out.limits.prompt_tokens = plan.max_prompt_tokens.value_or(out.limits.prompt_tokens);
  out.limits.seconds = plan.timeout.value_or(out.limits.seconds);
  if (plan.key_file) out.keys = serve::read_api_keys(*plan.key_file);
  out.state_store = plan.state_store.value_or("");
  out.state_bytes = plan.state_memory.value_or(1024) * kMiB;
  out.version = program_name();
  return out;
}

// Each connection is an open file, and so are others.
void raise_open_files(std::int64_t connections) {
  ::rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = std::min<rlim_t>(limit.rlim_max, static_cast<rlim_t>(connections) + 256);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// SIGINT and SIGTERM drain, a second one ends at once; SIGHUP opens the log anew. All threads block them, and
// this one waits.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  int wait() const {
    int signal = 0;
    while (sigwait(&set_, &signal) != 0) {
    }
    return signal;
  }
  // From here on the next one ends the program at once.
  void end_at_the_next() const {
    for (const int signal : {SIGINT, SIGTERM})
      std::signal(signal, [](int number) { std::_Exit(128 + number); });
    pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
  }

 private:
  sigset_t set_;
};

int run_serve(Plan plan) {
  check(plan);
  const Signals signals;
  raise_open_files(plan.connections.value_or(4096));
  ServeLog log(plan.log_file, plan.json_log);
  serve::Service service(service_options(plan));
  http::Options options = http_options(plan);
  options.on_done = [&](const http::AccessRecord& record) {
    service.done(record);
    if (!plan.quiet) log.request(record);
  };
  http::Server server(options,
                      [&](const std::shared_ptr<http::Exchange>& exchange) { service.handle(exchange); });
  service.set_connections([&] { return std::pair(server.connections(), server.exchanges()); });
  ProgressLine progress(!plan.quiet && stderr_can_erase());
  std::exception_ptr failure;  // of loading; read after `loader` has ended
  std::thread loader([&] {
    try {
      service.ready(load(plan, service, progress));
      if (!plan.quiet) say(fmt::format("ready at {}", server.url()));
    } catch (const std::exception& e) {
      progress.clear();
      service.failed(e.what());
      failure = std::current_exception();
      ::kill(::getpid(), SIGTERM);
    }
  });
  int signal = 0;
  while ((signal = signals.wait()) == SIGHUP) log.reopen();
  signals.end_at_the_next();
  const auto until = serve::Clock::now() + std::chrono::seconds(plan.drain.value_or(30));
  loader.join();
  if (failure) std::rethrow_exception(failure);
  if (!plan.quiet) say("draining");
  service.drain(until);
  server.stop_accepting();
  while (server.exchanges() > 0 && serve::Clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return kOk;
}

}  // namespace

Command add_serve(CLI::App& root) {
  CLI::App* app = root.add_subcommand(kCommand, "Serve a model over HTTP: OpenAI's API, states, metrics");
  app->footer(
      "Ends at Ctrl-C or SIGTERM when the requests that run have been answered.\n\n"
      "Examples:\n"
      "  constate serve models/demo\n"
      "  constate serve models/demo --port 9000 --state-store states --api-key-file keys\n"
      "  curl http://127.0.0.1:8080/v1/completions -d '{\"prompt\": \"In the beginning\", \"max_tokens\": "
      "40}'");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  flags.text("DIR", plan->folder, "", "Folder of a checkpoint: config.json, weights, tokenizer.json");
  flags.model(plan->model);
  flags.text("--name", plan->name, "NAME", "What the model is called (the folder's name)");
  flags.text("--host", plan->host, "ADDRESS", "Address to listen at (127.0.0.1)");
  flags.integer("--port", plan->port, 0, 65535, "Port to listen at; 0: any free one (8080)");
  flags.integer("--batch", plan->batch, 1, 4096, "Sequences that run together at most (16)");
  flags.integer("--queue", plan->queue, 0, 1 << 20,
                "Requests that wait at most; more are answered with 429 (256)");
  flags.flag("--deterministic", plan->deterministic,
             "An answer's bits do not depend on the load or the cache: --batch rows always run");
  flags.integer("--max-tokens", plan->max_tokens, 1, kMost, "Tokens of an answer at most (4096)");
  flags.integer("--max-prompt-tokens", plan->max_prompt_tokens, 1, kMost,
                "Tokens of a prompt at most (4194304)");
  flags.number("--timeout", plan->timeout, "Seconds that an answer takes at most (3600)");
  flags.integer("--prefix-cache-memory", plan->cache_memory, 0, 1 << 24,
                "MiB for states of beginnings of texts (an eighth of the memory, 4096 at most)");
  flags.flag("--no-prefix-cache", plan->no_prefix_cache, "Feed every prompt from its beginning");
  flags.text("--state-store", plan->state_store, "DIR|URL",
             "Keep sessions and states in DIR, or in redis://HOST:PORT, which servers may share (in memory)");
  flags.integer("--state-memory", plan->state_memory, 1, 1 << 24,
                "MiB for them without --state-store (1024)");
  flags.text("--api-key-file", plan->key_file, "FILE",
             "Lines NAME KEY: who may ask, each with states of their own");
  flags.flag("--insecure", plan->insecure, "Listen beyond this machine without keys");
  flags.text("--tls-cert", plan->tls_cert, "FILE", "Certificate chain, PEM: serve HTTPS");
  flags.text("--tls-key", plan->tls_key, "FILE", "Its private key, PEM");
  flags.integer("--max-body", plan->body, 1, 4096, "MiB of a request's body at most (16)");
  flags.integer("--max-connections", plan->connections, 1, 1 << 20,
                "Connections that are open at most (4096)");
  flags.integer("--drain-timeout", plan->drain, 0, 86400,
                "Seconds that running requests get at the end before they are cut (30)");
  flags.text("--log-file", plan->log_file, "FILE", "Write the log of requests to FILE; SIGHUP opens it anew");
  flags.flag("--json-log", plan->json_log, "A JSON object for each request");
  flags.text("--tokenizer", plan->tokenizer, "FILE", "A tokenizer.json in place of the folder's");
  flags.text("--dtype", plan->dtype, "TYPE",
             "Of the matrices: f32, bf16, f16, int8, or auto: f32 or bf16, the faster by measurement");
  add_device(flags, plan->plugin, plan->threads, plan->no_cache);
  flags.flag("-q,--quiet", plan->quiet, "Say nothing but errors, and log no requests");
  flags.flag("-v,--verbose", plan->verbose, "Say which programs are compiled");
  flags.text("--config-file", plan->config_file, "FILE",
             "Options as lines `name = value` (TOML); the command line and the environment win over them");
  // Those that other commands have too read the variables that these have.
  add_environment(*app, "CONSTATE_SERVE", {"plugin", "threads", "no-cache", "dtype", "tokenizer"});
  return {app, [app, plan] {
            if (plan->config_file) read_config_file(*app, *plan->config_file);
            return run_serve(*plan);
          }};
}

}  // namespace constate::app
