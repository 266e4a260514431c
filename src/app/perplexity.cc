// constate perplexity: how well a model predicts a text.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

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
#include "engine/text_scoring.h"

namespace constate::app {
namespace {

constexpr const char* kCommand = "perplexity";
constexpr std::int64_t kDefaultBatch = 4, kMaxBatch = 256;

using OrderedJson = nlohmann::ordered_json;

struct Plan {
  std::optional<std::string> folder, model, file, tokenizer, dtype, plugin;
  std::optional<std::int64_t> window, stride, batch, threads;
  bool no_bos = false, json = false, quiet = false, verbose = false, no_cache = false;
};

void check(Plan& plan) {
  take_model(kCommand, plan.model, "DIR", {&plan.folder});
  find_model(plan.folder);
  exclude(kCommand, {{"--quiet", plan.quiet}, {"--verbose", plan.verbose}});
  for (const auto& [option, given] :
       {std::pair("--stride", plan.stride.has_value()), std::pair("--batch", plan.batch.has_value())})
    if (given && !plan.window)
      usage_error(fmt::format("{} has no effect without --window", option), kCommand);
  if (plan.stride && *plan.stride > *plan.window)
    usage_error(fmt::format("--stride: at most the window's {} tokens are expected; got `{}`", *plan.window,
                            *plan.stride),
                kCommand);
}

// "f32,bf16"; one that is nothing stands for the device's own choice.
std::vector<std::optional<DType>> dtypes_of(const std::optional<std::string>& text) {
  if (!text) return {std::nullopt};
  std::vector<std::optional<DType>> out;
  for (std::size_t begin = 0; begin <= text->size();) {
    const std::size_t end = std::min(text->find(',', begin), text->size());
    const DType dtype = dtype_of(text->substr(begin, end - begin));
    if (std::find(out.begin(), out.end(), dtype) != out.end())
      usage_error(fmt::format("--dtype: each type may be named once; got `{}`", *text), kCommand);
    out.emplace_back(dtype);
    begin = end + 1;
  }
  return out;
}

// The text's tokens behind the one that a sequence begins with, unless --no-bos was given.
std::vector<std::int32_t> tokens_of(const tokenizer::Tokenizer& tokenizer, const engine::ModelFolder& folder,
                                    const std::string& text, bool no_bos, const std::string& where) {
  const models::Facts& facts = folder.model->facts();
  const std::optional<std::int64_t> bos = facts.tokens.bos;
  check_utf8(text, where);
  const std::vector<std::int32_t> ids = with_context(where, [&] {
    return no_bos ? engine::ids_to_score(tokenizer, text) : engine::ids_to_score(tokenizer, bos, text);
  });
  const bool begins = bos && ids.front() == *bos;
  if (no_bos && tokenizer.encode("", /*add_special_tokens=*/true).empty() && (!bos || begins))
    usage_error("--no-bos has no effect: no token would be put in front of the text", kCommand);
  const bool no_such_id = bos && (*bos < 0 || *bos >= facts.vocab_size);
  if (!no_bos && no_such_id && ids.size() > engine::ids_to_score(tokenizer, std::nullopt, text).size())
    throw FormatError(fmt::format("{}: `bos_token_id` must be between 0 and {}; got {}",
                                  engine::config_file(folder.path).string(), facts.vocab_size - 1, *bos),
                      "--no-bos leaves it out");
  if (ids.size() < 2)
    throw Error(Code::kInvalidArgument,
                where + ": at least two tokens are expected, since the first is context alone; got 1");
  return ids;
}

using Measured = engine::TextScore;

Measured measure(engine::Engine& engine, const tokenizer::Tokenizer& tokenizer, const Plan& plan,
                 const std::vector<std::int32_t>& ids, ProgressLine& progress) {
  const auto tell = [&](std::int64_t done, std::int64_t all) {
    progress.doing(done < all ? fmt::format("scoring {} %", 100 * done / all) : "");
  };
  return engine::score_text(engine, tokenizer, ids,
                            {plan.window, plan.stride, plan.batch.value_or(kDefaultBatch), tell});
}

double bits_per_token(const Measured& m) { return m.likelihood.mean_loss() / std::numbers::ln2; }
double bits_per_byte(const Measured& m) {
  return -m.likelihood.sum / std::numbers::ln2 / static_cast<double>(m.bytes);
}
double accuracy(const Measured& m) {
  return static_cast<double>(m.likelihood.likeliest) / static_cast<double>(m.likelihood.tokens);
}

constexpr const char* kHeader =
    "type  perplexity  nats/token  std error  bits/token  bits/byte  first choice    tokens    tok/s\n";

std::string row_of(DType dtype, const Measured& m) {
  const auto number = [](double value, int digits) {
    return std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : "-";
  };
  return fmt::format("{:<4}  {:>10}  {:>10}  {:>9}  {:>10}  {:>9}  {:>10} %  {:>8}  {:>7}\n",
                     user_name(dtype), number(m.likelihood.perplexity(), 4),
                     number(m.likelihood.mean_loss(), 5), number(m.likelihood.standard_error(), 5),
                     number(bits_per_token(m), 4), number(bits_per_byte(m), 4), number(100 * accuracy(m), 2),
                     m.likelihood.tokens, number(rate(m.likelihood.tokens, m.seconds), 0));
}

// What is not finite is written as null.
OrderedJson json_of(engine::Engine& engine, const Measured& m) {
  return {{"dtype", user_name(engine.dtype())},
          {"perplexity", m.likelihood.perplexity()},
          {"nats_per_token", m.likelihood.mean_loss()},
          {"standard_error", m.likelihood.standard_error()},
          {"bits_per_token", bits_per_token(m)},
          {"bits_per_byte", bits_per_byte(m)},
          {"first_choice", accuracy(m)},
          {"tokens", m.likelihood.tokens},
          {"bytes", m.bytes},
          {"timings",
           {{"load_s", engine.load_seconds()},
            {"compile_s", engine.programs().seconds()},
            {"programs_from_cache", engine.programs().loaded()},
            {"score_s", m.seconds},
            {"score_tok_s", rate(m.likelihood.tokens, m.seconds)},
            {"peak_memory_bytes", peak_memory()}}}};
}

std::string text_line(const Plan& plan, const std::string& where, std::size_t tokens) {
  const std::string how = plan.window ? fmt::format("in windows of {}, every {}", *plan.window,
                                                    plan.stride.value_or(*plan.window))
                                      : "as one sequence";
  return fmt::format("{}: {} tokens, {}", where, tokens, how);
}

int run_perplexity(Plan plan) {
  check(plan);
  const std::vector<std::optional<DType>> dtypes = dtypes_of(dtype_or_setting(plan.dtype));
  engine::EngineOptions options;
  set_device(options.device_options, plan.plugin, plan.threads);
  if (!plan.file && stdin_is_terminal())
    usage_error("a text is expected: with --file or on standard input", kCommand);
  const std::string source = plan.file.value_or("-"), where = source == "-" ? "standard input" : source;

  std::optional<tokenizer::Tokenizer> tokenizer;
  std::vector<std::int32_t> ids;
  {
    const engine::ModelFolder folder = engine::ModelFolder::open(*plan.folder);
    tokenizer = tokenizer_for(folder.path.string(), plan.tokenizer);
    if (!tokenizer) refuse_without_tokenizer(*plan.folder, "text needs");
    ids = tokens_of(*tokenizer, folder, read_input(source), plan.no_bos, where);
    with_context(where, [&] { engine::check_ids(ids, folder.model->facts().vocab_size); });
  }

  ProgressLine progress(!plan.quiet && stderr_can_erase());
  tell_on(progress, options, {plan.quiet, plan.verbose, plan.no_cache});
  const Interrupt interrupt;  // nothing is kept of a text that was not scored to its end
  OrderedJson results = OrderedJson::array();
  for (const std::optional<DType>& dtype : dtypes) {
    const auto [engine, why_dtype] = open_engine(ModelSource::open(plan.folder, std::nullopt), options,
                                                 {dtype, false, asked_by(plan.dtype)});
    options.device = std::make_shared<const runtime::Device>(engine->device());
    if (!plan.quiet) {
      progress.note(device_line(*engine, plan.plugin, why_dtype));
      if (dtype == dtypes.front()) progress.note(text_line(plan, where, ids.size()));
    }
    const Measured measured =
        with_context(where, [&, &e = *engine] { return measure(e, *tokenizer, plan, ids, progress); });
    progress.clear();
    results.push_back(json_of(*engine, measured));
    if (plan.json) continue;
    if (results.size() == 1) write_out(kHeader);
    write_out(row_of(engine->dtype(), measured));
  }
  if (plan.json) {
    OrderedJson json{{"text_tokens", ids.size()}, {"window", nullptr}, {"stride", nullptr}};
    if (plan.window) {
      json["window"] = *plan.window;
      json["stride"] = plan.stride.value_or(*plan.window);
    }
    json["results"] = results;
    write_out(json.dump() + "\n");
  }
  return kOk;
}

}  // namespace

Command add_perplexity(CLI::App& root) {
  CLI::App* app = root.add_subcommand(kCommand, "Measure how well a model predicts a text");
  app->footer(
      "The perplexity is the exponential of the mean negative log-likelihood of a token.\n\n"
      "Examples:\n"
      "  constate perplexity models/demo --file tests/data/heldout.txt\n"
      "  constate perplexity models/demo --file tests/data/heldout.txt --window 512 --stride 256\n"
      "  constate perplexity models/demo --file tests/data/heldout.txt --dtype f32,bf16 --json");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text("DIR", plan->folder, "", kModelHelp);
  flags.model(plan->model);
  flags.text("-f,--file", plan->file, "FILE", "Read the text from FILE, all of it ('-': standard input)");
  flags.integer("--window", plan->window, 2, std::numeric_limits<std::int32_t>::max(),
                "Score windows of N tokens by themselves (the whole text as one sequence)");
  flags.integer("--stride", plan->stride, 1, std::numeric_limits<std::int32_t>::max(),
                "A window begins every N tokens; only what none before had counts (the window)");
  flags.integer("--batch", plan->batch, 1, kMaxBatch, "Windows to run together (4)");
  flags.flag("--no-bos", plan->no_bos, "Put no token in front of the text; its own first one is the context");
  flags.flag("--json", plan->json, "As a JSON object");
  flags.text("--tokenizer", plan->tokenizer, "FILE",
             "A tokenizer.json or tokenizer.model in place of the folder's");
  flags.text(
      "--dtype", plan->dtype, "TYPE,...",
      "Of the matrices: f32, bf16, f16, int8 or int4 (f32 on a CPU, else bf16); several give a line each");
  add_device(flags, plan->plugin, plan->threads, plan->no_cache);
  flags.flag("-q,--quiet", plan->quiet, "Say nothing but errors on standard error");
  flags.flag("-v,--verbose", plan->verbose, "Say which programs are compiled");
  return {app, [plan] { return run_perplexity(*plan); }};
}

}  // namespace constate::app
