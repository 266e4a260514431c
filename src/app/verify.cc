// constate verify: whether a model gives what it should, on the device at hand.
#include <fmt/format.h>

#include <memory>

#include "app/commands.h"
#include "app/device_options.h"
#include "app/flags.h"
#include "app/interrupt.h"
#include "app/model_names.h"
#include "app/model_source.h"
#include "app/prompts.h"
#include "app/report.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/json.h"
#include "check/parity.h"
#include "check/self_check.h"

namespace constate::app {
namespace {

constexpr const char* kCommand = "verify";
constexpr std::int64_t kDefaultTokens = 300, kMaxTokens = 65536;

using OrderedJson = nlohmann::ordered_json;
using check::Ids;

struct Plan {
  std::optional<std::string> folder, model, against, file, tokenizer, dtype, plugin;
  std::optional<std::int64_t> tokens, threads;
  std::optional<std::uint64_t> seed;
  bool self = false, json = false, quiet = false, verbose = false, no_cache = false;
};

void check(Plan& plan) {
  take_model(kCommand, plan.model, "DIR", {&plan.folder});
  find_model(plan.folder);
  exclude(kCommand, {{"--quiet", plan.quiet}, {"--verbose", plan.verbose}});
  if (!plan.against && !plan.self) usage_error("--against FILE or --self is expected", kCommand);
  const auto needs = [&](const char* option, bool given, const char* other, bool there) {
    if (given && !there) usage_error(fmt::format("{} has no effect without {}", option, other), kCommand);
  };
  needs("--tokens", plan.tokens.has_value(), "--self", plan.self);
  needs("--seed", plan.seed.has_value(), "--self", plan.self);
  needs("--file", plan.file.has_value(), "--self", plan.self);
  needs("--tokenizer", plan.tokenizer.has_value(), "--file", plan.file.has_value());
  exclude(kCommand, {{"--file", plan.file.has_value()}, {"--seed", plan.seed.has_value()}});
}

// The beginning of a text.
Ids ids_of_file(const Plan& plan) {
  const std::string where = *plan.file == "-" ? "standard input" : *plan.file;
  const auto tokenizer = needed_tokenizer(*plan.folder, plan.tokenizer, "--file needs");
  const std::string text = without_last_newline(read_input(*plan.file));
  check_utf8(text, where);
  Ids ids = tokenizer.encode(text);
  if (ids.size() < check::kFewestTokens)
    throw Error(Code::kInvalidArgument, fmt::format("{}: at least {} tokens are expected; got {}", where,
                                                    check::kFewestTokens, ids.size()));
  ids.resize(std::min(ids.size(), static_cast<std::size_t>(plan.tokens.value_or(kDefaultTokens))));
  return ids;
}

std::int64_t to_signed(std::size_t count) { return static_cast<std::int64_t>(count); }
std::string short_number(double v) { return fmt::format("{:.1e}", v); }

// ---- against a file

std::string row_of(const std::string& name, const check::TensorError& e) {
  return fmt::format("{:>6}  {:>8}  {:>8}  {:>8}  token {}: {}{}\n", name, short_number(e.error),
                     e.other ? short_number(*e.other) : "-", short_number(e.allowed), e.worst_token,
                     short_number(e.worst_error), e.passed() ? "" : "  FAIL");
}

// What may differ in a narrow type is wider than what is called a tie.
std::string verdict(const check::Choice& c, DType dtype) {
  if (!c.passed()) return c.str() + "  FAIL";
  return c.str() + (dtype == DType::kF32 ? ": a tie" : fmt::format(": as {} may", user_name(dtype)));
}

std::string text_of(const check::Parity& p, DType dtype) {
  std::string out =
      fmt::format("{:>6}  {:>8}  {:>8}  {:>8}  {}\n", "layer", "error", "its f32", "allowed", "worst");
  for (std::size_t i = 0; i < p.layers.size(); ++i) out += row_of(fmt::format("{}", i), p.layers[i]);
  out += row_of("logits", p.logits);
  out += fmt::format(
      "first choice: the same at {} of {} places{}\n", p.positions - p.choices.size() - p.unchosen,
      p.positions,
      p.unchosen == 0 ? "" : fmt::format("; {} have logits that are not finite  FAIL", p.unchosen));
  for (const check::Choice& c : p.choices)
    out += fmt::format("  after token {}: {}\n", c.place, verdict(c, dtype));
  const check::Agreement greedy = p.greedy();
  if (!p.runs.empty())
    out += fmt::format("greedy: {} of {} in {}\n", greedy.equal, count_text(to_signed(greedy.count), "token"),
                       count_text(to_signed(p.runs.size()), "run"));
  for (std::size_t i = 0; i < p.runs.size(); ++i) {
    const check::RunResult& r = p.runs[i];
    if (r.equal == r.count) continue;
    out += fmt::format("  run {}: {} of {}, then {}\n", i, r.equal, r.count,
                       r.first ? verdict(*r.first, dtype) : "logits that are not finite  FAIL");
  }
  return out;
}

OrderedJson json_of(const check::TensorError& e) {
  return {{"error", e.error},
          {"its_f32", e.other ? OrderedJson(*e.other) : OrderedJson(nullptr)},
          {"allowed", e.allowed},
          {"worst_token", e.worst_token},
          {"worst_error", e.worst_error},
          {"passed", e.passed()}};
}

OrderedJson json_of(const check::Choice& c) {
  return {{"place", c.place},
          {"ours", c.ours},
          {"theirs", c.theirs},
          {"our_margin", c.our_margin},
          {"their_margin", c.their_margin ? OrderedJson(*c.their_margin) : OrderedJson(nullptr)},
          {"allowed", c.allowed},
          {"passed", c.passed()}};
}

OrderedJson json_of(const check::Parity& p) {
  OrderedJson json{{"layers", OrderedJson::array()},
                   {"logits", json_of(p.logits)},
                   {"places", p.positions},
                   {"places_not_finite", p.unchosen},
                   {"choices", OrderedJson::array()},
                   {"greedy", {{"equal", p.greedy().equal}, {"count", p.greedy().count}}},
                   {"runs", OrderedJson::array()}};
  for (const check::TensorError& e : p.layers) json["layers"].push_back(json_of(e));
  for (const check::Choice& c : p.choices) json["choices"].push_back(json_of(c));
  for (const check::RunResult& r : p.runs)
    json["runs"].push_back({{"equal", r.equal},
                            {"count", r.count},
                            {"first_difference", r.first ? json_of(*r.first) : OrderedJson(nullptr)}});
  return json;
}

// ---- by itself

std::string row_of(const check::Way& way) {
  std::string out = fmt::format("{:>5}  {:>8}  {:>8}  {:>8}  {}{}\n", way.cases,
                                way.logits.at.empty() ? "-" : short_number(way.logits.largest),
                                short_number(way.state.largest), short_number(way.allowed), way.name,
                                way.passed() ? "" : "  FAIL");
  if (!way.note.empty()) out += "  " + way.note + "\n";
  return out;
}

std::string places_of(const check::Way& way) {
  std::string out = way.name + ": the largest differences are in ";
  if (!way.logits.at.empty()) out += fmt::format("the logits at {}, ", way.logits.at);
  return out + fmt::format("{} at {}", way.state.part.empty() ? "no state" : way.state.part, way.state.at);
}

OrderedJson json_of(const check::Way& way) {
  OrderedJson logits = nullptr;
  if (!way.logits.at.empty()) logits = {{"difference", way.logits.largest}, {"at", way.logits.at}};
  return {{"name", way.name},
          {"cases", way.cases},
          {"logits", logits},
          {"state", {{"difference", way.state.largest}, {"part", way.state.part}, {"at", way.state.at}}},
          {"allowed", way.allowed},
          {"note", way.note},
          {"passed", way.passed()}};
}

// ---- the whole command

class Verification {
 public:
  explicit Verification(const Plan& plan) : plan_(plan), progress_(!plan.quiet && stderr_can_erase()) {}

  int run() {
    const Interrupt interrupt;
    dtype_ = dtype_request(plan_.dtype);
    set_device(options_.device_options, plan_.plugin, plan_.threads);
    read();
    open();
    json_ = {{"model", *plan_.folder},
             {"device", engine_->device().client->devices()[0].kind},
             {"plugin", engine_->device().client->plugin().name()},
             {"dtype", user_name(engine_->dtype())}};
    if (reference_) against();
    if (plan_.self) self();
    progress_.clear();
    json_["failures"] = failures_;
    json_["passed"] = failures_.empty();
    if (plan_.json)
      write_out(json_.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
    else
      write_out(verdict_line());
    if (failures_.empty()) return kOk;
    const std::string more =
        failures_.size() > 1 ? fmt::format("; and {} more", failures_.size() - 1) : std::string();
    throw Error(Code::kFailedPrecondition, "verification failed: " + failures_[0] + more);
  }

 private:
  // Tokens that the bounds let differ are told here too: a narrow type's let most of them.
  std::string verdict_line() const {
    if (!failures_.empty()) return "FAIL\n";
    if (greedy_.equal == greedy_.count) return "PASS\n";
    return fmt::format("PASS within what {} may differ by: {} of {} greedy tokens are the same\n",
                       json_.at("dtype").get<std::string>(), greedy_.equal, greedy_.count);
  }

  // All that needs no device.
  void read() {
    source_ = ModelSource::open(plan_.folder, std::nullopt);
    const engine::ModelFolder& folder = *source_.folder;
    if (plan_.against)
      reference_ =
          check::read_reference(*plan_.against, *folder.model->bind(DType::kF32, folder.present),
                                "tools/make_golden.py --model DIR OUT.safetensors writes such a file");
    if (!plan_.file) return;
    ids_ = ids_of_file(plan_);
    with_context(*plan_.file, [&] { engine::check_ids(ids_, folder.model->facts().vocab_size); });
  }

  void open() {
    options_.device_options.note = [this](const std::string& text) { note(text); };
    options_.store = store_for(plan_.no_cache, options_.device_options.note);
    options_.progress = progress_of(progress_, plan_.verbose);
    OpenedEngine opened = open_engine(std::move(source_), options_, dtype_);
    engine_ = std::move(opened.engine);
    note(device_line(*engine_, plan_.plugin, opened.why_dtype));
    if (reference_ && plan_.verbose)
      for (const std::string& tensor : reference_->unused)
        note(fmt::format("{}: `{}` is not compared", *plan_.against, tensor));
  }

  void against() {
    const check::Parity parity = check::compare(
        *engine_, *reference_, [this](const std::string& what) { progress_.doing("comparing " + what); });
    print(text_of(parity, engine_->dtype()));
    greedy_ = parity.greedy();
    json_["against"] = json_of(parity);
    failures_.insert(failures_.end(), parity.failures.begin(), parity.failures.end());
    reference_.reset();  // its memory
  }

  void self() {
    if (ids_.empty())
      ids_ = check::random_ids(*engine_, static_cast<std::size_t>(plan_.tokens.value_or(kDefaultTokens)),
                               plan_.seed.value_or(0));
    print(fmt::format("{:>5}  {:>8}  {:>8}  {:>8}\n", "cases", "logits", "state", "allowed"));
    json_["self"] = {{"tokens", ids_.size()}, {"ways", OrderedJson::array()}};
    check::SelfCheckOptions options;
    options.done = [this](const check::Way& way) { take(way); };
    options.doing = [this](const std::string& what) { progress_.doing("checking: " + what); };
    check::check_ways(*engine_, ids_, options);

    progress_.doing("checking: other devices");
    const auto others =
        check::other_devices(engine_->device(), [this](const std::string& text) { note(text); });
    if (others.empty()) print("no other plugin here\n");
    json_["self"]["other_devices"] = others.size();
    if (others.empty()) return;
    const check::Witness first = check::witness(*engine_, ids_);
    options_.dtype = engine_->dtype();
    engine_.reset();  // one device's weights at a time
    for (const auto& device : others) {
      options_.device = device;
      const auto other = on_device([&] { return engine::Engine::open(*plan_.folder, options_); });
      take(check::check_device(*other, first));
    }
  }

  void take(const check::Way& way) {
    print(row_of(way));
    if (plan_.verbose) note(places_of(way));
    json_["self"]["ways"].push_back(json_of(way));
    if (!way.passed()) failures_.push_back(way.failure());
  }

  void print(const std::string& text) {
    progress_.clear();
    if (!plan_.json && !plan_.quiet) write_out(text);
  }
  void note(const std::string& text) {
    if (!plan_.quiet) progress_.note(text);
  }

  const Plan& plan_;
  ProgressLine progress_;
  engine::EngineOptions options_;
  DtypeRequest dtype_;
  ModelSource source_;  // until it is opened
  std::optional<check::Reference> reference_;
  Ids ids_;
  check::Agreement greedy_;  // with the file
  std::unique_ptr<engine::Engine> engine_;
  OrderedJson json_;
  std::vector<std::string> failures_;
};

}  // namespace

Command add_verify(CLI::App& root) {
  CLI::App* app = root.add_subcommand(kCommand, "Show that a model gives what it should on this device");
  app->footer(
      "Ends with PASS or FAIL; the exit code is 1 where it fails.\n\n"
      "Examples:\n"
      "  constate verify models/demo --against tests/data/golden/demo/golden.safetensors\n"
      "  constate verify models/demo --self\n"
      "  tools/make_golden.py --model DIR reference.safetensors     a file for a checkpoint of yours");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text("DIR", plan->folder, "", kModelHelp);
  flags.model(plan->model);
  flags.text("--against", plan->against, "FILE",
             "Compare with what PyTorch and float64 gave, a file of tools/make_golden.py");
  flags.flag("--self", plan->self, "Compare the ways through the model with each other, and devices");
  flags.integer("--tokens", plan->tokens, check::kFewestTokens, kMaxTokens, "Tokens for --self (300)");
  flags.seed("--seed", plan->seed, "Random tokens for --self; others for each seed (0)");
  flags.text("--file", plan->file, "FILE",
             "The first tokens of FILE ('-': standard input) in place of random ones");
  flags.flag("--json", plan->json, "As a JSON object");
  flags.text("--tokenizer", plan->tokenizer, "FILE",
             "A tokenizer.json or tokenizer.model in place of the folder's");
  flags.text("--dtype", plan->dtype, "TYPE",
             "Of the matrices: f32, bf16, f16, int8, int4, or auto: f32 or bf16, the faster by measurement");
  add_device(flags, plan->plugin, plan->threads, plan->no_cache);
  flags.flag("-q,--quiet", plan->quiet, "Print PASS or FAIL alone, and errors");
  flags.flag("-v,--verbose", plan->verbose,
             "Say which programs are compiled, and where differences are largest");
  return {app, [plan] {
            check(*plan);
            return Verification(*plan).run();
          }};
}

}  // namespace constate::app
