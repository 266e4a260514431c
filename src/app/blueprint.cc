#include "app/blueprint.h"

#include <fmt/format.h>

#include "app/device_options.h"
#include "app/flags.h"
#include "app/model_names.h"
#include "app/text.h"
#include "base/error.h"
#include "formats/gguf.h"
#include "programs/capacity.h"
#include "runtime/row_parts.h"

namespace constate::app {

programs::Blueprint blueprint_of(const std::string& name, const std::optional<std::string>& asked,
                                 const runtime::DeviceProfile& profile) {
  const DType dtype = asked ? dtype_of(*asked) : profile.dtype;
  std::error_code ignored;
  const std::filesystem::path from = name;
  const bool gguf = formats::gguf_at(from).has_value();
  if (!gguf && std::filesystem::is_directory(from, ignored) &&
      !std::filesystem::exists(from / "config.json", ignored))
    throw Error(Code::kNotFound, fmt::format("{}: no `config.json`", from.string()),
                "name a checkpoint's folder or its config.json");
  if (!gguf && !formats::Checkpoint::is_in(from))
    return runtime::blueprint_for(read_config(name)->bind(dtype, {}), profile);
  const engine::ModelFolder folder = engine::ModelFolder::open(from);
  return runtime::blueprint_for(folder.model->bind(dtype, folder.present), profile);
}

std::int64_t capacity_for_tokens(const models::BoundModel& model, std::optional<std::int64_t> tokens,
                                 std::int64_t call, const char* command) {
  if (tokens && !models::grows_by_token(model))
    usage_error("--tokens has no effect on a model whose state has one size", command);
  return programs::capacity_for(model, std::max(tokens.value_or(0), call));
}

models::SamplingRules rules_named(std::string_view text) {
  models::SamplingRules rules;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (word == "draw")
      rules.draw = true;
    else if (word == "filter")
      rules.draw = rules.filter = true;
    else if (word == "penalty")
      rules.penalty = true;
    else
      throw Error(
          Code::kInvalidArgument,
          fmt::format("--rules: draw, filter and penalty, with commas between, are expected; got `{}`",
                      printable(word)));
  }
  return rules;
}

}  // namespace constate::app
