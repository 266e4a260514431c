// What the readers of the parts of a `tokenizer.json` share. Internal to this module.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "tokenizer/text_pattern.h"

namespace constate::tokenizer {

// The largest vocabularies in use have about 260,000 tokens; an id far above that would only cost memory.
inline constexpr std::int64_t kMaxId = (1 << 20) - 1;

inline std::string type_of(const JsonObject& object) { return object.string("type"); }

// Throws the error of JsonObject::fail, with a hint.
[[noreturn]] void refuse(const JsonObject& object, std::string_view key, std::string_view rule,
                         std::string hint = "");

// Refuses `key` unless it is absent, null, or `harmless` says that its value changes nothing.
template <class F>
void only_harmless(const JsonObject& object, std::string_view key, std::string_view rule, F harmless) {
  if (const Json* value = object.find(key); value && !harmless(*value)) refuse(object, key, rule);
}

// 0 to kMaxId; `where` names the place in the error.
std::int64_t token_id(const Json& value, const std::string& where);
const Json& array(const JsonObject& object, std::string_view key);
// One character, as its UTF-8.
std::string character(const JsonObject& object, std::string_view key);
// 0 to `most`.
std::size_t count(const JsonObject& object, std::string_view key, std::int64_t most);
// A string of at most 512 bytes: the bound on what each step can add to a text.
std::string short_string(const JsonObject& object, std::string_view key);

// The members of a "Sequence", and of those within it, in turn; or the object itself. `members` is their key.
std::vector<JsonObject> steps(const JsonObject& object, std::string_view members);

// `pattern`: {"String": ...} or {"Regex": ...}.
TextPattern pattern_of(const JsonObject& object);

}  // namespace constate::tokenizer
