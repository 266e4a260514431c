#include "app/device_options.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <limits>

#include "app/plugin_source.h"
#include "app/report.h"
#include "app/settings.h"
#include "app/text.h"
#include "base/clock.h"
#include "base/error.h"
#include "runtime/program_folder.h"

namespace constate::app {
namespace {

constexpr const char* kDtypeVariable = "CONSTATE_DTYPE";
constexpr std::int64_t kMostThreads = 1024;
constexpr std::string_view kOrAuto = ", or auto";

}  // namespace

DType dtype_of(const std::string& text, std::string_view more, std::string_view option) {
  for (const DType dtype : {DType::kF32, DType::kBF16, DType::kF16, DType::kS8, DType::kS4})
    if (text == user_name(dtype)) return dtype;
  throw Error(Code::kInvalidArgument, fmt::format("{}: f32, bf16, f16, int8 or int4{} is expected; got `{}`",
                                                  option, more, printable(text)));
}

std::optional<std::string> dtype_or_setting(const std::optional<std::string>& flag, bool may_be_auto) {
  if (flag) return flag;
  const std::optional<std::string> set = setting(kDtypeVariable);
  if (set && !(may_be_auto && *set == "auto")) dtype_of(*set, may_be_auto ? kOrAuto : "", kDtypeVariable);
  return set;
}

pjrt::SearchOptions search_for(const std::optional<std::string>& plugin) {
  if (plugin && plugin->empty())
    throw Error(Code::kInvalidArgument, "--plugin: cpu, cuda, tpu or a plugin's file is expected; got ``");
  pjrt::SearchOptions search;
  search.requested = plugin.value_or("");
  return search;
}

std::string asked_by(const std::optional<std::string>& flag) { return flag ? "--dtype" : kDtypeVariable; }

DtypeRequest dtype_request(const std::optional<std::string>& flag) {
  const std::optional<std::string> text = dtype_or_setting(flag, /*may_be_auto=*/true);
  DtypeRequest out;
  out.measure = text == "auto";
  if (!text || out.measure) return out;
  out.dtype = dtype_of(*text, kOrAuto);
  out.by = asked_by(flag);
  return out;
}

void set_device(runtime::DeviceOptions& device, const std::optional<std::string>& plugin,
                const std::optional<std::int64_t>& threads) {
  const pjrt::SearchOptions search = search_for(plugin);
  device.plugin = search.requested;
  if (threads) {
    const pjrt::PluginChoice best = on_device([&] { return pjrt::find_plugins(search).front(); });
    if (best.kind != pjrt::PluginKind::kCpu)
      throw Error(Code::kInvalidArgument, fmt::format("--threads: a CPU's plugin is expected; got {}",
                                                      best.path.filename().string()));
    device.cpu_threads = static_cast<int>(*threads);
  } else if (const auto set = integer_setting("CONSTATE_THREADS", 1, kMostThreads)) {
    device.cpu_threads = static_cast<int>(*set);
  }
}

std::string device_line(const engine::Engine& engine, const std::optional<std::string>& plugin,
                        const std::string& why_dtype) {
  const pjrt::Client& client = *engine.device().client;
  std::string why;
  for (const pjrt::PluginChoice& choice : pjrt::find_plugins(search_for(plugin))) {
    std::error_code ignored;
    if (why.empty() && std::filesystem::equivalent(choice.path, client.plugin().path(), ignored))
      why = ", " + why_text(choice);
  }
  return fmt::format("device {} · plugin {}{} · {}", client.devices()[0].kind, client.plugin().name(), why,
                     weights_text(engine, why_dtype));
}

std::string weights_text(const engine::Engine& engine, const std::string& why_dtype) {
  return fmt::format("weights {}: {}", user_name(engine.dtype()), why_dtype);
}

engine::Progress progress_of(ProgressLine& line, bool verbose) {
  struct Compiling {
    std::string program;
    Stopwatch since;
  };
  const auto now = std::make_shared<Compiling>();
  const auto compiling = [&line, verbose, now](const std::string& program) {
    line.compiling(program);
    if (verbose && program.empty())
      line.note(fmt::format("compiled {} in {}", now->program, seconds_text(now->since.seconds())));
    *now = {program, {}};
  };
  return {.loading = [&line](double share) { line.loading(share); }, .compiling = compiling, .feeding = {}};
}

runtime::ProgramStoreOptions store_in(const std::filesystem::path& folder,
                                      std::function<void(const std::string&)> note) {
  runtime::ProgramStoreOptions store;
  store.folder = folder;
  store.note = std::move(note);
  if (const auto limit = integer_setting("CONSTATE_CACHE_LIMIT", 0, std::numeric_limits<std::int64_t>::max()))
    store.limit = static_cast<std::uint64_t>(*limit);
  return store;
}

runtime::ProgramStoreOptions store_for(bool no_cache, std::function<void(const std::string&)> note) {
  if (no_cache || is_set_on("CONSTATE_NO_CACHE")) return {};
  const std::filesystem::path folder = runtime::default_program_folder();
  if (folder.empty())
    note(fmt::format("compile cache: programs are not kept: {}; {}", kNoCacheFolder, kNameCacheFolder));
  return store_in(folder, std::move(note));
}

void add_threads(Flags& flags, std::optional<std::int64_t>& threads) {
  flags.integer("--threads", threads, 1, kMostThreads,
                "Threads of the CPU (CONSTATE_THREADS, else one for each processor)");
}

void add_device(Flags& flags, std::optional<std::string>& plugin, std::optional<std::int64_t>& threads,
                bool& no_cache) {
  flags.text("--plugin", plugin, "NAME|FILE",
             "cpu, cuda, tpu or a PJRT plugin's file (CONSTATE_PLUGIN, else the best that is installed)");
  add_threads(flags, threads);
  flags.flag("--no-cache", no_cache, "Neither use nor keep compiled programs on disk (CONSTATE_NO_CACHE=1)");
}

void tell_on(ProgressLine& line, engine::EngineOptions& options, const Telling& how) {
  options.progress = progress_of(line, how.verbose);
  options.device_options.note = [&line, quiet = how.quiet](const std::string& text) {
    if (!quiet) line.note(text);
  };
  options.store = store_for(how.no_cache, options.device_options.note);
}

std::string compile_text(const runtime::ProgramCache& programs) {
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
