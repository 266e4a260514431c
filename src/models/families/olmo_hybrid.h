// OLMo-Hybrid (Allen Institute for AI): in each layer Gated DeltaNet or attention, then a gated MLP. Norms
// stand before what a layer with Gated DeltaNet computes, and after what a layer with attention does.
#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "models/families/delta_hybrid.h"

namespace constate::models::olmo_hybrid {

// A config.json of transformers. Throws FormatError, naming the key.
delta_hybrid::Config parse(const Json& value, const std::string& where);

std::unique_ptr<LanguageModel> make(const Json& config, const std::string& where);

}  // namespace constate::models::olmo_hybrid
