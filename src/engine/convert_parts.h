// What both ways to convert a model begin with. Internal to this module.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/json.h"
#include "engine/convert.h"
#include "engine/generation_config.h"
#include "engine/model_folder.h"
#include "formats/chat_template.h"

namespace constate::engine {

// A model's parts, all read and compared before anything is written.
struct ConvertSource {
  ModelFolder folder;
  Json config;
  std::string config_where;
  std::optional<tokenizer::Tokenizer> tokenizer;
  GenerationConfig generation;
  std::optional<formats::ChatTemplate> chat;

  static ConvertSource open(const std::filesystem::path& model);
};

// Whether `dims` are those of a matrix, whose type may be chosen: no window of a convolution, no vector.
bool is_matrix(const std::vector<std::int64_t>& dims);

// Throws Error(kInvalidArgument) for a type that is none of `known`.
void check_dtype(const std::optional<std::string>& dtype, std::initializer_list<const char*> known);

}  // namespace constate::engine
