// The one place that lists the architectures.
#include "models/gguf/gguf.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "models/gguf/falcon_h1.h"
#include "models/gguf/granite_hybrid.h"
#include "models/gguf/keys.h"
#include "models/gguf/kimi_linear.h"
#include "models/gguf/lfm2.h"
#include "models/gguf/mamba2.h"
#include "models/gguf/nemotron_h.h"
#include "models/gguf/qwen3_5.h"

namespace constate::models {
namespace {

using Reader = ReadGguf (*)(GgufKeys keys, const TensorDims& tensors);
constexpr std::array<std::pair<std::string_view, Reader>, 11> kReaders{
    {{"mamba2", mamba2::read_gguf},
     {"granitehybrid", granite_hybrid::read_gguf},
     {"falcon-h1", falcon_h1::read_gguf},
     {"lfm2", lfm2::read_gguf},
     {"lfm2moe", lfm2::read_gguf_of_experts},
     {"nemotron_h", nemotron_h::read_gguf},
     {"nemotron_h_moe", nemotron_h::read_gguf_of_experts},
     {"kimi-linear", kimi_linear::read_gguf},
     {"qwen3next", qwen3_5::read_gguf_of_next},
     {"qwen35", qwen3_5::read_gguf},
     {"qwen35moe", qwen3_5::read_gguf_of_experts}}};

std::string architecture_of(const Json& keys, const std::string& where) {
  const auto text = [&](const char* key) -> std::optional<std::string> {
    const auto it = keys.find(key);
    if (it == keys.end()) return std::nullopt;
    if (!it->is_string())
      throw FormatError(fmt::format("{}: key `{}`: must be a string; got {}", where, key, excerpt(*it)));
    return it->get<std::string>();
  };
  if (const auto type = text("general.type"); type && *type != "model")
    throw FormatError(
        fmt::format("{}: key `general.type`: a model is read here; got {}", where, excerpt(*type)));
  if (const auto it = keys.find("split.count"); it != keys.end() && *it != 0 && *it != 1)
    throw FormatError(
        fmt::format("{}: key `split.count`: one file of {} is not read alone", where, excerpt(*it)),
        "llama.cpp's llama-gguf-split --merge makes one file of them");
  const auto name = text("general.architecture");
  if (!name) throw FormatError(fmt::format("{}: key `general.architecture` is missing", where));
  return *name;
}

constexpr std::array<std::string_view, 4> kOwnKeys{kChunkKey, kResidualKey, kALogKey, kMaxNewTokensKey};

// Keys of files that were written here. Others would change what is not known here.
void check_own_keys(const Json& keys, const std::string& where) {
  for (const auto& [key, value] : keys.items())
    if (key.starts_with("constate.") && std::find(kOwnKeys.begin(), kOwnKeys.end(), key) == kOwnKeys.end())
      throw FormatError(fmt::format("{}: key `{}`: has no meaning here; got {}", where, key, excerpt(value)),
                        "the file was written by a newer constate");
}

// The tokens' ids, which the configuration has too. What is missing there is none, not a default.
void take_tokens(const Json& keys, std::int64_t vocabulary, const std::string& where, Json& config) {
  for (const auto& [key, field] : {std::pair("tokenizer.ggml.bos_token_id", "bos_token_id"),
                                   {"tokenizer.ggml.eos_token_id", "eos_token_id"},
                                   {"tokenizer.ggml.padding_token_id", "pad_token_id"}}) {
    const auto it = keys.find(key);
    config[field] = nullptr;
    if (it == keys.end()) continue;
    if (!it->is_number_integer() || *it < 0 || *it >= vocabulary)
      throw FormatError(fmt::format("{}: key `{}`: must be an id from 0 to {}; got {}", where, key,
                                    vocabulary - 1, excerpt(*it)));
    config[field] = *it;
  }
}

}  // namespace

ReadGguf read_gguf(const Json& keys, const TensorDims& tensors, const std::string& where) {
  const std::string name = architecture_of(keys, where);
  check_own_keys(keys, where);
  std::vector<std::string_view> known;
  for (const auto& [architecture, read] : kReaders) {
    known.push_back(architecture);
    if (architecture != name) continue;
    ReadGguf out = read(GgufKeys(keys, name, where), tensors);
    take_tokens(keys, out.config.at("vocab_size").get<std::int64_t>(), where, out.config);
    return out;
  }
  throw FormatError(fmt::format("{}: key `general.architecture`: must be one of: {}; got {}", where,
                                fmt::join(known, ", "), excerpt(name)));
}

WrittenGguf write_gguf(const Json& config, const TensorDims& tensors, const std::string& where) {
  const JsonObject json(config, where);
  const bool ssm = !json.has("model_type") && json.has("d_model");
  const std::string type = ssm ? "mamba2" : json.string("model_type");
  if (type != "mamba2")
    throw FormatError(
        fmt::format("{}: `model_type`: a GGUF file can be written of: mamba2; got \"{}\"", where, type));
  return mamba2::write_gguf(config, tensors, where);
}

}  // namespace constate::models
