// A checkpoint's folder, read without a device: configuration, weights' headers, tokenizer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "formats/checkpoint.h"
#include "formats/tokenizer.h"
#include "models/language_model.h"

namespace constate::app {

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
};

// `config` is a config.json.
std::shared_ptr<const models::LanguageModel> read_model(const std::filesystem::path& config);

// Whether a published size is called that: "mamba2-130m", "state-spaces/mamba2-130m".
bool is_published(const std::string& name);

// A published size ("mamba2-130m"), a config.json, or a folder that has one. Throws Error(kNotFound) that
// lists the sizes.
std::shared_ptr<const models::LanguageModel> read_config(const std::string& name_or_file);

// The tokenizer.json of the folder, if there is one.
std::optional<formats::Tokenizer> read_tokenizer(const std::string& folder);
// The file that was asked for, else the folder's, else the one that CONSTATE_TOKENIZER names, else nothing.
std::optional<formats::Tokenizer> tokenizer_for(const std::optional<std::string>& folder,
                                                const std::optional<std::string>& asked);

}  // namespace constate::app
