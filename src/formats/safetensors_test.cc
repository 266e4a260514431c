#include "formats/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "base/json.h"
#include "formats/test_util.h"

namespace constate::formats {
namespace {

using ::testing::ElementsAre;

std::string hex(std::span<const std::byte> bytes) {
  std::string out;
  for (std::byte b : bytes) {
    out += "0123456789abcdef"[static_cast<int>(b) >> 4];
    out += "0123456789abcdef"[static_cast<int>(b) & 15];
  }
  return out;
}

std::string read_file(const std::filesystem::path& path) {
  std::stringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

TEST(Safetensors, ReadsWhatThePythonLibraryWrote) {
  const SafetensorsFile file(data_file("python.safetensors"));
  const Json want = parse_json(read_text(data_file("python.json")), "python.json");
  ASSERT_EQ(file.tensors().size(), want.size());
  EXPECT_EQ(want.size(), 14u);
  for (const auto& [name, tensor] : want.items()) {
    const HostArray got = file.read(name);
    EXPECT_EQ(got.shape().dims, tensor["shape"].get<std::vector<std::int64_t>>()) << name;
    EXPECT_EQ(hex(got.bytes()), tensor["hex"].get<std::string>()) << name;
  }
  const auto dtype = [&](const char* name) { return file.tensors().at(name).shape.dtype; };
  EXPECT_EQ(dtype("bool"), DType::kPred);
  EXPECT_EQ(dtype("uint8"), DType::kU8);
  EXPECT_EQ(dtype("int8"), DType::kS8);
  EXPECT_EQ(dtype("int16"), DType::kS16);
  EXPECT_EQ(dtype("uint16"), DType::kU16);
  EXPECT_EQ(dtype("int32"), DType::kS32);
  EXPECT_EQ(dtype("uint32"), DType::kU32);
  EXPECT_EQ(dtype("int64"), DType::kS64);
  EXPECT_EQ(dtype("uint64"), DType::kU64);
  EXPECT_EQ(dtype("float16"), DType::kF16);
  EXPECT_EQ(dtype("float32"), DType::kF32);
  EXPECT_EQ(dtype("float64"), DType::kF64);
  EXPECT_THAT(file.read("scalar").as<float>(), ElementsAre(2.5f));
  EXPECT_EQ(file.tensors().at("scalar").shape.rank(), 0);
  EXPECT_EQ(file.tensors().at("empty").shape.dims, (std::vector<std::int64_t>{0, 3}));
  EXPECT_EQ(file.metadata(), (std::map<std::string, std::string>{{"made by", "safetensors \u00e9"}}));
}

TEST(Safetensors, ReadsBfloat16ThatTorchWrote) {
  const HostArray got = SafetensorsFile(data_file("bf16.safetensors")).read("bf16");
  EXPECT_EQ(got.shape(), (Shape{DType::kBF16, {2, 2}}));
  EXPECT_THAT(got.converted(DType::kF32).as<float>(), ElementsAre(1.0f, -2.5f, 0.15625f, 3.0f));
}

// Each rule of the format, broken alone.
struct Bad {
  std::string header;
  std::size_t data_bytes;
  std::string message;
};

TEST(Safetensors, EachBrokenRuleHasItsOwnMessage) {
  const std::string known =
      "BOOL, U8, I8, I16, U16, I32, U32, I64, U64, F16, BF16, F32, F64, F8_E4M3, F8_E5M2, F8_E8M0";
  const std::vector<Bad> table = {
      {"", 0, "header: must start with `{`"},
      {" {}", 0, "header: must start with `{`"},
      {"[]", 0, "header: must start with `{`"},
      {"{\"\xff\":1}", 0, "header: must be UTF-8; byte 2 is not"},
      {std::string("{}\0", 3), 0, "header: a NUL stands at byte 2"},
      {"{} x", 0,
       "header: not JSON: parse error at line 1, column 4: syntax error while parsing value - invalid "
       "literal; last "
       "read: '{} x'; expected end of input"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
       1, "header: `a` stands twice"},
      {R"({"__metadata__":{},"__metadata__":{}})", 0, "header: `__metadata__` stands twice"},
      {R"({"__metadata__":{"k":"v","k":"v"}})", 0, "header: `__metadata__`: key `k` stands twice"},
      {R"({"__metadata__":{"k":1}})", 0, "header: `__metadata__`: `k` is a string; got a number"},
      {R"({"__metadata__":{"k":{}}})", 0, "header: `__metadata__`: `k` is a string; got an object"},
      {R"({"__metadata__":[]})", 0, "header: `__metadata__` is an object; got an array"},
      {R"({"a":1})", 0, "header: tensor `a` is an object; got a number"},
      {R"({"a":null})", 0, "header: tensor `a` is an object; got null"},
      {R"({"a":[]})", 0, "header: tensor `a` is an object; got an array"},
      {R"({"a":{"shape":[1],"data_offsets":[0,1]}})", 1, "header: tensor `a`: `dtype` is missing"},
      {R"({"a":{"dtype":"U8","data_offsets":[0,1]}})", 1, "header: tensor `a`: `shape` is missing"},
      {R"({"a":{"dtype":"U8","shape":[1]}})", 1, "header: tensor `a`: `data_offsets` is missing"},
      {R"({"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: `dtype` stands twice"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}})", 1,
       "header: tensor `a`: unknown key `x`"},
      {R"({"a":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: `dtype` is one of " + known + "; got `F4`"},
      {R"({"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: F8_E4M3[2] takes 2 bytes; `data_offsets` [0, 1] give 1"},
      {R"({"a":{"dtype":4,"shape":[1],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: `dtype` is a string; got a number"},
      {R"({"a":{"dtype":["U8"],"shape":[1],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: `dtype` is a string; got an array"},
      {R"({"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: `shape` is an array of integers from 0; got a number"},
      {R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: `shape` is an array of integers from 0; got -1"},
      {R"({"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: `shape` is an array of integers from 0; got 1.0"},
      {R"({"a":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: `shape` is an array of integers from 0; got an array"},
      {R"({"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: `shape` is an array of integers from 0; got a string"},
      {R"({"a":{"dtype":"U8","shape":[true],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: `shape` is an array of integers from 0; got true"},
      {R"({"a":{"dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: a dimension of 18446744073709551615 is too large"},
      {R"({"a":{"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: `shape` is an array of integers from 0; got 18446744073709551616"},
      {R"({"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,1]}})", 1,
       "header: tensor `a`: [4294967296, 4294967296] elements of 1 bytes do not fit in memory"},
      {R"({"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],)"
       R"("data_offsets":[0,1]}})",
       1, "header: tensor `a`: `shape` has at most 32 dimensions"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}})", 1,
       "header: tensor `a`: `data_offsets` is [begin, end]; got 1 numbers"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}})", 1,
       "header: tensor `a`: `data_offsets` is [begin, end]; got more than two numbers"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":{}}})", 1,
       "header: tensor `a`: `data_offsets` is [begin, end], integers from 0; got an object"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,-1]}})", 1,
       "header: tensor `a`: `data_offsets` is [begin, end], integers from 0; got -1"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}})", 1,
       "header: tensor `a`: `data_offsets` ends before it begins; got [1, 0]"},
      {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4,
       "header: tensor `a`: f32[2] takes 8 bytes; `data_offsets` [0, 4] give 4"},
      {R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,0]}})", 0,
       "header: tensor `a`: f32[] takes 4 bytes; `data_offsets` [0, 0] give 0"},
      {R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", 1,
       "header: tensor `a` ends at byte 2 of the data, which has 1 [the file is cut short: fetch it again]"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[18446744073709551614,18446744073709551615]}})", 1,
       "header: tensor `a` ends at byte 18446744073709551615 of the data, which has 1 [the file is cut "
       "short: fetch it "
       "again]"},
      {R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
       3, "header: tensor `b` overlaps the one before it: it begins at byte 1 of the data, before 2"},
      {R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})",
       2, "header: tensor `b` overlaps the one before it: it begins at byte 0 of the data, before 2"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2,
       "header: bytes 0 to 1 of the data, before tensor `a`, belong to no tensor"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 2,
       "header: the tensors end at byte 1 of the data, which has 2"},
      {"{}", 1, "header: the tensors end at byte 0 of the data, which has 1"},
  };
  const TempDir dir;
  for (const Bad& bad : table) {
    const auto path = dir.write("x.safetensors", safetensors(bad.header, std::string(bad.data_bytes, 'x')));
    EXPECT_EQ(message_and_hint_of([&] { SafetensorsFile file(path); }), path.string() + ": " + bad.message)
        << bad.header;
  }
}

TEST(Safetensors, TheLengthIsCheckedBeforeMemoryIsTaken) {
  const TempDir dir;
  const auto path = dir.write("x", "1234567");
  EXPECT_EQ(message_and_hint_of([&] { SafetensorsFile file(path); }),
            path.string() + ": a safetensors file has at least 8 bytes; got 7");
  dir.write("x", std::string("\x03\0\0\0\0\0\0\0{}", 10));
  const std::string hint = " [the file is cut short or is not a safetensors file: fetch it again]";
  EXPECT_EQ(message_and_hint_of([&] { SafetensorsFile file(path); }),
            path.string() + ": header: at most 2 bytes are left in the file; got a length of 3" + hint);
  dir.write("x", std::string(8, '\xff') + "{}");
  EXPECT_EQ(message_and_hint_of([&] { SafetensorsFile file(path); }),
            path.string() +
                ": header: at most 2 bytes are left in the file; got a length of 18446744073709551615" +
                hint);
  dir.write("x", std::string("\x01\x09\x3d\0\0\0\0\0{}", 10));  // 4,000,001
  std::filesystem::resize_file(path, 20'000'000);
  EXPECT_EQ(message_and_hint_of([&] { SafetensorsFile file(path); }),
            path.string() + ": header: at most 4000000 bytes are read; got a length of 4000001" + hint);
}

TEST(Safetensors, ManyNamesAreRefused) {
  std::string header = "{\"__metadata__\":{\"k\":\"\"";
  for (int i = 0; i < (1 << 16); ++i) header += ",\"" + std::to_string(i) + "\":\"\"";
  EXPECT_EQ(message_and_hint_of([&] { parse_safetensors_header(header + "}}", header.size() + 10); }),
            "header: more than 65536 names");
}

TEST(Safetensors, PaddingAndOrderAreFree) {
  const TempDir dir;
  const SafetensorsFile file(dir.write(
      "x",
      safetensors(
          R"({"b":{"shape":[1],"data_offsets":[2,3],"dtype":"U8"},"z":{"data_offsets":[2,2],"dtype":"F64",)"
          R"("shape":[0]},"a":{"dtype":"U8","shape":[2,1],"data_offsets":[0,2]}}     )",
          "xyz")));
  EXPECT_THAT(file.read("a").as<char>(), ElementsAre('x', 'y'));
  EXPECT_THAT(file.read("b").as<char>(), ElementsAre('z'));
  EXPECT_TRUE(file.read("z").bytes().empty());
  EXPECT_EQ(message_and_hint_of([&] { file.read("c"); }), file.path().string() + ": no tensor `c`");
  std::byte room[3];
  EXPECT_EQ(message_and_hint_of([&] { file.read_into("a", room); }),
            file.path().string() + ": tensor `a` has 2 bytes; got room for 3");
}

TEST(Safetensors, AFileCutWhileOpenGivesAnError) {
  const TempDir dir;
  const auto path =
      dir.write("x", safetensors(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", "wxyz"));
  const SafetensorsFile file(path);
  const auto size = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, size - 1);
  EXPECT_EQ(message_and_hint_of([&] { file.read("a"); }),
            path.string() + ": ends at byte " + std::to_string(size - 1) +
                ", 1 bytes before the end of what was asked for");
}

std::map<std::string, HostArray> some_tensors() {
  std::map<std::string, HostArray> out;
  out.emplace("w\u00e9ights", HostArray::of<float>(DType::kF32, {2, 3}, {1, 2, 3, 4, 5, 6}));
  out.emplace("bias", HostArray::of<std::uint16_t>(DType::kBF16, {3}, {0x3F80, 0xC000, 0x7FC0}));
  out.emplace("a mask", HostArray::of<std::uint8_t>(DType::kPred, {3}, {1, 0, 1}));
  out.emplace("steps", HostArray::of<std::int64_t>(DType::kS64, {}, {-7}));
  return out;
}

TEST(SaveSafetensors, RoundTripsAlignedAndDeterministic) {
  const TempDir dir;
  const auto tensors = some_tensors();
  save_safetensors(dir.path / "a", tensors);
  save_safetensors(dir.path / "b", tensors);
  save_safetensors(dir.path / "b", tensors);  // over itself
  EXPECT_EQ(read_file(dir.path / "a"), read_file(dir.path / "b"));
  const SafetensorsFile file(dir.path / "a");
  ASSERT_EQ(file.tensors().size(), tensors.size());
  std::uint64_t first = ~std::uint64_t{0};
  for (const auto& [name, array] : tensors) {
    const HostArray got = file.read(name);
    EXPECT_EQ(got.shape(), array.shape());
    EXPECT_EQ(hex(got.bytes()), hex(array.bytes())) << name;
    EXPECT_EQ(file.tensors().at(name).offset % size_of(array.shape().dtype), 0u) << name;
    first = std::min(first, file.tensors().at(name).offset);
  }
  EXPECT_EQ(first % 64, 0u);
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path))
    left.push_back(entry.path().filename().string());
  EXPECT_THAT(left, ::testing::UnorderedElementsAre("a", "b"));
  save_safetensors(dir.path / "none", {});
  EXPECT_TRUE(SafetensorsFile(dir.path / "none").tensors().empty());
}

TEST(SaveSafetensors, SaysWhatIsWrong) {
  const TempDir dir;
  const std::string path = (dir.path / "no/such/folder").string();
  EXPECT_EQ(message_and_hint_of([&] { save_safetensors(path, some_tensors()); }),
            path + ": cannot be created: No such file or directory");
  for (const char* name : {"__metadata__", "\xff"}) {
    std::map<std::string, HostArray> tensors;
    tensors.emplace(name, HostArray(Shape{DType::kF32, {1}}));
    EXPECT_EQ(message_and_hint_of([&] { save_safetensors(dir.path / "x", tensors); }),
              (dir.path / "x").string() + ": a tensor's name is UTF-8 and not `__metadata__`");
  }
  std::filesystem::create_directory(dir.path / "full");
  EXPECT_EQ(message_and_hint_of([&] { save_safetensors(dir.path / "full", some_tensors()); }),
            (dir.path / "full").string() + ": cannot be renamed: Is a directory");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path), {}),
            1);  // no temporary file is left
}

// What a reader sees of a file, in order of places, without the names.
struct Contents {
  std::vector<std::pair<std::string, std::string>> tensors;
  std::vector<std::string> names;
};

Contents contents(const SafetensorsFile& file) {
  std::map<std::uint64_t, std::string> places;
  for (const auto& [name, entry] : file.tensors()) places[entry.offset] = name;
  Contents out;
  for (const auto& [place, name] : places) {
    out.tensors.emplace_back(file.tensors().at(name).shape.str(), hex(file.read(name).bytes()));
    out.names.push_back(name);
  }
  return out;
}

TEST(Safetensors, EveryTruncationIsRefused) {
  const TempDir dir;
  save_safetensors(dir.path / "x", some_tensors());
  const std::string whole = read_file(dir.path / "x");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto path = dir.write("cut", whole.substr(0, size));
    EXPECT_NE(message_and_hint_of([&] { SafetensorsFile file(path); }), "no error") << size;
  }
  dir.write("cut", whole + "x");  // and nothing may follow
  EXPECT_NE(message_and_hint_of([&] { SafetensorsFile file(dir.path / "cut"); }), "no error");
}

TEST(Safetensors, EveryFlippedBitOfAHeaderIsRefusedOrChangesOnlyAName) {
  const TempDir dir;
  save_safetensors(dir.path / "x", some_tensors());
  const std::string whole = read_file(dir.path / "x");
  const Contents want = contents(SafetensorsFile(dir.path / "x"));
  const std::size_t end = whole.size() - (24 + 6 + 8 + 3);
  int refused = 0, renamed = 0;
  for (std::size_t bit = 0; bit < end * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    dir.write("flipped", flipped);
    try {
      const Contents got = contents(SafetensorsFile(dir.path / "flipped"));
      EXPECT_EQ(got.tensors, want.tensors) << "bit " << bit;
      ASSERT_EQ(got.names.size(), want.names.size());
      int different = 0;
      for (std::size_t i = 0; i < got.names.size(); ++i) different += got.names[i] != want.names[i];
      EXPECT_EQ(different, 1) << "bit " << bit;
      ++renamed;
    } catch (const FormatError&) {
      ++refused;
    }
  }
  EXPECT_EQ(refused + renamed, static_cast<int>(end * 8));
  // Only the 23 bytes of the four names can flip unseen.
  EXPECT_LE(renamed, 23 * 8);
  EXPECT_GT(renamed, 0);
}

}  // namespace
}  // namespace constate::formats
