// What is refused, each by its own message. Whole checkpoints are in engine/quantized_checkpoint_test.cc.
#include "models/quantized/quantized.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/testing.h"

namespace constate::models {
namespace {

using Tensors = std::map<std::string, StoredAs>;

StoredAs as(DType dtype, std::vector<std::int64_t> dims, std::string_view narrow = {}) {
  return {Shape{dtype, std::move(dims)}, narrow};
}

Quantization of(const Json& quantization) {
  Json config = {{"quantization_config", quantization}};
  return take_quantization(config, "config.json").value();
}

const Json kFp8 = {{"quant_method", "fp8"}, {"weight_block_size", {2, 4}}};
const Json kGptq = {{"quant_method", "gptq"}, {"bits", 4}, {"group_size", 8}};
const Json kAwq = {{"quant_method", "awq"}, {"bits", 4}, {"group_size", 8}};
const Json kModelOpt = {{"quant_method", "modelopt"}, {"quant_algo", "NVFP4"}};

Json compressed(const char* format, const Json& weights, const Json& more = {}) {
  Json out = {{"quant_method", "compressed-tensors"},
              {"format", format},
              {"config_groups", {{"group_0", {{"weights", weights}}}}}};
  if (!more.is_null()) out.update(more);
  return out;
}
const Json kPacked = compressed("pack-quantized", {{"num_bits", 4}, {"type", "int"}, {"group_size", 8}});
const Json kInt8 = compressed("int-quantized", {{"num_bits", 8}, {"type", "int"}});

TEST(Quantization, NoneIsNone) {
  Json config = {{"model_type", "x"}};
  EXPECT_FALSE(take_quantization(config, "config.json"));
  config["quantization_config"] = nullptr;
  EXPECT_FALSE(take_quantization(config, "config.json"));
}

TEST(Quantization, WhatIsNotReadIsRefusedByName) {
  const auto with = [](Json json, const char* key, Json value) {
    json[key] = std::move(value);
    return json;
  };
  const std::string where = "config.json: `quantization_config`: ";
  const std::string formats =
      "must be one of: naive-quantized, float-quantized, int-quantized, dense, pack-quantized, "
      "nvfp4-pack-quantized, mxfp4-pack-quantized, mixed-precision; got ";
  const std::string group = where + "config_groups: group_0: weights: ";
  for (const auto& [quantization, message] : std::vector<std::pair<Json, std::string>>{
           {{{"bits", 4}}, where + "`quant_method` is missing"},
           {{{"quant_method", "bitsandbytes"}, {"load_in_4bit", true}},
            where + "`quant_method` must be one of: fp8, compressed-tensors, modelopt, gptq, awq; got "
                    "\"bitsandbytes\""},
           {with(kFp8, "fmt", "e5m2"), where + "`fmt` must be one of: e4m3, float8_e4m3fn; got \"e5m2\""},
           {with(kFp8, "expert_dtype", "fp4"), where + "`expert_dtype` must be one of: fp8; got \"fp4\""},
           {with(kFp8, "weight_block_size", {128}),
            where + "`weight_block_size` must be two sizes, [rows, columns]; got [128]"},
           {with(kFp8, "weight_block_size", {0, 128}),
            where + "`weight_block_size` must be two sizes, [rows, columns]; got [0,128]"},
           {with(kGptq, "bits", 9), where + "`bits` must be between 2 and 8; got 9"},
           {with(kGptq, "group_size", 0), where + "`group_size` must be above 0, or -1; got 0"},
           {with(kGptq, "checkpoint_format", "marlin"),
            where + "`checkpoint_format` must be one of: gptq, gptq_v2; got \"marlin\""},
           {with(kGptq, "dynamic", {{"-:lm_head", Json::object()}}),
            where + "`dynamic` is not read here; got {\"-:lm_head\":{}}"},
           {with(kAwq, "version", "gemv"), where + "`version` must be one of: gemm; got \"gemv\""},
           {with(kAwq, "bits", 8), where + "`bits` must be 4; got 8"},
           {with(kModelOpt, "quant_algo", "W4A8_AWQ"),
            where + "`quant_algo` must be one of: fp8, nvfp4, mixed_precision; got \"W4A8_AWQ\""},
           {with(kPacked, "format", "marlin-24"), where + "`format` " + formats + "\"marlin-24\""},
           {with(kPacked, "quantization_status", "frozen"),
            where + "`quantization_status` must be one of: compressed; got \"frozen\""},
           {with(kPacked, "transform_config", {{"config_groups", 1}}),
            where + "`transform_config` is not read here; got {\"config_groups\":1}"},
           {with(kPacked, "sparsity_config", {{"format", "sparse-24-bitmask"}}),
            where + "sparsity_config: `format` must be one of: dense; got \"sparse-24-bitmask\""},
           {compressed("pack-quantized", {{"num_bits", 4}, {"type", "float"}}),
            group + "`type` must be one of: int; got \"float\""},
           {compressed("float-quantized", {{"num_bits", 8}, {"block_structure", "2x4"}}),
            group + "`block_structure` must be two sizes, [rows, columns]; got \"2x4\""},
           {with(kPacked, "config_groups",
                 {{"a", {{"weights", {{"num_bits", 4}}}}}, {"b", {{"weights", {{"num_bits", 8}}}}}}),
            where + "config_groups: b: weights: `num_bits` must be the same for all groups that are "
                    "stored alike; got 8"}})
    EXPECT_EQ(message_of([&, &q = quantization] { of(q); }), message);
}

TEST(Widened, OtherTensorsStayAsTheyAre) {
  const auto views = widened(of(kInt8),
                             {{"m.weight", as(DType::kS8, {2, 4})},
                              {"m.weight_scale", as(DType::kBF16, {2, 1})},
                              {"m.input_scale", as(DType::kF32, {1})},
                              {"m.bias", as(DType::kF16, {2})},
                              {"n.weight", as(DType::kBF16, {2, 4})},
                              {".dot", as(DType::kF32, {1})},
                              {"none", as(DType::kF32, {1})}},
                             "x");
  std::vector<std::string> names;
  for (const TensorView& view : views) names.push_back(view.name + (view.make ? " made" : ""));
  EXPECT_EQ(names, (std::vector<std::string>{"none", ".dot", "m.weight made", "m.bias", "n.weight"}));
}

TEST(Widened, TensorsThatDoNotGoTogether) {
  const auto gptq = [](std::vector<std::int64_t> numbers, std::vector<std::int64_t> scales,
                       std::vector<std::int64_t> zeros) {
    return Tensors{{"m.qweight", as(DType::kS32, std::move(numbers))},
                   {"m.scales", as(DType::kF16, std::move(scales))},
                   {"m.qzeros", as(DType::kS32, std::move(zeros))}};
  };
  const auto packed = [](std::vector<std::int64_t> numbers, std::vector<std::int64_t> scales) {
    return Tensors{{"m.weight_packed", as(DType::kS32, std::move(numbers))},
                   {"m.weight_scale", as(DType::kF32, std::move(scales))}};
  };
  const auto int8 = [](std::vector<std::int64_t> scales, DType type = DType::kF32) {
    return Tensors{{"m.weight", as(DType::kS8, {4, 6})}, {"m.weight_scale", as(type, std::move(scales))}};
  };
  struct Case {
    Json quantization;
    Tensors tensors;
    std::string message;
  };
  Tensors zeros = int8({4, 1});
  zeros["m.weight_zero_point"] = as(DType::kS8, {4});
  Tensors twice = packed({4, 2}, {4, 2});
  twice["m.weight"] = as(DType::kF32, {4, 16});
  Tensors ordered = gptq({2, 8}, {2, 8}, {2, 1});
  ordered["m.g_idx"] = as(DType::kS32, {4});
  for (const Case& c : std::vector<Case>{
           {kFp8,
            {{"m.weight", as(DType::kF32, {4, 8}, "F8_E4M3")}},
            "tensor `m.weight_scale_inv` is missing"},
           {kFp8,
            {{"m.weight", as(DType::kF32, {4, 8}, "F8_E4M3")},
             {"m.weight_scale_inv", as(DType::kF32, {2, 3})}},
            "tensor `m.weight_scale_inv`: must have a scale for each output, group or block of [4, 8]; got "
            "f32[2, 3]"},
           {kFp8,
            {{"m.weight", as(DType::kF32, {2, 4, 8}, "F8_E4M3")},
             {"m.weight_scale_inv", as(DType::kF32, {2})}},
            "tensor `m.weight`: must be a matrix; got f32[2, 4, 8]"},
           {kFp8,
            {{"m.weight", as(DType::kBF16, {4, 8})}, {"m.weight_scale_inv", as(DType::kF32, {2, 2})}},
            "tensor `m.weight`: must be stored in 8 bits, next to `weight_scale_inv`; got bf16[4, 8]"},
           {kInt8, int8({4, 4}), "tensor `m.weight_scale`: 4 groups must divide 6 inputs"},
           {kInt8, int8({4, 0}), "tensor `m.weight_scale`: must have elements; got f32[4, 0]"},
           {kInt8, int8({4, 1}, DType::kS32),
            "tensor `m.weight_scale`: must be of type f32 or bf16 or f16; got s32[4, 1]"},
           {kInt8, zeros, "tensor `m.weight_zero_point`: must be [4, 1], as the numbers are; got s8[4]"},
           {kInt8, packed({4, 2}, {4, 2}),
            "`quantization_config`: `config_groups`: no group is pack-quantized, but there is a tensor "
            "`m.weight_packed`"},
           {kPacked, packed({4, 2}, {4, 3}), "tensor `m.weight_scale`: 3 groups must divide 16 inputs"},
           {kPacked, packed({4, 2}, {4, 4}),
            "tensor `m.weight_scale`: must have groups of 8 inputs, as `group_size` says; got groups of 4"},
           {kPacked, packed({4, 2}, {3, 2}),
            "tensor `m.weight_scale`: must have a row for each of 4 outputs; got f32[3, 2]"},
           {kPacked, twice, "tensor `m.weight`: must not be there beside `weight_packed`"},
           {kModelOpt,
            {{"m.weight", as(DType::kU8, {4, 8})},
             {"m.weight_scale", as(DType::kF32, {4, 3}, "F8_E4M3")},
             {"m.weight_scale_2", as(DType::kF32, {})}},
            "tensor `m.weight_scale`: 3 groups must divide 16 inputs"},
           {kGptq, gptq({2, 8}, {3, 8}, {3, 1}), "tensor `m.scales`: 3 groups must divide 16 inputs"},
           {kGptq, gptq({2, 8}, {4, 8}, {4, 1}),
            "tensor `m.scales`: must have groups of 8 inputs, as `group_size` says; got groups of 4"},
           {kGptq, gptq({2, 8}, {2, 8}, {2, 2}),
            "tensor `m.qzeros`: must be [2, 1], as the numbers are; got s32[2, 2]"},
           {kGptq, ordered, "tensor `m.g_idx`: must be [16], as the numbers are; got s32[4]"},
           {kAwq, gptq({16, 1}, {2, 4}, {2, 1}),
            "tensor `m.scales`: must have a column for each of 8 outputs; got f16[2, 4]"}})
    EXPECT_EQ(message_of([&] { widened(of(c.quantization), c.tensors, "x"); }), "x: " + c.message);
}

HostArray floats(std::vector<std::int64_t> dims, const std::vector<float>& values) {
  return HostArray::of(DType::kF32, std::move(dims), values);
}
HostArray words(std::vector<std::int64_t> dims, const std::vector<std::int32_t>& values) {
  return HostArray::of(DType::kS32, std::move(dims), values);
}

std::string made_of(const Json& quantization, const Tensors& tensors, std::vector<HostArray> from) {
  return message_of([&] {
    for (const TensorView& view : widened(of(quantization), tensors, "x"))
      if (view.make) view.make(std::move(from));
  });
}

TEST(Widened, ScalesThatAreNone) {
  const Tensors tensors{{"m.weight", as(DType::kS8, {1, 2})}, {"m.weight_scale", as(DType::kF32, {1, 1})}};
  for (const auto& [scale, text] :
       std::vector<std::pair<float, std::string>>{{0.0f, "0"},
                                                  {-0.5f, "-0.5"},
                                                  {std::numeric_limits<float>::quiet_NaN(), "nan"},
                                                  {std::numeric_limits<float>::infinity(), "inf"}}) {
    std::vector<HostArray> from;
    from.push_back(HostArray::of(DType::kS8, {1, 2}, std::vector<std::int8_t>{3, -4}));
    from.push_back(floats({1, 1}, {scale}));
    EXPECT_EQ(made_of(kInt8, tensors, std::move(from)),
              "module `m`: each scale is a finite number above 0; got " + text);
  }
}

TEST(Widened, ElementsThatNoSuchMatrixHas) {
  const Tensors gptq{{"m.qweight", as(DType::kS32, {1, 8})},
                     {"m.scales", as(DType::kF16, {1, 8})},
                     {"m.qzeros", as(DType::kS32, {1, 1})},
                     {"m.g_idx", as(DType::kS32, {8})}};
  const auto parts = [](std::int32_t zeros, std::int32_t group) {
    std::vector<HostArray> out;
    out.push_back(words({1, 8}, std::vector<std::int32_t>(8, 0)));
    out.push_back(floats({1, 8}, std::vector<float>(8, 1)));
    out.push_back(words({1, 1}, {zeros}));
    out.push_back(words({8}, {0, 0, 0, 0, 0, 0, 0, group}));
    return out;
  };
  EXPECT_EQ(made_of(kGptq, gptq, parts(0x77777777, 0)), "no error");
  EXPECT_EQ(made_of(kGptq, gptq, parts(0x77777777, 1)),
            "module `m`: an input's group is between 0 and 0; got 1");
  EXPECT_EQ(made_of(kGptq, gptq, parts(0x77777777, -1)),
            "module `m`: an input's group is between 0 and 0; got -1");
  EXPECT_EQ(
      made_of(kGptq, gptq, parts(0x777777F7, 0)),
      "module `m`: a zero point of 15, stored with 1 taken away, is 0 to some programs and 16 to others");
  Json other = kGptq;
  other["checkpoint_format"] = "gptq_v2";
  EXPECT_EQ(made_of(other, gptq, parts(0x777777F7, 0)), "no error");

  const Tensors packed{{"m.weight_packed", as(DType::kS32, {1, 1})},
                       {"m.weight_scale", as(DType::kF32, {1, 1})},
                       {"m.weight_shape", as(DType::kS64, {2})}};
  std::vector<HostArray> from;
  from.push_back(words({1, 1}, {0}));
  from.push_back(floats({1, 1}, {1}));
  from.push_back(HostArray::of(DType::kS64, {2}, std::vector<std::int64_t>{1, 7}));
  EXPECT_EQ(made_of(kPacked, packed, std::move(from)),
            "module `m`: `weight_shape` must be [1, 8], as the words are; got [1, 7]");
}

}  // namespace
}  // namespace constate::models
