#include "formats/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "formats/safetensors.h"
#include "formats/torch_testing.h"

namespace constate::formats {
namespace {

using ::testing::ElementsAre;

constexpr const char* kAgain = " [the folder's files do not belong together: fetch it again]";

std::string one(const std::string& name, char value) {
  return safetensors("{\"" + name + R"(":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})",
                     std::string(2, value));
}

std::string open_message(const TempDir& dir) {
  return message_and_hint_of([&] { Checkpoint::open(dir.path); });
}

TEST(Checkpoint, OneFile) {
  const TempDir dir;
  dir.write("model.safetensors", one("a", 'x'));
  dir.write("model.safetensors.index.json", "not looked at");
  const Checkpoint checkpoint = Checkpoint::open(dir.path);
  EXPECT_EQ(checkpoint.tensors().size(), 1u);
  EXPECT_EQ(checkpoint.tensors().at("a").shape, (Shape{DType::kU8, {2}}));
  EXPECT_EQ(checkpoint.bytes(), 2u);
  EXPECT_THAT(checkpoint.files(), ElementsAre(dir.path / "model.safetensors"));
  EXPECT_THAT(checkpoint.read("a").as<char>(), ElementsAre('x', 'x'));
  EXPECT_EQ(message_and_hint_of([&] { checkpoint.read("b"); }), dir.path.string() + ": no tensor `b`");
  std::byte room[1];
  EXPECT_EQ(message_and_hint_of([&] { checkpoint.read_into("a", room); }),
            (dir.path / "model.safetensors").string() + ": tensor `a` has 2 bytes; got room for 1");
}

TEST(Checkpoint, Shards) {
  const TempDir dir;
  dir.write("1.safetensors", one("a", 'x'));
  dir.write("2.safetensors", one("b", 'y'));
  dir.write("model.safetensors.index.json",
            R"({"metadata":{"total_size":4},"weight_map":{"b":"2.safetensors","a":"1.safetensors"}})");
  const Checkpoint checkpoint = Checkpoint::open(dir.path);
  EXPECT_THAT(checkpoint.read("a").as<char>(), ElementsAre('x', 'x'));
  EXPECT_THAT(checkpoint.read("b").as<char>(), ElementsAre('y', 'y'));
  EXPECT_EQ(checkpoint.bytes(), 4u);
  EXPECT_EQ(checkpoint.files().size(), 2u);
  EXPECT_EQ(checkpoint.files()[checkpoint.tensors().at("b").file], dir.path / "2.safetensors");
}

TEST(Checkpoint, WhatIsNotThere) {
  const TempDir dir;
  const std::string name = dir.path.string();
  EXPECT_EQ(message_and_hint_of([&] { Checkpoint::open(dir.path / "x"); }), name + "/x: no such folder");
  dir.write("file", "");
  EXPECT_EQ(message_and_hint_of([&] { Checkpoint::open(dir.path / "file"); }),
            name + "/file: not a folder [name the folder that holds the model's files]");
  EXPECT_EQ(
      open_message(dir),
      name +
          ": no weights: none of `model.safetensors`, `model.safetensors.index.json`, `pytorch_model.bin` "
          "and `pytorch_model.bin.index.json` is there [name the folder that holds the model's files]");
}

// A file of torch.save with one tensor of two bytes.
std::string torch_one(const std::string& name, char value) {
  return torch_zip(pickle_of(view(storage("ByteStorage", "0", 2), 0, {2}, {1}), name),
                   {{"0", std::string(2, value)}})
      .bytes;
}

TEST(Checkpoint, AFileOfPyTorch) {
  const TempDir dir;
  dir.write("pytorch_model.bin", torch_one("a", 'x'));
  dir.write("pytorch_model.bin.index.json", "not looked at");
  const Checkpoint checkpoint = Checkpoint::open(dir.path);
  EXPECT_EQ(checkpoint.tensors().at("a").shape, (Shape{DType::kU8, {2}}));
  EXPECT_EQ(checkpoint.bytes(), 2u);
  EXPECT_THAT(checkpoint.files(), ElementsAre(dir.path / "pytorch_model.bin"));
  EXPECT_THAT(checkpoint.read("a").as<char>(), ElementsAre('x', 'x'));
  EXPECT_EQ(message_and_hint_of([&] { checkpoint.read("b"); }), dir.path.string() + ": no tensor `b`");
  std::byte room[1];
  EXPECT_EQ(message_and_hint_of([&] { checkpoint.read_into("a", room); }),
            (dir.path / "pytorch_model.bin").string() + ": tensor `a` has 2 bytes; got room for 1");
  dir.write("pytorch_model.bin", "");
  EXPECT_EQ(open_message(dir), (dir.path / "pytorch_model.bin").string() +
                                   ": an empty file [the file was not fetched whole: fetch it again]");
}

TEST(Checkpoint, SafetensorsComeBeforeFilesOfPyTorch) {
  const TempDir dir;
  dir.write("pytorch_model.bin.index.json", R"({"weight_map":{"a":"1.bin"}})");
  dir.write("1.bin", torch_one("a", '4'));
  const auto first = [&] { return Checkpoint::open(dir.path).read("a").as<char>()[0]; };
  EXPECT_EQ(first(), '4');
  dir.write("pytorch_model.bin", torch_one("a", '3'));
  EXPECT_EQ(first(), '3');
  dir.write("model.safetensors.index.json", R"({"weight_map":{"a":"1.safetensors"}})");
  dir.write("1.safetensors", one("a", '2'));
  EXPECT_EQ(first(), '2');
  dir.write("model.safetensors", one("a", '1'));
  EXPECT_EQ(first(), '1');
}

TEST(Checkpoint, ShardsOfPyTorch) {
  const Checkpoint checkpoint = Checkpoint::open(data_file("torch/sharded"));
  const SafetensorsFile twin(data_file("torch/sharded.safetensors"));
  EXPECT_EQ(checkpoint.files().size(), 2u);
  ASSERT_EQ(checkpoint.tensors().size(), twin.tensors().size());
  std::uint64_t bytes = 0;
  for (const auto& [name, tensor] : twin.tensors()) {
    const HostArray got = checkpoint.read(name), want = twin.read(name);
    EXPECT_EQ(got.shape(), want.shape()) << name;
    EXPECT_TRUE(std::equal(got.bytes().begin(), got.bytes().end(), want.bytes().begin(), want.bytes().end()))
        << name;
    bytes += want.bytes().size();
  }
  EXPECT_EQ(checkpoint.bytes(), bytes);
}

TEST(Checkpoint, ShardsAreWhatTheirNamesSay) {
  const TempDir dir;
  dir.write("1.bin", torch_one("a", 'x'));
  dir.write("2.safetensors", one("b", 'y'));
  const std::string shards = R"({"weight_map":{"a":"1.bin","b":"2.safetensors"}})";
  for (const char* index : {"model.safetensors.index.json", "pytorch_model.bin.index.json"}) {
    const TempDir folder;
    std::filesystem::copy(dir.path, folder.path);
    folder.write(index, shards);
    const Checkpoint checkpoint = Checkpoint::open(folder.path);
    EXPECT_THAT(checkpoint.read("a").as<char>(), ElementsAre('x', 'x')) << index;
    EXPECT_THAT(checkpoint.read("b").as<char>(), ElementsAre('y', 'y')) << index;
  }
  dir.write("1.bin", one("a", 'x'));
  dir.write("2.safetensors", "short");
  dir.write("pytorch_model.bin.index.json", shards);
  EXPECT_EQ(open_message(dir),
            (dir.path / "pytorch_model.bin.index.json").string() + ": " + (dir.path / "1.bin").string() +
                ": a safetensors file, not one of torch.save; " + (dir.path / "2.safetensors").string() +
                ": a safetensors file has at least 8 bytes; got 5" + kAgain);
  // A name that says nothing is read as the index says.
  dir.write("pytorch_model.bin.index.json", R"({"weight_map":{"a":"shard"}})");
  dir.write("shard", torch_one("a", 'x'));
  EXPECT_EQ(Checkpoint::open(dir.path).tensors().size(), 1u);
}

TEST(Checkpoint, AnIndexThatLeadsOutOfTheFolderIsRefused) {
  const TempDir dir;
  const std::string index = (dir.path / "model.safetensors.index.json").string();
  dir.write("model.safetensors.index.json",
            R"({"weight_map":{"a":"../x","b":"/etc/passwd","c":"","d":"..","e":3,"f":"a\\b","g":"."}})");
  const std::string rule = ": a shard is the plain name of a file in the folder; got ";
  EXPECT_EQ(open_message(dir), index + ": tensor `a`" + rule + "\"../x\"; tensor `b`" + rule +
                                   "\"/etc/passwd\"; tensor `c`" + rule + "\"\"; tensor `d`" + rule +
                                   "\"..\"; tensor `e`" + rule + "3; tensor `f`" + rule +
                                   "\"a\\\\b\"; tensor `g`" + rule + "\".\"" + kAgain);
}

TEST(Checkpoint, AllContradictionsComeInOneError) {
  const TempDir dir;
  const std::string index = (dir.path / "model.safetensors.index.json").string();
  dir.write("model.safetensors.index.json", R"({"weight_map":{"a":"1","b":"2","c":"3"}})");
  dir.write("2", "short");
  EXPECT_EQ(open_message(dir), index + ": shard `1` is missing; " + (dir.path / "2").string() +
                                   ": a safetensors file has at least 8 bytes; got 5; shard `3` is missing" +
                                   kAgain);
  dir.write("1", one("a", 'x'));
  dir.write("2", one("a", 'y'));
  dir.write("3", one("d", 'y'));
  EXPECT_EQ(
      open_message(dir),
      index +
          ": tensor `a` is in both `1` and `2`; shard `3` holds tensor `d`, which the index does not list; "
          "shard `2` does not hold tensor `b`; shard `3` does not hold tensor `c`" +
          kAgain);
}

TEST(Checkpoint, LongListsAreCut) {
  const TempDir dir;
  const std::string index = (dir.path / "model.safetensors.index.json").string();
  std::string map;
  for (int i = 10; i < 33; ++i)
    map += (i > 10 ? ",\"" : "\"") + std::to_string(i) + "\":\"" + std::to_string(i) + "\"";
  dir.write("model.safetensors.index.json", "{\"weight_map\":{" + map + "}}");
  const std::string message = open_message(dir);
  EXPECT_THAT(message, ::testing::HasSubstr("shard `29` is missing; and 3 more"));
  EXPECT_THAT(message, ::testing::Not(::testing::HasSubstr("shard `30`")));
}

TEST(Checkpoint, AnIndexOfAnotherShapeIsRefused) {
  const TempDir dir;
  const std::string index = (dir.path / "model.safetensors.index.json").string();
  dir.write("model.safetensors.index.json", "{}");
  EXPECT_EQ(open_message(dir), index + ": `weight_map` is missing");
  dir.write("model.safetensors.index.json", R"({"weight_map":[]})");
  EXPECT_EQ(open_message(dir), index + ": `weight_map` must be an object; got []");
  dir.write("model.safetensors.index.json", R"({"weight_map":{}})");
  EXPECT_EQ(open_message(dir), index + ": `weight_map` lists no tensor" + kAgain);
  std::string map = "\"0\":\"0\"";
  for (int i = 1; i <= 4096; ++i) map += ",\"" + std::to_string(i) + "\":\"" + std::to_string(i) + "\"";
  dir.write("model.safetensors.index.json", "{\"weight_map\":{" + map + "}}");
  EXPECT_EQ(open_message(dir), index + ": at most 4096 shards; got 4097" + kAgain);
}

TEST(Checkpoint, TheDemoModel) {
  const Checkpoint checkpoint = Checkpoint::open(std::filesystem::path(CONSTATE_SOURCE_DIR) / "models/demo");
  EXPECT_EQ(checkpoint.tensors().at("backbone.embeddings.weight").shape, (Shape{DType::kBF16, {4096, 256}}));
  EXPECT_EQ(checkpoint.tensors().size(), 56u);
}

TEST(Checkpoint, ServesThreadsAtOnce) {
  const Checkpoint checkpoint = Checkpoint::open(std::filesystem::path(CONSTATE_SOURCE_DIR) / "models/demo");
  const std::string name = "backbone.embeddings.weight";
  const HostArray want = checkpoint.read(name);
  std::vector<int> equal(4, 0);
  std::vector<std::thread> threads;
  for (int& e : equal)
    threads.emplace_back([&] {
      const HostArray got = checkpoint.read(name);
      e = std::equal(got.bytes().begin(), got.bytes().end(), want.bytes().begin(), want.bytes().end());
    });
  for (std::thread& t : threads) t.join();
  EXPECT_THAT(equal, ElementsAre(1, 1, 1, 1));
}

}  // namespace
}  // namespace constate::formats
