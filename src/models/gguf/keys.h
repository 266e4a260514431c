// Reads the keys of one architecture, and knows in the end which of them nobody asked for. Internal to this
// folder.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace constate::models {

// What llama.cpp has no key for, in files that are written here. Others pass them over.
inline constexpr const char *kChunkKey = "constate.chunk_size", *kResidualKey = "constate.residual_in_fp32",
                            *kALogKey = "constate.a_log";

class GgufKeys {
 public:
  static constexpr std::int64_t kMost = 1 << 30;

  // `keys` must outlive it.
  GgufKeys(const Json& keys, std::string architecture, std::string where);

  const std::string& where() const { return where_; }
  bool has(std::string_view name) const { return other(full(name)) != nullptr; }
  // Names without the architecture in front: "block_count". Each throws FormatError where the value is
  // missing or of another kind.
  std::int64_t size(std::string_view name, std::int64_t most = kMost);  // from 1
  std::optional<std::int64_t> size_if(std::string_view name, std::int64_t most = kMost);
  double real(std::string_view name);
  double real_or(std::string_view name, double missing);
  // A factor that llama.cpp leaves out where it is 0 or missing.
  double factor_or_1(std::string_view name);
  std::int64_t integer_or(std::string_view name, std::int64_t missing, std::int64_t most);  // from 0
  bool boolean_or(std::string_view name, bool missing);
  std::optional<std::vector<bool>> booleans_if(std::string_view name, std::int64_t count);
  // A number from 0 for each of `count` layers: a list of them, or one for all.
  std::vector<std::int64_t> each(std::string_view name, std::int64_t count, std::int64_t most = kMost);
  // A key that says nothing new: where it is there it must have this value.
  void expect(std::string_view name, const Json& value);
  void pass_over(std::string_view name);  // it changes nothing
  // Throws for a key of the architecture that nobody asked for.
  void finish() const;

  // Of the whole file, by its full name; null where it is not there.
  const Json* other(std::string_view full) const;
  // "<where>: key `<architecture>.<name>`: <rule>; got <value>"
  [[noreturn]] void fail(std::string_view name, std::string_view rule) const;

 private:
  std::string full(std::string_view name) const;
  const Json* find(std::string_view name);

  const Json& keys_;
  std::string architecture_, where_;
  std::set<std::string> asked_;
};

}  // namespace constate::models
