#include "engine/convert_parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.h"

namespace constate::engine {

ConvertSource ConvertSource::open(const std::filesystem::path& model) {
  ModelFolder folder = ModelFolder::open(model);
  folder.check_weights();
  std::string where = config_file(model).string();
  Json config = read_config(where);
  GenerationConfig generation = read_generation_config(model, folder.model->facts().tokens);
  return {std::move(folder),     std::move(config),     std::move(where),
          read_tokenizer(model), std::move(generation), formats::ChatTemplate::in_folder(model)};
}

bool is_matrix(const std::vector<std::int64_t>& dims) {
  constexpr std::int64_t kLeastColumns = 32;  // a block of q8_0; windows of convolutions have 3 or 4
  return dims.size() >= 2 && dims.back() >= kLeastColumns;
}

void check_dtype(const std::optional<std::string>& dtype, std::initializer_list<const char*> known) {
  if (dtype && std::find(known.begin(), known.end(), *dtype) == known.end())
    throw Error(Code::kInvalidArgument,
                fmt::format("dtype: one of {} is expected; got `{}`", fmt::join(known, ", "), *dtype));
}

}  // namespace constate::engine
