// GGUF files that are something else, damaged, or made to harm.
#include <gtest/gtest.h>

#include "bad_file.h"
#include "formats/gguf.h"
#include "formats/gguf_testing.h"

namespace constate::bad_files {
namespace {

using namespace formats::gguf_parts;
using formats::GgufType;

const std::string kCut = " [the file is cut short or damaged: fetch it again]";

void read(const std::filesystem::path& folder) { formats::GgufFile file(folder / "x.gguf"); }

// A file with one key `a`, with `value` after its type.
std::string with_key(GgufType type, const std::string& value) { return head(0, 1) + key("a", type, value); }
// A file with tensors, with so many bytes of data.
std::string with_tensors(const std::vector<std::string>& tensors, std::size_t data,
                         const std::string& more = "") {
  return file(more.empty() ? std::vector<std::string>{} : std::vector<std::string>{more}, tensors,
              std::string(data, '\0'));
}

TEST(BadGguf, OtherFiles) {
  expect_refused(
      {
          {"nothing", "", "an empty file [the file was not fetched whole: fetch it again]"},
          {"a web page", "<!DOCTYPE html><html>",
           "an HTML page, not a GGUF file [the download was answered with a web page: fetch the file "
           "itself]"},
          {"a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n",
           "a Git LFS pointer, not the file that it stands for [fetch the file: git lfs pull]"},
          {"a zip archive", "PK\3\4",
           "a GGUF file begins with `GGUF`; got `PK??` [the file is damaged or of "
           "another format: fetch it again]"},
          {"three bytes", "GGU",
           "a GGUF file begins with `GGUF`; got `GGU` [the file is damaged or of another "
           "format: fetch it again]"},
          {"a file from before", "tjgg\3\0\0\0",
           "a file of ggml from before GGUF is not read here [make a GGUF file of the original model with "
           "llama.cpp's convert_hf_to_gguf.py]"},
          {"version 1", "GGUF" + le(1, 4),
           "GGUF in versions 2 and 3 is read; got version 1 [make the file again with a llama.cpp from after "
           "August 2023]"},
          {"version 4", "GGUF" + le(4, 4), "GGUF in versions 2 and 3 is read; got version 4"},
          {"version 0", "GGUF" + le(0, 4), "GGUF in versions 2 and 3 is read; got version 0"},
          {"the other byte order", "GGUF" + le(3 << 24, 4),
           "a big-endian GGUF file is not read here [llama.cpp's gguf_convert_endian.py swaps its bytes]"},
      },
      "x.gguf", read);
}

TEST(BadGguf, CountsAndKeys) {
  const std::string ones = le(~std::uint64_t{0}, 8);
  expect_refused(
      {
          {"the magic alone", "GGUF", "the version at byte 4 takes 4 bytes; 0 are left" + kCut},
          {"no counts", "GGUF" + le(3, 4),
           "the number of tensors at byte 8 takes 8 bytes; 0 are left" + kCut},
          {"half a count", "GGUF" + le(3, 4) + le(0, 8) + le(0, 4),
           "the number of keys at byte 16 takes 8 bytes; 4 are left" + kCut},
          {"too many tensors", head(std::uint64_t{1} << 63, 0),
           "at most 65536 tensors; got 9223372036854775808"},
          {"too many keys", head(0, 65537), "at most 65536 keys; got 65537"},
          {"no key", head(0, 1), "the name of key 0 at byte 24 takes 8 bytes; 0 are left" + kCut},
          {"a name of no size", head(0, 1) + ones,
           "the name of key 0 has at most 65535 bytes; got 18446744073709551615"},
          {"a name that is cut", head(0, 1) + le(100, 8) + "abc",
           "the name of key 0 at byte 32 takes 100 bytes; 3 are left" + kCut},
          {"an empty name", head(0, 1) + u32("", 1), "key 0 has no name"},
          {"a name in Latin-1", head(0, 1) + u32("caf\xe9", 1),
           "the name of key 0 must be UTF-8; got `caf?`"},
          {"a key twice", head(0, 2) + u32("a", 1) + u32("a", 1), "key `a`: stands twice"},
          {"a key without a type", head(0, 1) + text("a"),
           "key `a`: its type at byte 33 takes 4 bytes; 0 are left" + kCut},
          {"a type that is none", head(0, 1) + text("a") + le(13, 4),
           "key `a`: a type is a number from 0 to 12; got 13"},
          {"half a value", with_key(GgufType::kU32, "12"),
           "key `a`: its value at byte 37 takes 4 bytes; 2 are left" + kCut},
          {"a bool of 2", with_key(GgufType::kBool, "\2"), "key `a`: a bool is 0 or 1; got 2"},
          {"a string that is cut", with_key(GgufType::kString, le(1000, 8) + "ab"),
           "key `a`: its value at byte 45 takes 1000 bytes; 2 are left" + kCut},
          {"a string of no size", with_key(GgufType::kString, ones),
           "key `a`: its value has at most 268435456 bytes; got 18446744073709551615"},
      },
      "x.gguf", read);
}

TEST(BadGguf, Arrays) {
  const auto array_of = [](std::uint32_t type, std::uint64_t count, const std::string& elements) {
    return with_key(GgufType::kArray, le(type, 4) + le(count, 8) + elements);
  };
  std::string deep;
  for (int i = 0; i < 4; ++i) deep += le(9, 4) + le(1, 8);
  std::string many;
  for (int i = 0; i < 65537; ++i) many += le(0, 4) + le(0, 8);
  expect_refused(
      {
          {"no count", with_key(GgufType::kArray, le(4, 4)),
           "key `a`: the number of its elements at byte 41 takes 8 bytes; 0 are left" + kCut},
          {"elements of no type", array_of(99, 1, "x"), "key `a`: a type is a number from 0 to 12; got 99"},
          {"more elements than bytes", array_of(4, 1'000'000, "1234"),
           "key `a`: an array of 1000000 elements at byte 49 takes 4000000 bytes; 4 are left" + kCut},
          {"elements beyond 2^64 bytes", array_of(10, std::uint64_t{1} << 62, "12345678"),
           "key `a`: an array of 4611686018427387904 elements at byte 49 takes 18446744073709551615 bytes; 8 "
           "are left" +
               kCut},
          {"strings that are cut", array_of(8, 2, text("abc") + le(5, 8)),
           "key `a`: a string at byte 68 takes 5 bytes; 0 are left" + kCut},
          {"a string of no size", array_of(8, 1, le(~std::uint64_t{0}, 8)),
           "key `a`: a string at byte 57 takes 18446744073709551615 bytes; 0 are left" + kCut},
          {"a bool of 3", array_of(7, 3, std::string("\0\1\3", 3)),
           "key `a`: a bool is 0 or 1, also in an array"},
          {"too deep", with_key(GgufType::kArray, deep + le(9, 4) + le(0, 8)),
           "key `a`: arrays stand in arrays at most 4 deep"},
          {"too many", array_of(9, 65537, many), "key `a`: at most 65536 arrays stand in arrays; got 65537"},
      },
      "x.gguf", read);
}

TEST(BadGguf, Tensors) {
  const std::string
      types = "its type is one of f32, f16, bf16, q8_0, q4_0, q4_1, q5_0, q5_1, q4_K, q5_K, q6_K; got ",
      again = " [llama.cpp's llama-quantize --allow-requantize makes one of these from it]";
  const auto one = [](const std::vector<std::uint64_t>& dims, std::uint32_t type, std::uint64_t place = 0) {
    return with_tensors({tensor("a", dims, type, place)}, 32);
  };
  const auto alignment = [](std::uint32_t value) {
    return with_tensors({}, 0, u32("general.alignment", value));
  };
  const std::string aligned = "key `general.alignment`: must be a power of two from 8 to 65536; got ";
  expect_refused(
      {
          {"no alignment", alignment(0), aligned + "0"},
          {"an alignment of 24", alignment(24), aligned + "24"},
          {"a large alignment", alignment(1u << 31), aligned + "2147483648"},
          {"an alignment as text", with_tensors({}, 0, str("general.alignment", "32")),
           "key `general.alignment`: must be an integer; got string"},
          {"no tensor", head(1, 0), "the name of tensor 0 at byte 24 takes 8 bytes; 0 are left" + kCut},
          {"a long name", with_tensors({tensor(std::string(64, 'a'), {1}, 0, 0)}, 32),
           "the name of tensor 0 has at most 63 bytes; got 64"},
          {"an empty name", with_tensors({tensor("", {1}, 0, 0)}, 32), "tensor 0 has no name"},
          {"a name in Latin-1", with_tensors({tensor("\xe4", {1}, 0, 0)}, 32),
           "the name of tensor 0 must be UTF-8; got `?`"},
          {"a name twice", with_tensors({tensor("a", {1}, 0, 0), tensor("a", {1}, 0, 32)}, 64),
           "tensor `a`: stands twice"},
          {"no dimension", one({}, 0), "tensor `a`: has 1 to 4 dimensions; got 0"},
          {"five dimensions", one({1, 1, 1, 1, 1}, 0), "tensor `a`: has 1 to 4 dimensions; got 5"},
          {"a dimension of 0", one({0, 4}, 0), "tensor `a`: dimension 0 is at least 1 and below 2^63; got 0"},
          {"a dimension of 2^63", one({1, std::uint64_t{1} << 63}, 0),
           "tensor `a`: dimension 1 is at least 1 and below 2^63; got 9223372036854775808"},
          {"too many elements", one({std::uint64_t{1} << 40, std::uint64_t{1} << 40}, 0),
           "tensor `a`: [1099511627776, 1099511627776] elements of 4 bytes do not fit in memory"},
          {"a type that is not read", one({256}, 10), "tensor `a`: " + types + "q2_K" + again},
          {"doubles", one({1}, 28), "tensor `a`: " + types + "f64" + again},
          {"a type that ggml gave up", one({32}, 4), "tensor `a`: " + types + "type 4" + again},
          {"a type that is none", one({32}, 9999), "tensor `a`: " + types + "type 9999" + again},
          {"half a block", one({33, 2}, 8), "tensor `a`: a row of q8_0 is a multiple of 32 elements; got 33"},
          {"half a super-block", one({128, 2}, 12),
           "tensor `a`: a row of q4_K is a multiple of 256 elements; got 128"},
          {"a place between two", one({1}, 0, 4),
           "tensor `a`: begins at a multiple of 32 bytes of the data; got 4"},
          {"the same place", with_tensors({tensor("a", {1}, 0, 0), tensor("b", {1}, 0, 0)}, 64),
           "tensor `b`: overlaps the one before it: it begins at byte 0 of the data, before 32"},
          {"bytes between two", with_tensors({tensor("a", {1}, 0, 0), tensor("b", {1}, 0, 64)}, 96),
           "tensor `b`: bytes 32 to 64 of the data, before it, belong to no tensor"},
          {"bytes before the first", one({1}, 0, 32),
           "tensor `a`: bytes 0 to 32 of the data, before it, belong to no tensor"},
          {"a place far away", one({1}, 0, std::uint64_t{1} << 63),
           "tensor `a`: bytes 0 to 9223372036854775808 of the data, before it, belong to no tensor"},
          {"more elements than bytes", one({100}, 0),
           "tensor `a`: takes 400 bytes from byte 0 of the data, which has 32" + kCut},
          {"more blocks than bytes", one({64}, 8),
           "tensor `a`: takes 68 bytes from byte 0 of the data, which has 32" + kCut},
          {"no data", head(1, 0) + tensor("a", {1}, 0, 0),
           "the data begins at byte 64; the file has 57" + kCut},
          {"bytes behind the last", with_tensors({tensor("a", {1}, 0, 0)}, 64),
           "the tensors end at byte 32 of the data, which has 64"},
      },
      "x.gguf", read);
}

}  // namespace
}  // namespace constate::bad_files
