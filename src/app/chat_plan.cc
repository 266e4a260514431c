#include "app/chat_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/device_options.h"
#include "app/flags.h"
#include "app/model_names.h"
#include "app/prompts.h"
#include "app/settings.h"
#include "app/speculation.h"
#include "base/replacement.h"

namespace constate::app {
namespace {

// A turn ends where the template's own end-of-text token comes, too: files of models that converse often name
// it in tokenizer_config.json alone.
void add_end_token(const GeneratePlan& flags, const formats::ChatFormat& format,
                   const tokenizer::Tokenizer& tokenizer, std::int64_t vocab_size,
                   std::vector<std::int32_t>& stop_ids) {
  const std::optional<std::string> token = format.end_token();
  const std::optional<std::int32_t> id = token ? tokenizer.id_of(*token) : std::nullopt;
  if (id && *id < vocab_size && !flags.ignore_eos &&
      std::find(stop_ids.begin(), stop_ids.end(), *id) == stop_ids.end())
    stop_ids.push_back(*id);
}

}  // namespace

void add_chat_flags(CLI::App& app, ChatPlan& plan) {
  GeneratePlan& settings = plan.settings;
  Flags flags(app);
  flags.text("DIR", settings.folder, "", kModelHelp);
  flags.model(settings.model);
  flags.text("--system", plan.system, "TEXT", "What stands before the conversation: how to answer");
  flags.text("--load-state", plan.load_state, "FILE", "Go on with the conversation that was saved there");
  flags.text("--save-state", plan.save_state, "FILE", "Save the conversation there when it ends");
  add_sampling(flags, settings, "What the draws depend on (0); /retry takes the next one",
               "Tokens of an answer at most (the checkpoint's max_new_tokens, else 128)");
  add_speculation(flags, settings.speculation);
  flags.flag("--ignore-eos", settings.ignore_eos, "Go on after the model's end-of-text token");
  flags.flag("--json", settings.json,
             "One JSON object a line for each answer: text, ids, why it ended, timings");
  flags.text("--tokenizer", settings.tokenizer, "FILE",
             "A tokenizer.json or tokenizer.model in place of the folder's");
  flags.text("--dtype", settings.dtype, "TYPE",
             "Of the matrices: f32, bf16, f16, int8, int4, or auto: f32 or bf16, the faster by measurement");
  add_device(flags, settings.plugin, settings.threads, settings.no_cache);
  flags.integer("--block", settings.block, 1, kMaxBlock, "Tokens for each call to the device, at most");
  flags.flag("-q,--quiet", settings.quiet,
             "Say nothing but errors, and what commands say, on standard error");
  flags.flag("-v,--verbose", settings.verbose, "Say which programs are compiled, and the sampling settings");
}

void check(ChatPlan& plan) {
  GeneratePlan& settings = plan.settings;
  take_model("chat", settings.model, "DIR", {&settings.folder});
  find_model(settings.folder);
  check_settings("chat", settings);
  check(settings.speculation, "chat", /*deterministic=*/false);
  exclude("chat", {{"--system", plan.system.has_value()}, {"--load-state", plan.load_state.has_value()}});
  if (settings.max_tokens == 0) usage_error("--max-tokens: an answer has at least one token; got 0", "chat");
  if (plan.system) check_utf8(*plan.system, "--system");
}

ChatJob read_chat_job(ChatPlan& plan) {
  GeneratePlan& flags = plan.settings;
  const std::string where = *flags.folder;
  ModelSource source = ModelSource::open(where, std::nullopt);
  const models::Facts facts = source.model().facts();
  engine::GenerationConfig config = engine::read_generation_config(where, facts.tokens);
  ChatSettings settings;
  settings.sampling = sampling_of(flags, config.sampling);
  settings.max_tokens =
      flags.max_tokens.value_or(std::max<std::int64_t>(config.max_new_tokens.value_or(kDefaultTokens), 1));
  settings.block = flags.block ? *flags.block : integer_setting("CONSTATE_BLOCK", 1, kMaxBlock).value_or(0);
  check_stop_ids(flags, config, facts, engine::config_file(where).string());
  std::optional<tokenizer::Tokenizer> tokenizer = tokenizer_for(flags.folder, flags.tokenizer);
  if (!tokenizer) refuse_without_tokenizer(where, "text needs");
  Drafting drafting = read_drafting(flags.speculation, source, &*tokenizer);
  if (flags.ignore_eos) config.stop_ids.clear();
  for (const std::int32_t id : take_stop_tokens(flags, *tokenizer, facts.vocab_size))
    config.stop_ids.push_back(id);
  formats::ChatFormat format = formats::ChatFormat::of_folder(where);
  if (plan.system) format.check_system(*plan.system);
  add_end_token(flags, format, *tokenizer, facts.vocab_size, config.stop_ids);
  settings.stop_ids = std::move(config.stop_ids);
  settings.stop = flags.stop;
  if (plan.save_state) Replacement::check(*plan.save_state);
  std::optional<engine::SavedState> state;
  if (plan.load_state) state = engine::read_state(*plan.load_state);
  return {std::move(*tokenizer), std::move(format),   std::move(settings),
          std::move(state),      std::move(drafting), std::move(source)};
}

}  // namespace constate::app
