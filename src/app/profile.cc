// constate profile: what a device does while a model runs on it, operation by operation, and what it asks of
// the host meanwhile.
#include <fmt/format.h>

#include <memory>

#include "app/bench_plan.h"
#include "app/bench_report.h"
#include "app/commands.h"
#include "app/device_options.h"
#include "app/flags.h"
#include "app/interrupt.h"
#include "app/model_names.h"
#include "app/model_source.h"
#include "app/report.h"
#include "app/text.h"
#include "base/json.h"
#include "base/write_file.h"

namespace constate::app {
namespace {

constexpr const char* kCommand = "profile";
constexpr std::size_t kShown = 25;  // operations in the table

using OrderedJson = nlohmann::ordered_json;

struct Plan {
  std::optional<std::string> folder, model, config, prompt, generate, batch, dtype, plugin, out;
  std::optional<std::int64_t> threads;
  bool random_weights = false, json = false, no_cache = false;
};

void check(Plan& plan) {
  take_model(kCommand, plan.model, "DIR", {&plan.folder}, /*is_needed=*/false);
  find_model(plan.folder);
  plan.dtype = dtype_or_setting(plan.dtype);
  check_random_weights(kCommand, plan.random_weights, plan.config);
  if (plan.config && plan.folder)
    usage_error("DIR and --config exclude each other: random weights have no folder", kCommand);
  if (!plan.config && !plan.folder) usage_error("DIR is missing", kCommand);
  if (plan.out && plan.out->empty()) usage_error("--out: the name of a file is expected; got ``", kCommand);
}

std::vector<measure::BenchmarkTest> tests_of(const Plan& plan) {
  BenchPlan bench;
  bench.prompt = plan.prompt.value_or("0");
  bench.generate = plan.generate.value_or("8,64");
  bench.batch = plan.batch;
  return app::tests_of(bench);
}

OrderedJson json_of(const measure::Recording& r) {
  const pjrt::DeviceTrace::Counts c = r.trace.counts();
  OrderedJson json{{"test", measure::label(r.test)},
                   {"batch", r.test.batch},
                   {"tokens", r.test.tokens},
                   {"seconds", r.seconds},
                   {"kernels", c.kernels},
                   {"kernel_seconds", c.kernel_seconds},
                   {"copies_to_host", c.copies_to_host},
                   {"copies_to_device", c.copies_to_device},
                   {"copies_on_device", c.copies_on_device},
                   {"launches", c.launches},
                   {"waits", c.waits},
                   {"operations", OrderedJson::array()}};
  for (const pjrt::DeviceTrace::Entry& e : r.trace.entries)
    json["operations"].push_back(
        {{"plane", e.plane}, {"line", e.line}, {"name", e.name}, {"count", e.count}, {"seconds", e.seconds}});
  return json;
}

std::string told_text(std::int64_t count) { return count < 0 ? "not told" : std::to_string(count); }

// A column for each test.
std::string counts_table(const std::vector<measure::Recording>& recordings) {
  std::vector<std::vector<std::string>> rows{{""}};
  for (const measure::Recording& r : recordings) rows[0].push_back(">" + measure::label(r.test));
  const auto row = [&](const char* name, auto value) {
    rows.push_back({name});
    for (const measure::Recording& r : recordings) rows.back().push_back(value(r, r.trace.counts()));
  };
  using Counts = pjrt::DeviceTrace::Counts;
  using R = measure::Recording;
  row("ms", [](const R& r, const Counts&) { return fmt::format("{:.2f}", r.seconds * 1e3); });
  row("ms in kernels",
      [](const R&, const Counts& c) { return fmt::format("{:.2f}", c.kernel_seconds * 1e3); });
  row("kernels", [](const R&, const Counts& c) { return told_text(c.kernels); });
  row("copies to the host", [](const R&, const Counts& c) { return told_text(c.copies_to_host); });
  row("copies to the device", [](const R&, const Counts& c) { return told_text(c.copies_to_device); });
  row("copies on the device", [](const R&, const Counts& c) { return told_text(c.copies_on_device); });
  row("launches by the host", [](const R&, const Counts& c) { return told_text(c.launches); });
  row("waits of the host", [](const R&, const Counts& c) { return told_text(c.waits); });
  return markdown_table(rows);
}

std::string operations_table(const measure::Recording& r) {
  const double all = r.trace.counts().kernel_seconds;
  std::vector<std::vector<std::string>> rows{{">ms", ">share", ">count", ">us each", "operation"}};
  for (const pjrt::DeviceTrace::Entry& e : r.trace.entries) {
    if (!e.plane.starts_with("/device:") || rows.size() > kShown) continue;
    rows.push_back({fmt::format("{:.3f}", e.seconds * 1e3), fmt::format("{:.3f}", e.seconds / all),
                    std::to_string(e.count),
                    fmt::format("{:.2f}", e.seconds / static_cast<double>(e.count) * 1e6),
                    printable(e.name)});
  }
  return fmt::format("\n{}:\n{}", measure::label(r.test), markdown_table(rows));
}

int run_profile(Plan plan) {
  check(plan);
  const std::vector<measure::BenchmarkTest> tests = tests_of(plan);
  engine::EngineOptions options;
  DtypeRequest dtype;
  if (plan.dtype) dtype = {dtype_of(*plan.dtype), false, asked_by(plan.dtype)};
  if (plan.out) check_writable(*plan.out);
  set_device(options.device_options, plan.plugin, plan.threads);
  ModelSource source = ModelSource::open(plan.folder, plan.config);
  ProgressLine progress(stderr_can_erase());
  tell_on(progress, options, {false, false, plan.no_cache});
  const Interrupt interrupt;
  const auto [engine, why_dtype] = open_engine(std::move(source), options, dtype);
  progress.note(device_line(*engine, plan.plugin, why_dtype));
  std::vector<measure::Recording> recordings;
  for (const measure::BenchmarkTest& test : tests) {
    progress.doing("recording " + measure::label(test));
    recordings.push_back(on_device([&, &e = *engine] { return measure::record(e, test); }));
  }
  progress.doing("");
  progress.clear();
  if (plan.out) write_whole(*plan.out, recordings.back().profile);
  if (plan.json) {
    OrderedJson all = OrderedJson::array();
    for (const measure::Recording& r : recordings) all.push_back(json_of(r));
    write_out(all.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
    return kOk;
  }
  write_out(counts_table(recordings));
  for (const measure::Recording& r : recordings) write_out(operations_table(r));
  return kOk;
}

}  // namespace

Command add_profile(CLI::App& root) {
  CLI::App* app = root.add_subcommand(kCommand, "Record what a device does while a model runs");
  app->footer(
      "Needs a plugin with a profiler, as CUDA's is. Recording takes time: measure speed with `bench`.\n"
      "Two lengths of -n tell what a token adds and what a call takes once.\n\n"
      "Examples:\n"
      "  constate profile models/demo --plugin cuda\n"
      "  constate profile --random-weights --config mamba2-2.7b -p 2048 -n 8,64 --out decode.xplane.pb");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text("DIR", plan->folder, "", kModelHelp);
  flags.model(plan->model);
  flags.text("-p,--prompt", plan->prompt, "N,...", "Tokens of a prompt to feed (0: none)");
  flags.text("-n,--generate", plan->generate, "N,...", "Tokens to generate (8,64); 0: none");
  flags.text("-b,--batch", plan->batch, "N,...", "Sequences at once (1)");
  flags.text("--dtype", plan->dtype, "TYPE",
             "Of the matrices: f32, bf16, f16, int8 or int4 (what is fastest there)");
  flags.text("--out", plan->out, "FILE",
             "Write the last recording there, an XSpace for XProf or TensorBoard");
  flags.flag("--json", plan->json, "As a JSON list");
  add_random_weights(flags, plan->random_weights, plan->config);
  add_device(flags, plan->plugin, plan->threads, plan->no_cache);
  return {app, [plan] { return run_profile(*plan); }};
}

}  // namespace constate::app
