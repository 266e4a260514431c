#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include "base/error.h"
#include "base/file.h"
#include "base/host_array.h"
#include "base/json.h"
#include "base/testing.h"
#include "base/write_file.h"

namespace constate {
namespace {

using ::testing::HasSubstr;

struct TempFile {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("constate_base_test_" + std::to_string(::getpid()));
  explicit TempFile(const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
  ~TempFile() { std::filesystem::remove(path); }
};

TEST(Error, ContextGoesInFrontAndTheTypeStays) {
  try {
    with_context("model.safetensors", [] { throw FormatError("header: too long", "fetch the file again"); });
    FAIL();
  } catch (const FormatError& e) {
    EXPECT_STREQ(e.what(), "model.safetensors: header: too long");
    EXPECT_EQ(e.hint(), "fetch the file again");
    EXPECT_EQ(name(e.code()), "INVALID_ARGUMENT");
  }
}

TEST(DType, NamesRoundTrip) {
  for (auto d : {DType::kPred, DType::kS8, DType::kU64, DType::kF16, DType::kBF16, DType::kF64})
    EXPECT_EQ(dtype_named(name(d)), d);
  EXPECT_FALSE(dtype_named("float"));
}

TEST(DType, HalfFloatsRoundToNearestEven) {
  EXPECT_EQ(bf16_from_f32(1.0f), 0x3F80);
  EXPECT_EQ(bf16_from_f32(1.00390625f), 0x3F80);  // half way between 0x3F80 and 0x3F81: to even
  EXPECT_EQ(bf16_from_f32(1.01171875f), 0x3F82);  // half way between 0x3F81 and 0x3F82: to even
  EXPECT_EQ(bf16_from_f32(std::numeric_limits<float>::infinity()), 0x7F80);
  EXPECT_EQ(f16_from_f32(1.0f), 0x3C00);
  EXPECT_EQ(f16_from_f32(65504.0f), 0x7BFF);
  EXPECT_EQ(f16_from_f32(65520.0f), 0x7C00);
  EXPECT_EQ(f16_from_f32(65519.9f), 0x7BFF);
  EXPECT_EQ(f16_from_f32(-0x1p-24f), 0x8001);  // the smallest subnormal
  EXPECT_EQ(f16_from_f32(0x1p-25f), 0x0000);   // half of it: to even
  EXPECT_TRUE(std::isnan(f32_from_f16(f16_from_f32(std::nanf("")))));
  EXPECT_TRUE(std::isnan(f32_from_bf16(bf16_from_f32(std::nanf("")))));
}

TEST(DType, EveryHalfFloatSurvivesTheWayThroughF32) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    if (!std::isnan(f32_from_f16(half))) {
      EXPECT_EQ(f16_from_f32(f32_from_f16(half)), half);
    }
    if (!std::isnan(f32_from_bf16(half))) {
      EXPECT_EQ(bf16_from_f32(f32_from_bf16(half)), half);
    }
  }
}

TEST(Shape, SizesThatDoNotFitAreRefused) {
  EXPECT_EQ((Shape{DType::kF32, {2, 3}}.str()), "f32[2, 3]");
  EXPECT_EQ((Shape{DType::kBF16, {}}.bytes()), 2);
  EXPECT_EQ(checked_bytes({1 << 30, 1 << 30, 0}, 8), 0);
  EXPECT_EQ(message_of([] {
              checked_bytes({1ll << 40, 1ll << 40}, 4);
            }),
            "[1099511627776, 1099511627776] elements of 4 bytes do not fit in memory");
  EXPECT_EQ(message_of([] { checked_bytes({2, -1}, 4); }), "a dimension is never negative; got [2, -1]");
}

TEST(HostArray, OfTakesAllItsElements) {
  EXPECT_EQ(message_of([] {
              HostArray::of<float>(DType::kF32, {3}, {1.0f, 2.0f});
            }),
            "array: f32[3] takes 12 bytes; got 8");
  EXPECT_EQ(message_of([] {
              HostArray::of<float>(DType::kF32, {1}, {1.0f, 2.0f});
            }),
            "array: f32[1] takes 4 bytes; got 8");
  EXPECT_EQ(HostArray::of<float>(DType::kF32, {0}, {}).bytes().size(), 0u);
}

TEST(HostArray, IsAlignedAndConverts) {
  const auto a = HostArray::of<float>(DType::kF32, {3}, {1.0f, -2.5f, 3.0f});
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(a.bytes().data()) % HostArray::kAlignment, 0u);
  const HostArray b = a.converted(DType::kBF16).converted(DType::kF64);
  EXPECT_THAT(b.as<double>(), ::testing::ElementsAre(1.0, -2.5, 3.0));
}

TEST(HostArray, ZerosOfAnyType) {
  for (int i = 0; i < 2; ++i) {  // the second may get memory that the first has written to
    HostArray a = HostArray::zeros({DType::kF32, {2, 3}});
    EXPECT_EQ(a.shape().str(), "f32[2, 3]");
    EXPECT_THAT(a.as<float>(), ::testing::ElementsAre(0, 0, 0, 0, 0, 0));
    std::fill(a.bytes().begin(), a.bytes().end(), std::byte{0xff});
  }
  EXPECT_THAT(HostArray::zeros({DType::kS8, {3}}).as<std::int8_t>(), ::testing::ElementsAre(0, 0, 0));
  EXPECT_EQ(HostArray::zeros({DType::kS32, {2, 0}}).bytes().size(), 0u);
}

TEST(ScratchFolder, IsTheUsersAloneAndGoesAwayWithAllInIt) {
  std::filesystem::path path, other;
  {
    const ScratchFolder a, b;
    path = a.path;
    other = b.path;
    EXPECT_NE(path, other);
    EXPECT_EQ(path.parent_path(), std::filesystem::temp_directory_path());
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms::owner_all);
    std::filesystem::create_directory(path / "folder");
    std::ofstream(path / "folder" / "file") << "x";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(other));
}

TEST(ScratchFolder, SaysWhereItCannotBe) {
  const char* const before = std::getenv("TMPDIR");
  const std::string saved = before == nullptr ? "" : before;
  const auto in = [](const char* place) {
    ::setenv("TMPDIR", place, 1);
    return message_and_hint_of([] { ScratchFolder(); });
  };
  const std::string nowhere = in("/nonexistent"), no_room = in("/proc");
  before == nullptr ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", saved.c_str(), 1);
  EXPECT_EQ(nowhere, "no folder for temporary files: No such file or directory [TMPDIR names another place]");
  EXPECT_EQ(no_room,
            "/proc: a folder cannot be made there: No such file or directory [TMPDIR names another place]");
}

TEST(File, SaysWhatIsWrong) {
  EXPECT_EQ(message_of([] { File("/nonexistent/x"); }),
            "/nonexistent/x: cannot be opened: No such file or directory");
  EXPECT_EQ(message_of([] { File("/"); }), "/: not a regular file");
  TempFile temp("12345");
  const File file(temp.path);
  std::filesystem::resize_file(temp.path, 3);  // cut short while open
  std::byte out[5];
  EXPECT_EQ(message_of([&] { file.read(0, out); }),
            temp.path.string() + ": ends at byte 3, 2 bytes before the end of what was asked for");
  EXPECT_EQ(message_of([&] { read_text(temp.path, 2); }),
            temp.path.string() + ": 3 bytes, more than the 2 that are read");
}

TEST(Json, BothWaysToWriteInfinity) {
  for (const char* text : {R"({"a": [0.0, Infinity], "b": "Infinity\"NaN"})",
                           R"({"a": [0.0, {"__float__": "Infinity"}], "b": "Infinity\"NaN"})"}) {
    const Json json = parse_json(text, "config.json");
    EXPECT_EQ(as_number(json["a"][1]), std::numeric_limits<double>::infinity());
    EXPECT_EQ(json["b"], "Infinity\"NaN");
  }
  EXPECT_EQ(as_number(parse_json("[-Infinity]", "x")[0]), -std::numeric_limits<double>::infinity());
}

TEST(Json, HostileTextIsRefused) {
  EXPECT_EQ(message_of([] { parse_json(R"({"a": 1, "a": 2})", "f"); }),
            "f: key `a` stands twice in one object");
  EXPECT_EQ(message_of([] { parse_json(std::string(100000, '['), "f"); }),
            "f: nested more than 64 levels deep");
  EXPECT_EQ(parse_json(std::string(64, '[') + std::string(64, ']'), "f").size(), 1u);
  EXPECT_EQ(message_of([] { parse_json(std::string(65, '[') + std::string(65, ']'), "f"); }),
            "f: nested more than 64 levels deep");
  EXPECT_THAT(message_of([] { parse_json("{\"a\": ", "f"); }), HasSubstr("f: not JSON: "));
  EXPECT_THAT(message_of([] { parse_json("", "f"); }), HasSubstr("f: not JSON: "));
  EXPECT_THAT(message_of([] { parse_json("{\"a\": \"\xff\"}", "f"); }), HasSubstr("f: not JSON: "));
}

TEST(Json, AKeyMayStandInTwoObjectsButNotTwiceInOne) {
  EXPECT_EQ(parse_json(R"([{"a": {"a": [{"a": 1}]}}, {"a": {}}, {}])", "f").size(), 3u);
  for (const char* text : {R"({"b": [{}, {"x": {}, "y": 1, "x": {"x": 2}}]})",
                           R"({"y": 1, "x": NaN, "x": 2})", R"([{"x": 1, "\u0078": 1}])"})
    EXPECT_EQ(message_of([&] { parse_json(text, "f"); }), "f: key `x` stands twice in one object");
}

TEST(Json, MayKeepTheOrderOfItsKeys) {
  const char* text = R"({"b":{"z":1,"a":[{"y":null},{}]},"a":2,"\u00e9":{}})";
  EXPECT_EQ(parse_ordered_json(text, "f").dump(),
            "{\"b\":{\"z\":1,\"a\":[{\"y\":null},{}]},\"a\":2,\"\u00e9\":{}}");
  for (const char* twice :
       {R"({"b": [{}, {"x": {}, "y": 1, "x": {"x": 2}}]})", R"({"y": 1, "x": NaN, "x": 2})"})
    EXPECT_EQ(message_of([&] { parse_ordered_json(twice, "f"); }), "f: key `x` stands twice in one object");
  EXPECT_EQ(message_of([] { parse_ordered_json(std::string(65, '['), "f"); }),
            "f: nested more than 64 levels deep");
  // A hundred thousand members, in time that grows with their number.
  std::string many = "{";
  for (int i = 0; i < 100'000; ++i) many.append("\"").append(std::to_string(i)).append("\":1,");
  EXPECT_EQ(parse_ordered_json(many.append("\"x\":1}"), "f").size(), 100'001u);
}

TEST(Json, MemoryIsBounded) {
  const auto filled = [](std::string begin, std::size_t n, char with, const char* end) {
    return begin.append(n, with).append(end);
  };
  EXPECT_EQ(parse_json(filled("[\"", (1 << 19) - 1, 'x', "\"]"), "f").size(), 1u);
  EXPECT_EQ(message_of([&] { parse_json(filled("[\"", 1 << 19, 'x', "\"]"), "f"); }),
            "f: byte 1: a name, a number or space of more than 524288 bytes");
  EXPECT_EQ(message_of([&] { parse_json(filled("[", 1 << 19, ' ', "]"), "f"); }),
            "f: byte 0: a name, a number or space of more than 524288 bytes");
  std::string list = "[0";
  for (int i = 1; i < 1000; ++i) list += ",0";
  EXPECT_EQ(parse_json(list + "]", "f", 1 << 20).size(), 1000u);
  const std::string texts = filled("[\"", 400'000, 'x', "\",") + filled("\"", 400'000, 'x', "\",");
  EXPECT_EQ(message_of([&] { parse_json(texts + filled("\"", 400'000, 'x', "\"]"), "f", 1 << 20); }),
            "f: its values take more than 1 MB of memory");
}

// The time must not grow with the square of their number.
TEST(Json, ManyObjectsInOneArray) {
  std::string text = "[{}";
  for (int i = 1; i < 150'000; ++i) text += ",{}";
  EXPECT_EQ(parse_json(text + "]", "f").size(), 150'000u);
}

TEST(Json, ANulByteIsNoEndOfTheText) {
  using namespace std::string_view_literals;
  EXPECT_EQ(message_of([] { parse_json("{\"a\": 1}\0{\"b\": 2}"sv, "f"); }), "f: not JSON: byte 8 is NUL");
  EXPECT_EQ(message_of([] { parse_json("[1]\0"sv, "f"); }), "f: not JSON: byte 3 is NUL");
  EXPECT_EQ(message_of([] { parse_json("\0"sv, "f"); }), "f: not JSON: byte 0 is NUL");
  EXPECT_EQ(message_of([] { parse_json("[NaN, \"\0\"]"sv, "f"); }), "f: not JSON: byte 7 is NUL");
  EXPECT_EQ(parse_json(R"(["\u0000"])", "f")[0], "\0"sv);  // as an escape it may stand in a string
}

TEST(Json, ALongValueIsCutBetweenCharacters) {
  const auto quoted = [](std::size_t n, const std::string& end) { return Json(std::string(n, 'a') + end); };
  EXPECT_EQ(excerpt(quoted(78, "")), '"' + std::string(78, 'a') + '"');  // 80 bytes
  EXPECT_EQ(excerpt(quoted(79, "")), '"' + std::string(76, 'a') + "...");
  // The 77 bytes that are kept end after, or before, a character of two, three and four bytes.
  const std::string tail(20, 'b');
  for (const std::string c : {"\u00e9", "\u20ac", "\U0001f600"}) {
    const std::size_t whole = 76 - c.size();
    EXPECT_EQ(excerpt(quoted(whole, c + tail)), '"' + std::string(whole, 'a') + c + "...");
    for (std::size_t n = whole + 1; n <= 76; ++n)
      EXPECT_EQ(excerpt(quoted(n, c + tail)), '"' + std::string(n, 'a') + "...");
  }
  const Json json = {{"n", std::string(75, 'a') + "\u00e9" + tail}};
  EXPECT_EQ(message_of([&] { JsonObject(json, "f").integer("n"); }),
            "f: `n` must be an integer; got \"" + std::string(75, 'a') + "...");
}

TEST(JsonObject, ErrorsNameFileKeyRuleAndValue) {
  const Json json =
      parse_json(R"({"n": 1.5, "s": "x", "b": 1, "big": 18446744073709551615, "z": null})", "f");
  const JsonObject o(json, "f");
  EXPECT_EQ(message_of([&] { o.integer("n"); }), "f: `n` must be an integer; got 1.5");
  EXPECT_EQ(message_of([&] { o.integer("big"); }), "f: `big` must be an integer; got 18446744073709551615");
  EXPECT_EQ(message_of([&] { o.boolean("b"); }), "f: `b` must be true or false; got 1");
  EXPECT_EQ(message_of([&] { o.number("s"); }), "f: `s` must be a number; got \"x\"");
  EXPECT_EQ(message_of([&] { o.integer("missing"); }), "f: `missing` is missing");
  EXPECT_EQ(o.integer_or("z", 7), 7);
  EXPECT_EQ(message_of([&] { JsonObject(json["n"], "f"); }), "f: a JSON object is expected; got number");
}

TEST(WriteFile, WholeOrAsItWas) {
  const TempDir dir;
  const std::filesystem::path file = dir.path / "file", link = dir.path / "link";
  check_writable(file);
  EXPECT_TRUE(std::filesystem::is_empty(dir.path));
  write_whole(file, "first");
  EXPECT_EQ(read_text(file), "first");
  std::filesystem::create_symlink(file, link);
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  write_whole(link, "second");
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(read_text(file), "second");
  EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms::owner_all);

  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  EXPECT_EQ(message_of([&] {
              const FileSizeLimit full(10);
              write_whole(file, "longer than ten bytes");
            }),
            file.string() + ": cannot be written: File too large");
  std::signal(SIGXFSZ, ignored);
  EXPECT_EQ(read_text(file), "second");
  std::filesystem::remove(link);
  std::filesystem::remove(file);
  EXPECT_TRUE(std::filesystem::is_empty(dir.path));
}

TEST(WriteFile, WhatCannotBeWritten) {
  const TempDir dir;
  for (const auto write : {+[](const std::filesystem::path& p) { write_whole(p, "x"); },
                           +[](const std::filesystem::path& p) { check_writable(p); }}) {
    EXPECT_EQ(message_of([&] { write(dir.path); }),
              dir.path.string() + ": cannot be written: Is a directory");
    EXPECT_EQ(message_of([&] { write("/nonexistent/file"); }),
              "/nonexistent/file: cannot be written: No such file or directory");
  }
  EXPECT_EQ(message_of([] { write_whole("/dev/full", "x"); }),
            "/dev/full: cannot be written: No space left on device");
  check_writable("/dev/full");
}

}  // namespace
}  // namespace constate
