// constate dump: the StableHLO text of a program, for any kind of device, without one.
#include <fmt/format.h>

#include <memory>

#include "ahead/targets.h"
#include "app/blueprint.h"
#include "app/commands.h"
#include "app/device_options.h"
#include "app/flags.h"
#include "app/model_names.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/error.h"
#include "hlo/print.h"
#include "programs/programs.h"

namespace constate::app {
namespace {

struct Plan {
  std::optional<std::string> from, model, program, dtype, target, rules;
  std::optional<std::int64_t> batch, length, block, tokens;
  bool locations = false;
};

// Of a device that need not be here, and that of a CPU wherever this runs.
runtime::DeviceProfile profile_named(const std::string& text) {
  for (const pjrt::PluginKind kind :
       {pjrt::PluginKind::kCpu, pjrt::PluginKind::kCuda, pjrt::PluginKind::kTpu})
    if (text == name(kind)) return runtime::profile_of(kind, "");
  for (const ahead::Target& target : ahead::targets())
    if (text == target.name) return runtime::profile_of(target.kind, target.device);
  throw Error(Code::kInvalidArgument,
              fmt::format("--for: cpu, cuda, tpu or a target of `constate compile` is expected; got `{}`",
                          printable(text)));
}

int run_dump(Plan plan) {
  take_model("dump", plan.model, "FROM", {&plan.from});
  find_model(plan.from, Needs::kConfiguration);
  const std::string program = plan.program.value_or("decode");
  const bool prefill = program == "prefill", inspect = program == "inspect", decode = program == "decode",
             choose = program == "choose", score = program == "score";
  if (!prefill && !inspect && !decode && !choose && !score)
    throw Error(Code::kInvalidArgument,
                fmt::format("--program: prefill, decode, choose, score or inspect is expected; got `{}`",
                            printable(program)));
  const auto needs = [&](const char* option, bool given, bool used) {
    if (given && !used) usage_error(fmt::format("{} has no effect on {}", option, program), "dump");
  };
  needs("--length", plan.length.has_value(), prefill || inspect || score);
  needs("--block", plan.block.has_value(), decode);
  needs("--rules", plan.rules.has_value(), decode || choose);

  const runtime::DeviceProfile profile = profile_named(plan.target.value_or("cpu"));
  const models::SamplingRules rules = rules_named(plan.rules.value_or(""));
  const programs::Blueprint blueprint = blueprint_of(*plan.from, dtype_or_setting(plan.dtype), profile);
  const std::int64_t length = plan.length.value_or(profile.segments.front()),
                     block = plan.block.value_or(profile.blocks.back());
  const std::int64_t capacity =
      capacity_for_tokens(*blueprint.model, plan.tokens, decode ? block : length, "dump");
  needs("--tokens", plan.tokens.has_value(), prefill || score || decode);
  const programs::PrefillShape prompt{plan.batch.value_or(1), length, capacity};
  const programs::ChoiceShape choice{prompt.batch, 4, rules};
  const programs::TracedProgram traced =
      prefill   ? programs::prefill_program(blueprint, prompt)
      : inspect ? programs::inspect_program(blueprint, prompt)
      : score   ? programs::score_program(blueprint, prompt)
      : choose  ? programs::choose_program(blueprint, choice)
                : programs::decode_program(blueprint, {choice, block, profile.exit_early, capacity});
  write_out(hlo::print(traced.program, {.locations = plan.locations}));
  return 0;
}

}  // namespace

Command add_dump(CLI::App& root) {
  CLI::App* app = root.add_subcommand("dump", "Print a program as StableHLO text");
  app->footer(
      "Needs no device.\n\nExample:\n  constate dump models/demo --program decode --for tpu > decode.mlir");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text(
      "FROM", plan->from, "",
      "Folder of a checkpoint, ORG/NAME, a GGUF file, a config.json, or a published size: mamba2-130m");
  flags.model(plan->model);
  flags.text("--program", plan->program, "NAME", "prefill, decode, choose, score or inspect (decode)");
  flags.text("--for", plan->target, "KIND",
             "As it is for cpu, cuda or tpu, or for a device by its name, cuda:h200 (cpu)");
  flags.integer("--batch", plan->batch, 1, 4096, "Rows (1)");
  flags.integer("--length", plan->length, 1, 1 << 20, "Places of a text, for prefill, score and inspect");
  flags.integer("--block", plan->block, 1, 4096, "Tokens a call, for decode");
  flags.integer("--tokens", plan->tokens, 1, 1 << 30,
                "Tokens of the texts, for a model whose state grows with them (256)");
  flags.text("--rules", plan->rules, "LIST",
             "Sampling rules, for decode and choose: draw, filter, penalty, with commas between");
  flags.text("--dtype", plan->dtype, "TYPE",
             "Of the matrices: f32, bf16, f16, int8 or int4 (f32 on a CPU, else bf16)");
  flags.flag("--locations", plan->locations, "With the source line of each operation");
  return {app, [plan] { return run_dump(*plan); }};
}

}  // namespace constate::app
