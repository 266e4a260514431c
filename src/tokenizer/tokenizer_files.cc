// Which file a tokenizer is read from.
#include "base/error.h"
#include "base/file.h"
#include "tokenizer/sentencepiece_reader.h"
#include "tokenizer/tokenizer.h"

namespace constate::tokenizer {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxFileBytes = 256u << 20;

// "tokenizer.model", and Mistral's "tokenizer.model.v3".
bool is_sentencepiece(const fs::path& file) {
  return file.extension() == ".model" || file.stem().extension() == ".model";
}

bool is_there(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

}  // namespace

Tokenizer Tokenizer::from_file(const fs::path& path) {
  const std::string bytes = read_text(path, kMaxFileBytes);
  return is_sentencepiece(path) ? from_sentencepiece(bytes, path.string()) : from_json(bytes, path.string());
}

std::optional<fs::path> Tokenizer::file_in(const fs::path& folder) {
  for (const char* name : {"tokenizer.json", "tokenizer.model", "tokenizer.model.v3"})
    if (is_there(folder / name)) return folder / name;
  return std::nullopt;
}

std::optional<Tokenizer> Tokenizer::from_folder(const fs::path& folder) {
  const std::optional<fs::path> file = file_in(folder);
  if (!file) return std::nullopt;
  const fs::path config = folder / "tokenizer_config.json", added = folder / "added_tokens.json";
  if (!is_sentencepiece(*file) || !is_there(config)) return from_file(*file);
  const Json settings = parse_json(read_text(config, kMaxFileBytes), config.string());
  const Json more =
      is_there(added) ? parse_json(read_text(added, kMaxFileBytes), added.string()) : Json::object();
  SentencePieceReader reader(read_text(*file, kMaxFileBytes), file->string());
  reader.take_settings(JsonObject(settings, config.string()), more, added.string());
  return reader.read();
}

}  // namespace constate::tokenizer
