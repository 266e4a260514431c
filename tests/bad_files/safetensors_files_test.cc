// Safetensors files that are something else, damaged, or made to harm; each broken rule of the format alone
// stands in formats/safetensors_test.cc.
#include <gtest/gtest.h>

#include "bad_file.h"
#include "formats/safetensors.h"

namespace constate::bad_files {
namespace {

using formats::safetensors;

constexpr std::size_t kMost = 4'000'000, kNames = 1 << 16;  // bytes and names of a header
const std::string kCut = " [the file is cut short or is not a safetensors file: fetch it again]";

void read(const std::filesystem::path& folder) {
  formats::SafetensorsFile file(folder / "model.safetensors");
}

std::string u8(const std::string& name, int begin, int end) {
  return "\"" + name + R"(":{"dtype":"U8","shape":[)" + std::to_string(end - begin) +
         R"(],"data_offsets":[)" + std::to_string(begin) + "," + std::to_string(end) + "]}";
}

std::string left(std::size_t bytes, const std::string& length) {
  return "header: at most " + std::to_string(bytes) + " bytes are left in the file; got a length of " +
         length + kCut;
}

// The header of one tensor `a`, with one member as given.
std::string with(const std::string& member) {
  std::string out = "{\"a\":{" + member;
  for (const char* other : {R"("dtype":"F32")", R"("shape":[1])", R"("data_offsets":[0,4])"})
    if (member.find(std::string(other).substr(0, 6)) == member.npos) out += std::string(",") + other;
  return out + "}}";
}

TEST(BadSafetensors, OtherFiles) {
  const std::string whole = safetensors("{" + u8("a", 0, 2) + "}", "xy");
  const std::size_t header = whole.size() - 10;
  std::string big_endian = whole;
  std::swap(big_endian[0], big_endian[7]);
  expect_refused(
      {
          {"a web page", "<!DOCTYPE html><html>", left(13, "5789751444030890300")},
          {"a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n",
           left(35, "2336927755350992246")},
          {"a zip archive", std::string("PK\3\4\0\0\0\0\0\0\0\0", 12), left(4, "67324752")},
          {"a gzip archive", std::string("\x1f\x8b\x08\0\0\0\0\0\0\3", 10), left(2, "559903")},
          {"a program",
           std::string("\x7f"
                       "ELF\2\1\1\0\0\0\0\0\0\0\0\0",
                       16),
           left(8, "282584257676671")},
          {"a NumPy array", std::string("\x93NUMPY\1\0v\0{'descr':", 18), left(10, "379676406402707")},
          {"text", "{\"a\": 1}\n", left(1, "9021026962656797307")},
          {"a length in the other byte order", big_endian,
           left(header + 2, std::to_string(std::uint64_t{header} << 56))},
          {"a length without a header", std::string("\1\0\0\0\0\0\0\0", 8), left(0, "1")},
          {"ones", std::string(9, '\xff'), left(1, "18446744073709551615")},
      },
      "model.safetensors", read);
}

TEST(BadSafetensors, HeadersThatAreNotJson) {
  const std::string parse = "header: not JSON: parse error at line 1, column ";
  const std::string one = "{" + u8("a", 0, 2) + "}";
  const std::string longer = safetensors(one, "xy"), shorter = safetensors(one, "xy");
  std::string less = longer, more = longer;
  less[0] = static_cast<char>(less[0] - 1);
  more[0] = static_cast<char>(more[0] + 1);
  expect_refused(
      {
          {"a byte order mark", safetensors("\xef\xbb\xbf{}", ""), "header: must start with `{`"},
          {"UTF-16", safetensors(std::string("{\0}\0", 4), ""), "header: a NUL stands at byte 1"},
          {"Latin-1", safetensors("{\"caf\xe9\":1}", ""), "header: must be UTF-8; byte 5 is not"},
          {"a surrogate in UTF-8", safetensors("{\"\xed\xa0\x80\":1}", ""),
           "header: must be UTF-8; byte 2 is not"},
          {"half a surrogate pair", safetensors(R"({"\ud800":1})", ""),
           parse +
               "9: syntax error while parsing object key - invalid string: surrogate U+D800..U+DBFF must be "
               "followed by U+DC00..U+DFFF; last read: '\"\\ud800\"'; expected string literal"},
          {"a comment", safetensors("{/**/}", ""),
           parse +
               "2: syntax error while parsing object key - invalid literal; last read: '{/'; expected string "
               "literal"},
          {"single quotes", safetensors("{'a':1}", ""),
           parse +
               "2: syntax error while parsing object key - invalid literal; last read: '{''; expected string "
               "literal"},
          {"a comma too many", safetensors("{" + u8("a", 0, 1) + ",}", "x"),
           parse + "54: syntax error while parsing object key - unexpected '}'; expected string literal"},
          {"a bare number", safetensors("{\"a\":{\"shape\":[NaN]}}", ""),
           parse + "16: syntax error while parsing value - invalid literal; last read: '\"shape\":[N'"},
          {"a number of no size", safetensors(with("\"shape\":[1e999]"), "1234"),
           "header: not JSON: number overflow parsing '1e999'"},
          {"a control character in a name", safetensors("{\"a\nb\":1}", ""),
           "header: not JSON: parse error at line 2, column 0: syntax error while parsing object key - "
           "invalid "
           "string: control character U+000A (LF) must be escaped to \\u000A or \\n; last read: "
           "'\"a<U+000A>'; "
           "expected string literal"},
          {"a length one too small", less,
           parse + "53: syntax error while parsing object - unexpected end of input; expected '}'"},
          {"a length one too large", more,
           parse + "54: syntax error while parsing value - invalid literal; last read: '2]}}x'; expected end "
                   "of input"},
          {"two headers", safetensors("{}{}", ""),
           parse + "3: syntax error while parsing value - unexpected '{'; expected end of input"},
      },
      "model.safetensors", read);
}

TEST(BadSafetensors, ValuesOfOtherKinds) {
  const std::string tensor = "header: tensor `a`: ",
                    shape = tensor + "`shape` is an array of integers from 0; got ",
                    offsets = tensor + "`data_offsets` is [begin, end], integers from 0; got ",
                    dtype = tensor +
                            "`dtype` is one of BOOL, U8, I8, I16, U16, I32, U32, I64, U64, F16, BF16, F32, "
                            "F64, F8_E4M3, F8_E5M2, F8_E8M0; got ",
                    meta = "header: `__metadata__`: `k` is a string; got ";
  const std::string data = "1234";
  expect_refused(
      {
          {"shape: an object", safetensors(with(R"("shape":{})"), data), shape + "an object"},
          {"shape: null", safetensors(with(R"("shape":null)"), data), shape + "null"},
          {"shape: text", safetensors(with(R"("shape":"1")"), data), shape + "a string"},
          {"shape: a negative zero", safetensors(with(R"("shape":[-0.0])"), data), shape + "-0.0"},
          {"shape: a power of ten", safetensors(with(R"("shape":[1e0])"), data), shape + "1e0"},
          {"offsets: text", safetensors(with(R"("data_offsets":["0","4"])"), data), offsets + "a string"},
          {"offsets: a fraction", safetensors(with(R"("data_offsets":[0,4.5])"), data), offsets + "4.5"},
          {"offsets: null", safetensors(with(R"("data_offsets":null)"), data), offsets + "null"},
          {"offsets: a number", safetensors(with(R"("data_offsets":4)"), data), offsets + "a number"},
          {"offsets: an array inside", safetensors(with(R"("data_offsets":[[0,4]])"), data),
           offsets + "an array"},
          {"offsets: none", safetensors(with(R"("data_offsets":[])"), data),
           tensor + "`data_offsets` is [begin, end]; got 0 numbers"},
          {"dtype: an object", safetensors(with(R"("dtype":{})"), data),
           tensor + "`dtype` is a string; got an object"},
          {"dtype: true", safetensors(with(R"("dtype":true)"), data),
           tensor + "`dtype` is a string; got true"},
          {"dtype: in small letters", safetensors(with(R"("dtype":"f32")"), data), dtype + "`f32`"},
          {"dtype: none", safetensors(with(R"("dtype":"")"), data), dtype + "``"},
          {"dtype: complex", safetensors(with(R"("dtype":"C64")"), data), dtype + "`C64`"},
          {"a key in other letters", safetensors(with(R"("Dtype":"F32")"), data),
           tensor + "unknown key `Dtype`"},
          {"metadata: null", safetensors(R"({"__metadata__":{"k":null}})", ""), meta + "null"},
          {"metadata: an array", safetensors(R"({"__metadata__":{"k":["v"]}})", ""), meta + "an array"},
          {"metadata: true", safetensors(R"({"__metadata__":{"k":true}})", ""), meta + "true"},
          {"metadata: text", safetensors(R"({"__metadata__":"k"})", ""),
           "header: `__metadata__` is an object; got a string"},
      },
      "model.safetensors", read);
}

TEST(BadSafetensors, PlacesThatDoNotMakeUpTheData) {
  const std::string no_end = R"("shape":[9223372036854775807])";
  expect_refused(
      {
          {"a gap between two tensors", safetensors("{" + u8("a", 0, 1) + "," + u8("b", 2, 3) + "}", "xyz"),
           "header: bytes 1 to 2 of the data, before tensor `b`, belong to no tensor"},
          {"an empty tensor past the end", safetensors("{" + u8("a", 0, 2) + "," + u8("b", 5, 5) + "}", "xy"),
           "header: tensor `b` ends at byte 5 of the data, which has 2 [the file is cut short: fetch it "
           "again]"},
          {"an empty tensor inside another",
           safetensors("{" + u8("a", 0, 2) + "," + u8("b", 1, 1) + "}", "xy"),
           "header: tensor `b` overlaps the one before it: it begins at byte 1 of the data, before 2"},
          {"a tensor inside another", safetensors("{" + u8("a", 0, 4) + "," + u8("b", 1, 3) + "}", "wxyz"),
           "header: tensor `b` overlaps the one before it: it begins at byte 1 of the data, before 4"},
          {"one name, escaped the second time",
           safetensors("{" + u8("a", 0, 1) + "," + u8("\\u0061", 1, 2) + "}", "xy"),
           "header: `a` stands twice"},
          {"more elements than there are bytes", safetensors(with(no_end), "1234"),
           "header: tensor `a`: [9223372036854775807] elements of 4 bytes do not fit in memory"},
          {"sizes whose product wraps around to 4",
           safetensors(with(R"("shape":[4294967297,4294967296])"), "1234"),
           "header: tensor `a`: [4294967297, 4294967296] elements of 4 bytes do not fit in memory"},
          {"another's data", safetensors(with(R"("data_offsets":[4,8])"), "12345678"),
           "header: bytes 0 to 4 of the data, before tensor `a`, belong to no tensor"},
          {"offsets that wrap around",
           safetensors(with(R"("data_offsets":[18446744073709551614,2])"), "1234"),
           "header: tensor `a`: `data_offsets` ends before it begins; got [18446744073709551614, 2]"},
          {"data that repeats", safetensors("{" + u8("a", 0, 2) + "}", "xyxy"),
           "header: the tensors end at byte 2 of the data, which has 4"},
      },
      "model.safetensors", read);
}

// As large as a header may be, and each wrong only at its end.
TEST(BadSafetensors, HeadersThatWantMemory) {
  // `part` again and again, with a number for its `#`.
  const auto filled = [&](const std::string& part, std::size_t most = kMost) {
    const std::size_t at = part.find('#');
    std::string out;
    for (std::size_t i = 3; i < kNames && out.size() + part.size() + 50 < most; ++i)
      out.append(part, 0, at).append(std::to_string(i)).append(part, at + 1);
    return out;
  };
  std::string dims = "0";
  for (int i = 1; i < 32; ++i) dims += ",0";
  const std::string tensors =
      filled("\"#\":{\"dtype\":\"U8\",\"shape\":[" + dims + "],\"data_offsets\":[0,0]},");
  const std::string metadata =
      "\"__metadata__\":{" + filled("\"#\":\"" + std::string(97, 'x') + "\",") + "\"last\":\"\"},";
  const std::string values =
      "\"__metadata__\":{" + filled("\"#\":\"" + std::string(500'000, 'x') + "\",") + "\"last\":\"\"},";
  const std::string shown = std::string(97, 'n') + "...",
                    run = ": a name, a number or space of more than 524288 bytes";
  // The parser's words show the space; of them 400 bytes are shown.
  std::string why =
      "header: not JSON: parse error at line 524286, column 1: syntax error while parsing object key - "
      "invalid "
      "literal; last read: '{";
  while (why.size() < 500) why += "<U+000A>";
  expect_refused(
      {
          {"tensors of 32 dimensions", safetensors("{" + tensors + "\"y\":0}", ""),
           "header: tensor `y` is an object; got a number"},
          {"short metadata", safetensors("{" + metadata + "\"z\":0}", ""),
           "header: tensor `z` is an object; got a number"},
          {"long metadata", safetensors("{" + values + "\"z\":[]}", ""),
           "header: tensor `z` is an object; got an array"},
          {"a long name", safetensors("{\"" + std::string(500'000, 'n') + "\":0}", ""),
           "header: tensor `" + shown + "` is an object; got a number"},
          {"a longer name", safetensors("{\"" + std::string(kMost - 20, 'n') + "\":0}", ""),
           "header: byte 1" + run},
          {"a name of escaped quotes",
           safetensors("{ \"" + filled("\\\"#xxxxxxxxxxxxxxxxxxxx", 1 << 20) + "\":0}", ""),
           "header: byte 2" + run},
          {"space", safetensors("{" + std::string(kMost - 20, '\n') + "x}", ""), "header: byte 0" + run},
          {"a number", safetensors("{\"z\":" + std::string(kMost - 20, '1') + "}", ""),
           "header: byte 3" + run},
          {"as much space as may stand", safetensors("{" + std::string((1 << 19) - 3, '\n') + "x}", ""),
           why.substr(0, why.find("N: ") + 3 + 397) + "..."},
          {"one byte too many", safetensors(std::string(kMost + 1, '{'), ""),
           "header: at most 4000000 bytes are read; got a length of 4000001" + kCut},
      },
      "model.safetensors", read);
}

}  // namespace
}  // namespace constate::bad_files
