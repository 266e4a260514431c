#include "models/published.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "base/error.h"

namespace constate::models {
namespace {

struct Size {
  const char* name;
  int hidden_size, layers;
};
constexpr std::array<Size, 5> kSizes{{{"mamba2-130m", 768, 24},
                                      {"mamba2-370m", 1024, 48},
                                      {"mamba2-780m", 1536, 48},
                                      {"mamba2-1.3b", 2048, 48},
                                      {"mamba2-2.7b", 2560, 64}}};

}  // namespace

std::vector<std::string> published_names() {
  std::vector<std::string> names;
  for (const Size& s : kSizes) names.push_back(s.name);
  return names;
}

Json published_config(std::string_view name) {
  constexpr std::string_view owner = "state-spaces/";
  if (name.starts_with(owner)) name.remove_prefix(owner.size());
  for (const Size& s : kSizes) {
    if (s.name != name) continue;
    return {{"model_type", "mamba2"},
            {"hidden_size", s.hidden_size},
            {"num_hidden_layers", s.layers},
            {"state_size", 128},
            {"head_dim", 64},
            {"num_heads", 2 * s.hidden_size / 64},
            {"n_groups", 1},
            {"expand", 2},
            {"conv_kernel", 4},
            {"chunk_size", 256},
            {"vocab_size", 50288},
            {"tie_word_embeddings", true},
            {"eos_token_id", 0},
            {"bos_token_id", 0},
            {"pad_token_id", 0}};
  }
  throw Error(Code::kNotFound, fmt::format("no published size is called `{}`; there are {}", name,
                                           fmt::join(published_names(), ", ")));
}

}  // namespace constate::models
