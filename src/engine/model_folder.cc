#include "engine/model_folder.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "engine/gguf_model.h"
#include "models/quantized/quantized.h"
#include "models/registry.h"
#include "runtime/weights.h"

namespace constate::engine {
namespace {

constexpr std::size_t kMostConfigBytes = 1 << 20;

std::set<std::string> names_of(const formats::Checkpoint& checkpoint) {
  std::set<std::string> out;
  for (const auto& [name, tensor] : checkpoint.tensors()) out.insert(name);
  return out;
}

struct QuantizedConfig {
  Json config;
  std::optional<models::Quantization> quantization;  // taken out of it
};

QuantizedConfig read_quantized_config(const std::filesystem::path& config) {
  if (const auto gguf = formats::gguf_at(config)) return {open_gguf(*gguf).config, std::nullopt};
  QuantizedConfig out{parse_json(read_text(config, kMostConfigBytes), config.string()), std::nullopt};
  out.quantization = models::take_quantization(out.config, config.string());
  return out;
}

// Its tensors as the matrices that they stand for.
void show_widened(formats::Checkpoint& checkpoint, const models::Quantization& quantization,
                  const std::filesystem::path& path) {
  std::map<std::string, models::StoredAs> tensors;
  for (const auto& [name, tensor] : checkpoint.tensors())
    tensors.emplace(name, models::StoredAs{tensor.shape, tensor.stored_as});
  checkpoint.show_as(models::widened(quantization, tensors, path.string()));
}

}  // namespace

Json read_config(const std::filesystem::path& config) { return read_quantized_config(config).config; }

std::shared_ptr<const models::LanguageModel> read_model(const std::filesystem::path& config) {
  const auto gguf = formats::gguf_at(config);
  return models::make_model(read_config(config), (gguf ? *gguf : config).string());
}

ModelFolder ModelFolder::open(const std::filesystem::path& path) {
  if (const auto gguf = formats::gguf_at(path)) {
    GgufModel opened = open_gguf(*gguf);
    auto model = models::make_model(opened.config, gguf->string());
    std::set<std::string> present = names_of(opened.checkpoint);
    return {path, std::move(opened.checkpoint), std::move(present), std::move(model)};
  }
  formats::Checkpoint checkpoint = formats::Checkpoint::open(path);
  const std::filesystem::path file = path / "config.json";
  const QuantizedConfig read = read_quantized_config(file);
  if (read.quantization) show_widened(checkpoint, *read.quantization, path);
  std::set<std::string> present = names_of(checkpoint);
  auto model = models::make_model(read.config, file.string());
  return {path, std::move(checkpoint), std::move(present), std::move(model)};
}

void ModelFolder::check_weights() const {
  with_context(path.string(), [&] {
    (void)runtime::weights_from(checkpoint, weights(DType::kF32), model->facts().skipped);
  });
}

}  // namespace constate::engine
