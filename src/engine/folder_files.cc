// What is read of a model's folder, or of its GGUF file, beside the weights.
#include "base/file.h"
#include "engine/generation_config.h"
#include "engine/gguf_model.h"
#include "engine/model_folder.h"

namespace constate::engine {

namespace fs = std::filesystem;

fs::path config_file(const fs::path& model) {
  return formats::gguf_at(model).value_or(model / "config.json");
}

GenerationConfig read_generation_config(const fs::path& folder, const models::SpecialTokens& from_config) {
  if (const std::optional<fs::path> gguf = formats::gguf_at(folder)) {
    const formats::GgufFile file(*gguf);
    return parse_generation_config(generation_config_of(file.metadata()).dump(), gguf->string(), from_config);
  }
  const fs::path path = folder / "generation_config.json";
  return parse_generation_config(fs::exists(path) ? read_text(path, 1 << 20) : "{}", path.string(),
                                 from_config);
}

std::optional<tokenizer::Tokenizer> read_tokenizer(const fs::path& model) {
  using tokenizer::Tokenizer;
  const std::optional<fs::path> gguf = formats::gguf_at(model);
  if (!gguf) return Tokenizer::from_folder(model);
  std::string where;
  const std::optional<formats::GgufTokenizer> own = gguf_tokenizer_files(*gguf, where);
  if (!own) return std::nullopt;
  if (own->model.empty()) return Tokenizer::from_json(own->json, where);
  return Tokenizer::from_sentencepiece(own->model, where, Json::parse(own->config.dump()));
}

}  // namespace constate::engine
