#include "app/device_options.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>

#include "app/report.h"
#include "app/text.h"
#include "base/error.h"
#include "engine/clock.h"

namespace constate::app {
namespace {

constexpr std::int64_t kMostThreads = 1024;

}  // namespace

DType dtype_of(const std::string& text, std::string_view more) {
  for (const DType dtype : {DType::kF32, DType::kBF16, DType::kF16, DType::kS8})
    if (text == dtype_text(dtype)) return dtype;
  throw Error(Code::kInvalidArgument,
              fmt::format("--dtype: f32, bf16, f16 or int8{} is expected; got `{}`", more, printable(text)));
}

pjrt::SearchOptions search_for(const std::optional<std::string>& plugin) {
  if (plugin && plugin->empty())
    throw Error(Code::kInvalidArgument, "--plugin: cpu, cuda, tpu or a plugin's file is expected; got ``");
  pjrt::SearchOptions search;
  search.requested = plugin.value_or("");
  return search;
}

void set_dtype(engine::EngineOptions& options, const std::optional<std::string>& text) {
  options.measure_dtype = text == "auto";
  if (text && !options.measure_dtype) options.dtype = dtype_of(*text, ", or auto");
}

void set_runtime(engine::RuntimeOptions& runtime, const std::optional<std::string>& plugin,
                 const std::optional<std::int64_t>& threads) {
  const pjrt::SearchOptions search = search_for(plugin);
  runtime.plugin = search.requested;
  if (threads) {
    const pjrt::PluginChoice best = on_device([&] { return pjrt::find_plugins(search).front(); });
    if (best.kind != pjrt::PluginKind::kCpu)
      throw Error(Code::kInvalidArgument, fmt::format("--threads: a CPU's plugin is expected; got {}",
                                                      best.path.filename().string()));
    runtime.cpu_threads = static_cast<int>(*threads);
  } else if (const char* value = std::getenv("CONSTATE_THREADS"); value != nullptr && *value != '\0') {
    runtime.cpu_threads = static_cast<int>(integer_of("CONSTATE_THREADS", value, 1, kMostThreads));
  }
}

std::string device_line(const engine::Engine& engine, const std::optional<std::string>& plugin) {
  const pjrt::Client& client = *engine.runtime().client;
  std::string why;
  for (const pjrt::PluginChoice& choice : pjrt::find_plugins(search_for(plugin))) {
    std::error_code ignored;
    if (why.empty() && std::filesystem::equivalent(choice.path, client.plugin().path(), ignored))
      why = ", " + choice.why;
  }
  return fmt::format("device {} · plugin {}{} · {}", client.devices()[0].kind, client.plugin().name(), why,
                     weights_text(engine));
}

std::string weights_text(const engine::Engine& engine) {
  return fmt::format("weights {}: {}", dtype_text(engine.dtype()),
                     engine.why_dtype().empty() ? "asked for by --dtype" : engine.why_dtype());
}

engine::Progress progress_of(ProgressLine& line, bool verbose) {
  struct Compiling {
    std::string program;
    engine::Stopwatch since;
  };
  const auto now = std::make_shared<Compiling>();
  return {[&line](double share) { line.loading(share); },
          [&line, verbose, now](const std::string& program) {
            line.compiling(program);
            if (verbose && program.empty())
              line.note(fmt::format("compiled {} in {}", now->program, seconds_text(now->since.seconds())));
            *now = {program, {}};
          }};
}

std::filesystem::path cache_folder() {
  const auto named = [](const char* variable) -> std::filesystem::path {
    const char* value = std::getenv(variable);
    return value == nullptr ? "" : value;
  };
  if (const auto folder = named("CONSTATE_CACHE"); !folder.empty()) return folder;
  // The XDG base directory specification has relative paths ignored.
  if (const auto base = named("XDG_CACHE_HOME"); base.is_absolute()) return base / "constate";
  if (const auto home = named("HOME"); home.is_absolute()) return home / ".cache" / "constate";
  return {};
}

engine::ProgramStoreOptions store_for(bool no_cache, std::function<void(const std::string&)> note) {
  engine::ProgramStoreOptions store;
  if (!no_cache) store.folder = cache_folder();
  store.note = std::move(note);
  return store;
}

void add_threads(Flags& flags, std::optional<std::int64_t>& threads) {
  flags.integer("--threads", threads, 1, kMostThreads,
                "Threads of the CPU ($CONSTATE_THREADS, else one for each processor)");
}

void add_device(Flags& flags, std::optional<std::string>& plugin, std::optional<std::int64_t>& threads,
                bool& no_cache) {
  flags.text("--plugin", plugin, "NAME|FILE", "cpu, cuda, tpu or a PJRT plugin's file (the best at hand)");
  add_threads(flags, threads);
  flags.flag("--no-cache", no_cache, "Neither use nor keep compiled programs on disk (`constate cache`)");
}

void tell_on(ProgressLine& line, engine::EngineOptions& options, const Telling& how) {
  options.progress = progress_of(line, how.verbose);
  options.runtime.note = [&line, quiet = how.quiet](const std::string& text) {
    if (!quiet) line.note(text);
  };
  options.store = store_for(how.no_cache, options.runtime.note);
}

std::string compile_text(const engine::ProgramCache& programs) {
  const int loaded = programs.loaded();
  return fmt::format("compile {}{}", seconds_text(programs.seconds()),
                     loaded > 0 ? fmt::format(" ({} from cache)", loaded) : "");
}

std::int64_t peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;
}

}  // namespace constate::app
