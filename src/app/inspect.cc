// constate inspect: what a checkpoint is, from its files alone; or what a configuration would be.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "app/commands.h"
#include "app/flags.h"
#include "app/model_names.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/error.h"
#include "base/json.h"
#include "engine/engine.h"
#include "runtime/weights.h"

namespace constate::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct Stored {
  std::int64_t tensors = 0, bytes = 0;
};

struct Report {
  std::shared_ptr<const models::LanguageModel> model;
  std::optional<engine::ModelFolder> folder;  // none of a configuration alone
  std::optional<tokenizer::Tokenizer> tokenizer;
  std::map<std::string, Stored> stored;              // by element type
  std::int64_t parameters, active;                   // `active`: that one token meets
  std::int64_t state;                                // bytes, without what each token adds
  std::map<std::string, std::int64_t> weight_bytes;  // on a device, by the type of the matrices
  std::map<std::string, std::int64_t> token_bytes;   // of the state for each token, likewise
  std::exception_ptr mismatch;                       // where the weights do not fit the configuration
  std::string mismatch_text;
};

// A config.json and the name of a published size stand for a configuration; anything else is a folder.
bool is_configuration(const std::string& from) {
  std::error_code ignored;
  if (std::filesystem::is_directory(from, ignored)) return false;
  return std::filesystem::path(from).extension() == ".json" || is_published(from);
}

// What the files hold, and whether it is what the model wants.
void add_stored(Report& r) {
  const engine::ModelFolder& folder = *r.folder;
  std::set<std::pair<std::size_t, std::uint64_t>> seen;  // two names may share their elements
  for (const auto& [tensor, where] : folder.checkpoint.tensors()) {
    const bool own = where.stored_as.empty();
    Stored& stored = r.stored[std::string(own ? name(where.shape.dtype) : where.stored_as)];
    ++stored.tensors;
    if (seen.emplace(where.file, where.offset).second)
      stored.bytes += own ? where.shape.bytes() : static_cast<std::int64_t>(where.stored_bytes);
  }
  try {
    folder.check_weights();
  } catch (const Error& e) {
    r.mismatch = std::current_exception();
    r.mismatch_text = e.what();
  }
}

Report report_of(const std::string& from) {
  Report r{};
  if (is_configuration(from)) {
    r.model = read_config(from);
  } else {
    r.folder = engine::ModelFolder::open(from);
    r.model = r.folder->model;
    r.tokenizer = read_tokenizer(from);
  }
  const auto weights = [&](DType dtype) {
    return r.folder ? r.folder->weights(dtype) : r.model->weights(dtype, {});
  };
  for (const DType dtype : {DType::kF32, DType::kBF16})
    r.weight_bytes[std::string(name(dtype))] = models::bytes_of(weights(dtype));
  const auto specs = weights(DType::kF32);
  r.parameters = models::elements_of(specs);
  r.active = models::active_elements_of(specs);
  r.state = models::state_bytes(*r.model);
  for (const DType dtype : {DType::kF32, DType::kBF16}) {
    const auto bound = r.model->bind(dtype, {});
    r.token_bytes[std::string(name(dtype))] = models::state_bytes(*bound, 1) - models::state_bytes(*bound, 0);
  }
  if (r.folder) add_stored(r);
  return r;
}

std::vector<std::string> files_of(const Report& r) {
  std::vector<std::string> names;
  if (r.folder)
    for (const auto& file : r.folder->checkpoint.files()) names.push_back(file.filename().string());
  return names;
}

std::string id_text(const std::optional<std::int64_t>& id) { return id ? fmt::format("{}", *id) : "none"; }

std::string text_of(const Report& r) {
  const models::Facts& facts = r.model->facts();
  std::string out;
  const auto line = [&](std::string_view what, const std::string& text) {
    out += fmt::format("{:<14} {}\n", what, text);
  };
  line("model type", facts.model_type);
  const auto count = [](std::int64_t n) {
    return fmt::format("{} ({:.1f} M)", n, static_cast<double>(n) / 1e6);
  };
  line("parameters",
       count(r.parameters) +
           (r.active < r.parameters ? fmt::format(", of which a token meets {}", count(r.active)) : ""));
  std::string_view what = "stored as";
  if (!r.folder) line(what, "nothing: this is a configuration alone");
  for (const auto& [dtype, stored] : r.stored) {
    line(what,
         fmt::format("{}: {} in {}", dtype, bytes_text(stored.bytes), count_text(stored.tensors, "tensor")));
    what = "";
  }
  what = "files";
  for (const auto& file : files_of(r)) {
    line(what, printable(file));
    what = "";
  }
  const std::int64_t wide = r.token_bytes.at("f32"), narrow = r.token_bytes.at("bf16");
  if (wide == 0) {
    line("state", fmt::format("{} a sequence, of any length", bytes_text(r.state)));
  } else {
    line("state", fmt::format("{} a sequence, and for each token {} in f32, {} in bf16 or f16",
                              bytes_text(r.state), bytes_text(wide), bytes_text(narrow)));
    line("", fmt::format("with 10,000 tokens {}, or {}", bytes_text(r.state + 10'000 * wide),
                         bytes_text(r.state + 10'000 * narrow)));
  }
  line("memory, about",
       fmt::format("f32: {}, bf16 or f16: {}, and the state for each sequence",
                   bytes_text(r.weight_bytes.at("f32")), bytes_text(r.weight_bytes.at("bf16"))));
  line("special tokens",
       fmt::format("begin {}, end {}, padding {}", id_text(facts.tokens.bos),
                   facts.tokens.eos.empty() ? "none" : fmt::format("{}", fmt::join(facts.tokens.eos, " ")),
                   id_text(facts.tokens.pad)));
  if (r.tokenizer) {
    const tokenizer::TokenizerFacts t = r.tokenizer->facts();
    line("tokenizer", fmt::format("{}: {} tokens, {} merges, {} added", t.kind, t.vocab, t.merges, t.added));
    line("", fmt::format("normalizer {}, pre-tokenizer {}", t.normalizer, t.pre_tokenizer));
    if (!t.special_names.empty())
      line("", printable(fmt::format("special: {}", fmt::join(t.special_names, " "))));
  } else if (r.folder) {
    line("tokenizer", "none in the folder");
  }
  out += "configuration\n";
  std::size_t width = 0;
  for (const auto& [key, value] : facts.configuration) width = std::max(width, key.size());
  for (const auto& [key, value] : facts.configuration)
    out += fmt::format("  {:<{}} {}\n", key, width, printable(value));
  return out;
}

OrderedJson json_of(const Report& r) {
  const models::Facts& facts = r.model->facts();
  OrderedJson json{{"model_type", facts.model_type}, {"parameters", r.parameters}};
  if (r.active < r.parameters) json["active_parameters"] = r.active;
  json["stored"] = OrderedJson::object();
  for (const auto& [dtype, stored] : r.stored)
    json["stored"][dtype] = {{"tensors", stored.tensors}, {"bytes", stored.bytes}};
  json["files"] = files_of(r);
  json["state_bytes"] = r.state;
  if (r.token_bytes.at("f32") > 0) json["token_bytes"] = r.token_bytes;
  json["weight_bytes"] = r.weight_bytes;
  const auto id = [](const std::optional<std::int64_t>& i) {
    return i ? OrderedJson(*i) : OrderedJson(nullptr);
  };
  json["special_tokens"] = {
      {"bos", id(facts.tokens.bos)}, {"eos", facts.tokens.eos}, {"pad", id(facts.tokens.pad)}};
  json["tokenizer"] = nullptr;
  if (r.tokenizer) {
    const tokenizer::TokenizerFacts t = r.tokenizer->facts();
    json["tokenizer"] = {{"kind", t.kind},
                         {"vocab", t.vocab},
                         {"merges", t.merges},
                         {"added", t.added},
                         {"special", t.special_names},
                         {"normalizer", t.normalizer},
                         {"pre_tokenizer", t.pre_tokenizer}};
  }
  for (const auto& [key, value] : facts.configuration)  // numbers and the like as such
    json["configuration"][key] = OrderedJson::accept(value) ? OrderedJson::parse(value) : OrderedJson(value);
  json["mismatch"] = r.mismatch ? OrderedJson(r.mismatch_text) : OrderedJson(nullptr);
  return json;
}

struct Plan {
  std::optional<std::string> from, model;
  bool json = false;
};

int run_inspect(Plan plan) {
  take_model("inspect", plan.model, "FROM", {&plan.from});
  find_model(plan.from, Needs::kConfiguration);
  const Report report = report_of(*plan.from);
  write_out(plan.json ? json_of(report).dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n"
                      : text_of(report));
  if (report.mismatch) std::rethrow_exception(report.mismatch);
  return 0;
}

}  // namespace

Command add_inspect(CLI::App& root) {
  CLI::App* app =
      root.add_subcommand("inspect", "Show what a checkpoint is, and whether its files fit together");
  app->footer(
      "Reads no weights and needs no device.\n\nExamples:\n  constate inspect models/demo\n  constate "
      "inspect mamba2-130m");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text(
      "FROM", plan->from, "",
      "Folder of a checkpoint, ORG/NAME, a GGUF file, a config.json, or a published size: mamba2-130m");
  flags.model(plan->model);
  flags.flag("--json", plan->json, "As a JSON object");
  return {app, [plan] { return run_inspect(*plan); }};
}

}  // namespace constate::app
