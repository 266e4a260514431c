// Models, configurations and tokenizers as the command line names them.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/model_folder.h"
#include "tokenizer/tokenizer.h"

namespace constate::app {

// Whether a published size is called that: "mamba2-130m", "state-spaces/mamba2-130m".
bool is_published(const std::string& name);

// A published size ("mamba2-130m"), a config.json, or a folder that has one. Throws Error(kNotFound) that
// lists the sizes.
std::shared_ptr<const models::LanguageModel> read_config(const std::string& name_or_file);

// The tokenizer.json of the folder, or its tokenizer.model, if there is one.
std::optional<tokenizer::Tokenizer> read_tokenizer(const std::string& folder);
// The file that was asked for, else the folder's, else the one that CONSTATE_TOKENIZER names, else nothing.
std::optional<tokenizer::Tokenizer> tokenizer_for(const std::optional<std::string>& folder,
                                                  const std::optional<std::string>& asked);

}  // namespace constate::app
