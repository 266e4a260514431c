// Models from one kind of file into another and back.
#include "engine/convert.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "base/file.h"
#include "engine/generation_config.h"
#include "engine/gguf_model.h"
#include "engine/model_folder.h"
#include "formats/chat_template.h"
#include "formats/safetensors.h"
#include "formats/test_util.h"

namespace constate::engine {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
const fs::path kSource = CONSTATE_SOURCE_DIR;
const fs::path kDemo = kSource / "models/demo";

void expect_same_tensors(const formats::Checkpoint& got, const formats::Checkpoint& want, bool types = true) {
  ASSERT_EQ(got.tensors().size(), want.tensors().size());
  for (const auto& [name, tensor] : want.tensors()) {
    ASSERT_TRUE(got.tensors().contains(name)) << name;
    HostArray a = got.read(name), b = want.read(name);
    if (types) {
      EXPECT_EQ(a.shape(), b.shape()) << name;
    }
    a = a.converted(DType::kF32), b = b.converted(DType::kF32);
    EXPECT_EQ(a.shape(), b.shape()) << name;
    EXPECT_TRUE(std::ranges::equal(a.bytes(), b.bytes())) << name;
  }
}

TEST(Convert, TheDemoModelThereAndBackToTheBit) {
  const TempDir dir;
  const fs::path file = dir.path / "demo.gguf", folder = dir.path / "back", again = dir.path / "again.gguf";
  const Converted out = convert_to_gguf(kDemo, file, {"f32", false, {}});
  EXPECT_EQ(out.tensors, 56);
  EXPECT_EQ(out.tokenizer, "olmo");
  EXPECT_EQ(out.bytes, 3653408u * 4);
  const ModelFolder want = ModelFolder::open(kDemo), got = ModelFolder::open(file);
  got.check_weights();
  expect_same_tensors(got.checkpoint, want.checkpoint, false);
  EXPECT_EQ(got.model->facts().configuration, want.model->facts().configuration);
  EXPECT_EQ(got.model->facts().tokens.eos, want.model->facts().tokens.eos);

  convert_to_safetensors(file, folder, {});
  const ModelFolder back = ModelFolder::open(folder);
  expect_same_tensors(back.checkpoint, want.checkpoint, false);
  EXPECT_EQ(back.model->facts().configuration, want.model->facts().configuration);
  EXPECT_EQ(read_text(folder / "tokenizer.json"), read_text(kDemo / "tokenizer.json"));
  EXPECT_THAT(read_generation_config(folder, back.model->facts().tokens).stop_ids, ElementsAre(0));

  convert_to_gguf(folder, again, {});
  EXPECT_EQ(read_text(again), read_text(file));
}

// Byte for byte what llama.cpp's converter makes of the same checkpoints; exp in f32 may differ in its last
// bit.
TEST(Convert, TensorsAreThoseOfLlamaCppsConverter) {
  for (const auto& [golden, name, dtype] :
       {std::tuple("codestral", "mamba2_groups8_f32", "f32"), {"groups1", "mamba2_groups1_f16", "f16"}}) {
    SCOPED_TRACE(name);
    const TempDir dir;
    convert_to_gguf(kSource / "tests/data/golden" / golden, dir.path / "x.gguf", {dtype, false, {}});
    const formats::GgufFile got(dir.path / "x.gguf"),
        want(formats::data_file(fmt::format("gguf/{}.gguf", name)));
    ASSERT_EQ(got.tensors().size(), want.tensors().size());
    for (const auto& [tensor, place] : want.tensors()) {
      const HostArray a = got.read(tensor), b = want.read(tensor);
      ASSERT_EQ(a.shape(), b.shape()) << tensor;
      if (!tensor.ends_with("ssm_a")) {
        EXPECT_TRUE(std::ranges::equal(a.bytes(), b.bytes())) << tensor;
        continue;
      }
      for (std::size_t i = 0; i < a.as<float>().size(); ++i)
        EXPECT_NEAR(a.as<float>()[i], b.as<float>()[i], -b.as<float>()[i] * std::ldexp(1.0, -23)) << tensor;
    }
    for (const auto& [key, value] : want.metadata().values())
      if (key.starts_with("mamba2.") && value.type == formats::GgufType::kU32) {
        EXPECT_EQ(got.metadata().integer(key), want.metadata().integer(key)) << key;
      }
  }
}

// A decay that is no number below 0 is none that the file can have.
TEST(Convert, DecaysThatUnderflow) {
  const TempDir dir;
  convert_to_safetensors(kDemo, dir.path / "old", {});
  const formats::Checkpoint demo = formats::Checkpoint::open(dir.path / "old");
  std::map<std::string, HostArray> all;
  for (const auto& [name, tensor] : demo.tensors()) all.emplace(name, demo.read(name));
  all.at("backbone.layers.2.mixer.A_log").as<float>()[1] = -120;
  formats::save_safetensors(dir.path / "old/model.safetensors", all);
  EXPECT_EQ(
      message_of([&] { convert_to_gguf(dir.path / "old", dir.path / "x.gguf", {}); }),
      (dir.path / "x.gguf").string() +
          ": tensor `blk.2.ssm_a`: each element is a finite number below 0; got -0, of an A_log of -120");
}

// Matrices stay as they are, and the rest is f32, where no type is asked for.
TEST(Convert, TypesOfMatrices) {
  const TempDir dir;
  const ModelFolder want = ModelFolder::open(kDemo);
  const auto written = [&](const char* name, const ConvertOptions& options) {
    convert_to_gguf(kDemo, dir.path / name, options);
    return ModelFolder::open(dir.path / name);
  };
  const std::string matrix = "backbone.layers.0.mixer.in_proj.weight", norm = "backbone.layers.0.norm.weight";
  const ModelFolder own = written("own.gguf", {});
  expect_same_tensors(own.checkpoint, want.checkpoint);
  EXPECT_EQ(own.checkpoint.tensors().at(matrix).shape.dtype, DType::kBF16);
  const ModelFolder half = written("half.gguf", {"f16", false, {}});
  EXPECT_EQ(half.checkpoint.tensors().at(matrix).shape.dtype, DType::kF16);
  EXPECT_EQ(half.checkpoint.tensors().at(norm).shape.dtype, DType::kF32);
  const ModelFolder small = written("small.gguf", {"q8_0", false, {}});
  EXPECT_EQ(small.checkpoint.tensors().at(matrix).stored_as, "q8_0");
  const HostArray got = small.checkpoint.read(matrix),
                  real = want.checkpoint.read(matrix).converted(DType::kF32);
  double worst = 0;  // of a block, in steps of its scale
  for (std::size_t at = 0; at < got.as<float>().size(); at += 32) {
    double most = 0, off = 0;
    for (std::size_t i = at; i < at + 32; ++i) {
      most = std::max(most, std::fabs(double{real.as<float>()[i]}));
      off = std::max(off, std::fabs(double{got.as<float>()[i]} - real.as<float>()[i]));
    }
    if (most > 0) worst = std::max(worst, off / (most / 127));
  }
  // Half a step of rounding, and the scale's own in f16: up to 127 steps times 2^-11.
  EXPECT_LT(worst, 0.5 + 127.0 / 2048);
  EXPECT_GT(worst, 0.25);
}

TEST(Convert, EachLayoutOfMamba2) {
  for (const char* name : {"groups1", "conv1_bf16", "ssm_published", "codestral"}) {
    SCOPED_TRACE(name);
    const TempDir dir;
    const fs::path from = kSource / "tests/data/golden" / name;
    convert_to_gguf(from, dir.path / "x.gguf", {"f32", false, {}});
    const ModelFolder want = ModelFolder::open(from), got = ModelFolder::open(dir.path / "x.gguf");
    got.check_weights();
    const auto specs = want.weights(DType::kF32), own = got.weights(DType::kF32);
    ASSERT_EQ(own.size(), specs.size());
    for (std::size_t i = 0; i < specs.size(); ++i)
      EXPECT_EQ(own[i].shape().dims, specs[i].shape().dims) << own[i].field;
  }
}

TEST(Convert, WhatAGgufFileHasNoPlaceFor) {
  const auto refused = [&](const char* golden) {
    const TempDir dir;
    const fs::path from = kSource / "tests/data/golden" / golden;
    const std::string message = message_of([&] { convert_to_gguf(from, dir.path / "x.gguf", {}); });
    EXPECT_FALSE(fs::exists(dir.path / "x.gguf"));
    const std::string front = (from / "config.json").string() + ": ";
    EXPECT_EQ(message.substr(0, front.size()), front);
    return message.substr(front.size());
  };
  const std::string none = "a GGUF file of Mamba-2 has no place for ";
  EXPECT_EQ(refused("groups4"), none + "a limit of time steps, [0.01, 0.2]");
  EXPECT_EQ(refused("groups2"), none + "biases of in_proj and out_proj");
  EXPECT_EQ(refused("expand1_5"), none + "the activation gelu");
  EXPECT_EQ(refused("granite"),
            "`model_type`: a GGUF file can be written of: mamba2; got \"granitemoehybrid\"");
}

TEST(Convert, NothingIsReplacedUnasked) {
  const TempDir dir;
  const fs::path file = dir.write("a.gguf", "mine");
  EXPECT_EQ(message_of([&] { convert_to_gguf(kDemo, file, {}); }), file.string() + ": is there already");
  EXPECT_EQ(read_text(file), "mine");
  for (const bool replace : {false, true})
    EXPECT_EQ(
        message_and_hint_of([&] {
          convert_to_safetensors(kDemo, dir.path, {{}, replace, {}});
        }),
        dir.path.string() +
            ": the folder has `a.gguf`, which is none of the files that are written [name a new folder]");
  EXPECT_EQ(message_and_hint_of([&] {
              convert_to_safetensors(kDemo, kDemo, {{}, true, {}});
            }),
            kDemo.string() + ": a model is not converted into its own folder [name another folder]");
  EXPECT_EQ(message_of([&] { convert_to_safetensors(kDemo, file, {}); }),
            file.string() + ": is there already, and no folder");
  EXPECT_EQ(message_of([&] {
              convert_to_gguf(kDemo, dir.path / "b.gguf", {"q4_K", false, {}});
            }),
            "dtype: one of f32, f16, bf16, q8_0 is expected; got `q4_K`");

  const fs::path folder = dir.path / "folder";
  convert_to_safetensors(kDemo, folder, {});
  expect_same_tensors(formats::Checkpoint::open(folder), formats::Checkpoint::open(kDemo));
  const std::string message = message_of([&] { convert_to_safetensors(kDemo, folder, {}); });
  EXPECT_EQ(message.substr(0, message.rfind('`', message.size() - 2)),
            folder.string() + ": the folder is not empty: it has ");
  dir.write("folder/chat_template.jinja", "old");
  convert_to_safetensors(kDemo, folder, {"bf16", true, {}});
  EXPECT_FALSE(fs::exists(folder / "chat_template.jinja"));
  convert_to_gguf(folder, file, {{}, true, {}});
  ModelFolder::open(file).check_weights();
}

// transformers loads weights as the type that config.json names.
TEST(Convert, TheConfigurationNamesTheType) {
  const TempDir dir;
  convert_to_safetensors(kDemo, dir.path / "same", {});
  EXPECT_EQ(read_text(dir.path / "same/config.json"), read_text(kDemo / "config.json"));
  convert_to_safetensors(kDemo, dir.path / "half", {"f16", false, {}});
  const Json json = parse_json(read_text(dir.path / "half/config.json"), "");
  EXPECT_EQ(json.at("torch_dtype"), "float16");
  const ModelFolder half = ModelFolder::open(dir.path / "half");
  EXPECT_EQ(half.model->facts().configuration, ModelFolder::open(kDemo).model->facts().configuration);
  EXPECT_EQ(half.checkpoint.tensors().at("backbone.embeddings.weight").shape.dtype, DType::kF16);
}

// A copy of the demo model with other files beside its weights.
struct Copy {
  TempDir dir;
  fs::path model = dir.path / "model", file = dir.path / "x.gguf";
  Copy() { fs::copy(kDemo, model, fs::copy_options::recursive); }
  void write(const std::string& name, const std::string& text) const { dir.write("model/" + name, text); }
  std::string refusal() const {
    const std::string message = message_of([&] { convert_to_gguf(model, file, {}); });
    EXPECT_FALSE(fs::exists(file));
    return message.substr(0, model.string().size() + 1) == model.string() + "/"
               ? message.substr(model.string().size() + 1)
               : message;
  }
};

// A folder with one matrix in 8 bits and a scale for each of its rows.
TEST(Convert, AQuantizedCheckpointBecomesAPlainOne) {
  const TempDir dir;
  const fs::path source = kSource / "tests/data/golden/groups1", from = dir.path / "from";
  const std::string module = "backbone.layers.0.mixer.out_proj";
  fs::create_directory(from);
  const formats::SafetensorsFile plain(source / "model.safetensors");
  std::map<std::string, HostArray> tensors;
  for (const auto& [name, tensor] : plain.tensors()) tensors.emplace(name, plain.read(name));
  const Shape shape = tensors.at(module + ".weight").shape();
  HostArray numbers(Shape{DType::kS8, shape.dims}), scales(Shape{DType::kF32, {shape.dims[0], 1}});
  for (std::size_t i = 0; i < numbers.as<std::int8_t>().size(); ++i)
    numbers.as<std::int8_t>()[i] = static_cast<std::int8_t>(i * 37 % 255 - 127);
  for (std::size_t i = 0; i < scales.as<float>().size(); ++i)
    scales.as<float>()[i] = 0.25f / static_cast<float>(i + 1);
  tensors[module + ".weight"] = std::move(numbers);
  tensors[module + ".weight_scale"] = std::move(scales);
  formats::save_safetensors(from / "model.safetensors", tensors);
  Json config = parse_json(read_text(source / "config.json"), "config.json");
  config["quantization_config"] = {{"quant_method", "compressed-tensors"},
                                   {"format", "int-quantized"},
                                   {"config_groups", {{"a", {{"weights", {{"num_bits", 8}}}}}}}};
  dir.write("from/config.json", config.dump());

  const ModelFolder read = ModelFolder::open(from);
  read.check_weights();
  EXPECT_EQ(read.checkpoint.tensors().at(module + ".weight").stored_as, "int8");
  const HostArray matrix = read.checkpoint.read(module + ".weight");
  const auto row = static_cast<std::size_t>(shape.dims[1]);
  EXPECT_EQ(matrix.as<float>()[0], -127 * 0.25f);
  EXPECT_EQ(matrix.as<float>()[row], static_cast<float>(static_cast<int>(row * 37 % 255) - 127) * 0.125f);

  convert_to_safetensors(from, dir.path / "to", {});
  EXPECT_FALSE(
      parse_json(read_text(dir.path / "to/config.json"), "config.json").contains("quantization_config"));
  expect_same_tensors(ModelFolder::open(dir.path / "to").checkpoint, read.checkpoint);
}

TEST(Convert, NamedTokens) {
  const Copy copy;
  copy.write("chat_template.jinja",
             "{{ bos_token }}{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}");
  copy.write("generation_config.json", R"({"eos_token_id": [5, 7]})");
  const std::string seven{*read_tokenizer(kDemo)->text_of(7)};
  const auto tokens = [&](const std::string& bos, const std::string& eos) {
    copy.write("tokenizer_config.json",
               Json({{"bos_token", bos}, {"eos_token", eos}, {"pad_token", "none"}}).dump());
  };
  tokens("<|endoftext|>", seven);
  convert_to_gguf(copy.model, copy.file, {});
  const formats::GgufFile file(copy.file);
  EXPECT_EQ(file.metadata().integer("tokenizer.ggml.bos_token_id"), 0);
  EXPECT_EQ(file.metadata().integer("tokenizer.ggml.eos_token_id"), 7);
  EXPECT_EQ(file.metadata().integer("tokenizer.ggml.eot_token_id"), 5);
  EXPECT_EQ(file.metadata().boolean("tokenizer.ggml.add_bos_token"), false);
  const auto chat = formats::ChatTemplate::in_folder(copy.file);
  ASSERT_TRUE(chat);
  EXPECT_EQ(chat->special_tokens().at("eos_token"), seven);
  EXPECT_EQ(chat->special_tokens().at("bos_token"), "<|endoftext|>");
  fs::remove(copy.file);

  tokens(seven, seven);
  EXPECT_EQ(copy.refusal(), "chat_template.jinja: its `bos_token` is " + Json(seven).dump() +
                                "; in a GGUF file it would be \"<|endoftext|>\"");
  copy.write("generation_config.json", R"({"eos_token_id": [1, 2, 3, 4]})");
  EXPECT_EQ(copy.refusal(), "config.json: a GGUF file names at most 3 tokens that end a text; got 4");
}

// f16 has no number as large.
TEST(Convert, NumbersThatAreTooLarge) {
  const TempDir dir;
  convert_to_safetensors(kDemo, dir.path / "big", {"f32", false, {}});
  const formats::Checkpoint demo = formats::Checkpoint::open(dir.path / "big");
  std::map<std::string, HostArray> all;
  for (const auto& [name, tensor] : demo.tensors()) all.emplace(name, demo.read(name));
  all.at("backbone.layers.3.mixer.in_proj.weight").as<float>()[5] = 1e6f;
  formats::save_safetensors(dir.path / "big/model.safetensors", all);
  const fs::path file = dir.path / "x.gguf";
  EXPECT_EQ(message_of([&] {
              convert_to_gguf(dir.path / "big", file, {"f16", false, {}});
            }),
            file.string() +
                ": tensor `blk.3.ssm_in.weight`: f16 cannot hold elements so large, or that are not numbers");
  EXPECT_FALSE(fs::exists(file));
  EXPECT_NO_THROW(convert_to_gguf(dir.path / "big", file, {"bf16", false, {}}));
}

}  // namespace
}  // namespace constate::engine
