// constate state: what saved states hold, and what two of them have that is not the same.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>

#include "app/commands.h"
#include "app/device_options.h"
#include "app/flags.h"
#include "app/model_names.h"
#include "app/report.h"
#include "app/state_verify.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/error.h"
#include "base/json.h"
#include "engine/saved_state.h"
#include "engine/state_difference.h"

namespace constate::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr const char* kCommand = "state";

struct Plan {
  std::optional<std::string> action;
  std::vector<std::string> files;
  bool json = false, verify = false;
  StateVerifyPlan again;  // for `verify`
};

std::string dump(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

// ---- show

std::string next_text(const engine::StateFacts& f) {
  const std::string unfed =
      f.unfed > 0 ? fmt::format("{} of the prompt, not yet fed", count_text(f.unfed, "token")) : "";
  if (f.next)
    return fmt::format("{}, chosen and not yet fed{}", *f.next, unfed.empty() ? "" : "; then " + unfed);
  if (!unfed.empty()) return unfed;
  return f.has_logits ? "to be chosen from the logits" : "nothing: no token was fed";
}

std::string sampling_text(const engine::StateFacts& f) {
  const engine::Sampling& s = f.sampling;
  return fmt::format(
      "temperature {}, top-k {}, top-p {}, min-p {}, repetition penalty {}, seed {}; {} chosen so far",
      s.temperature, s.top_k, s.top_p, s.min_p, s.repetition_penalty, s.seed, f.drawn);
}

std::string notes_text(const engine::StateFacts& f) {
  std::vector<std::string> out;
  for (const auto& [name, bytes] : f.notes) out.push_back(fmt::format("{} ({})", name, bytes_text(bytes)));
  return out.empty() ? "none" : fmt::format("{}", fmt::join(out, ", "));
}

std::string types_text(const engine::StateFacts& f) {
  std::set<std::string_view> types;
  for (const auto& [name, shape] : f.fields) types.insert(constate::name(shape.dtype));
  return fmt::format("{} in {}, {}", bytes_text(f.state_bytes()), count_text(std::ssize(f.fields), "tensor"),
                     fmt::join(types, " and "));
}

std::string text_of(const std::string& file, const engine::StateFacts& f, bool verified) {
  std::string out = printable(file) + "\n";
  const auto line = [&](std::string_view what, const std::string& text) {
    out += fmt::format("  {:<12} {}\n", what, printable(text));
  };
  line("saved", fmt::format("{} by {}, {}", engine::utc_text(f.saved_at), f.program,
                            bytes_text(static_cast<std::int64_t>(f.file_bytes))));
  line("model", fmt::format("{}, configuration {}, weights {}", f.model.model_type, f.model.configuration,
                            f.model.weights));
  line("made with", fmt::format("weights {} on {}", f.dtype, f.device));
  line("tokens", fmt::format("{}, {}, hash {}", f.tokens, f.has_ids ? "with their ids" : "without their ids",
                             f.tokens_hash));
  line("next", next_text(f));
  line("sampling", sampling_text(f));
  line("state", types_text(f));
  line("notes", notes_text(f));
  line("checksums",
       verified ? "all are right" : "that of the header is right; --verify reads the rest of the file too");
  return out;
}

OrderedJson json_of(const std::string& file, const engine::StateFacts& f, bool verified) {
  OrderedJson fields = OrderedJson::array(), notes = OrderedJson::object();
  for (const auto& [name, shape] : f.fields)
    fields.push_back({{"name", name}, {"dtype", constate::name(shape.dtype)}, {"shape", shape.dims}});
  for (const auto& [name, bytes] : f.notes) notes[name] = bytes;
  return {{"file", file},
          {"bytes", f.file_bytes},
          {"model",
           {{"type", f.model.model_type},
            {"configuration", f.model.configuration},
            {"weights", f.model.weights}}},
          {"tokens", f.tokens},
          {"tokens_hash", f.tokens_hash},
          {"ids", f.has_ids},
          {"recent", f.recent},
          {"withheld", f.withheld},
          {"next", f.next ? OrderedJson(*f.next) : OrderedJson(nullptr)},
          {"unfed", f.unfed},
          {"logits", f.has_logits},
          {"vocabulary", f.vocabulary},
          {"sampling",
           {{"temperature", f.sampling.temperature},
            {"top_k", f.sampling.top_k},
            {"top_p", f.sampling.top_p},
            {"min_p", f.sampling.min_p},
            {"repetition_penalty", f.sampling.repetition_penalty},
            {"seed", f.sampling.seed}}},
          {"drawn", f.drawn},
          {"dtype", f.dtype},
          {"device", f.device},
          {"program", f.program},
          {"saved_at", engine::utc_text(f.saved_at)},
          {"state_bytes", f.state_bytes()},
          {"fields", std::move(fields)},
          {"notes", std::move(notes)},
          {"verified", verified}};
}

// A file that is not as it should be does not keep the others from being shown.
int show(const Plan& plan) {
  int code = kOk;
  for (const std::string& file : plan.files) {
    try {
      const engine::StateFacts facts = engine::read_state_facts(file);
      if (plan.verify) engine::read_state(file);
      write_out(plan.json ? dump(json_of(file, facts, plan.verify)) : text_of(file, facts, plan.verify));
    } catch (const Error&) {
      code = std::max(code, report(std::current_exception()));
    }
  }
  return code;
}

// ---- diff

using Row = std::array<std::string, 5>;

std::string shape_text(const std::optional<Shape>& shape) { return shape ? shape->str() : "none"; }

Row row_of(const engine::ArrayDifference& d) {
  const bool one_size = d.a && d.b && d.a->dims == d.b->dims;
  if (!one_size || d.a->dtype != d.b->dtype)
    if (d.differing == 0) return {d.name, shape_text(d.a) + " and " + shape_text(d.b), "", "", ""};
  return {d.name, fmt::format("{} of {}", d.differing, d.a->elements()), fmt::format("{:.3g}", d.largest),
          fmt::format("{:.3g}", d.relative), fmt::format("[{}]", fmt::join(d.first, ", "))};
}

std::string table_of(const std::vector<engine::ArrayDifference>& arrays) {
  std::vector<Row> rows{{"tensor", "elements", "largest", "relative", "first"}};
  for (const engine::ArrayDifference& d : arrays)
    if (!d.same()) rows.push_back(row_of(d));
  if (rows.size() == 1) return "";
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string out;
  for (const Row& r : rows) {
    std::string line = fmt::format("{:{}}  {:{}}  {:>{}}  {:>{}}  {}", printable(r[0]), widths[0], r[1],
                                   widths[1], r[2], widths[2], r[3], widths[3], r[4]);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string text_of(const Plan& plan, const engine::StateDifference& d) {
  const auto same = std::count_if(d.arrays.begin(), d.arrays.end(), [](const auto& a) { return a.same(); });
  std::string out;
  for (const auto& [side, file] : {std::pair("A", &plan.files[0]), std::pair("B", &plan.files[1])})
    out += fmt::format("{}: {}\n", side, printable(*file));
  if (!d.model.empty()) out += printable(d.model) + "\n";
  for (const engine::WordDifference& w : d.words)
    out += printable(fmt::format("{}: A has {}, B has {}", w.name, w.a, w.b)) + "\n";
  out += table_of(d.arrays);
  return out + (d.same() ? "the same state\n"
                         : fmt::format("{} of {} are the same\n", same,
                                       count_text(std::ssize(d.arrays), "tensor")));
}

OrderedJson json_of(const Plan& plan, const engine::StateDifference& d) {
  OrderedJson words = OrderedJson::array(), tensors = OrderedJson::array();
  for (const engine::WordDifference& w : d.words) words.push_back({{"name", w.name}, {"a", w.a}, {"b", w.b}});
  const auto shape = [](const std::optional<Shape>& s) {
    return s ? OrderedJson(s->str()) : OrderedJson(nullptr);
  };
  for (const engine::ArrayDifference& t : d.arrays)
    tensors.push_back({{"name", t.name},
                       {"same", t.same()},
                       {"a", shape(t.a)},
                       {"b", shape(t.b)},
                       {"differing", t.differing},
                       {"largest", t.largest},
                       {"relative", t.relative},
                       {"first", t.first.empty() ? OrderedJson(nullptr) : OrderedJson(t.first)}});
  return {
      {"a", plan.files[0]},        {"b", plan.files[1]},
      {"same", d.same()},          {"model", d.model.empty() ? OrderedJson(nullptr) : OrderedJson(d.model)},
      {"words", std::move(words)}, {"tensors", std::move(tensors)}};
}

int diff(const Plan& plan) {
  if (plan.files.size() != 2)
    usage_error(fmt::format("`diff` takes two files; got {}", plan.files.size()), kCommand);
  if (plan.verify) usage_error("--verify goes with `show`: `diff` always reads the whole files", kCommand);
  const engine::StateDifference d =
      engine::difference(engine::read_state(plan.files[0]), engine::read_state(plan.files[1]));
  write_out(plan.json ? dump(json_of(plan, d)) : text_of(plan, d));
  return d.same() ? 0 : 1;  // as diff has it
}

int verify(Plan plan) {
  if (plan.files.size() != 2)
    usage_error(fmt::format("`verify` takes a file and a model's folder; got {}",
                            count_text(static_cast<std::int64_t>(plan.files.size()), "name")),
                kCommand);
  if (plan.verify) usage_error("--verify goes with `show`: `verify` always reads the whole file", kCommand);
  plan.again.file = plan.files[0];
  plan.again.folder = find_model(plan.files[1]);
  plan.again.json = plan.json;
  return verify_state(plan.again);
}

int run_state(const Plan& plan) {
  if (*plan.action == "verify") return verify(plan);
  if (plan.again.dtype || plan.again.plugin || plan.again.threads || plan.again.no_cache)
    usage_error(
        fmt::format("--dtype, --plugin, --threads and --no-cache go with `verify`: `{}` needs no device",
                    printable(*plan.action)),
        kCommand);
  if (*plan.action == "show") return show(plan);
  if (*plan.action == "diff") return diff(plan);
  usage_error(fmt::format("`show`, `diff` or `verify` is expected; got `{}`", printable(*plan.action)),
              kCommand);
}

}  // namespace

Command add_state(CLI::App& root) {
  CLI::App* app =
      root.add_subcommand(kCommand, "Show what saved states hold, compare them, or make one again");
  app->footer(
      "`show` and `diff` need no device and no model. `diff` and `verify` end with code 1 where states "
      "differ.\n\n"
      "Examples:\n"
      "  constate state show chat.state\n"
      "  constate state show --verify *.state\n"
      "  constate state diff before.state after.state\n"
      "  constate state verify chat.state models/demo");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags
      .text("ACTION", plan->action, "",
            "show: what files hold; diff: what two have that is not the same; verify: FILE DIR, whether the "
            "model in DIR makes the state again from its tokens")
      ->required();
  flags.texts("FILE", plan->files, "", "Saved states")->expected(1, -1)->allow_extra_args()->required();
  flags.flag("--verify", plan->verify, "Read the whole files, and compare all checksums");
  flags.text("--dtype", plan->again.dtype, "TYPE",
             "Of the matrices, with verify: f32, bf16, f16, int8, int4, or auto (that of the state)");
  add_device(flags, plan->again.plugin, plan->again.threads, plan->again.no_cache);
  flags.flag("--json", plan->json, "As JSON: an object a line for each file, or one of the difference");
  return {app, [plan] { return run_state(*plan); }};
}

}  // namespace constate::app
