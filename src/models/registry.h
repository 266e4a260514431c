// The models by the names that configurations give them.
#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "models/language_model.h"

namespace constate::models {

// The model that a config.json describes; `where` names it in messages. Throws FormatError, naming the key,
// where the model type is not known or a field is missing, out of range, contradictory or not supported.
std::unique_ptr<LanguageModel> make_model(const Json& config, const std::string& where);

}  // namespace constate::models
