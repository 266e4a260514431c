#include <fmt/format.h>

#include <utility>

#include "app/flags.h"
#include "app/generate.h"
#include "app/model_names.h"
#include "app/model_source.h"
#include "app/prompts.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/error.h"
#include "engine/engine.h"

namespace constate::app {

void add_sampling(Flags& flags, GeneratePlan& plan, const char* seed_help, const char* tokens_help) {
  flags.integer("-n,--max-tokens", plan.max_tokens, 0, kMostTokens, tokens_help);
  flags.number("--temperature", plan.temperature, "0 takes the likeliest token; 1 draws as the model says");
  flags.flag("--greedy", plan.greedy, "The same as --temperature 0");
  flags.integer("--top-k", plan.top_k, 0, kMostTokens, "Draw from the K likeliest tokens (0: all)");
  flags.number("--top-p", plan.top_p,
               "Draw from the likeliest tokens that together have this share (1: all)");
  flags.number("--min-p", plan.min_p, "Leave out tokens less likely than this share of the likeliest (0)");
  flags.number("--repetition-penalty", plan.repetition_penalty,
               "Above 1: make tokens that were there before less likely (1)");
  flags.seed("--seed", plan.seed, seed_help);
  flags.texts("--stop", plan.stop, "TEXT", "End before TEXT; may be given several times");
}

void check_settings(const std::string& command, const GeneratePlan& plan) {
  exclude(command, {{"--greedy", plan.greedy}, {"--temperature", plan.temperature.has_value()}});
  exclude(command, {{"--quiet", plan.quiet}, {"--verbose", plan.verbose}});
  for (const std::string& stop : plan.stop)
    if (stop.empty()) usage_error("--stop: at least one character is expected; got ``", command);
}

void check(GeneratePlan& plan) {
  check_random_weights("generate", plan.random_weights, plan.config);
  const bool named = plan.model.has_value();
  take_model("generate", plan.model, "DIR", {&plan.folder, &plan.prompt}, /*is_needed=*/!plan.config);
  if (plan.config) {
    if (plan.folder && (plan.prompt || named))
      usage_error("DIR and --config exclude each other: random weights have no folder", "generate");
    plan.prompt = std::exchange(plan.folder, std::nullopt);
  }
  find_model(plan.folder);
  exclude("generate", {{"PROMPT", plan.prompt.has_value()},
                       {"--prompt", plan.named_prompt.has_value()},
                       {"--file", plan.file.has_value()},
                       {"--ids", plan.ids.has_value()},
                       {"--batch-file", plan.batch_file.has_value()}});
  if (plan.named_prompt) plan.prompt = std::exchange(plan.named_prompt, std::nullopt);
  check_settings("generate", plan);
  if (plan.batch && !plan.batch_file && !plan.deterministic)
    usage_error("--batch has no effect without --batch-file or --deterministic", "generate");
  check(plan.speculation, "generate", plan.deterministic);
  if (plan.speculation.some() && plan.save_state && !plan.stop.empty())
    usage_error(fmt::format("{} and --stop exclude each other with --save-state: a draft may go beyond the "
                            "text",
                            plan.speculation.how ? "--speculate" : "--draft-model"),
                "generate");
  const auto needs_state = [&](const char* option, bool given) {
    if (given && !plan.save_state)
      usage_error(fmt::format("{} has no effect without --save-state", option), "generate");
  };
  needs_state("--save-every", plan.save_every.has_value());
  needs_state("--save-ids", plan.save_ids);
  for (const auto& [option, path] :
       {std::pair("--save-state", &plan.save_state), {"--load-state", &plan.load_state}}) {
    if (*path && (*path)->empty())
      usage_error(fmt::format("{}: a file's name is expected; got ``", option), "generate");
    if (*path && plan.batch_file)
      usage_error(fmt::format("{} and --batch-file exclude each other: a state is of one text", option),
                  "generate");
  }
}

engine::Sampling sampling_of(const GeneratePlan& plan, const engine::Sampling& before) {
  engine::Sampling s = before;
  if (plan.greedy) s.temperature = 0;
  s.temperature = plan.temperature.value_or(s.temperature);
  s.top_k = plan.top_k.value_or(s.top_k);
  s.top_p = plan.top_p.value_or(s.top_p);
  s.min_p = plan.min_p.value_or(s.min_p);
  s.repetition_penalty = plan.repetition_penalty.value_or(s.repetition_penalty);
  s.seed = plan.seed.value_or(s.seed);
  engine::check_sampling(s);
  const auto needs_draw = [&](const char* option, bool given) {
    if (given && s.temperature == 0)
      throw Error(Code::kInvalidArgument, fmt::format("{} has no effect at temperature 0", option),
                  "add --temperature 0.8, say");
  };
  needs_draw("--seed", plan.seed.has_value());
  needs_draw("--top-k", plan.top_k.has_value());
  needs_draw("--top-p", plan.top_p.has_value());
  needs_draw("--min-p", plan.min_p.has_value());
  return s;
}

void check_stop_ids(const GeneratePlan& plan, const engine::GenerationConfig& generation,
                    const models::Facts& facts, const std::string& config) {
  if (plan.ignore_eos) return;
  const auto check = [&](std::int64_t id, const std::string& where) {
    if (id >= facts.vocab_size)
      throw FormatError(
          fmt::format("{}: `eos_token_id` must be between 0 and {}; got {}", where, facts.vocab_size - 1, id),
          "--ignore-eos does without it");
  };
  if (!generation.stop_ids_from.empty()) {
    for (const std::int32_t id : generation.stop_ids) check(id, generation.stop_ids_from);
  } else {
    for (const std::int64_t id : facts.tokens.eos) check(id, config);
  }
}

namespace {

// Throws for what no text holds. (Any other one may come: a vocabulary has a token for each byte.)
void check_stop(const std::string& stop, const tokenizer::Tokenizer& tokenizer) {
  check_utf8(stop, "--stop");
  for (const std::string& name : tokenizer.facts().special_names)
    if (tokenizer.is_skipped(*tokenizer.id_of(name)) && stop.find(name) != stop.npos)
      throw Error(Code::kInvalidArgument,
                  fmt::format("--stop: `{}` is in no text: a text is without special tokens, and `{}` is one",
                              printable(stop), printable(name)),
                  "a special token by itself may be given");
}

}  // namespace

std::vector<std::int32_t> take_stop_tokens(GeneratePlan& plan, const tokenizer::Tokenizer& tokenizer,
                                           std::int64_t vocab_size) {
  std::vector<std::int32_t> ids;
  std::vector<std::string> texts;
  for (const std::string& stop : plan.stop) {
    const std::optional<std::int32_t> id = tokenizer.id_of(stop);
    if (id && tokenizer.is_skipped(*id))
      ids.push_back(*id);
    else
      texts.push_back(stop);
  }
  for (const std::string& stop : texts) check_stop(stop, tokenizer);
  plan.stop = std::move(texts);
  with_context("--stop", [&] { engine::check_ids(ids, vocab_size); });
  return ids;
}

std::vector<std::vector<std::int32_t>> prompts_of(const GeneratePlan& plan,
                                                  const tokenizer::Tokenizer* tokenizer) {
  if (plan.ids) return {ids_of(*plan.ids)};
  const auto encode = [&](const std::string& text, const std::string& where) {
    check_utf8(text, where);
    std::vector<std::int32_t> ids = tokenizer->encode(text);
    if (ids.empty())
      throw Error(Code::kInvalidArgument, where + ": at least one token is expected; the text is empty",
                  "the model goes on with a text: give it one");
    return ids;
  };
  if (plan.batch_file) {
    const std::string where = *plan.batch_file == "-" ? "standard input" : *plan.batch_file;
    std::vector<std::vector<std::int32_t>> out;
    for (const std::string& prompt : prompts_of(read_input(*plan.batch_file), where))
      out.push_back(encode(prompt, fmt::format("{}: line {}", where, out.size() + 1)));
    return out;
  }
  if (plan.prompt) return {encode(*plan.prompt, "PROMPT")};
  if (plan.load_state && !plan.file) return {{}};  // standard input is read where --file - asks for it
  if (!plan.file && stdin_is_terminal())
    usage_error("a prompt is expected: as an argument, with --file or on standard input", "generate");
  const std::string from = plan.file.value_or("-");
  return {encode(without_last_newline(read_input(from)), from == "-" ? "standard input" : from)};
}

}  // namespace constate::app
