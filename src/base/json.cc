#include "base/json.h"

#include <fmt/format.h>

#include <cctype>
#include <limits>
#include <unordered_set>
#include <vector>

#include "base/error.h"

namespace constate {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::string_view kFloatKey = "__float__";
constexpr std::size_t kMaxShown = 80;  // bytes of a value in a message
constexpr std::size_t kMaxWhy = 400;   // ... and of the parser's own words

// UTF-8, cut between two characters.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text + "...";
}

[[noreturn]] void refuse_memory(std::string_view where, std::size_t most) {
  throw FormatError(fmt::format("{}: its values take more than {} MB of memory", where, most >> 20));
}

// Replaces the bare words outside of strings. Anything else is left for the parser to judge.
std::string quote_bare_floats(std::string_view text, std::string_view where, std::size_t most) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (in_string) {
      const std::size_t n = c == '\\' && i + 1 < text.size() ? 2 : 1;
      in_string = c != '"';
      out.append(text.substr(i, n));
      i += n;
      continue;
    }
    std::string_view word;
    for (std::string_view w : {"-Infinity", "Infinity", "NaN"})
      if (word.empty() && text.substr(i).starts_with(w)) word = w;
    if (!word.empty()) {
      out += fmt::format("{{\"{}\":\"{}\"}}", kFloatKey, word);
      if (out.size() > i + most) refuse_memory(where, most);
      i += word.size();
      continue;
    }
    in_string = c == '"';
    out += c;
    ++i;
  }
  return out;
}

std::string why_of(const std::exception& e) {
  std::string why = e.what();
  if (const auto at = why.find("] "); at != why.npos) why.erase(0, at + 2);  // the library's own error number
  return cut(std::move(why), kMaxWhy);
}

// Builds the document from the parser's events. (The parser's own way to look at them while it builds takes
// the square of an array's length in objects.)
template <class AnyJson>
class Builder final : public nlohmann::json_sax<AnyJson> {
 public:
  using Base = nlohmann::json_sax<AnyJson>;
  using Members = typename AnyJson::object_t;
  using typename Base::binary_t, typename Base::number_float_t, typename Base::number_integer_t,
      typename Base::number_unsigned_t;

  Builder(std::string_view where, std::size_t most) : where_(where), most_(most) {}
  AnyJson take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const std::string&) override { return add(value); }
  bool string(std::string& value) override {
    spend(kString + value.capacity());
    return add(std::move(value));
  }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override {
    keys_.emplace_back();
    return open(AnyJson::object());
  }
  bool end_object() override {
    keys_.pop_back();
    return close();
  }
  bool start_array(std::size_t) override { return open(AnyJson::array()); }
  bool end_array() override { return close(); }
  bool key(std::string& key) override {
    spend(kMember + key.capacity());
    Members& members = open_.back()->template get_ref<Members&>();
    if constexpr (std::is_same_v<AnyJson, Json>) {
      const auto [member, fresh] = members.try_emplace(std::move(key));
      if (!fresh) refuse_twice(member->first);
      member_ = &member->second;
    } else {  // a vector, whose own insertion looks through all of it
      spend(kMember + key.capacity());
      if (!keys_.back().insert(key).second) refuse_twice(key);
      members.push_back({std::move(key), AnyJson()});
      member_ = &members.back().second;
    }
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& e) override {
    throw FormatError(fmt::format("{}: not JSON: {}", where_, why_of(e)));
  }

 private:
  // At most what each takes, with the allocator's part and an array's room to grow.
  static constexpr std::size_t kValue = 3 * sizeof(AnyJson), kContainer = 64, kString = 48, kMember = 112;

  [[noreturn]] void refuse_twice(const std::string& key) const {
    throw FormatError(fmt::format("{}: key `{}` stands twice in one object", where_, cut(key, kMaxShown)));
  }
  void spend(std::size_t bytes) {
    if ((spent_ += bytes) > most_) refuse_memory(where_, most_);
  }
  AnyJson& place(AnyJson value) {
    spend(kValue);
    if (open_.empty()) return root_ = std::move(value);
    if (open_.back()->is_object()) return *member_ = std::move(value);
    return open_.back()->template get_ref<typename AnyJson::array_t&>().emplace_back(std::move(value));
  }
  bool add(AnyJson value) {
    place(std::move(value));
    return true;
  }
  bool open(AnyJson value) {
    if (open_.size() == kMaxDepth)
      throw FormatError(fmt::format("{}: nested more than {} levels deep", where_, kMaxDepth));
    spend(kContainer);
    open_.push_back(&place(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::string_view where_;
  std::size_t most_, spent_ = 0;
  AnyJson root_;
  AnyJson* member_ = nullptr;                          // of the innermost object, whose value comes next
  std::vector<AnyJson*> open_;                         // containers, outermost first
  std::vector<std::unordered_set<std::string>> keys_;  // of the objects among them
};

template <class AnyJson>
AnyJson parse(std::string_view text, std::string_view where, std::size_t most) {
  // No JSON holds this byte; the parser would take it for the end of the text.
  if (const std::size_t nul = text.find('\0'); nul != text.npos)
    throw FormatError(fmt::format("{}: not JSON: byte {} is NUL", where, nul));
  // The parser keeps what it reads of one of these, and shows it.
  if (const std::optional<std::size_t> at = find_long_json_run(text))
    throw FormatError(
        fmt::format("{}: byte {}: a name, a number or space of more than {} bytes", where, *at, kMaxJsonRun));
  // Only where a bare word may stand is the text copied: tokenizer files are megabytes long.
  const bool plain = text.find("Infinity") == text.npos && text.find("NaN") == text.npos;
  Builder<AnyJson> builder(where, most);
  if (plain)
    AnyJson::sax_parse(text, &builder);
  else
    AnyJson::sax_parse(quote_bare_floats(text, where, most), &builder);
  return builder.take();
}

}  // namespace

Json parse_json(std::string_view text, std::string_view where, std::size_t most) {
  return parse<Json>(text, where, most);
}
OrderedJson parse_ordered_json(std::string_view text, std::string_view where, std::size_t most) {
  return parse<OrderedJson>(text, where, most);
}

std::optional<std::size_t> find_long_json_run(std::string_view json) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      if (i - from > kMaxJsonRun) return from;
      from = i;
    }
  }
  return json.size() - from > kMaxJsonRun ? std::optional(from) : std::nullopt;
}

std::string excerpt(const Json& json) {
  return cut(json.dump(-1, ' ', false, Json::error_handler_t::replace), kMaxShown);
}

std::optional<double> as_number(const Json& json) {
  if (json.is_number()) return json.get<double>();
  if (!json.is_object() || json.size() != 1 || !json.contains(kFloatKey)) return std::nullopt;
  const Json& word = json.at(std::string(kFloatKey));
  if (word == "Infinity") return std::numeric_limits<double>::infinity();
  if (word == "-Infinity") return -std::numeric_limits<double>::infinity();
  if (word == "NaN") return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

JsonObject::JsonObject(const Json& json, std::string where) : json_(&json), where_(std::move(where)) {
  if (!json.is_object())
    throw FormatError(fmt::format("{}: a JSON object is expected; got {}", where_, json.type_name()));
}

const Json* JsonObject::find(std::string_view key) const {
  const auto it = json_->find(key);
  return it == json_->end() || it->is_null() ? nullptr : &*it;
}

bool JsonObject::has(std::string_view key) const { return find(key) != nullptr; }

const Json& JsonObject::need(std::string_view key) const {
  if (const Json* found = find(key)) return *found;
  throw FormatError(fmt::format("{}: `{}` is missing", where_, key));
}

void JsonObject::fail(std::string_view key, std::string_view rule) const {
  const Json* found = find(key);
  throw FormatError(
      fmt::format("{}: `{}` {}; got {}", where_, key, rule, found ? excerpt(*found) : "nothing"));
}

std::int64_t JsonObject::integer(std::string_view key) const {
  const Json& value = need(key);
  if (!value.is_number_integer() ||
      (value.is_number_unsigned() &&
       value.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}))
    fail(key, "must be an integer");
  return value.get<std::int64_t>();
}

double JsonObject::number(std::string_view key) const {
  const std::optional<double> value = as_number(need(key));
  if (!value) fail(key, "must be a number");
  return *value;
}

bool JsonObject::boolean(std::string_view key) const {
  if (!need(key).is_boolean()) fail(key, "must be true or false");
  return need(key).get<bool>();
}

std::string JsonObject::string(std::string_view key) const {
  if (!need(key).is_string()) fail(key, "must be a string");
  return need(key).get<std::string>();
}

JsonObject JsonObject::object(std::string_view key) const {
  if (!need(key).is_object()) fail(key, "must be an object");
  return JsonObject(need(key), fmt::format("{}: {}", where_, key));
}

std::int64_t JsonObject::integer_or(std::string_view key, std::int64_t missing) const {
  return has(key) ? integer(key) : missing;
}
double JsonObject::number_or(std::string_view key, double missing) const {
  return has(key) ? number(key) : missing;
}
bool JsonObject::boolean_or(std::string_view key, bool missing) const {
  return has(key) ? boolean(key) : missing;
}
std::string JsonObject::string_or(std::string_view key, std::string missing) const {
  return has(key) ? string(key) : missing;
}

}  // namespace constate
