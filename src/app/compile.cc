// constate compile: programs compiled ahead. For a target that need not be here, with what the compiler tells
// of them; or for the device at hand, into the compile cache.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ctime>
#include <memory>
#include <set>

#include "ahead/targets.h"
#include "app/blueprint.h"
#include "app/commands.h"
#include "app/device_options.h"
#include "app/flags.h"
#include "app/model_names.h"
#include "app/report.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/write_file.h"
#include "hlo/print.h"
#include "runtime/kept_programs.h"
#include "runtime/program_folder.h"
#include "runtime/weights.h"

namespace constate::app {
namespace {

namespace fs = std::filesystem;
using OrderedJson = nlohmann::ordered_json;

constexpr const char* kCommand = "compile";

struct Plan {
  std::optional<std::string> from, model, target, plugin, program, dtype, rules, out, keep, take;
  std::optional<std::int64_t> batch, length, block, tokens, threads;
  bool json = false;

  bool wants(std::string_view name) const { return !program || *program == "all" || *program == name; }
};

void check(Plan& plan) {
  take_model(kCommand, plan.model, "FROM", {&plan.from});
  find_model(plan.from, Needs::kConfiguration);
  plan.dtype = dtype_or_setting(plan.dtype);
  const std::string program = plan.program.value_or("all");
  if (program != "prefill" && program != "decode" && program != "all")
    throw Error(Code::kInvalidArgument,
                fmt::format("--program: prefill, decode or all is expected; got `{}`", printable(program)));
  const auto has_no_effect = [](const char* option, bool given, const std::string& where) {
    if (given) usage_error(fmt::format("{} has no effect {}", option, where), kCommand);
  };
  has_no_effect("--length", plan.length && !plan.wants("prefill"), "on " + program);
  has_no_effect("--block", plan.block && !plan.wants("decode"), "on " + program);
  has_no_effect("--rules", plan.rules && !plan.wants("decode"), "on " + program);
  has_no_effect("--threads", plan.threads && plan.target, "with --target");
  has_no_effect("--out", plan.out && !plan.target, "without --target");
  has_no_effect("--keep", plan.keep && !plan.target, "without --target");
  has_no_effect("--take", plan.take && plan.target, "with --target");
  for (const auto& [option, folder] : {std::pair("--keep", &plan.keep), std::pair("--take", &plan.take)})
    if (*folder && (*folder)->empty())
      usage_error(fmt::format("{}: the name of a folder is expected; got ``", option), kCommand);
}

// ---- for a target

struct Piece {
  std::string name;   // "prefill"
  std::string shape;  // "1 row, 2048 tokens"
  hlo::Program program;
};

std::int64_t capacity_of(const Plan& plan, const models::BoundModel& model, std::int64_t call) {
  return capacity_for_tokens(model, plan.tokens, call, kCommand);
}

std::vector<Piece> pieces_of(const Plan& plan, const programs::Blueprint& blueprint,
                             const runtime::DeviceProfile& profile) {
  const std::int64_t batch = plan.batch.value_or(1);
  std::vector<Piece> out;
  if (plan.wants("prefill")) {
    const std::int64_t length = plan.length.value_or(profile.segments.back());
    out.push_back(
        {"prefill", fmt::format("{}, {}", count_text(batch, "row"), count_text(length, "token")),
         programs::prefill_program(blueprint, {batch, length, capacity_of(plan, *blueprint.model, length)})
             .program});
  }
  if (plan.wants("decode")) {
    const std::int64_t block = plan.block.value_or(profile.blocks.back());
    const programs::ChoiceShape choice{batch, 4, rules_named(plan.rules.value_or(""))};
    out.push_back(
        {"decode", fmt::format("{}, a block of {}", count_text(batch, "row"), count_text(block, "token")),
         programs::decode_program(
             blueprint, {choice, block, profile.exit_early, capacity_of(plan, *blueprint.model, block)})
             .program});
  }
  return out;
}

void keep(const runtime::KeptPrograms& kept, const ahead::TargetCompiler& compiler,
          const std::string& program, const ahead::Compilation& made) {
  if (!made.executable)
    throw Error(Code::kUnimplemented,
                fmt::format("{} gives no bytes for its executables", compiler.plugin().name()));
  kept.keep(compiler.plugin(), compiler.device_kind(), program, *made.executable);
}

template <class T>
OrderedJson or_null(const std::optional<T>& value) {
  return value ? OrderedJson(*value) : OrderedJson(nullptr);
}

// What PJRT gives as 0 where the plugin does not know it.
std::optional<std::int64_t> told(std::int64_t bytes) {
  return bytes == 0 ? std::nullopt : std::optional(bytes);
}

OrderedJson json_of(const Piece& piece, const ahead::Compilation& made, std::int64_t emitted_custom_calls) {
  OrderedJson json{{"program", piece.name},
                   {"shape", piece.shape},
                   {"compile_seconds", made.seconds},
                   {"flops", or_null(made.flops)},
                   {"bytes_accessed", or_null(made.bytes_accessed)},
                   {"transcendentals", or_null(made.transcendentals)}};
  const auto& m = made.memory;
  const auto bytes = [&](const char* key, auto member) {
    json[key] = m ? OrderedJson((*m).*member) : OrderedJson(nullptr);
  };
  using Memory = pjrt::ExecutableMemory;
  bytes("argument_bytes", &Memory::arguments);
  bytes("output_bytes", &Memory::outputs);
  bytes("aliased_bytes", &Memory::aliased);
  bytes("temporary_bytes", &Memory::temporaries);
  json["peak_bytes"] = or_null(m ? told(m->peak) : std::nullopt);
  json["code_bytes"] = or_null(m ? told(m->code) : std::nullopt);
  json["executable_bytes"] = made.executable ? OrderedJson(made.executable->size()) : OrderedJson(nullptr);
  json["custom_calls_emitted"] = emitted_custom_calls;
  json["custom_calls_made"] = made.census ? OrderedJson(made.census->custom_calls) : OrderedJson(nullptr);
  return json;
}

std::string calls_text(const OrderedJson& json) {
  const std::int64_t emitted = json.at("custom_calls_emitted").get<std::int64_t>();
  std::string out =
      fmt::format("{} in the program; by the compiler: ", emitted == 0 ? "none" : std::to_string(emitted));
  const OrderedJson& made = json.at("custom_calls_made");
  if (made.is_null()) return out + "not told";
  if (made.empty()) return out + "none";
  std::vector<std::string> each;
  for (const auto& [name, count] : made.items()) each.push_back(fmt::format("{} {}", count.get<int>(), name));
  return out + printable(fmt::format("{}", fmt::join(each, ", ")));
}

std::string text_of(const OrderedJson& json, const ahead::Target& target, std::string_view dtype) {
  std::string out = fmt::format("{} for {} ({}), weights {}\n", json.at("program").get<std::string>(),
                                target.name, json.at("shape").get<std::string>(), dtype);
  const auto line = [&](const char* what, const std::string& value) {
    out += fmt::format("  {:<16} {}\n", what, value);
  };
  const auto number = [&](const char* what, const char* key) {
    line(what, json.at(key).is_null() ? "not told" : fmt::format("{:.0f}", json.at(key).get<double>()));
  };
  const auto bytes = [&](const char* what, const char* key, const std::string& more = "") {
    line(what, json.at(key).is_null() ? "not told" : bytes_text(json.at(key).get<std::int64_t>()) + more);
  };
  line("compiled in", seconds_text(json.at("compile_seconds").get<double>()));
  number("flops", "flops");
  number("bytes accessed", "bytes_accessed");
  number("transcendentals", "transcendentals");
  bytes("arguments", "argument_bytes");
  bytes("outputs", "output_bytes");
  bytes("aliased", "aliased_bytes");
  bytes("temporaries", "temporary_bytes");
  bytes("peak", "peak_bytes", target.memory > 0 ? " of " + bytes_text(target.memory) : "");
  bytes("code", "code_bytes");
  bytes("executable", "executable_bytes");
  line("custom calls", calls_text(json));
  return out;
}

// The CPU that a target names is this machine's.
runtime::DeviceProfile profile_for(const ahead::Target& target) {
  return runtime::profile_of(target.kind, target.device,
                             target.topology ? runtime::Processor{} : runtime::Processor::of_this_machine());
}

int run_for_target(const Plan& plan) {
  const ahead::Target& target =
      with_context("--target", [&] { return std::cref(ahead::target_named(printable(*plan.target))); });
  const runtime::DeviceProfile profile = profile_for(target);
  const programs::Blueprint blueprint = blueprint_of(*plan.from, plan.dtype, profile);
  const std::vector<Piece> pieces = pieces_of(plan, blueprint, profile);
  if (plan.out) {
    std::error_code error;
    fs::create_directories(*plan.out, error);
    if (error) throw Error(Code::kPermissionDenied, fmt::format("--out: {}: {}", *plan.out, error.message()));
  }
  const ahead::TargetCompiler compiler =
      on_device([&] { return ahead::TargetCompiler(target, search_for(plan.plugin)); });
  const DType dtype = plan.dtype ? dtype_of(*plan.dtype) : profile.dtype;
  OrderedJson all{
      {"model", *plan.from},
      {"target", target.name},
      {"dtype", user_name(dtype)},
      {"profile", profile.basis},
      {"batch", plan.batch.value_or(1)},
      {"plugin", compiler.plugin().name()},
      {"platform_version", compiler.platform_version()},
      {"weight_bytes", models::bytes_of(blueprint.model->weights())},
      {"state_bytes", plan.batch.value_or(1) *
                          models::state_bytes(*blueprint.model, capacity_of(plan, *blueprint.model, 1))},
      {"programs", OrderedJson::array()}};
  if (!plan.json) write_out(fmt::format("profile of {}: {}\n", target.device, profile.basis));
  ProgressLine progress(stderr_can_erase());
  for (const Piece& piece : pieces) {
    progress.compiling(piece.name);
    const std::string text = hlo::print(piece.program);
    const ahead::Compilation made = on_device([&] {
      return with_context(fmt::format("{} for {}", piece.name, target.name),
                          [&] { return compiler.compile(text); });
    });
    progress.clear();
    all["programs"].push_back(json_of(piece, made, ahead::custom_calls_in(text)));
    if (!plan.json) write_out(text_of(all["programs"].back(), target, user_name(dtype)));
    if (plan.keep) keep(runtime::KeptPrograms(*plan.keep, say), compiler, text, made);
    if (plan.out) {
      if (!made.executable)
        throw DeviceError(
            Error(Code::kUnimplemented,
                  fmt::format("--out: {} gives no bytes for its executables", compiler.plugin().name())));
      write_whole(fs::path(*plan.out) / (piece.name + ".executable"), *made.executable);
      write_whole(fs::path(*plan.out) / (piece.name + ".hlo.pb"), made.optimized);
    }
  }
  if (plan.json) write_out(all.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
  return kOk;
}

// ---- for the device at hand

struct Wanted {
  std::string name;
  std::function<void(runtime::ProgramCache&)> make;
};

// What a `generate` of so many rows asks for.
std::vector<Wanted> wanted(const Plan& plan, const models::BoundModel& model,
                           const runtime::DeviceProfile& profile) {
  const std::int64_t batch = plan.batch.value_or(1);
  const programs::ChoiceShape choice{batch, 4, rules_named(plan.rules.value_or(""))};
  std::vector<Wanted> out;
  if (plan.wants("prefill"))
    for (const std::int64_t length : plan.length ? std::vector{*plan.length} : profile.segments)
      out.push_back({"prefill of " + count_text(length, "token"),
                     [=, capacity = capacity_of(plan, model, length)](runtime::ProgramCache& programs) {
                       programs.prefill({batch, length, capacity});
                     }});
  if (plan.wants("decode")) {
    out.push_back({"choose", [=](runtime::ProgramCache& programs) { programs.choose(choice); }});
    for (const std::int64_t block : plan.block ? std::vector{*plan.block} : profile.blocks)
      out.push_back({"decode of " + count_text(block, "token"),
                     [=, exit_early = profile.exit_early,
                      capacity = capacity_of(plan, model, block)](runtime::ProgramCache& programs) {
                       programs.decode({choice, block, exit_early, capacity});
                     }});
  }
  return out;
}

// Throws where a program that was compiled since `start` is not in the folder.
void check_kept(const fs::path& folder, const std::set<std::string>& compiled, std::time_t start) {
  std::set<std::string> kept;
  for (const runtime::StoredProgram& p : runtime::stored_programs(folder))
    if (p.damage.empty() && p.used >= start) kept.insert(p.name);
  for (const std::string& name : compiled)
    if (!kept.contains(name))
      throw Error(Code::kFailedPrecondition,
                  fmt::format("compile cache: {} could not be kept in {}", name, folder.string()),
                  "the line above says why; CONSTATE_CACHE names the folder");
}

int run_into_cache(const Plan& plan) {
  const fs::path folder = runtime::default_program_folder();
  if (folder.empty())
    throw Error(Code::kNotFound, fmt::format("no folder for compiled programs: {}", kNoCacheFolder),
                fmt::format("{}; or compile for a --target", kNameCacheFolder));
  ProgressLine progress(stderr_can_erase());
  runtime::DeviceOptions options;
  set_device(options, plan.plugin, plan.threads);
  options.note = [&](const std::string& text) { progress.note(text); };
  const auto runtime = on_device([&] { return runtime::Device::open(options); });
  const std::time_t start = std::time(nullptr);
  std::set<std::string> compiled;
  runtime::ProgramCache programs(
      runtime, blueprint_of(*plan.from, plan.dtype, runtime->profile),
      [&](const std::string& program) {
        progress.compiling(program);
        if (!program.empty()) compiled.insert(program);
      },
      store_in(folder, options.note));
  OrderedJson all{{"cache", folder.string()},
                  {"plugin", runtime->client->plugin().name()},
                  {"device", runtime->client->devices()[0].kind},
                  {"programs", OrderedJson::array()}};
  std::string why_not;  // the program at hand was not taken from --take
  if (plan.take)
    programs.take_from(std::make_shared<const runtime::KeptPrograms>(*plan.take, options.note),
                       [&](const std::string&, const std::string& why) { why_not = why; });
  for (const Wanted& w : wanted(plan, *programs.blueprint().model, runtime->profile)) {
    why_not.clear();
    const Stopwatch watch;
    const int before = programs.compiled();
    on_device([&] { w.make(programs); });
    const bool is_new = programs.compiled() > before;
    progress.clear();
    all["programs"].push_back({{"program", w.name}, {"compiled", is_new}, {"seconds", watch.seconds()}});
    if (plan.take) all["programs"].back()["not_taken"] = why_not;
    if (!why_not.empty() && !plan.json)
      write_out(fmt::format("{}: not taken: {}\n", w.name, printable(why_not)));
    if (!plan.json)
      write_out(fmt::format("{}: {}\n", w.name,
                            is_new ? "compiled in " + seconds_text(watch.seconds()) : "there already"));
  }
  check_kept(folder, compiled, start);
  const int there = programs.loaded();
  if (plan.json)
    write_out(all.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
  else
    write_out(fmt::format("{} compiled, {} there already, in {}\n",
                          count_text(programs.compiled(), "program"), there, printable(folder.string())));
  return kOk;
}

}  // namespace

Command add_compile(CLI::App& root) {
  CLI::App* app = root.add_subcommand(kCommand, "Compile a model's programs ahead of time");
  app->footer(
      "Without --target: for this machine's device, into the compile cache, so that `generate` need not.\n"
      "With it: for a device that need not be here, with what the compiler tells of the programs.\n\n"
      "Examples:\n"
      "  constate compile models/demo\n"
      "  constate compile mamba2-2.7b --target tpu:v6e --program decode");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text(
      "FROM", plan->from, "",
      "Folder of a checkpoint, ORG/NAME, a GGUF file, a config.json, or a published size: mamba2-130m");
  flags.model(plan->model);
  flags.text("--target", plan->target, "NAME", "tpu:v6e, tpu:v5e, cuda:h100, cuda:h200, cuda:b200 or cpu");
  flags.text("--program", plan->program, "NAME", "prefill, decode or all (all)");
  flags.integer("--batch", plan->batch, 1, 4096, "Rows (1)");
  flags.integer("--length", plan->length, 1, 1 << 20,
                "Tokens of a prefill (with --target the longest segment; else each)");
  flags.integer("--block", plan->block, 1, 4096,
                "Tokens of a decode (with --target the longest block; else each)");
  flags.integer("--tokens", plan->tokens, 1, 1 << 30,
                "Tokens of the texts, for a model whose state grows with them (256)");
  flags.text("--rules", plan->rules, "LIST",
             "Sampling rules: draw, filter, penalty, with commas between (greedy)");
  flags.text("--dtype", plan->dtype, "TYPE",
             "Of the matrices: f32, bf16, f16, int8 or int4 (f32 on a CPU, else bf16)");
  flags.text("--plugin", plan->plugin, "NAME|FILE",
             "cpu, cuda, tpu or a PJRT plugin's file (the one that fits)");
  add_threads(flags, plan->threads);
  flags.text("--out", plan->out, "DIR", "With --target: write the executables and optimized programs there");
  flags.text("--keep", plan->keep, "DIR",
             "With --target: keep the executables there, for --take on a machine that has the device");
  flags.text("--take", plan->take, "DIR",
             "Take from there what --keep put there, where the same plugin is here");
  flags.flag("--json", plan->json, "As JSON");
  return {app, [plan] {
            check(*plan);
            return plan->target ? run_for_target(*plan) : run_into_cache(*plan);
          }};
}

}  // namespace constate::app
