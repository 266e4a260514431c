// constate doctor: what of the machine, its plugins and its folders works, and what to do about the rest.
#include "app/doctor.h"

#include <fmt/format.h>

#include <memory>

#include "app/commands.h"
#include "app/device_options.h"
#include "app/flags.h"
#include "app/report.h"
#include "app/terminal.h"

namespace constate::app {
namespace {

constexpr const char* kCommand = "doctor";

struct Plan {
  std::optional<std::string> folder, model, dtype, plugin;
  std::optional<std::int64_t> batch;
  bool json = false;
};

void check(Plan& plan) {
  take_model(kCommand, plan.model, "DIR", {&plan.folder}, /*is_needed=*/false);
  for (const auto& [option, given] :
       {std::pair{"--dtype", plan.dtype.has_value()}, {"--batch", plan.batch.has_value()}})
    if (given && !plan.folder) usage_error(fmt::format("{} has no effect without DIR", option), kCommand);
  dtype_request(plan.dtype);  // what is wrong with it comes first
}

int run_doctor(Plan plan) {
  check(plan);
  std::vector<Finding> all = examine_machine();
  const auto add = [&](std::vector<Finding> more) {
    for (Finding& f : more) all.push_back(std::move(f));
  };
  add(examine_folders());
  Plugins plugins = examine_plugins(plan.plugin);
  add(std::move(plugins.findings));
  if (plan.folder) add(examine_model(*plan.folder, plan.dtype, plan.batch.value_or(1), plugins.runners));
  write_out(plan.json ? json_of(all).dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n"
                      : text_of(all));
  const Finding* bad = first_bad(all);
  if (bad == nullptr) return kOk;
  throw Error(Code::kFailedPrecondition, fmt::format("{}: {}", bad->what, bad->text), bad->mend);
}

}  // namespace

Command add_doctor(CLI::App& root) {
  CLI::App* app =
      root.add_subcommand(kCommand, "Check the machine, its plugins and folders, and say what will run");
  app->footer(
      "Each plugin compiles and runs a small program, in a process of its own. A line begins with `ok`, with "
      "`note` where something could be better, or with `bad`, where nothing, or not the model, runs: then "
      "the "
      "exit code is 1.\n\n"
      "Examples:\n"
      "  constate doctor\n"
      "  constate doctor models/demo --batch 64\n"
      "  constate doctor --json");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text("DIR", plan->folder, "",
             "Folder of a checkpoint: whether it is whole, and fits into the memory");
  flags.model(plan->model);
  flags.text("--dtype", plan->dtype, "TYPE",
             "Of DIR's matrices: f32, bf16, f16, int8 or int4 (the device's own choice)");
  flags.integer("--batch", plan->batch, 1, 4096, "Sequences of DIR whose states are to fit together (1)");
  flags.text("--plugin", plan->plugin, "NAME|FILE",
             "cpu, cuda, tpu or a PJRT plugin's file: examine that alone (all that are here)");
  flags.flag("--json", plan->json, "As a JSON object");
  return {app, [plan] { return run_doctor(*plan); }};
}

}  // namespace constate::app
