// What the metadata of a GGUF file holds: values by key. Plain data, with reads that name the key where a
// value is missing or of another type. Owns its bytes; knows no file.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"

namespace constate::formats {

// The numbers are those of the format.
enum class GgufType : std::uint32_t {
  kU8 = 0,
  kI8 = 1,
  kU16 = 2,
  kI16 = 3,
  kU32 = 4,
  kI32 = 5,
  kF32 = 6,
  kBool = 7,
  kString = 8,
  kArray = 9,
  kU64 = 10,
  kI64 = 11,
  kF64 = 12,
};
inline constexpr std::uint32_t kGgufTypes = 13;

// "u8", "string", "array", ...
std::string_view name(GgufType type);
// Bytes of one value in a file; 0 for a string and an array.
std::size_t size_of(GgufType type);

// Elements of one type, about as large in memory as in the file: numbers as their bytes, texts in one string.
struct GgufArray {
  GgufType type = GgufType::kU8;
  std::uint64_t count = 0;
  std::string bytes;                // of all elements, one after another
  std::vector<std::uint32_t> ends;  // of texts: where in `bytes` each ends
  std::vector<GgufArray> arrays;    // of arrays

  std::string_view text(std::size_t i) const;  // of an array of strings
  // Of an array of numbers or booleans.
  std::int64_t integer(std::size_t i) const;
  double number(std::size_t i) const;
};

struct GgufValue {
  GgufType type = GgufType::kU8;
  std::variant<std::uint64_t, std::int64_t, double, bool, std::string, GgufArray> value;

  static GgufValue of(std::uint32_t number);
  static GgufValue of(std::int64_t number);
  static GgufValue of(float number);
  static GgufValue of(bool value);
  static GgufValue of(std::string text);
  static GgufValue of(const std::vector<std::string>& texts);
  static GgufValue of(const std::vector<std::int32_t>& numbers);
  static GgufValue of(const std::vector<float>& numbers);
};

class GgufMetadata {
 public:
  // `where` names the file in errors.
  explicit GgufMetadata(std::string where = "") : where_(std::move(where)) {}

  const std::string& where() const { return where_; }
  void set_where(std::string where) { where_ = std::move(where); }
  const std::map<std::string, GgufValue, std::less<>>& values() const { return values_; }
  // Whether the key was new.
  bool add(std::string key, GgufValue value);

  bool has(std::string_view key) const { return values_.contains(key); }
  // Each throws FormatError where the value is of another type; nothing where there is none.
  std::optional<std::string> text(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const;  // that fits in 63 bits
  std::optional<bool> boolean(std::string_view key) const;
  const GgufArray* array(std::string_view key, GgufType of) const;  // null where there is none
  const GgufArray* numbers(std::string_view key) const;             // of integers or floats

  // "<where>: key `<key>`: <rule>"
  [[noreturn]] void fail(std::string_view key, std::string_view rule, std::string hint = "") const;

  // All values as one object, but for texts and lists of `tokenizer.*`; a float as the shortest decimal that
  // names it. Throws FormatError where the lists have more than `most` elements together.
  Json json(std::size_t most) const;

 private:
  const GgufValue* find(std::string_view key) const;

  std::string where_;
  std::map<std::string, GgufValue, std::less<>> values_;
};

}  // namespace constate::formats
