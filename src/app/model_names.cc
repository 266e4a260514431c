#include "app/model_names.h"

#include <algorithm>

#include "app/settings.h"
#include "base/error.h"
#include "models/published.h"
#include "models/registry.h"

namespace constate::app {

namespace fs = std::filesystem;

bool is_published(const std::string& name) {
  const std::vector<std::string> all = models::published_names();
  return std::any_of(all.begin(), all.end(),
                     [&](const std::string& one) { return name == one || name == "state-spaces/" + one; });
}

std::shared_ptr<const models::LanguageModel> read_config(const std::string& name_or_file) {
  std::error_code ignored;
  const fs::path path = name_or_file;
  if (fs::is_directory(path, ignored)) return engine::read_model(path / "config.json");
  if (fs::exists(path, ignored) ||
      (!is_published(name_or_file) && (path.extension() == ".json" || path.has_parent_path())))
    return engine::read_model(path);
  return models::make_model(models::published_config(name_or_file), name_or_file);
}

std::optional<tokenizer::Tokenizer> read_tokenizer(const std::string& folder) {
  return tokenizer::Tokenizer::from_folder(folder);
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

}  // namespace constate::app
