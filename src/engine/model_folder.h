// ModelFolder: a checkpoint's folder, or a GGUF file, read without a device: configuration, and the headers
// of the weights.
//
// Const methods are thread-safe. Owns the open files.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "formats/checkpoint.h"
#include "models/language_model.h"
#include "tokenizer/tokenizer.h"

namespace constate::engine {

struct ModelFolder {
  std::filesystem::path path;
  formats::Checkpoint checkpoint;
  std::set<std::string> present;  // names of the checkpoint's tensors
  std::shared_ptr<const models::LanguageModel> model;

  // Throws Error or FormatError for what is not there or not as it should be. Does not compare the weights
  // with the configuration.
  // `path` may be a GGUF file, or a folder with one and nothing else to read (formats::gguf_at).
  static ModelFolder open(const std::filesystem::path& path);

  // What the model wants of its weights.
  std::vector<models::WeightSpec> weights(DType dtype) const { return model->weights(dtype, present); }
  // Throws FormatError for all in the weights' headers that does not fit the configuration.
  void check_weights() const;
};

// The file that says what the model is: the config.json of its folder, or the GGUF file.
std::filesystem::path config_file(const std::filesystem::path& model);

// The tokenizer.json of a model's folder, or its tokenizer.model; of a GGUF file the tokenizer in it, or
// the tokenizer.json beside it (gguf_tokenizer_files). Nothing where there is none. Throws Error or
// FormatError.
std::optional<tokenizer::Tokenizer> read_tokenizer(const std::filesystem::path& model);

// A config.json as the model's family reads it: of a GGUF file what its keys say, and without the
// `quantization_config` of a checkpoint whose matrices are shown widened (models/quantized). `config` is a
// config.json, or a GGUF file. Throws Error or FormatError.
Json read_config(const std::filesystem::path& config);
std::shared_ptr<const models::LanguageModel> read_model(const std::filesystem::path& config);

}  // namespace constate::engine
