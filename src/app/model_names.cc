#include "app/model_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/settings.h"
#include "app/text.h"
#include "base/error.h"
#include "formats/gguf.h"
#include "hub/model_cache.h"
#include "hub/settings.h"
#include "models/published.h"
#include "models/registry.h"

namespace constate::app {

namespace fs = std::filesystem;

namespace {

// "models/config.json" could be a model's name, and is none.
bool names_a_file(const fs::path& path) {
  return path.extension() == ".json" || path.extension() == ".model" || path.extension() == ".safetensors" ||
         path.extension() == ".gguf";
}

}  // namespace

std::string find_model(const std::string& text, Needs needs) {
  std::error_code ignored;
  const std::optional<hub::ModelName> name = hub::parse_name(text);
  if (!name || fs::exists(text, ignored)) return text;
  const hub::ModelCache cache(hub::cache_folder(setting), *name);
  const bool may_be_else = names_a_file(text) || (needs == Needs::kConfiguration && is_published(text));
  if (may_be_else && !cache.found()) return text;
  return hub::needed_folder(cache, needs == Needs::kCheckpoint).string();
}

void find_model(std::optional<std::string>& name, Needs needs) {
  if (name) name = find_model(*name, needs);
}

bool is_published(const std::string& name) {
  const std::vector<std::string> all = models::published_names();
  return std::any_of(all.begin(), all.end(),
                     [&](const std::string& one) { return name == one || name == "state-spaces/" + one; });
}

std::shared_ptr<const models::LanguageModel> read_config(const std::string& name_or_file) {
  std::error_code ignored;
  const fs::path path = name_or_file;
  if (formats::gguf_at(path)) return engine::read_model(path);
  if (fs::is_directory(path, ignored)) return engine::read_model(path / "config.json");
  if (fs::exists(path, ignored) ||
      (!is_published(name_or_file) && (path.extension() == ".json" || path.has_parent_path())))
    return engine::read_model(path);
  return models::make_model(models::published_config(name_or_file), name_or_file);
}

std::optional<tokenizer::Tokenizer> read_tokenizer(const std::string& folder) {
  return engine::read_tokenizer(folder);
}

std::optional<tokenizer::Tokenizer> tokenizer_for(const std::optional<std::string>& folder,
                                                  const std::optional<std::string>& asked) {
  if (asked) return tokenizer::Tokenizer::from_file(*asked);
  std::optional<tokenizer::Tokenizer> own;
  if (folder) own = read_tokenizer(*folder);
  if (own) return own;
  const std::optional<std::string> set = setting("CONSTATE_TOKENIZER");
  if (!set) return std::nullopt;
  return with_context("CONSTATE_TOKENIZER", [&] { return tokenizer::Tokenizer::from_file(*set); });
}

tokenizer::Tokenizer needed_tokenizer(const std::string& folder, const std::optional<std::string>& asked,
                                      const char* need) {
  std::optional<tokenizer::Tokenizer> out = tokenizer_for(folder, asked);
  if (!out) refuse_without_tokenizer(folder, need);
  return std::move(*out);
}

void refuse_without_tokenizer(const std::string& where, const char* need, const char* hint) {
  const char* lacks = formats::gguf_at(where) ? "no tokenizer in it, and no `tokenizer.json` beside it"
                                              : "no `tokenizer.json` or `tokenizer.model`";
  throw Error(Code::kNotFound, fmt::format("{}: {}, which {}", where, lacks, need), hint);
}

}  // namespace constate::app
