// constate convert: a model in another kind of file.
#include "engine/convert.h"

#include <fmt/format.h>

#include <memory>

#include "app/commands.h"
#include "app/flags.h"
#include "app/model_names.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/error.h"
#include "base/json.h"

namespace constate::app {
namespace {

constexpr const char* kCommand = "convert";

struct Plan {
  std::optional<std::string> from, model, to, output, dtype;
  bool force = false, json = false, quiet = false;
};

void check(const Plan& plan) {
  if (!plan.to) usage_error("--to gguf or --to safetensors is expected", kCommand);
  if (*plan.to != "gguf" && *plan.to != "safetensors")
    usage_error(fmt::format("--to: gguf or safetensors is expected; got `{}`", printable(*plan.to)),
                kCommand);
  if (!plan.output) usage_error("-o PATH is expected: where the new model goes", kCommand);
  if (!plan.dtype) return;
  const bool known = *plan.dtype == "f32" || *plan.dtype == "f16" || *plan.dtype == "bf16" ||
                     (*plan.dtype == "q8_0" && *plan.to == "gguf");
  if (!known)
    usage_error(fmt::format("--dtype: f32, f16, bf16{} is expected; got `{}`",
                            *plan.to == "gguf" ? " or q8_0" : "", printable(*plan.dtype)),
                kCommand);
}

int run_convert(Plan plan) {
  take_model(kCommand, plan.model, "DIR", {&plan.from});
  check(plan);
  find_model(plan.from);
  ProgressLine line(!plan.quiet && stderr_can_erase());
  engine::ConvertOptions options{plan.dtype, plan.force, {}};
  if (!plan.quiet)
    options.progress = [&](double share) { line.doing(fmt::format("writing: {:.0f} %", 100 * share)); };
  const auto convert = *plan.to == "gguf" ? engine::convert_to_gguf : engine::convert_to_safetensors;
  engine::Converted out;
  try {
    out = convert(*plan.from, *plan.output, options);
  } catch (const Error& e) {
    if (e.code() != Code::kAlreadyExists || plan.force || !e.hint().empty()) throw;
    throw Error(e.code(), e.what(), "--force replaces it");
  }
  line.clear();
  if (plan.json) {
    const OrderedJson json{{"path", *plan.output},
                           {"format", *plan.to},
                           {"tensors", out.tensors},
                           {"bytes", out.bytes},
                           {"tokenizer", out.tokenizer}};
    write_out(json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
  } else {
    write_out(fmt::format("{}: {} in {}, tokenizer {}\n", printable(*plan.output),
                          bytes_text(static_cast<std::int64_t>(out.bytes)), count_text(out.tensors, "tensor"),
                          out.tokenizer));
  }
  return 0;
}

}  // namespace

Command add_convert(CLI::App& root) {
  CLI::App* app =
      root.add_subcommand(kCommand, "Write a model as a GGUF file, or as a folder of safetensors");
  app->footer(
      "Reads and writes one tensor at a time, and needs no device. The tokenizer and the chat template go "
      "along.\n"
      "A GGUF file is written of Mamba-2.\n\nExamples:\n"
      "  constate convert models/demo --to gguf -o demo.gguf\n"
      "  constate convert demo.gguf --to safetensors -o demo");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text("DIR", plan->from, "", "Folder of a checkpoint, ORG/NAME, or a GGUF file");
  flags.model(plan->model);
  flags.text("--to", plan->to, "FORMAT", "gguf: one file; safetensors: a folder as transformers reads it");
  flags.text("-o,--output", plan->output, "PATH", "The new file or folder");
  flags.text("--dtype", plan->dtype, "TYPE",
             "Of matrices: f32, f16, bf16, in a GGUF file q8_0 too (as they are, and blocks as f32)");
  flags.flag("--force", plan->force, "Replace what is there");
  flags.flag("--json", plan->json, "As a JSON object");
  flags.flag("-q,--quiet", plan->quiet, "Say nothing but errors on standard error");
  return {app, [plan] { return run_convert(*plan); }};
}

}  // namespace constate::app
