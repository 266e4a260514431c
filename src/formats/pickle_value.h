// The values of a pickle, in one arena: a value is a number, and sharing it costs nothing. Part of the pickle
// reader; owns what it holds, but not the pickle's bytes, which strings point into.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace constate::formats {

enum class PickleKind : std::uint8_t {
  kNone,
  kBool,         // integer
  kInt,          // integer
  kFloat,        // its value is of no interest
  kString,       // a: first byte, b: bytes
  kGlobal,       // a: module, b: name; two strings
  kTuple,        // a: its list
  kList,         // a: its list
  kDict,         // a: its list: key, value, key, value, ...
  kOrderedDict,  // the same
  kStorage,      // a: type, a global; b: key, a string; integer: elements
  kTensor,       // a: the arguments of its reduction, a tuple
};

using PickleRef = std::uint32_t;

struct PickleValue {
  PickleKind kind = PickleKind::kNone;
  std::uint32_t a = 0, b = 0;
  std::int64_t integer = 0;
};

class PickleValues {
 public:
  // Bounds on what a pickle of a few bytes can ask for; a tensor takes about 20 values.
  static constexpr std::size_t kMaxValues = 1 << 19, kMaxItems = 1 << 20;

  explicit PickleValues(std::string_view bytes) : bytes_(bytes) {}

  // Each throws FormatError, without a place, where there would be too many.
  PickleRef add(PickleValue value);
  PickleRef add_list(PickleKind kind);
  void append(PickleRef list, PickleRef item);

  const PickleValue& operator[](PickleRef ref) const { return values_[ref]; }
  PickleKind kind(PickleRef ref) const { return values_[ref].kind; }
  // Of a tuple, list, dict or OrderedDict.
  const std::vector<PickleRef>& items(PickleRef ref) const { return lists_[values_[ref].a]; }
  std::string_view text(PickleRef string) const {
    return bytes_.substr(values_[string].a, values_[string].b);
  }

  bool is_dict(PickleRef ref) const;
  bool is_global(PickleRef ref, std::string_view module, std::string_view name) const;
  std::string global_name(PickleRef global) const;  // "module.name"
  // What it is, for a message: "an integer", "`module.name`".
  std::string describe(PickleRef ref) const;

 private:
  std::string_view bytes_;
  std::deque<PickleValue> values_;
  std::deque<std::vector<PickleRef>> lists_;
  std::size_t items_ = 0;
};

}  // namespace constate::formats
