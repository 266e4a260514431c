#include "engine/gguf_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "models/gguf/gguf.h"

namespace constate::engine {
namespace {

constexpr std::size_t kMostElements = 1 << 20;  // of lists in keys that say what the model is

// Blocks of another version have other layouts.
void check_quantization(const formats::GgufFile& file) {
  constexpr const char* kKey = "general.quantization_version";
  const std::optional<std::int64_t> version = file.metadata().integer(kKey);
  if (!version || *version == 2) return;
  for (const auto& [name, tensor] : file.tensors())
    if (!tensor.stored_as.empty())
      file.metadata().fail(kKey, fmt::format("must be 2 where tensors are in blocks; got {}", *version));
}

}  // namespace

GgufModel open_gguf(const std::filesystem::path& path) {
  auto file = std::make_unique<formats::GgufFile>(path);
  check_quantization(*file);
  models::TensorDims dims;
  for (const auto& [name, tensor] : file->tensors()) dims.emplace(name, tensor.shape.dims);
  models::ReadGguf read = models::read_gguf(file->metadata().json(kMostElements), dims, path.string());
  GgufModel out{formats::Checkpoint::of(std::move(file)), std::move(read.config)};
  out.checkpoint.show_as(std::move(read.tensors));
  return out;
}

std::optional<formats::GgufTokenizer> gguf_tokenizer_files(const std::filesystem::path& path,
                                                           std::string& where) {
  const formats::GgufFile file(path);
  const std::filesystem::path beside = path.parent_path() / "tokenizer.json";
  std::error_code ignored;
  const bool other = std::filesystem::exists(beside, ignored);
  where = path.string();
  std::optional<formats::GgufTokenizer> out;
  try {
    out = formats::gguf_tokenizer(file.metadata());
  } catch (const FormatError&) {
    if (!other) throw;
  }
  if (out || !other) return out;
  where = beside.string();
  out.emplace();
  out->json = read_text(beside);
  out->config = formats::gguf_named_tokens(file.metadata());
  return out;
}

Json generation_config_of(const formats::GgufMetadata& m) {
  Json out = Json::object();
  Json ends = Json::array();
  for (const char* end : {"eos", "eot", "eom"})
    if (const auto id = m.integer(fmt::format("tokenizer.ggml.{}_token_id", end)))
      if (std::find(ends.begin(), ends.end(), *id) == ends.end()) ends.push_back(*id);
  if (!ends.empty()) out["eos_token_id"] = ends;
  if (const auto most = m.integer(models::kMaxNewTokensKey)) out["max_new_tokens"] = *most;
  constexpr std::string_view kSampling = "general.sampling.";
  constexpr std::array<std::pair<std::string_view, const char*>, 5> kNames{
      {{"temp", "temperature"},
       {"top_k", "top_k"},
       {"top_p", "top_p"},
       {"min_p", "min_p"},
       {"penalty_repeat", "repetition_penalty"}}};
  const Json keys = m.json(kMostElements);
  for (const auto& [key, value] : keys.items()) {
    if (!key.starts_with(kSampling)) continue;
    const std::string_view setting = std::string_view(key).substr(kSampling.size());
    const auto* known =
        std::find_if(kNames.begin(), kNames.end(), [&](const auto& name) { return name.first == setting; });
    if (known == kNames.end()) m.fail(key, "has no meaning here");
    out[known->second] = value;
  }
  // A temperature of 0 takes the likeliest token, as no setting does.
  const bool samples = std::any_of(kNames.begin(), kNames.begin() + 4,
                                   [&](const auto& name) { return out.contains(name.second); });
  if (samples && out.value("temperature", Json(1)) != 0) {
    out["do_sample"] = true;
    if (!out.contains("top_k")) out["top_k"] = 0;
  }
  return out;
}

}  // namespace constate::engine
