// JSON for files that nobody vouches for: strict, of bounded depth, without duplicate keys. One extension:
// the bare words Infinity, -Infinity and NaN, which Python writes, read as {"__float__": "Infinity"}, the
// form that transformers 5 writes. `number` understands both.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace constate {

using Json = nlohmann::json;
// Objects keep the order of their keys, for what is printed again; looking one up takes their number.
using OrderedJson = nlohmann::ordered_json;

// Throws FormatError("<where>: not JSON: ...") with the place at which reading stopped.
// Takes at most `most` bytes of memory, and a copy of the text; what would take more is refused.
Json parse_json(std::string_view text, std::string_view where, std::size_t most = 48 << 20);
OrderedJson parse_ordered_json(std::string_view text, std::string_view where, std::size_t most = 48 << 20);

// No name, number or space of a file read here is longer. Where one begins that is, or nothing. (What lies
// between two quotes counts as one.)
inline constexpr std::size_t kMaxJsonRun = 1 << 19;
std::optional<std::size_t> find_long_json_run(std::string_view json);

// A value as messages show it: JSON on one line, at most 80 bytes, cut between two characters.
std::string excerpt(const Json& json);

// Reads the members of one JSON object; every error names the file and the key.
class JsonObject {
 public:
  // `json` must outlive this; throws FormatError where it is no object.
  JsonObject(const Json& json, std::string where);

  const std::string& where() const { return where_; }
  bool has(std::string_view key) const;              // present and not null
  const Json* find(std::string_view key) const;      // nullptr where absent or null
  std::int64_t integer(std::string_view key) const;  // throws where absent or not an integer
  double number(std::string_view key) const;         // integers, reals, infinities
  bool boolean(std::string_view key) const;
  std::string string(std::string_view key) const;
  JsonObject object(std::string_view key) const;

  std::int64_t integer_or(std::string_view key, std::int64_t missing) const;
  double number_or(std::string_view key, double missing) const;
  bool boolean_or(std::string_view key, bool missing) const;
  std::string string_or(std::string_view key, std::string missing) const;

  // "<where>: `<key>`: <rule>; got <value>"
  [[noreturn]] void fail(std::string_view key, std::string_view rule) const;

 private:
  const Json& need(std::string_view key) const;
  const Json* json_;
  std::string where_;
};

// A number, an infinity written as {"__float__": "Infinity"}, or nothing for any other value.
std::optional<double> as_number(const Json& json);

}  // namespace constate
