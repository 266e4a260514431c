#include "formats/torch_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "formats/safetensors.h"
#include "formats/torch_testing.h"

namespace constate::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::filesystem::path torch_file(const std::string& name) { return data_file("torch/" + name); }

void expect_equal(const TensorFile& got, const TensorFile& want) {
  ASSERT_EQ(got.tensors().size(), want.tensors().size());
  for (const auto& [name, tensor] : want.tensors()) {
    ASSERT_TRUE(got.tensors().contains(name)) << name;
    const HostArray a = got.read(name), b = want.read(name);
    EXPECT_EQ(a.shape(), b.shape()) << name;
    EXPECT_TRUE(std::equal(a.bytes().begin(), a.bytes().end(), b.bytes().begin(), b.bytes().end())) << name;
  }
}

TEST(TorchFile, ReadsWhatTorchWrote) {
  const std::pair<const char*, const char*> table[] = {
      {"state_dict", "state_dict"}, {"views", "views"},     {"types", "types"},   {"protocol3", "types"},
      {"protocol4", "types"},       {"protocol5", "types"}, {"no_sums", "types"}, {"zip64", "views"}};
  for (const auto& [name, twin] : table) {
    SCOPED_TRACE(name);
    expect_equal(TorchFile(torch_file(std::string(name) + ".bin")),
                 SafetensorsFile(torch_file(std::string(twin) + ".safetensors")));
  }
}

TEST(TorchFile, ShapesAndValues) {
  const TorchFile model(torch_file("state_dict.bin"));
  std::vector<std::string> names;
  for (const auto& [name, tensor] : model.tensors()) names.push_back(name);
  EXPECT_THAT(
      names, ElementsAre("conv.bias", "conv.weight", "embeddings.weight", "lm_head.weight", "norm.bias",
                         "norm.num_batches_tracked", "norm.running_mean", "norm.running_var", "norm.weight"));
  EXPECT_EQ(model.tensors().at("conv.weight").shape, (Shape{DType::kF32, {4, 1, 3}}));
  EXPECT_EQ(model.tensors().at("norm.num_batches_tracked").shape, (Shape{DType::kS64, {}}));
  EXPECT_EQ(model.tensors().at("lm_head.weight").offset, model.tensors().at("embeddings.weight").offset);
  EXPECT_THAT(model.read("norm.running_var").as<float>(), ElementsAre(1, 1, 1, 1));

  const TorchFile views(torch_file("views.bin"));
  const auto floats = [&](const char* name) {
    const HostArray a = views.read(name);
    return std::vector<float>(a.as<float>().begin(), a.as<float>().end());
  };
  EXPECT_THAT(floats("every other"), ElementsAre(1, 4, 13, 16));
  EXPECT_THAT(floats("parameter"), ElementsAre(0, 6, 12, 18, 1, 7, 13, 19));
  EXPECT_THAT(floats("expanded"), ElementsAre(1.5, 1.5, 1.5, 1.5, 2.5, 2.5, 2.5, 2.5, 3.5, 3.5, 3.5, 3.5));
  EXPECT_THAT(floats("one element expanded"), ElementsAre(7, 7, 7, 7, 7, 7));
  EXPECT_THAT(floats("overlapping"), ElementsAre(0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5));
  EXPECT_THAT(floats("size one"), ElementsAre(0, 1));
  EXPECT_EQ(views.tensors().at("transposed").shape, (Shape{DType::kF32, {6, 4}}));
  EXPECT_EQ(views.tensors().at("rows").offset, views.tensors().at("whole").offset + 24);
  EXPECT_EQ(views.tensors().at("empty").shape.dims, (std::vector<std::int64_t>{0, 6}));

  const TorchFile types(torch_file("types.bin"));
  EXPECT_THAT(types.read("bfloat16").as<std::uint16_t>(), ElementsAre(0, 0x3f80, 0xc000, 0x4040, 0x42c8));
  EXPECT_THAT(types.read("float16").as<std::uint16_t>(), ElementsAre(0, 0x3c00, 0xc000, 0x4200, 0x5640));
  EXPECT_THAT(types.read("float64").as<double>(), ElementsAre(0, 1, -2, 3, 100));
  EXPECT_THAT(types.read("int64").as<std::int64_t>(), ElementsAre(0, 1, -2, 3, 100));
  EXPECT_THAT(types.read("uint8").as<std::uint8_t>(), ElementsAre(0, 1, 254));
  EXPECT_EQ(types.tensors().at("bool").shape.dtype, DType::kPred);
  EXPECT_EQ(types.tensors().at("int8").shape.dtype, DType::kS8);
  EXPECT_EQ(types.tensors().at("int16").shape.dtype, DType::kS16);
  EXPECT_EQ(types.tensors().at("int32").shape.dtype, DType::kS32);
}

TEST(TorchFile, ReadsByName) {
  const TorchFile file(torch_file("types.bin"));
  const std::string path = file.path().string();
  EXPECT_EQ(message_and_hint_of([&] { file.read("x"); }), path + ": no tensor `x`");
  std::byte room[3];
  file.read_into("uint8", room);
  EXPECT_THAT(room, ElementsAre(std::byte{0}, std::byte{1}, std::byte{254}));
  EXPECT_EQ(message_and_hint_of([&] { file.read_into("bool", std::span(room).first(2)); }),
            path + ": tensor `bool` has 3 bytes; got room for 2");
  const TorchFile views(torch_file("views.bin"));
  EXPECT_EQ(message_and_hint_of([&] { views.read_into("transposed", room); }),
            views.path().string() + ": tensor `transposed` has 96 bytes; got room for 3");
}

TEST(TorchFile, ServesThreadsAtOnce) {
  const TorchFile file(torch_file("views.bin"));
  std::vector<int> right(4, 0);
  std::vector<std::thread> threads;
  for (int& r : right)
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) r += file.read("transposed").as<float>()[1] == 6;
    });
  for (std::thread& t : threads) t.join();
  EXPECT_THAT(right, ElementsAre(100, 100, 100, 100));
}

constexpr const char* kSaveAgain =
    " [load it with PyTorch and torch.save its state_dict again, or save that as safetensors]";
constexpr const char* kNotSaved = " [the file is not one of torch.save]";
constexpr const char* kMore =
    " [the file may hold more than weights: load it with PyTorch and torch.save its state_dict alone]";
constexpr const char* kRan =
    " [only tensors are read, and nothing in the file was run: save the model's state_dict alone, or as "
    "safetensors]";
constexpr const char* kFloats = " [convert it to a float type that PyTorch and safetensors share]";

std::string message(const std::filesystem::path& path) {
  const std::string out = message_and_hint_of([&] { TorchFile file(path); });
  const std::string start = path.string() + ": ";
  return out.starts_with(start) ? out.substr(start.size()) : out;
}

TEST(TorchFile, WhatTorchWritesThatIsNoStateDict) {
  const auto of = [](const char* name) { return message(torch_file(name)); };
  EXPECT_EQ(of("legacy.bin"), "the format of torch.save before PyTorch 1.6 is not read here"_s + kSaveAgain);
  EXPECT_EQ(of("script.bin"),
            "a TorchScript program, which is not read here [load it with torch.jit.load and torch.save its "
            "state_dict, or save that as safetensors]");
  EXPECT_EQ(of("training.bin"), "pickle: key `epoch`: a tensor is expected; got an integer"_s + kMore);
  EXPECT_EQ(of("complex.bin"),
            "tensor `c`: elements of `torch.ComplexFloatStorage` are not read here"_s + kFloats);
  EXPECT_EQ(
      of("uint16.bin"),
      "pickle: byte 183: REDUCE of `torch._utils._rebuild_tensor_v3` is not part of a state_dict of tensors"_s +
          kRan);
  EXPECT_THAT(of("quantized.bin"),
              ::testing::HasSubstr(": REDUCE of `torch._utils._rebuild_qtensor` is not part of"));
  EXPECT_THAT(of("sparse.bin"), ::testing::HasSubstr(": REDUCE of `torch."));
  EXPECT_THAT(of("negative.bin"),
              ::testing::HasSubstr("a tensor with metadata (conjugate or negative bits)"));
  EXPECT_THAT(of("module.bin"),
              ::testing::HasSubstr(": NEWOBJ of `torch.nn.modules.linear.Linear` is not part of"));
  EXPECT_EQ(of("tensor.bin"), "pickle: a dict of tensors is expected; got a tensor"_s + kMore);
}

TEST(TorchFile, FilesOfOtherKinds) {
  const TempDir dir;
  const auto of = [&](const std::string& bytes) { return message(dir.write("x", bytes)); };
  EXPECT_EQ(message(dir.path / "none"), "cannot be opened: No such file or directory");
  EXPECT_EQ(of(""), "an empty file [the file was not fetched whole: fetch it again]");
  const std::string other =
      "not a file of torch.save: that is a zip archive [the file is damaged or of another format: fetch it "
      "again]";
  EXPECT_EQ(of("x"), other);
  EXPECT_EQ(of("\x80\x02}."), other);
  EXPECT_EQ(of(std::string(1000, '\0')), other);
  EXPECT_EQ(of("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n"),
            "a Git LFS pointer, not the file that it stands for [fetch the file: git lfs pull]");
  for (const char* page : {"<!DOCTYPE html>\n<html>", "\n  <HTML lang=\"en\">"})
    EXPECT_EQ(
        of(page),
        "an HTML page, not a checkpoint [the download was answered with a web page: fetch the file itself]");
  EXPECT_EQ(of("\x80\x04\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."),
            "the format of torch.save before PyTorch 1.6 is not read here"_s + kSaveAgain);
  EXPECT_EQ(of("storages" + std::string(249, '\0') + "ustar  "),
            "a tar archive, the format of torch.save before PyTorch 0.2, is not read here"_s + kSaveAgain);
  EXPECT_EQ(of(safetensors(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", "x")),
            "a safetensors file, not one of torch.save [name it *.safetensors]");
  EXPECT_EQ(of("PK"),
            "zip: no end record: the archive's directory is not there [the file is cut short or "
            "damaged: fetch it again]");
}

const std::string kSix = "\0\0\0\0\0\0\x80\x3f\0\0\0\x40\0\0\x40\x40\0\0\x80\x40\0\0\xa0\x40"_s;  // 0 to 5
const std::string kStorage = storage("FloatStorage", "0", 6);

// A file of one tensor `a` over a storage `0` of six floats.
Zip one(std::int64_t offset, const std::vector<std::int64_t>& dims, const std::vector<std::int64_t>& strides,
        const std::string& of = kStorage) {
  return torch_zip(pickle_of(view(of, offset, dims, strides)), {{"0", kSix}});
}

TEST(TorchFile, FilesBuiltByHand) {
  const TempDir dir;
  for (const bool big : {false, true}) {
    const TorchFile file(
        dir.write("x", torch_zip(pickle_of(view(kStorage, 1, {2, 2}, {1, 2})), {{"0", kSix}}, big).bytes));
    EXPECT_THAT(file.read("a").as<float>(), ElementsAre(1, 3, 2, 4));
  }
  // Archives of older versions do not say their byte order; some keep their version elsewhere.
  const std::string pickle = pickle_of(view(kStorage, 0, {6}, {1}));
  for (const char* version : {"archive/version", "archive/.data/version"}) {
    const TorchFile file(
        dir.write("x", zip({{version, "10"}, {"archive/data.pkl", pickle}, {"archive/data/0", kSix}}).bytes));
    EXPECT_THAT(file.read("a").as<float>(), ElementsAre(0, 1, 2, 3, 4, 5));
  }
  const TorchFile two(dir.write("x", torch_zip("\x80\x02}("_s + str("a") + view(kStorage, 0, {2}, {1}) +
                                                   str("b") + view(kStorage, 1, {2}, {1}) + "u.",
                                               {{"0", kSix}, {"not used", "1"}})
                                         .bytes));
  EXPECT_THAT(two.read("a").as<float>(), ElementsAre(0, 1));
  EXPECT_THAT(two.read("b").as<float>(), ElementsAre(1, 2));
  EXPECT_TRUE(TorchFile(dir.write("x", torch_zip("\x80\x02}.", {}).bytes)).tensors().empty());
}

TEST(TorchFile, PartsOfTheArchive) {
  const TempDir dir;
  const auto of = [&](const std::vector<std::pair<std::string, std::string>>& parts) {
    return message(dir.write("x", zip(parts).bytes));
  };
  const std::pair<std::string, std::string> pickle{"x/data.pkl", "\x80\x02}."}, version{"x/version", "3\n"};
  EXPECT_EQ(of({}), "a zip archive without a `data.pkl`"_s + kNotSaved);
  EXPECT_EQ(of({{"data.pkl", ""}, {"x/y/data.pkl", ""}, version}),
            "a zip archive without a `data.pkl`"_s + kNotSaved);
  EXPECT_EQ(of({pickle, {"y/data.pkl", ""}, version}), "both `x/` and `y/` hold a `data.pkl`");
  EXPECT_EQ(of({pickle}), "entry `x/.data/version` is not there"_s + kNotSaved);
  for (const char* bad : {"", "0", "11", "3\n\n", "-1", "abc"})
    EXPECT_THAT(of({pickle, {"x/version", bad}}),
                ::testing::StartsWith("versions 1 to 10 of the format are read; got `"))
        << bad;
  EXPECT_EQ(of({pickle, {"x/version", "11"}}), "versions 1 to 10 of the format are read; got `11`");
  EXPECT_EQ(of({pickle, {"x/version", std::string(65, '3')}}),
            "entry `x/version`: at most 64 bytes are read; got 65");
  EXPECT_EQ(of({pickle, version, {"x/byteorder", "big"}}),
            "big-endian tensors are not read here"_s + kSaveAgain);
  EXPECT_EQ(of({pickle, version, {"x/byteorder", "Little"}}),
            "entry `x/byteorder` is `little` or `big`; got `Little`");
  EXPECT_EQ(of({{"x/data.pkl", std::string((16 << 20) + 1, '\0')}, version}),
            "entry `x/data.pkl`: at most 16777216 bytes are read; got 16777217");
  for (const char* script : {"x/constants.pkl", "x/code/a.py"})
    EXPECT_THAT(of({pickle, version, {script, ""}}), ::testing::StartsWith("a TorchScript program, "));
  Zip damaged = zip({pickle, version});
  damaged.bytes[damaged.local[0] + 30 + 10 + 2] = 'N';
  EXPECT_EQ(
      message(dir.write("x", damaged.bytes)),
      "entry `x/data.pkl` is damaged: its sum is 7db5d20d; the archive says 89deb73d [fetch the file again]");
}

TEST(TorchFile, TensorsAndStorages) {
  const TempDir dir;
  const auto of = [&](const Zip& z) { return message(dir.write("x", z.bytes)); };
  const auto ends = [](const std::string& at) {
    return "tensor `a`: it ends at element " + at + " of storage `0`, which has 6";
  };
  EXPECT_EQ(of(one(0, {6}, {1})), "no error");
  EXPECT_EQ(of(one(5, {}, {})), "no error");
  EXPECT_EQ(of(one(6, {0}, {1})), "no error");
  EXPECT_EQ(of(one(7, {0}, {1})), ends("7"));
  EXPECT_EQ(of(one(6, {}, {})), ends("7"));
  EXPECT_EQ(of(one(0, {7}, {1})), ends("7"));
  EXPECT_EQ(of(one(1, {2, 3}, {3, 1})), ends("7"));
  EXPECT_EQ(of(one(0, {2, 2}, {5, 1})), ends("7"));
  EXPECT_EQ(of(one(INT64_MAX, {1}, {1})), ends("2^63 or later"));
  EXPECT_EQ(of(one(0, {3}, {INT64_MAX / 2 + 1})), ends("2^63 or later"));
  EXPECT_EQ(of(one(0, {INT64_MAX, INT64_MAX}, {1, 1})), ends("2^63 or later"));
  EXPECT_EQ(of(one(1, {INT64_MAX}, {INT64_MAX})), ends("2^63 or later"));
  EXPECT_EQ(of(one(0, {INT64_MAX, 3}, {0, 0})),
            "tensor `a`: [9223372036854775807, 3] elements of 4 bytes do not fit in memory");
  EXPECT_EQ(of(one(0, {1 << 12, 1 << 12}, {0, 0})), "no error");
  EXPECT_EQ(of(one(0, {1 << 12, (1 << 12) + 1}, {0, 0})),
            "tensor `a`: f32[4096, 4097] takes 67125248 bytes, which the file has not: its storage has 24");

  const auto with = [&](const std::string& st) { return of(one(0, {1}, {1}, st)); };
  EXPECT_EQ(with(storage("FloatStorage", "1", 6)), "tensor `a`: storage `1` is not in the archive");
  for (const char* key : {"", "../0", "/0", "0\\1", "a b"})
    EXPECT_EQ(with(storage("FloatStorage", key, 6)),
              "tensor `a`: a storage's key has letters and digits; got `" + std::string(key) + "`");
  EXPECT_EQ(with(storage("FloatStorage", "0", 5)),
            "tensor `a`: storage `0` has 5 elements of 4 bytes; its entry has 24 bytes");
  EXPECT_EQ(with(storage("DoubleStorage", "0", 6)),
            "tensor `a`: storage `0` has 6 elements of 8 bytes; its entry has 24 bytes");
  EXPECT_EQ(with(storage("FloatStorage", "0", INT64_MAX)),
            "tensor `a`: storage `0` has 9223372036854775807 elements of 4 bytes; its entry has 24 bytes");
  EXPECT_EQ(with(storage("FloatStorage", "0", (std::int64_t{1} << 62) + 6)),
            "tensor `a`: storage `0` has 4611686018427387910 elements of 4 bytes; its entry has 24 bytes");
  EXPECT_EQ(with(storage("QInt8Storage", "0", 24)),
            "tensor `a`: elements of `torch.QInt8Storage` are not read here"_s + kFloats);
  EXPECT_EQ(with(storage("float32", "0", 24)),
            "tensor `a`: elements of `torch.float32` are not read here"_s + kFloats);
  EXPECT_EQ(of(torch_zip("\x80\x02}("_s + str("a") + view(kStorage, 0, {2}, {1}) + str("b") +
                             view(storage("IntStorage", "0", 6), 1, {2}, {1}) + "u.",
                         {{"0", kSix}})),
            "tensor `b`: storage `0` is of torch.IntStorage here and of torch.FloatStorage elsewhere");
  EXPECT_EQ(of(torch_zip(pickle_of(global("os", "system") + str("ls") + "\x85R"), {})),
            "pickle: byte 28: REDUCE of `os.system` is not part of a state_dict of tensors"_s + kRan);
}

TEST(TorchFile, AFileCutWhileOpenGivesAnError) {
  const TempDir dir;
  const Zip z = torch_zip(pickle_of(view(kStorage, 0, {3, 2}, {1, 3})), {{"0", kSix}});
  const auto path = dir.write("x", z.bytes);
  const TorchFile file(path);
  std::filesystem::resize_file(path, z.central[0] - 1);
  EXPECT_EQ(message_and_hint_of([&] { file.read("a"); }),
            path.string() + ": ends at byte " + std::to_string(z.central[0] - 1) +
                ", 1 bytes before the end of what was asked for");
}

// What a reader sees of a file.
using Contents = std::vector<std::tuple<std::string, Shape, std::string>>;
Contents contents(const std::filesystem::path& path) {
  const TorchFile file(path);
  Contents out;
  for (const auto& [name, tensor] : file.tensors()) {
    const HostArray array = file.read(name);
    out.emplace_back(name, array.shape(), std::string(array.as<char>().begin(), array.as<char>().end()));
  }
  return out;
}

TEST(TorchFile, EveryTruncationIsRefused) {
  const TempDir dir;
  const std::string whole = read_text(torch_file("views.bin"));
  const auto path = dir.write("cut", whole + "x");
  EXPECT_NE(message(path), "no error");  // and nothing may follow
  for (std::size_t size = whole.size(); size-- > 0;) {
    std::filesystem::resize_file(path, size);
    EXPECT_NE(message(path), "no error") << size;
  }
}

TEST(TorchFile, EveryFlippedBitIsRefusedOrChangesOnlyAStorage) {
  const TempDir dir;
  const Zip z = torch_zip(pickle_of(view(kStorage, 0, {3, 2}, {1, 3})), {{"0", kSix}});
  const auto path = dir.write("x", z.bytes);
  const Contents want = contents(path);
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  const std::size_t storage_at = z.central[0] - kSix.size();
  int refused = 0, same = 0;
  for (std::size_t bit = 0; bit < z.bytes.size() * 8; ++bit) {
    const auto put = [&](int byte) {
      file.seekp(static_cast<std::streamoff>(bit / 8)).put(static_cast<char>(byte)).flush();
    };
    put(z.bytes[bit / 8] ^ (1 << (bit % 8)));
    try {
      const bool equal = contents(path) == want;
      const bool in_storage = bit / 8 >= storage_at && bit / 8 < z.central[0];
      EXPECT_NE(equal, in_storage) << "bit " << bit;
      same += equal;
    } catch (const FormatError&) {
      ++refused;
    }
    put(z.bytes[bit / 8]);
  }
  EXPECT_EQ(refused + same + static_cast<int>(kSix.size() * 8), static_cast<int>(z.bytes.size() * 8));
  EXPECT_GT(refused, 4000);
  EXPECT_EQ(contents(path), want);
}

}  // namespace
}  // namespace constate::formats
