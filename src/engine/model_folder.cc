#include "engine/model_folder.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "models/registry.h"
#include "runtime/weights.h"

namespace constate::engine {

std::shared_ptr<const models::LanguageModel> read_model(const std::filesystem::path& config) {
  return models::make_model(parse_json(read_text(config, 1 << 20), config.string()), config.string());
}

ModelFolder ModelFolder::open(const std::filesystem::path& path) {
  formats::Checkpoint checkpoint = formats::Checkpoint::open(path);
  std::set<std::string> present;
  for (const auto& [name, tensor] : checkpoint.tensors()) present.insert(name);
  auto model = read_model(path / "config.json");
  return {path, std::move(checkpoint), std::move(present), std::move(model)};
}

void ModelFolder::check_weights() const {
  with_context(path.string(), [&] {
    (void)runtime::weights_from(checkpoint, weights(DType::kF32), model->facts().skipped);
  });
}

}  // namespace constate::engine
