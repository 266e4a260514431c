// A model's repository: what files it has, and which of them make a checkpoint that is read here. Pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace constate::hub {

struct Repository {
  std::string commit;
  std::vector<std::string> files;
};
// The hub's answer about a revision. Throws FormatError for one that is none, and for names of files that
// lead out of a folder.
Repository parse_repository(std::string_view json, std::string_view where);

struct FilePlan {
  std::vector<std::string> files;    // configuration, tokenizer, templates, weights that are one file
  std::optional<std::string> index;  // among `files`: it lists shards, which come too
};
// Weights are `model.safetensors`, else its shards, else `pytorch_model.bin`, else its shards: what
// formats::Checkpoint reads. Throws Error(kNotFound) "no `config.json`" or "no weights ...".
FilePlan plan_files(const std::vector<std::string>& there);

inline constexpr std::uint64_t kMostOfIndex = 4 << 20;  // bytes
// The shards that an index lists, each once. Throws FormatError.
std::vector<std::string> shards_of(std::string_view index, std::string_view where);

}  // namespace constate::hub
