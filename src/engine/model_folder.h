// ModelFolder: a checkpoint's folder, read without a device: configuration, and the headers of the weights.
//
// Const methods are thread-safe. Owns the open files.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "formats/checkpoint.h"
#include "models/language_model.h"

namespace constate::engine {

struct ModelFolder {
  std::filesystem::path path;
  formats::Checkpoint checkpoint;
  std::set<std::string> present;  // names of the checkpoint's tensors
  std::shared_ptr<const models::LanguageModel> model;

  // Throws Error or FormatError for what is not there or not as it should be. Does not compare the weights
  // with the configuration.
  static ModelFolder open(const std::filesystem::path& path);

  // What the model wants of its weights.
  std::vector<models::WeightSpec> weights(DType dtype) const { return model->weights(dtype, present); }
  // Throws FormatError for all in the weights' headers that does not fit the configuration.
  void check_weights() const;
};

// `config` is a config.json. Throws Error or FormatError.
std::shared_ptr<const models::LanguageModel> read_model(const std::filesystem::path& config);

}  // namespace constate::engine
