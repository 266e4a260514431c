#include "hub/repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/error.h"
#include "base/json.h"
#include "hub/names.h"

namespace constate::hub {
namespace {

constexpr std::size_t kMostShards = 4096;

constexpr std::array<std::string_view, 11> kBesides{"generation_config.json",
                                                    "tokenizer.json",
                                                    "tokenizer.model",
                                                    "tokenizer.model.v3",
                                                    "tokenizer_config.json",
                                                    "added_tokens.json",
                                                    "special_tokens_map.json",
                                                    "vocab.json",
                                                    "merges.txt",
                                                    "chat_template.json",
                                                    "chat_template.jinja"};
constexpr std::string_view kTemplates = "additional_chat_templates/";

struct Weights {
  const char* single;
  const char* index;
};
constexpr Weights kWeights[] = {{"model.safetensors", "model.safetensors.index.json"},
                                {"pytorch_model.bin", "pytorch_model.bin.index.json"}};

bool is_wanted(std::string_view file) {
  return std::ranges::find(kBesides, file) != kBesides.end() ||
         (file.starts_with(kTemplates) && file.ends_with(".jinja"));
}

[[noreturn]] void refuse_file(std::string_view where, const Json& name) {
  throw FormatError(
      fmt::format("{}: the name of a file in the folder is expected; got {}", where, excerpt(name)));
}

}  // namespace

Repository parse_repository(std::string_view text, std::string_view where) {
  const Json json = parse_json(text, where);
  const JsonObject root(json, std::string(where));
  Repository out{.commit = root.string("sha"), .files = {}};
  if (!is_commit(out.commit)) root.fail("sha", "must be a commit of 40 hexadecimal digits");
  const Json* siblings = root.find("siblings");
  if (!siblings || !siblings->is_array()) root.fail("siblings", "must be a list of files");
  for (const Json& file : *siblings) {
    const JsonObject entry(file, fmt::format("{}: `siblings`", where));
    std::string name = entry.string("rfilename");
    if (!is_inside(name)) refuse_file(where, Json(name));
    out.files.push_back(std::move(name));
  }
  return out;
}

FilePlan plan_files(const std::vector<std::string>& there) {
  const std::set<std::string_view> names(there.begin(), there.end());
  if (!names.contains("config.json")) throw Error(Code::kNotFound, "no `config.json`");
  FilePlan out;
  out.files.emplace_back("config.json");
  for (const std::string_view name : names)
    if (is_wanted(name)) out.files.emplace_back(name);
  for (const auto& [single, index] : kWeights) {
    if (names.contains(single)) {
      out.files.emplace_back(single);
      return out;
    }
    if (names.contains(index)) {
      out.files.emplace_back(index);
      out.index = index;
      return out;
    }
  }
  throw Error(Code::kNotFound,
              fmt::format("no weights: none of `{}`, `{}`, `{}` and `{}` is there", kWeights[0].single,
                          kWeights[0].index, kWeights[1].single, kWeights[1].index));
}

std::vector<std::string> shards_of(std::string_view index, std::string_view where) {
  const Json json = parse_json(index, where);
  const JsonObject root(json, std::string(where));
  root.object("weight_map");  // or says why not
  std::set<std::string> shards;
  for (const auto& [tensor, file] : root.find("weight_map")->items()) {
    const std::string* name = file.get_ptr<const std::string*>();
    if (!name || !is_inside(*name) || name->find('/') != name->npos) refuse_file(where, file);
    shards.insert(*name);
  }
  if (shards.empty() || shards.size() > kMostShards)
    throw FormatError(
        fmt::format("{}: between 1 and {} shards are expected; got {}", where, kMostShards, shards.size()));
  return {shards.begin(), shards.end()};
}

}  // namespace constate::hub
