// constate serve: a model over HTTP.
#include <fmt/format.h>
#include <sys/resource.h>

#include <csignal>
#include <ctime>
#include <future>
#include <thread>
#include <utility>

#include "app/commands.h"
#include "app/config_file.h"
#include "app/generate.h"
#include "app/model_names.h"
#include "app/model_source.h"
#include "app/report.h"
#include "app/serve_log.h"
#include "app/serve_models.h"
#include "app/serve_signals.h"
#include "app/settings.h"
#include "app/speculation.h"
#include "app/terminal.h"
#include "app/text.h"
#include "app/version.h"
#include "base/error.h"
#include "base/memory.h"
#include "runtime/memory_room.h"
#include "serve/service.h"

namespace constate::app {
namespace {

constexpr const char* kCommand = "serve";
constexpr std::int64_t kMiB = 1 << 20;

struct Plan {
  std::optional<std::string> folder, name, host, dtype, plugin, state_store, key_file, tls_cert, tls_key,
      tokenizer, log_file, config_file, cache_dir;
  SpeculationFlags speculation;
  std::vector<std::string> models, cors_origins;
  std::optional<std::int64_t> port, threads, batch, queue, max_tokens, max_prompt_tokens, cache_memory,
      state_memory, body, connections, drain, requests_per_minute, tokens_per_minute, loaded_models,
      body_memory, cache_disk;
  std::optional<double> timeout, unload_after;
  bool deterministic = false, no_prefix_cache = false, insecure = false, json_log = false, quiet = false,
       verbose = false, no_cache = false, print_config = false;
};

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

// MiB for all bodies together: the largest one fits.
std::int64_t body_memory(const Plan& plan) {
  return plan.body_memory.value_or(std::max<std::int64_t>(256, 2 * plan.body.value_or(16)));
}

std::vector<Served> served_of(const Plan& plan) {
  std::vector<Served> out = served_models(plan.models, plan.name, kCommand);
  if (plan.tokenizer && out.size() > 1)
    usage_error("--tokenizer is of one model: put each one's tokenizer.json into its folder", kCommand);
  if (plan.speculation.draft_model && out.size() > 1)
    usage_error("--draft-model is of one model: serve each such model by a server of its own", kCommand);
  return out;
}

void check(Plan& plan) {
  if (plan.folder) plan.models.insert(plan.models.begin(), *std::exchange(plan.folder, std::nullopt));
  if (plan.models.empty()) usage_error("DIR is missing", kCommand);
  served_of(plan);
  check(plan.speculation, kCommand, plan.deterministic);
  if (plan.unload_after && *plan.unload_after <= 0)
    usage_error("--unload-after: a number above 0 is expected", kCommand);
  const std::string host = plan.host.value_or("127.0.0.1");
  if (!is_loopback(host) && !plan.key_file && !plan.insecure)
    usage_error(
        fmt::format("--host {}: others can reach it there, and no key is needed: give --api-key-file, "
                    "or --insecure",
                    host),
        kCommand);
  if (!plan.key_file && (plan.requests_per_minute || plan.tokens_per_minute))
    usage_error("--requests-per-minute and --tokens-per-minute are limits of keys: give --api-key-file",
                kCommand);
  if (body_memory(plan) < 2 * plan.body.value_or(16))
    usage_error(fmt::format("--body-memory: at least twice --max-body is expected, {} here; got {}",
                            2 * plan.body.value_or(16), body_memory(plan)),
                kCommand);
  if (plan.tls_cert.has_value() != plan.tls_key.has_value())
    usage_error("--tls-cert and --tls-key need each other", kCommand);
  if (plan.no_prefix_cache && plan.cache_memory)
    exclude(kCommand, {{"--no-prefix-cache", true}, {"--prefix-cache-memory", true}});
  if (plan.no_prefix_cache && plan.cache_dir)
    exclude(kCommand, {{"--no-prefix-cache", true}, {"--prefix-cache-dir", true}});
  if (plan.cache_disk && !plan.cache_dir)
    usage_error("--prefix-cache-disk needs --prefix-cache-dir", kCommand);
}

// A quarter of what there is beside the weights, 4 GiB at most.
std::int64_t cache_bytes(const Plan& plan, const engine::Engine& engine) {
  if (plan.no_prefix_cache) return 0;
  if (plan.cache_memory) return *plan.cache_memory * kMiB;
  const std::int64_t room = runtime::memory_room(*engine.device().client).bytes;
  return std::min<std::int64_t>(room / 8, 4096 * kMiB);
}

using Tell = std::function<void(std::string)>;  // what loading is at

std::unique_ptr<serve::ServedModel> load(const Plan& plan, const Served& served, const Tell& tell,
                                         ProgressLine& progress) {
  auto out = std::make_unique<serve::ServedModel>(
      serve::ServedModel{.name = served.name,
                         .created = std::time(nullptr),
                         .tokenizer = needed_tokenizer(served.folder, plan.tokenizer, "serving needs"),
                         .chat = formats::ChatFormat::of_folder(served.folder),
                         .config = {},
                         .fingerprint = {},
                         .draft = nullptr,
                         .engine = nullptr,
                         .scheduler = nullptr});
  ModelSource source = ModelSource::open(served.folder, std::nullopt);
  out->config = engine::read_generation_config(served.folder, source.model().facts().tokens);
  engine::EngineOptions options;
  options.fingerprint = true;
  set_device(options.device_options, plan.plugin, plan.threads);
  tell_on(progress, options, {plan.quiet, plan.verbose, plan.no_cache});
  const auto loading = options.progress.loading;
  options.progress.loading = [tell, loading](double share) {
    tell(fmt::format("weights {:.0f} %", 100 * share));
    if (loading) loading(share);
  };
  Drafting drafting = read_drafting(plan.speculation, source, &out->tokenizer);
  const DtypeRequest dtype = dtype_request(plan.dtype);
  OpenedEngine opened = open_engines(std::move(source), options, dtype, drafting);
  tell_device(progress, opened, plan.plugin, dtype, plan.quiet);
  out->engine = std::move(opened.engine);
  out->draft = std::move(drafting.draft);
  serve::SchedulerOptions scheduler;
  scheduler.batch = plan.batch.value_or(16);
  scheduler.queue = plan.queue.value_or(256);
  scheduler.deterministic = plan.deterministic;
  scheduler.speculate = drafting.speculation;
  scheduler.cache_bytes = cache_bytes(plan, *out->engine);
  scheduler.disk = {.folder = plan.cache_dir.value_or(""),
                    .bytes = plan.cache_disk.value_or(16384) * kMiB,
                    .told = [](const std::string& what) { say(what); }};
  out->scheduler = std::make_unique<serve::Scheduler>(*out->engine, scheduler);
  tell("programs");
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
  out.limits.all_bodies_bytes = static_cast<std::size_t>(body_memory(plan) * kMiB);
  out.limits.connections = static_cast<std::size_t>(plan.connections.value_or(4096));
  out.tls_certificate = plan.tls_cert.value_or("");
  out.tls_key = plan.tls_key.value_or("");
  return out;
}

std::vector<serve::ApiKey> keys_of(const Plan& plan) {
  return serve::read_api_keys(*plan.key_file,
                              {plan.requests_per_minute.value_or(0), plan.tokens_per_minute.value_or(0)});
}

serve::ServiceOptions service_options(
    const Plan& plan,
    std::function<std::unique_ptr<serve::ServedModel>(const Served&, const Tell&)> load_served) {
  serve::ServiceOptions out;
  const std::vector<Served> all = served_of(plan);
  for (const Served& served : all) out.models.push_back(served.name);
  out.load = [all, load_served = std::move(load_served)](const std::string& name, const Tell& tell) {
    const auto is_it = [&](const Served& served) { return served.name == name; };
    return load_served(*std::find_if(all.begin(), all.end(), is_it), tell);
  };
  out.loading.loaded = static_cast<std::size_t>(plan.loaded_models.value_or(1));
  out.loading.waiting = static_cast<std::size_t>(std::max<std::int64_t>(1, plan.queue.value_or(256)));
  if (plan.unload_after)
    out.loading.unload_after =
        std::chrono::duration_cast<serve::Clock::duration>(std::chrono::duration<double>(*plan.unload_after));
  out.limits.tokens = plan.max_tokens.value_or(out.limits.tokens);
  out.limits.prompt_tokens = plan.max_prompt_tokens.value_or(out.limits.prompt_tokens);
  out.limits.seconds = plan.timeout.value_or(out.limits.seconds);
  if (plan.key_file) out.keys = keys_of(plan);
  out.cors_origins = plan.cors_origins;
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

// The log and the keys, anew. Where the file of keys has become bad, those that were read before stay.
void reload(const Plan& plan, ServeLog& log, serve::Service& service) {
  log.reopen();
  if (!plan.key_file) return;
  try {
    service.set_keys(keys_of(plan));
  } catch (const Error& e) {
    say(fmt::format("{}; the keys from before stay in force", e.what()));
  }
}

int run_serve(Plan plan) {
  check(plan);
  const Signals signals;
  raise_open_files(plan.connections.value_or(4096));
  keep_free_memory(std::chrono::minutes(1));
  ServeLog log(plan.log_file, plan.json_log);
  ProgressLine progress(!plan.quiet && stderr_can_erase());
  const bool several = plan.models.size() > 1;
  std::exception_ptr failure;  // of the last loading; of the thread that loads
  serve::Service service(service_options(plan, [&](const Served& served, const Tell& tell) {
    try {
      return load(plan, served, tell, progress);
    } catch (const std::exception& e) {
      progress.clear();
      failure = std::current_exception();
      if (several) say(fmt::format("{}: {}", printable(served.name), e.what()));
      throw;
    }
  }));
  http::Options options = http_options(plan);
  options.on_done = [&](const http::AccessRecord& record) {
    service.done(record);
    if (!plan.quiet) log.request(record);
  };
  options.headers = [&](const http::Request& request) { return service.headers(request); };
  http::Server server(options,
                      [&](const std::shared_ptr<http::Exchange>& exchange) { service.handle(exchange); });
  service.set_connections([&] { return std::pair(server.connections(), server.exchanges()); });
  const auto say_ready = [&] {
    if (!plan.quiet) say(fmt::format("ready at {}", server.url()));
  };
  // Of one model: that it is loaded. The thread that loads has a share of it, for as long as it tells.
  const auto first = std::make_shared<std::promise<void>>();
  if (several) {
    say_ready();
    first->set_value();
  } else {
    service.load_first([&, first](const std::exception* why) {
      if (!why) {
        say_ready();
        return first->set_value();
      }
      ::kill(::getpid(), SIGTERM);
      first->set_exception(failure);
    });
  }
  int signal = 0;
  while ((signal = signals.wait()) == SIGHUP) reload(plan, log, service);
  signals.end_at_the_next();
  const auto until = serve::Clock::now() + std::chrono::seconds(plan.drain.value_or(30));
  first->get_future().get();  // throws why it could not be loaded
  if (!plan.quiet) say("draining");
  service.drain(until);
  server.stop_accepting();
  while (server.exchanges() > 0 && serve::Clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return kOk;
}

// Those that other commands have too read the variables that these have.
Configuration configure(CLI::App& app, const Plan& plan) {
  Configuration out(app, {.prefix = "CONSTATE_SERVE",
                          .shared = {"plugin", "threads", "no-cache", "dtype", "tokenizer"},
                          .own = {"print-config"},
                          .argument = "DIR",
                          .stands_for = "model"});
  out.read_environment();
  if (plan.config_file) out.read_file(*plan.config_file);
  return out;
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
  flags.text("DIR", plan->folder, "", kModelHelp);
  flags.texts(
      "-m,--model", plan->models, "[NAME=]DIR",
      "The same as the first argument; of several each is loaded when it is first asked for, by its name");
  flags.text("--name", plan->name, "NAME", "What the model is called (the folder's name)");
  flags.integer("--loaded-models", plan->loaded_models, 1, 1000,
                "Of several models, those that are loaded at a time at most (1)");
  flags.number(
      "--unload-after", plan->unload_after,
      "Seconds after which a model that nobody uses is unloaded, until it is asked for again (never)");
  flags.text("--host", plan->host, "ADDRESS", "Address to listen at (127.0.0.1)");
  flags.integer("--port", plan->port, 0, 65535, "Port to listen at; 0: any free one (8080)");
  flags.integer("--batch", plan->batch, 1, 4096, "Sequences that run together at most (16)");
  flags.integer("--queue", plan->queue, 0, 1 << 20,
                "Requests that wait at most; more are answered with 429 (256)");
  flags.flag("--deterministic", plan->deterministic,
             "An answer's bits do not depend on the load or the cache: a batch of --batch always runs");
  add_speculation(flags, plan->speculation);
  flags.integer("--max-tokens", plan->max_tokens, 1, kMost, "Tokens of an answer at most (4096)");
  flags.integer("--max-prompt-tokens", plan->max_prompt_tokens, 1, kMost,
                "Tokens of a prompt at most (4194304)");
  flags.number("--timeout", plan->timeout, "Seconds that an answer takes at most (3600)");
  flags.integer("--prefix-cache-memory", plan->cache_memory, 0, 1 << 24,
                "MiB for states of beginnings of texts (an eighth of the memory, 4096 at most)");
  flags.text(
      "--prefix-cache-dir", plan->cache_dir, "DIR",
      "Keep such states in DIR too, for the next start and for servers that share it (in memory alone)");
  flags.integer("--prefix-cache-disk", plan->cache_disk, 1, 1 << 30, "MiB for them in DIR (16384)");
  flags.flag("--no-prefix-cache", plan->no_prefix_cache, "Feed every prompt from its beginning");
  flags.text("--state-store", plan->state_store, "DIR|URL",
             "Keep sessions and states in DIR, or in redis://HOST:PORT, which servers may share (in memory)");
  flags.integer("--state-memory", plan->state_memory, 1, 1 << 24,
                "MiB for them without --state-store (1024)");
  flags.text("--api-key-file", plan->key_file, "FILE",
             "Lines NAME KEY: who may ask, each with states of their own; SIGHUP reads it anew");
  flags.integer("--requests-per-minute", plan->requests_per_minute, 0, serve::kMostPerMinute,
                "Requests of a key a minute, where its line says nothing else; 0: no limit (0)");
  flags.integer("--tokens-per-minute", plan->tokens_per_minute, 0, serve::kMostPerMinute,
                "Tokens of a key a minute, of prompts and answers (0)");
  flags.flag("--insecure", plan->insecure, "Listen beyond this machine without keys");
  flags.texts(
      "--cors-origin", plan->cors_origins, "ORIGIN",
      "Site whose pages may use the server, https://HOST[:PORT], or * for all; may be given again (none)");
  flags.text("--tls-cert", plan->tls_cert, "FILE", "Certificate chain, PEM: serve HTTPS");
  flags.text("--tls-key", plan->tls_key, "FILE", "Its private key, PEM");
  flags.integer("--max-body", plan->body, 1, 4096, "MiB of a request's body at most (16)");
  flags.integer("--body-memory", plan->body_memory, 2, 1 << 20,
                "MiB for the bodies of all requests that are read or answered; more get 503 (256, or twice "
                "--max-body)");
  flags.integer("--max-connections", plan->connections, 1, 1 << 20,
                "Connections that are open at most (4096)");
  flags.integer("--drain-timeout", plan->drain, 0, 86400,
                "Seconds that running requests get at the end before they are cut (30)");
  flags.text("--log-file", plan->log_file, "FILE", "Write the log of requests to FILE; SIGHUP opens it anew");
  flags.flag("--json-log", plan->json_log, "A JSON object for each request");
  flags.text("--tokenizer", plan->tokenizer, "FILE",
             "A tokenizer.json or tokenizer.model in place of the folder's");
  flags.text("--dtype", plan->dtype, "TYPE",
             "Of the matrices: f32, bf16, f16, int8, int4, or auto: f32 or bf16, the faster by measurement");
  add_device(flags, plan->plugin, plan->threads, plan->no_cache);
  flags.flag("-q,--quiet", plan->quiet, "Say nothing but errors, and log no requests");
  flags.flag("-v,--verbose", plan->verbose, "Say which programs are compiled");
  flags.text("--config-file", plan->config_file, "FILE",
             "Options as lines `name = value` (TOML); the command line and the environment win over them");
  flags.flag("--print-config", plan->print_config,
             "Print what all options are and where each came from, as such a file, and end");
  return {app, [app, plan] {
            const Configuration configuration = configure(*app, *plan);
            if (!plan->print_config) return run_serve(*plan);
            check(*plan);
            write_out(configuration.text());
            return int{kOk};
          }};
}

}  // namespace constate::app
