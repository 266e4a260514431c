// The one place that lists the models. A new recurrence adds a line.
#include "models/registry.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <utility>
#include <vector>

#include "base/error.h"
#include "models/families/falcon_h1.h"
#include "models/families/granite_hybrid.h"
#include "models/families/kimi_linear.h"
#include "models/families/lfm2.h"
#include "models/families/mamba2_model.h"
#include "models/families/nemotron_h.h"
#include "models/families/olmo_hybrid.h"
#include "models/families/qwen3_5.h"

namespace constate::models {
namespace {

using Maker = std::unique_ptr<LanguageModel> (*)(const Json& config, const std::string& where);

constexpr std::array<std::pair<std::string_view, Maker>, 13> kModels{{
    {"falcon_h1", falcon_h1::make},
    {"granitemoehybrid", granite_hybrid::make},
    {"kimi_linear", kimi_linear::make},
    {"lfm2", lfm2::make},
    {"lfm2_moe", lfm2::make},
    {"mamba2", mamba2::make},
    {"nemotron_h", nemotron_h::make},
    {"olmo_hybrid", olmo_hybrid::make},
    {"qwen3_5", qwen3_5::make},
    {"qwen3_5_moe", qwen3_5::make},
    {"qwen3_5_moe_text", qwen3_5::make},
    {"qwen3_5_text", qwen3_5::make},
    {"qwen3_next", qwen3_5::make},
}};

}  // namespace

std::unique_ptr<LanguageModel> make_model(const Json& config, const std::string& where) {
  const JsonObject json(config, where);
  // The configuration of state-spaces/mamba has no type; its `ssm_cfg` says which recurrence it is.
  if (!json.has("model_type") && json.has("d_model")) return mamba2::make(config, where);
  const std::string type = json.string("model_type");
  std::vector<std::string_view> known;
  for (const auto& [name, make] : kModels) {
    if (name == type) return make(config, where);
    known.push_back(name);
  }
  throw FormatError(
      fmt::format("{}: `model_type` must be one of: {}; got \"{}\"", where, fmt::join(known, ", "), type));
}

}  // namespace constate::models
