#include "formats/pickle_value.h"

#include <fmt/format.h>

#include "base/error.h"
#include "formats/shown.h"

namespace constate::formats {

PickleRef PickleValues::add(PickleValue value) {
  if (values_.size() == kMaxValues) throw FormatError(fmt::format("more than {} values", kMaxValues));
  values_.push_back(value);
  return static_cast<PickleRef>(values_.size() - 1);
}

PickleRef PickleValues::add_list(PickleKind kind) {
  const PickleRef out = add({kind, static_cast<std::uint32_t>(lists_.size()), 0, 0});
  lists_.emplace_back();
  return out;
}

void PickleValues::append(PickleRef list, PickleRef item) {
  if (++items_ > kMaxItems) throw FormatError(fmt::format("more than {} items", kMaxItems));
  lists_[values_[list].a].push_back(item);
}

bool PickleValues::is_dict(PickleRef ref) const {
  return kind(ref) == PickleKind::kDict || kind(ref) == PickleKind::kOrderedDict;
}

bool PickleValues::is_global(PickleRef ref, std::string_view module, std::string_view name) const {
  const PickleValue& v = values_[ref];
  return v.kind == PickleKind::kGlobal && text(v.a) == module && text(v.b) == name;
}

std::string PickleValues::global_name(PickleRef global) const {
  return fmt::format("{}.{}", text(values_[global].a), text(values_[global].b));
}

std::string PickleValues::describe(PickleRef ref) const {
  switch (kind(ref)) {
    case PickleKind::kNone:
      return "None";
    case PickleKind::kBool:
      return "a boolean";
    case PickleKind::kInt:
      return "an integer";
    case PickleKind::kFloat:
      return "a float";
    case PickleKind::kString:
      return "a string";
    case PickleKind::kGlobal:
      return shown(global_name(ref));
    case PickleKind::kTuple:
      return "a tuple";
    case PickleKind::kList:
      return "a list";
    case PickleKind::kDict:
      return "a dict";
    case PickleKind::kOrderedDict:
      return "an OrderedDict";
    case PickleKind::kStorage:
      return "a storage";
    case PickleKind::kTensor:
      return "a tensor";
  }
  return "";
}

}  // namespace constate::formats
