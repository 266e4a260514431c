// Fields: the members of a request's JSON object, each taken once. What nobody took is refused by name at the
// end, so that no field is accepted without an effect. `null` is as if the field were not there.
//
// For one thread; the JSON must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"

namespace constate::serve {

class Fields {
 public:
  // Throws ApiError where `json` is no object. `path` stands in front of names: "stream_options.".
  explicit Fields(const Json& json, std::string path = "");

  const Json* take(const char* name);  // null where it is not there
  // Throw ApiError where it is there and of another type or outside its range.
  std::optional<std::int64_t> integer(const char* name, std::int64_t least, std::int64_t most);
  std::optional<double> number(const char* name, double least, double most);
  std::optional<bool> boolean(const char* name);
  std::optional<std::string> text(const char* name, std::size_t most_bytes);
  // One text or a list of them.
  std::vector<std::string> texts(const char* name, std::size_t most, std::size_t most_bytes);

  // Is taken, and asks for nothing.
  void ignore(const char* name) { take(name); }
  // Must be absent, or what asks for nothing. `instead` says what a client may do.
  void refuse(const char* name, const std::vector<Json>& asks_for_nothing = {},
              const std::string& instead = "");
  // Throws ApiError for a field that nobody took.
  void finish() const;

  std::string path_of(const char* name) const { return path_ + name; }

 private:
  const Json& json_;
  const std::string path_;
  std::set<std::string> taken_;
};

}  // namespace constate::serve
