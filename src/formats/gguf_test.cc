#include "formats/gguf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "formats/checkpoint.h"
#include "formats/gguf_testing.h"
#include "formats/safetensors.h"
#include "formats/test_util.h"

namespace constate::formats {
namespace {

using ::testing::ElementsAre;

GgufFile data(const char* name) { return GgufFile(data_file("gguf") / name); }

void expect_equal(const HostArray& got, const HostArray& want, const std::string& name) {
  ASSERT_EQ(got.shape(), want.shape()) << name;
  EXPECT_TRUE(std::ranges::equal(got.bytes(), want.bytes())) << name;
}

// Random blocks, and what llama.cpp's own package makes of them (tools/make_gguf_files.py).
TEST(GgufFile, BlocksGiveTheNumbersOfGgml) {
  const GgufFile file = data("blocks.gguf");
  const SafetensorsFile twin(data_file("gguf/blocks.safetensors"));
  int compared = 0;
  for (const auto& [name, tensor] : twin.tensors()) {
    if (name == "brain as f32") continue;
    expect_equal(file.read(name), twin.read(name), name);
    ++compared;
  }
  EXPECT_EQ(compared, 11);
  EXPECT_EQ(file.tensors().at("brain").shape, (Shape{DType::kBF16, {7}}));
  expect_equal(file.read("brain").converted(DType::kF32), twin.read("brain as f32"), "brain");
}

TEST(GgufFile, TellsWhatIsStored) {
  const GgufFile file = data("blocks.gguf");
  const FileTensor& k = file.tensors().at("Q4_K");
  EXPECT_EQ(k.shape, (Shape{DType::kF32, {3, 512}}));
  EXPECT_EQ(k.stored_as, "q4_K");
  EXPECT_EQ(k.stored_bytes, 3u * 2 * 144);
  EXPECT_EQ(file.tensors().at("plain").stored_as, "");
  EXPECT_EQ(file.tensors().at("half").shape, (Shape{DType::kF16, {2, 3, 4, 1}}));
}

TEST(Blocks, QuantiseAsGgmlDoes) {
  const GgufFile file = data("blocks.gguf");
  const HostArray plain = file.read("plain");
  std::vector<std::byte> blocks(5 * 3 * 34);
  ASSERT_TRUE(quantize_q8_0(plain.as<float>(), blocks));
  std::vector<float> back(5 * 96);
  gguf_elements("q8_0")->dequantize(blocks.data(), 15, back.data());
  const HostArray want = file.read("quantized");
  EXPECT_EQ(std::memcmp(back.data(), want.bytes().data(), want.bytes().size()), 0);
}

TEST(Blocks, WhatQ8CannotHold) {
  std::vector<std::byte> out(34);
  for (const float bad : {INFINITY, -INFINITY, NAN, 1e7f}) {
    std::vector<float> values(32, 1.0f);
    EXPECT_TRUE(quantize_q8_0(values, out));
    values[31] = bad;
    EXPECT_FALSE(quantize_q8_0(values, out)) << bad;
  }
}

TEST(GgufFile, KeysOfEachType) {
  const GgufFile file = data("keys.gguf");
  const GgufMetadata& m = file.metadata();
  EXPECT_EQ(m.integer("general.alignment"), 64);
  EXPECT_EQ(m.integer("k.uint8"), 200);
  EXPECT_EQ(m.integer("k.int8"), -100);
  EXPECT_EQ(m.integer("k.uint16"), 60000);
  EXPECT_EQ(m.integer("k.int16"), -30000);
  EXPECT_EQ(m.integer("k.uint32"), 4000000000);
  EXPECT_EQ(m.integer("k.int32"), -2000000000);
  EXPECT_EQ(m.integer("k.int64"), INT64_MIN);
  EXPECT_EQ(m.boolean("k.bool"), true);
  EXPECT_EQ(m.text("k.string"), "ä\n");
  EXPECT_EQ(m.integer("k.none"), std::nullopt);
  const Json json = m.json(24);
  EXPECT_EQ(json.at("k.float32"), 1e-05);  // not 9.999999747378752e-06
  EXPECT_EQ(json.at("k.float64"), 1e-300);
  EXPECT_EQ(json.at("k.uint64"), UINT64_MAX);
  for (const auto& [key, value] : json.items()) {
    if (!key.starts_with("k.")) continue;
    EXPECT_EQ(json.at("a" + key.substr(1)), Json::array({value, value})) << key;
  }
  EXPECT_EQ(m.array("a.string", GgufType::kString)->text(1), "ä\n");
  EXPECT_EQ(m.numbers("a.float32")->number(1), 1e-05f);
  EXPECT_EQ(m.numbers("a.int16")->integer(0), -30000);
}

TEST(GgufMetadata, OtherTypesThanAskedFor) {
  const GgufFile file = data("keys.gguf");
  const GgufMetadata& m = file.metadata();
  const std::string key = m.where() + ": key `k.";
  EXPECT_EQ(message_of([&] { m.text("k.bool"); }), key + "bool`: must be a string; got bool");
  EXPECT_EQ(message_of([&] { m.integer("k.float32"); }), key + "float32`: must be an integer; got f32");
  EXPECT_EQ(message_of([&] { m.integer("k.uint64"); }), key + "uint64`: 18446744073709551615 is too large");
  EXPECT_EQ(message_of([&] { m.boolean("k.uint8"); }), key + "uint8`: must be a bool; got u8");
  EXPECT_EQ(message_of([&] { m.array("k.string", GgufType::kString); }),
            key + "string`: must be an array of string; got string");
  EXPECT_EQ(message_of([&] { m.array("a.int8", GgufType::kString); }),
            m.where() + ": key `a.int8`: must be an array of string; got one of i8");
  EXPECT_EQ(message_of([&] { m.numbers("a.string"); }),
            m.where() + ": key `a.string`: must be an array of numbers; got one of string");
  EXPECT_EQ(message_of([&] { m.json(23); }),
            m.where() + ": key `a.uint8`: an array of 2 elements has no meaning here");
}

TEST(GgufFile, ArraysInArrays) {
  using namespace gguf_parts;
  const TempDir dir;
  const std::string inner = type(GgufType::kI8) + le(2, 8) + "\x01\x02";
  const GgufFile file(
      dir.write("a.gguf", gguf_parts::file({array("a", GgufType::kArray, 2, inner + inner)})));
  const GgufArray* a = file.metadata().array("a", GgufType::kArray);
  ASSERT_EQ(a->arrays.size(), 2u);
  EXPECT_EQ(a->arrays[1].integer(1), 2);
}

TEST(GgufFile, ShownAsOthers) {
  using namespace gguf_parts;
  const TempDir dir;
  auto opened = std::make_unique<GgufFile>(dir.write(
      "a.gguf",
      gguf_parts::file({}, {tensor("a", {2, 3}, 0, 0), tensor("b", {3, 2}, 0, 32)},
                       f32(1) + f32(2) + f32(3) + f32(4) + f32(5) + f32(6) + std::string(8, '\0') + f32(7) +
                           f32(8) + f32(9) + f32(1) + f32(2) + f32(3) + std::string(8, '\0'))));
  EXPECT_EQ(opened->tensors().at("a").shape.dims, (std::vector<std::int64_t>{3, 2}));
  Checkpoint file = Checkpoint::of(std::move(opened));
  file.show_as({{"flat", {"a"}, {6}, {}}, {"sum", {"a", "b"}, {6}, [](std::vector<HostArray> from) {
                                             std::vector<float> out(6);
                                             for (std::size_t i = 0; i < 6; ++i)
                                               out[i] = from[0].as<float>()[i] + from[1].as<float>()[i];
                                             return HostArray::of(DType::kF32, {6}, out);
                                           }}});
  EXPECT_FALSE(file.tensors().contains("a"));
  EXPECT_THAT(file.read("flat").as<float>(), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(file.read("sum").as<float>(), ElementsAre(8, 10, 12, 5, 7, 9));
}

TEST(GgufAt, FilesAndFolders) {
  const TempDir dir;
  EXPECT_EQ(gguf_at(dir.path), std::nullopt);
  const std::filesystem::path one = dir.write("a.gguf", "");
  EXPECT_EQ(gguf_at(one), one);
  EXPECT_EQ(gguf_at(dir.path), one);
  EXPECT_EQ(gguf_at(dir.path / "none.gguf"), dir.path / "none.gguf");
  EXPECT_EQ(gguf_at(dir.path / "none"), std::nullopt);
  dir.write("b.gguf", "");
  EXPECT_EQ(message_and_hint_of([&] { gguf_at(dir.path); }),
            dir.path.string() + ": one GGUF file is read from a folder; got a.gguf, b.gguf [name the file]");
  dir.write("config.json", "{}");
  EXPECT_EQ(gguf_at(dir.path), std::nullopt);
}

}  // namespace
}  // namespace constate::formats
