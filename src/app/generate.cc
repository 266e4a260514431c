#include "app/generate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

#include "app/commands.h"
#include "app/device_options.h"
#include "app/flags.h"
#include "app/generate_state.h"
#include "app/generation_run.h"
#include "app/model_names.h"
#include "app/model_source.h"
#include "app/report.h"
#include "app/settings.h"
#include "app/speculation.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/json.h"

namespace constate::app {
namespace {

constexpr std::int64_t kDefaultBatch = 8, kMaxBatch = 4096;

using OrderedJson = nlohmann::ordered_json;

OrderedJson rate_json(std::int64_t tokens, double seconds) {
  const double r = rate(tokens, seconds);
  return r > 0 ? OrderedJson(r) : OrderedJson(nullptr);
}

OrderedJson timings_json(engine::Engine& engine, const engine::Timings& t, bool speculates) {
  OrderedJson out{{"load_s", engine.load_seconds()},
                  {"compile_s", engine.programs().seconds()},
                  {"programs_from_cache", engine.programs().loaded()},
                  {"prefill_tokens", t.prompt_tokens},
                  {"prefill_s", t.prefill_seconds},
                  {"prefill_tok_s", rate_json(t.prompt_tokens, t.prefill_seconds)},
                  {"decode_tokens", t.decoded_tokens},
                  {"decode_s", t.decode_seconds},
                  {"decode_tok_s", rate_json(t.decoded_tokens, t.decode_seconds)},
                  {"state_bytes", models::state_bytes(engine.model())},
                  {"peak_memory_bytes", peak_memory()}};
  if (speculates) {
    out["drafted_tokens"] = t.drafted_tokens;
    out["accepted_tokens"] = t.accepted_tokens;
  }
  return out;
}

std::string stats_line(engine::Engine& engine, const engine::Timings& t, bool speculates) {
  std::string line = fmt::format("load {} · {} · prefill {} · decode {} · state {} · peak memory {}",
                                 seconds_text(engine.load_seconds()), compile_text(engine.programs()),
                                 tokens_text(t.prompt_tokens, t.prefill_seconds),
                                 tokens_text(t.decoded_tokens, t.decode_seconds),
                                 bytes_text(models::state_bytes(engine.model())), bytes_text(peak_memory()));
  if (speculates) line += " · " + drafts_text(t.accepted_tokens, t.drafted_tokens);
  const pjrt::Client& client = *engine.device().client;
  if (const auto memory = client.memory(client.devices()[0]); memory && memory->peak)
    line += fmt::format(" · device {}", bytes_text(*memory->peak));
  return line;
}

std::string sampling_line(const engine::Request& r) {
  const engine::Sampling& s = r.sampling;
  std::string line = s.temperature == 0 ? "greedy"
                                        : fmt::format("temperature {}, top-k {}, top-p {}, min-p {}, seed {}",
                                                      s.temperature, s.top_k, s.top_p, s.min_p, s.seed);
  return fmt::format("{}, repetition penalty {} · at most {} tokens · stop ids {}", line,
                     s.repetition_penalty, r.max_tokens, fmt::join(r.stop_ids, " "));
}

std::string interrupted_line(const GeneratePlan& plan, std::int64_t cut, std::int64_t not_begun) {
  return fmt::format("interrupted: {} cut short{}, {} not begun", count_text(cut, "text"),
                     plan.json || cut == 0 ? "" : ", with a backslash at the end",
                     count_text(not_begun, "prompt"));
}

// Prints what comes, in the form that was asked for.
class Printer {
 public:
  Printer(const GeneratePlan& plan, engine::Engine& engine, ProgressLine& progress)
      : plan_(plan), engine_(engine), progress_(progress) {}

  bool streams() const { return !plan_.json && !plan_.batch_file; }
  void piece(std::string_view text) {
    progress_.doing("");
    progress_.clear();
    open_line_ = true;
    write_out(text);
  }
  void group(const std::vector<engine::Request>& requests, const Group& group) {
    progress_.doing("");
    progress_.clear();
    if (streams()) end_line();
    for (std::size_t i = 0; i < group.rows.size() && !streams(); ++i) {
      const Continuation& row = group.rows[i];
      write_out(plan_.json ? object(requests[i].prompt, row, group.timings) : line(row));
      cut_ += row.finish == engine::Finish::kInterrupted;
    }
  }
  // Text mode ends with a newline, whatever happens.
  void end_line() {
    open_line_ = false;
    write_out("\n");
  }
  bool has_open_line() const { return open_line_; }
  // Of the texts of --batch-file that were printed.
  std::int64_t cut() const { return cut_; }

 private:
  // A backslash in a text is doubled, so that a single one tells a text that was cut from a whole one.
  static std::string line(const Continuation& row) {
    return line_of(row.text) + (row.finish == engine::Finish::kInterrupted ? "\\\n" : "\n");
  }
  std::string object(const std::vector<std::int32_t>& prompt, const Continuation& row,
                     const engine::Timings& timings) {
    const OrderedJson json{{"index", index_++},
                           {"prompt_tokens", prompt},
                           {"tokens", row.tokens},
                           {"text", row.text},
                           {"finish_reason", engine::name(row.finish)},
                           {"dtype", user_name(engine_.dtype())},
                           {"timings", timings_json(engine_, timings, plan_.speculation.some())}};
    return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
  }

  const GeneratePlan& plan_;
  engine::Engine& engine_;
  ProgressLine& progress_;
  std::int64_t index_ = 0, cut_ = 0;
  bool open_line_ = false;
};

std::vector<engine::Request> requests_of(const GeneratePlan& plan, const engine::GenerationConfig& config,
                                         std::vector<std::vector<std::int32_t>> prompts) {
  engine::Request request;
  request.max_tokens = plan.max_tokens.value_or(config.max_new_tokens.value_or(kDefaultTokens));
  request.sampling = sampling_of(plan, config.sampling);
  request.stop_ids = config.stop_ids;
  std::vector<engine::Request> out;
  for (std::vector<std::int32_t>& prompt : prompts) {
    request.prompt = std::move(prompt);
    out.push_back(request);
    ++request.sampling.seed;
  }
  return out;
}

// What needs no device: all that is wrong with it is told before one is opened.
struct Job {
  std::vector<engine::Request> requests;
  std::optional<tokenizer::Tokenizer> tokenizer;
  Drafting drafting;
  ModelSource source;
};

Job read_job(GeneratePlan& plan, const KeptState& kept) {
  Job job;
  const std::string where = plan.folder ? *plan.folder : *plan.config;
  job.source = ModelSource::open(plan.folder, plan.config);
  const models::Facts& facts = job.source.model().facts();
  engine::GenerationConfig config = plan.config ? engine::parse_generation_config("{}", where, facts.tokens)
                                                : engine::read_generation_config(where, facts.tokens);
  if (kept.sampling()) config.sampling = *kept.sampling();
  sampling_of(plan, config.sampling);  // what is wrong with the options comes before standard input is read
  check_stop_ids(plan, config, facts, plan.config ? where : engine::config_file(where).string());
  job.tokenizer = tokenizer_for(plan.folder, plan.tokenizer);
  if (!job.tokenizer && !plan.ids && !(kept.loads() && !plan.prompt && !plan.file))
    refuse_without_tokenizer(where, "text needs", "give --tokenizer FILE, or the prompt as --ids");
  job.drafting = read_drafting(plan.speculation, job.source, job.tokenizer ? &*job.tokenizer : nullptr);
  if (!job.tokenizer && !plan.stop.empty()) refuse_without_tokenizer(where, "--stop needs");
  if (plan.ignore_eos) config.stop_ids.clear();
  if (job.tokenizer)
    for (const std::int32_t id : take_stop_tokens(plan, *job.tokenizer, facts.vocab_size))
      config.stop_ids.push_back(id);
  job.requests = requests_of(plan, config, prompts_of(plan, job.tokenizer ? &*job.tokenizer : nullptr));
  if (!kept.loads()) engine::check_requests(job.requests, facts.vocab_size);
  return job;
}

GroupOptions group_options_of(const GeneratePlan& plan, const Job& job, std::size_t at_once) {
  GroupOptions out;
  out.tokenizer = job.tokenizer ? &*job.tokenizer : nullptr;
  out.stop = plan.stop;
  out.generation = {
      .batch = plan.deterministic ? plan.batch.value_or(kDefaultBatch) : static_cast<std::int64_t>(at_once),
      .fixed_batch = plan.deterministic,
      .block = plan.block.value_or(0),
      .prompts_apart = plan.deterministic,
      .speculate = job.drafting.speculation};
  return out;
}

}  // namespace

int run_generate(GeneratePlan plan) {
  check(plan);
  engine::EngineOptions options;
  const DtypeRequest dtype = dtype_request(plan.dtype);
  set_device(options.device_options, plan.plugin, plan.threads);
  if (!plan.block) plan.block = integer_setting("CONSTATE_BLOCK", 1, kMaxBlock);
  KeptState kept(plan, say);
  Job job = read_job(plan, kept);
  std::vector<engine::Request>& requests = job.requests;
  options.fingerprint = kept.loads() || kept.saves();

  ProgressLine progress(!plan.quiet && stderr_can_erase());
  tell_on(progress, options, {plan.quiet, plan.verbose, plan.no_cache});
  options.progress.feeding = [&](std::int64_t done, std::int64_t all) {
    progress.doing(fmt::format("feeding the prompt {} % of {}", 100 * done / all, count_text(all, "token")));
  };
  Interrupt interrupt;
  const OpenedEngine opened = open_engines(std::move(job.source), options, dtype, job.drafting);
  engine::Engine& engine = *opened.engine;
  tell_device(progress, opened, plan.plugin, dtype, plan.quiet);
  if (plan.verbose) progress.note(sampling_line(requests[0]));
  kept.begin(engine, requests[0]);

  Printer printer(plan, engine, progress);
  const std::size_t at_once =
      std::min(requests.size(), static_cast<std::size_t>(plan.batch.value_or(kDefaultBatch)));
  GroupOptions group_options = group_options_of(plan, job, at_once);
  kept.set(group_options, engine);
  if (printer.streams()) group_options.on_text = [&](std::string_view text) { printer.piece(text); };

  engine::Timings total;
  std::size_t begun = 0;
  try {
    for (std::size_t i = 0; i < requests.size() && !interrupt.came(); i += at_once) {
      const auto begin = requests.begin() + static_cast<std::ptrdiff_t>(i);
      const std::vector<engine::Request> some(
          begin, begin + static_cast<std::ptrdiff_t>(std::min(at_once, requests.size() - i)));
      const Group group = run_group(engine, some, group_options, interrupt);
      printer.group(some, group);
      begun += some.size();
      total.prompt_tokens += group.timings.prompt_tokens;
      total.prefill_seconds += group.timings.prefill_seconds;
      total.decoded_tokens += group.timings.decoded_tokens;
      total.decode_seconds += group.timings.decode_seconds;
      total.drafted_tokens += group.timings.drafted_tokens;
      total.accepted_tokens += group.timings.accepted_tokens;
    }
  } catch (const Error&) {
    progress.clear();
    if (printer.has_open_line()) printer.end_line();
    throw;
  }
  progress.clear();
  if (!plan.quiet && plan.batch_file && interrupt.came())
    say(interrupted_line(plan, printer.cut(), static_cast<std::int64_t>(requests.size() - begun)));
  if (!plan.quiet) say(stats_line(engine, total, plan.speculation.some()));
  return interrupt.came() ? interrupt.code() : kOk;
}

Command add_generate(CLI::App& root) {
  CLI::App* app = root.add_subcommand("generate", "Continue a text")->alias("run");
  app->footer(
      "Text goes to standard output, all else to standard error.\n\n"
      "Examples:\n"
      "  constate generate models/demo \"In the beginning\" -n 60\n"
      "  constate generate models/demo --temperature 0.8 --top-p 0.95 --seed 7 < prompt.txt\n"
      "  constate generate models/demo --batch-file prompts.txt --json\n"
      "  constate generate --random-weights --config mamba2-130m --ids \"1 2 3\"");
  const auto plan = std::make_shared<GeneratePlan>();
  Flags flags(*app);
  flags.text("DIR", plan->folder, "", kModelHelp);
  flags.text("PROMPT", plan->prompt, "", "Text to continue; else --file, --ids, or standard input");
  flags.model(plan->model);
  flags.text("-p,--prompt", plan->named_prompt, "TEXT", "The same as PROMPT");
  flags.text("-f,--file", plan->file, "FILE",
             "Read the prompt from FILE ('-': standard input), without the newline at its end");
  flags.text("--ids", plan->ids, "\"N N ...\"",
             "Token ids in place of a text, with spaces or commas between");
  flags.text("--load-state", plan->load_state, "FILE",
             "Go on from the state in FILE, with PROMPT or without; its tokens are not fed again");
  flags.text("--save-state", plan->save_state, "FILE", "Save the state in FILE at the end, and at Ctrl-C");
  flags.integer("--save-every", plan->save_every, 1, std::numeric_limits<std::int32_t>::max(),
                "Save it after each N tokens too");
  flags.flag("--save-ids", plan->save_ids, "Save the ids of all tokens with it, for `state verify`");
  flags.text("--batch-file", plan->batch_file, "FILE", "Continue each line of FILE ('-': standard input)");
  flags.integer("--batch", plan->batch, 1, kMaxBatch, "Lines of --batch-file to run together (8)");
  add_sampling(flags, *plan, "What the draws depend on (0); line i of --batch-file, from 0, gets seed + i",
               "Tokens to generate at most (the checkpoint's max_new_tokens, else 128)");
  flags.flag("--deterministic", plan->deterministic,
             "A text does not depend on those beside it: prompts run one by one, and a batch of --batch (8) "
             "always runs");
  add_speculation(flags, plan->speculation);
  flags.flag("--ignore-eos", plan->ignore_eos, "Go on after the model's end-of-text token");
  flags.flag("--json", plan->json,
             "One JSON object a line for each prompt: ids, text, why it ended, timings");
  add_random_weights(flags, plan->random_weights, plan->config);
  flags.text("--tokenizer", plan->tokenizer, "FILE",
             "A tokenizer.json or tokenizer.model in place of the folder's");
  flags.text("--dtype", plan->dtype, "TYPE",
             "Of the matrices: f32, bf16, f16, int8, int4, or auto: f32 or bf16, the faster by measurement");
  add_device(flags, plan->plugin, plan->threads, plan->no_cache);
  flags.integer("--block", plan->block, 1, kMaxBlock, "Tokens for each call to the device, at most");
  flags.flag("-q,--quiet", plan->quiet, "Say nothing but errors on standard error");
  flags.flag("-v,--verbose", plan->verbose, "Say which programs are compiled, and the sampling settings");
  return {app, [plan] { return run_generate(*plan); }};
}

}  // namespace constate::app
