// What `constate generate` was asked for, and what follows from that and from the checkpoint's own settings.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "app/flags.h"
#include "app/speculation.h"
#include "engine/generation_config.h"
#include "tokenizer/tokenizer.h"

namespace constate::app {

struct GeneratePlan {
  std::optional<std::string> folder, model, prompt, named_prompt, file, ids, batch_file, config, tokenizer,
      dtype, plugin, save_state, load_state;
  SpeculationFlags speculation;
  std::optional<std::int64_t> max_tokens, top_k, batch, block, threads, save_every;
  std::optional<double> temperature, top_p, min_p, repetition_penalty;
  std::optional<std::uint64_t> seed;
  std::vector<std::string> stop;
  bool random_weights = false, greedy = false, save_ids = false, deterministic = false, ignore_eos = false,
       json = false, quiet = false, verbose = false, no_cache = false;
};

inline constexpr std::int64_t kDefaultTokens = 128;  // of a text or an answer
inline constexpr std::int64_t kMaxBlock = 4096;      // tokens of a call to the device
inline constexpr std::int64_t kMostTokens = std::numeric_limits<std::int32_t>::max();

// -n, --temperature and the rest of what decides which tokens come, up to --stop
void add_sampling(Flags& flags, GeneratePlan& plan, const char* seed_help, const char* tokens_help);
// Throws Error for those that exclude each other. `command` is the one that they were given to.
void check_settings(const std::string& command, const GeneratePlan& plan);

// Throws Error for options that exclude each other or have no effect. With --config there is no folder: then
// the first argument becomes the prompt.
void check(GeneratePlan& plan);

// `before`, the checkpoint's settings or those of a saved state, with the plan's over them. Throws Error
// where one is out of range, or would have no effect.
engine::Sampling sampling_of(const GeneratePlan& plan, const engine::Sampling& before);

// Throws FormatError where an id that ends a text is outside the vocabulary, unless the plan ignores them.
// `config` names the file that `tokens` are from.
void check_stop_ids(const GeneratePlan& plan, const engine::GenerationConfig& generation,
                    const models::Facts& facts, const std::string& config);

// The special tokens among --stop, as ids, which the plan's stop strings then no longer hold: a text is
// without special tokens, and ends where one of these comes. Throws Error for a stop string that no text can
// hold.
std::vector<std::int32_t> take_stop_tokens(GeneratePlan& plan, const tokenizer::Tokenizer& tokenizer,
                                           std::int64_t vocab_size);

// The prompts as ids; reads files and standard input. Where a state is loaded there is one, which may be
// empty. Throws Error or FormatError for a prompt that is empty or not UTF-8. `tokenizer` may be null where
// ids are given.
std::vector<std::vector<std::int32_t>> prompts_of(const GeneratePlan& plan,
                                                  const tokenizer::Tokenizer* tokenizer);

int run_generate(GeneratePlan plan);

}  // namespace constate::app
