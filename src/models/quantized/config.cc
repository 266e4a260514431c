// `quantization_config`, as the programs write it that make such checkpoints.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "models/quantized/quantized.h"

namespace constate::models {
namespace {

using Method = Quantization::Method;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> known) {
  return std::find(known.begin(), known.end(), text) != known.end();
}

// Of a text in any case. `missing`: where the key is not there.
std::string expect(const JsonObject& json, std::string_view key, std::string missing,
                   std::initializer_list<std::string_view> known) {
  std::string value = json.string_or(key, std::move(missing));
  std::transform(value.begin(), value.end(), value.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (!is_one_of(value, known)) json.fail(key, fmt::format("must be one of: {}", fmt::join(known, ", ")));
  return value;
}

// Something, where that asks for what is not done here.
void expect_none(const JsonObject& json, std::string_view key) {
  const Json* value = json.find(key);
  if (value && !(value->is_object() && value->empty()) && *value != false) json.fail(key, "is not read here");
}

// [rows, columns].
std::optional<Quantization::Block> block_of(const JsonObject& json, std::string_view key) {
  const Json* value = json.find(key);
  if (!value) return std::nullopt;
  const auto is_size = [](const Json& n) { return n.is_number_integer() && n > 0 && n <= 1 << 20; };
  if (!value->is_array() || value->size() != 2 || !std::all_of(value->begin(), value->end(), is_size))
    json.fail(key, "must be two sizes, [rows, columns]");
  return Quantization::Block{(*value)[0], (*value)[1]};
}

std::optional<std::int64_t> group_of(const JsonObject& json) {
  if (!json.has("group_size")) return std::nullopt;
  const std::int64_t group = json.integer("group_size");
  if (group != -1 && (group < 1 || group > 1 << 20)) json.fail("group_size", "must be above 0, or -1");
  return group;
}

std::int64_t bits_of(const JsonObject& json, std::string_view key, std::int64_t least = 2) {
  const std::int64_t bits = json.integer(key);
  if (bits < least || bits > 8) json.fail(key, fmt::format("must be between {} and 8", least));
  return bits;
}

Quantization of(Method method) {
  Quantization out{};
  out.method = method;
  return out;
}

// What all groups of a configuration must have alike.
template <class T>
void agree(const JsonObject& json, std::string_view key, std::optional<T>& all, const std::optional<T>& one) {
  if (all && one && *all != *one) json.fail(key, "must be the same for all groups that are stored alike");
  if (one) all = one;
}

Quantization compressed_tensors(const JsonObject& json) {
  Quantization out = of(Method::kCompressedTensors);
  constexpr const char* kPacked = "pack-quantized";
  const std::initializer_list<std::string_view> formats{
      "naive-quantized", "float-quantized",      "int-quantized",        "dense",
      kPacked,           "nvfp4-pack-quantized", "mxfp4-pack-quantized", "mixed-precision"};
  const std::string all = expect(json, "format", "", formats);
  expect(json, "quantization_status", "compressed", {"compressed"});
  expect_none(json, "transform_config");
  if (json.has("sparsity_config")) expect(json.object("sparsity_config"), "format", "dense", {"dense"});
  const JsonObject groups = json.object("config_groups");
  for (const auto& [name, value] : json.find("config_groups")->items()) {
    const JsonObject group = groups.object(name);
    if (!group.has("weights")) continue;
    const JsonObject weights = group.object("weights");
    agree(weights, "block_structure", out.block, block_of(weights, "block_structure"));
    if (expect(group, "format", all, formats) != kPacked) continue;
    expect(weights, "type", "int", {"int"});
    agree(weights, "num_bits", out.bits, std::optional(bits_of(weights, "num_bits", 1)));
    agree(weights, "group_size", out.group, group_of(weights));
  }
  return out;
}

Quantization fp8(const JsonObject& json) {
  Quantization out = of(Method::kFp8);
  expect(json, "fmt", "e4m3", {"e4m3", "float8_e4m3fn"});
  expect(json, "expert_dtype", "fp8", {"fp8"});
  out.block = block_of(json, "weight_block_size");
  return out;
}

Quantization gptq(const JsonObject& json) {
  Quantization out = of(Method::kGptq);
  out.bits = bits_of(json, "bits");
  out.group = group_of(json);
  expect_none(json, "dynamic");
  out.zero_less_one = expect(json, "checkpoint_format", "gptq", {"gptq", "gptq_v2"}) == "gptq";
  return out;
}

Quantization awq(const JsonObject& json) {
  Quantization out = of(Method::kAwq);
  out.bits = json.has("bits") ? bits_of(json, "bits") : bits_of(json, "w_bit");
  if (out.bits != 4) json.fail(json.has("bits") ? "bits" : "w_bit", "must be 4");
  out.group = json.has("q_group_size") ? json.integer("q_group_size") : group_of(json);
  expect(json, "version", "gemm", {"gemm"});
  expect(json, "backend", "autoawq", {"autoawq"});
  return out;
}

Quantization modelopt(const JsonObject& json) {
  expect(json, "quant_algo", "", {"fp8", "nvfp4", "mixed_precision"});
  return of(Method::kModelOpt);
}

using Reader = Quantization (*)(const JsonObject&);
constexpr std::array<std::pair<std::string_view, Reader>, 5> kMethods{
    {{"fp8", fp8},
     {"compressed-tensors", compressed_tensors},
     {"modelopt", modelopt},
     {"gptq", gptq},
     {"awq", awq}}};

}  // namespace

std::optional<Quantization> take_quantization(Json& config, const std::string& where) {
  constexpr const char* kKey = "quantization_config";
  if (!config.is_object()) return std::nullopt;
  const auto it = config.find(kKey);
  if (it == config.end() || it->is_null()) return std::nullopt;
  const Json taken = *it;
  config.erase(it);
  const JsonObject json(taken, fmt::format("{}: `{}`", where, kKey));
  const std::string method = json.string("quant_method");
  std::vector<std::string_view> known;
  for (const auto& [name, read] : kMethods) {
    if (name == method) return read(json);
    known.push_back(name);
  }
  json.fail("quant_method", fmt::format("must be one of: {}", fmt::join(known, ", ")));
}

}  // namespace constate::models
