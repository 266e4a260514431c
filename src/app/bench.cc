// constate bench: how fast a model runs, and how fast it could.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <memory>

#include "app/bench_compare.h"
#include "app/bench_plan.h"
#include "app/bench_report.h"
#include "app/bench_start.h"
#include "app/bench_states.h"
#include "app/commands.h"
#include "app/device_options.h"
#include "app/interrupt.h"
#include "app/model_names.h"
#include "app/model_source.h"
#include "app/report.h"
#include "base/file.h"
#include "base/write_file.h"
#include "hub/model_cache.h"
#include "runtime/weights.h"

namespace constate::app {
namespace {

constexpr std::int64_t kStatesBatch = 16;

namespace fs = std::filesystem;

int run_compare(const BenchPlan& plan) {
  const auto read = [](const std::string& name) {
    return compared_file(parse_json(read_text(name, 64 << 20), name), name);
  };
  const ComparedFile a = read(*plan.folder), b = read(*plan.other);
  write_out(comparison(a, b));
  return kOk;
}

// What was measured is not lost where the file cannot be written after all.
void write_result(const std::optional<std::string>& file, const std::string& text) {
  if (!file) return write_out(text);
  try {
    write_whole(*file, text);
  } catch (const Error& e) {
    write_out(text);
    throw Error(e.code(), e.what(), "the result is on standard output");
  }
}

// This process's, as it was typed but without quotes.
std::string command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::string line{std::istreambuf_iterator<char>(file), {}};
  if (!line.empty()) line.pop_back();
  std::replace(line.begin(), line.end(), '\0', ' ');
  return line;
}

std::string now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::now()));
}

// That of the folder: "demo" for "models/demo/" and for "models/demo/config.json"; that of the model for a
// folder of the hub's cache.
std::string name_of(const fs::path& where) {
  if (const auto model = hub::model_of_snapshot(where)) return *model;
  fs::path path = fs::absolute(where).lexically_normal();
  if (!path.has_filename() || path.filename() == "config.json") path = path.parent_path();
  return path.filename().string();
}

// What is known of the model before a device is opened.
struct Subject {
  std::string name;
  std::shared_ptr<const models::LanguageModel> model;
  std::optional<engine::ModelFolder> folder;

  explicit Subject(const BenchPlan& plan) {
    const fs::path where = plan.folder ? *plan.folder : *plan.config;
    name = name_of(where);
    if (!plan.folder) {
      model = read_config(*plan.config);
      return;
    }
    folder = engine::ModelFolder::open(where);
    model = folder->model;
    folder->check_weights();
  }
  std::vector<models::WeightSpec> weights(DType dtype) const {
    return folder ? folder->weights(dtype) : model->weights(dtype, {});
  }
};

// The most that was in use of the device's memory, where the plugin tells.
std::optional<std::int64_t> device_peak(const pjrt::Client& client) {
  const auto memory = client.memory(client.devices()[0]);
  return memory ? memory->peak : std::nullopt;
}

void add_starts(BenchReport& report, const BenchPlan& plan, const Subject& subject,
                const std::vector<DType>& dtypes, ProgressLine& progress, Interrupt& interrupt) {
  if (!subject.folder || plan.no_start) {
    report.no_starts = plan.no_start ? "--no-start" : "random weights have no files to start from";
    return;
  }
  for (const DType dtype : dtypes) {
    StartOptions options{*plan.folder,  std::string(user_name(dtype)),
                         plan.plugin,   subject.model->facts().vocab_size,
                         plan.rounds(), [&](const std::string& what) { progress.doing(what); }};
    for (BenchStart& start : measure_starts(options, interrupt)) report.starts.push_back(std::move(start));
  }
  for (std::int64_t i = 0; i < plan.rounds(); ++i)
    report.read_weights_seconds.push_back(seconds_to_read(subject.folder->checkpoint.files()));
}

// What is known before anything is measured.
BenchReport begun_report(const Subject& subject, const pjrt::Client& client) {
  BenchReport report;
  report.version = CONSTATE_VERSION;
  report.command = command_line();
  report.date = now();
  report.machine = machine_facts();
  report.plugin = client.plugin().name();
  report.plugin_version = client.platform_version();
  const auto [major, minor] = client.plugin().api_version();
  report.plugin_api = fmt::format("{}.{}", major, minor);
  report.model = subject.name;
  report.device = client.devices()[0].kind;
  report.state_bytes = models::state_bytes(*subject.model);
  return report;
}

// Those of the engine that is the benchmark's i-th.
void add_results(BenchReport& report, engine::Engine& engine, const measure::Benchmark& benchmark,
                 std::size_t i) {
  const runtime::ProgramCache& programs = engine.programs();
  const auto weights = engine.model().weights();
  report.parameters = models::elements_of(weights);
  report.dtypes.push_back({std::string(user_name(engine.dtype())), models::bytes_of(weights),
                           benchmark.limits(i), benchmark.samples(i)});
  report.compile_seconds += programs.seconds();
  report.programs += programs.compiled() + programs.loaded();
  report.programs_from_cache += programs.loaded();
}

// `--states`: one batch, one type.
int run_states(const BenchPlan& plan) {
  const std::int64_t batch = plan.batch ? integer_of("--batch", *plan.batch, 2, kMostRows) : kStatesBatch;
  const std::optional<std::string> dtype = dtype_or_setting(plan.dtype);
  const BenchFormat format = format_of(plan);
  if (format == BenchFormat::kCsv) usage_error("--states: md or json is written; got `csv`", "bench");
  engine::EngineOptions options;
  options.fingerprint = true;
  set_device(options.device_options, plan.plugin, plan.threads);
  ModelSource source = ModelSource::open(plan.folder, plan.config);
  if (plan.output) check_writable(*plan.output);
  ProgressLine progress(!plan.quiet && stderr_can_erase());
  tell_on(progress, options, {plan.quiet, plan.verbose, plan.no_cache});
  const Interrupt interrupt;
  DtypeRequest request;
  if (dtype) request = {dtype_of(*dtype), false, asked_by(plan.dtype)};
  const auto [engine, why_dtype] = open_engine(std::move(source), options, request);
  if (!plan.quiet) progress.note(device_line(*engine, plan.plugin, why_dtype));
  measure::StateBenchmark benchmark(*engine, batch, [&](const std::string& what) { progress.doing(what); });
  benchmark.prepare();
  for (std::int64_t i = 0; i < plan.rounds(); ++i) benchmark.round();
  progress.clear();
  write_result(plan.output, format == BenchFormat::kJson ? states_json(benchmark.figures())
                                                         : states_markdown(benchmark.figures()));
  return kOk;
}

int run_bench(BenchPlan plan) {
  check(plan);
  if (plan.compare) return run_compare(plan);
  if (plan.states) return run_states(plan);
  const std::vector<measure::BenchmarkTest> tests = tests_of(plan);
  const std::vector<std::optional<DType>> asked = dtypes_of(plan);
  const BenchFormat format = format_of(plan);
  engine::EngineOptions options;
  set_device(options.device_options, plan.plugin, plan.threads);
  const Subject subject(plan);
  if (plan.output) check_writable(*plan.output);

  ProgressLine progress(!plan.quiet && stderr_can_erase());
  tell_on(progress, options, {plan.quiet, plan.verbose, plan.no_cache});
  Interrupt interrupt;  // half a measurement is none
  options.device = on_device([&] { return runtime::Device::open(options.device_options); });
  const pjrt::Client& client = *options.device->client;

  BenchReport report = begun_report(subject, client);

  std::vector<DType> dtypes;
  std::vector<std::int64_t> weight_bytes;
  for (const std::optional<DType>& dtype : asked) {
    dtypes.push_back(dtype.value_or(options.device->profile.dtype));
    weight_bytes.push_back(models::bytes_of(subject.weights(dtypes.back())));
  }
  const std::int64_t memory = runtime::memory_room(client).bytes;
  measure::check_fits(*subject.model, weight_bytes, tests, memory);
  add_starts(report, plan, subject, dtypes, progress, interrupt);

  std::vector<std::unique_ptr<engine::Engine>> engines;
  std::vector<engine::Engine*> handles;
  for (const std::optional<DType>& dtype : asked) {
    OpenedEngine opened = open_engine(ModelSource::open(plan.folder, plan.config), options,
                                      {dtype, false, asked_by(plan.dtype)});
    engines.push_back(std::move(opened.engine));
    handles.push_back(engines.back().get());
    if (!plan.quiet) progress.note(device_line(*engines.back(), plan.plugin, opened.why_dtype));
  }
  measure::Benchmark benchmark(handles, tests, [&](const std::string& what) { progress.doing(what); });
  benchmark.prepare(memory);
  report.peak_bytes = peak_memory();
  report.device_bytes = device_peak(client);
  for (std::int64_t i = 0; i < plan.rounds(); ++i) benchmark.round();
  report.device_peak_bytes = device_peak(client);
  progress.doing("");
  progress.clear();

  for (std::size_t i = 0; i < engines.size(); ++i) add_results(report, *engines[i], benchmark, i);
  write_result(plan.output, format == BenchFormat::kJson  ? bench_json(report)
                            : format == BenchFormat::kCsv ? bench_csv(report)
                                                          : bench_markdown(report));
  return kOk;
}

}  // namespace

Command add_bench(CLI::App& root) {
  CLI::App* app = root.add_subcommand("bench", "Measure speed, beside what the device can do");
  app->footer(
      "Sizes may be lists, as in -p 128,512: each combination is measured.\n\n"
      "Examples:\n"
      "  constate bench models/demo\n"
      "  constate bench models/demo -p 512 -n 64 -d 0,4096 -b 1,8\n"
      "  constate bench --random-weights --config mamba2-130m --dtype f32,bf16\n"
      "  constate bench models/demo -o json --output a.json\n"
      "  constate bench --compare a.json b.json");
  const auto plan = std::make_shared<BenchPlan>();
  Flags flags(*app);
  flags.text(
      "DIR", plan->folder, "",
      "Folder of a checkpoint, a GGUF file, or ORG/NAME of one that was pulled; with --compare, a file");
  flags.text("FILE", plan->other, "", "With --compare, the other file");
  flags.model(plan->model);
  flags.text("-p,--prompt", plan->prompt, "N,...", "Tokens of a prompt to feed (512); 0: none");
  flags.text("-n,--generate", plan->generate, "N,...", "Tokens to generate (64); 0: none");
  flags.text("-d,--depth", plan->depth, "N,...", "Tokens that a sequence has seen before (0)");
  flags.text("-b,--batch", plan->batch, "N,...", "Sequences at once (1)");
  flags.text("--dtype", plan->dtype, "TYPE,...",
             "Of the matrices: f32, bf16, f16, int8 or int4 (f32 on a CPU, else bf16)");
  flags.integer("-r,--repetitions", plan->repetitions, 1, kMostRepetitions, "Rounds over all tests (5)");
  flags.text("-o,--format", plan->format, "md|csv|json", "How to write the result (md)");
  flags.text("--output", plan->output, "FILE", "Write it there, not to standard output");
  flags.flag("--compare", plan->compare, "Compare two results of -o json: ratios with a 95 % interval");
  flags.flag(
      "--states", plan->states,
      "Measure saving, loading, copying and joining of states instead; -b: sequences of the batch (16)");
  flags.flag("--no-start", plan->no_start, "Leave out the time from the program's start to the first token");
  add_random_weights(flags, plan->random_weights, plan->config);
  add_device(flags, plan->plugin, plan->threads, plan->no_cache);
  flags.flag("-q,--quiet", plan->quiet, "Say nothing but errors on standard error");
  flags.flag("-v,--verbose", plan->verbose, "Say which programs are compiled");
  return {app, [plan] { return run_bench(*plan); }};
}

}  // namespace constate::app
