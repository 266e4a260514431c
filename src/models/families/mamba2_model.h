// Mamba-2 as a LanguageModel.
#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "models/language_model.h"

namespace constate::models::mamba2 {

// The model that a config.json describes, in either layout. Throws FormatError, naming the key.
std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where);

}  // namespace constate::models::mamba2
