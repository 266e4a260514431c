#include "engine/model_folder.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "engine/gguf_model.h"
#include "models/registry.h"
#include "runtime/weights.h"

namespace constate::engine {
namespace {

std::set<std::string> names_of(const formats::Checkpoint& checkpoint) {
  std::set<std::string> out;
  for (const auto& [name, tensor] : checkpoint.tensors()) out.insert(name);
  return out;
}

}  // namespace

std::shared_ptr<const models::LanguageModel> read_model(const std::filesystem::path& config) {
  if (const auto gguf = formats::gguf_at(config))
    return models::make_model(open_gguf(*gguf).config, gguf->string());
  return models::make_model(parse_json(read_text(config, 1 << 20), config.string()), config.string());
}

ModelFolder ModelFolder::open(const std::filesystem::path& path) {
  if (const auto gguf = formats::gguf_at(path)) {
    GgufModel opened = open_gguf(*gguf);
    auto model = models::make_model(opened.config, gguf->string());
    formats::Checkpoint checkpoint = formats::Checkpoint::of(std::move(opened.file));
    std::set<std::string> present = names_of(checkpoint);
    return {path, std::move(checkpoint), std::move(present), std::move(model)};
  }
  formats::Checkpoint checkpoint = formats::Checkpoint::open(path);
  std::set<std::string> present = names_of(checkpoint);
  auto model = read_model(path / "config.json");
  return {path, std::move(checkpoint), std::move(present), std::move(model)};
}

void ModelFolder::check_weights() const {
  with_context(path.string(), [&] {
    (void)runtime::weights_from(checkpoint, weights(DType::kF32), model->facts().skipped);
  });
}

}  // namespace constate::engine
