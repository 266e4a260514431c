#include "jinja/value.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "jinja/compare.h"
#include "jinja/loop.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

// Up to this many keys a dict is searched one by one.
constexpr std::size_t kSmallDict = 8;

int deeper(int depth) {
  if (depth >= kMaxValueDepth) fail(fmt::format("values nest at most {} levels deep", kMaxValueDepth));
  return depth + 1;
}

}  // namespace

Value undefined_value(Undefined what) {
  Value out;
  out.data_ = std::move(what);
  return out;
}

Value Value::undefined(std::string why) {
  return undefined_value({std::make_shared<const std::string>(std::move(why))});
}

Value Value::text(Meter* meter, std::string bytes, bool safe) {
  if (meter != nullptr) meter->work(bytes.size());
  const std::int64_t length = count_characters(bytes);
  Charge charge(meter, sizeof(Text) + bytes.capacity());
  return std::make_shared<const Text>(Text{std::move(bytes), length, safe, std::move(charge)});
}

Value Value::list(Meter* meter, std::vector<Value> items) {
  return make_list(meter, List::Form::kList, std::move(items));
}

Value Value::tuple(Meter* meter, std::vector<Value> items) {
  return make_list(meter, List::Form::kTuple, std::move(items));
}

Value make_list(Meter* meter, List::Form form, std::vector<Value> items) {
  if (meter != nullptr) meter->work(items.size() * sizeof(Value));
  int depth = 0;
  for (const Value& item : items) depth = std::max(depth, item.depth());
  depth = deeper(depth);
  Charge charge(meter, sizeof(List) + items.capacity() * sizeof(Value));
  return std::make_shared<const List>(List{form, std::move(items), depth, std::move(charge)});
}

Value make_iterator(Meter& meter, int holds, std::function<std::optional<Value>(Run&)> next) {
  Charge charge(&meter, sizeof(Iterator) + 256);
  return std::make_shared<Iterator>(Iterator{std::move(next), deeper(holds), std::move(charge)});
}

std::shared_ptr<Keepable> Value::keepable() const {
  if (const auto* space = std::get_if<std::shared_ptr<Namespace>>(&data_)) return *space;
  if (const auto* one = std::get_if<std::shared_ptr<LoopState>>(&data_)) return *one;
  return nullptr;
}

std::optional<std::int64_t> Value::integer() const {
  if (const auto* number = std::get_if<std::int64_t>(&data_)) return *number;
  if (const bool* flag = boolean()) return *flag ? 1 : 0;
  return std::nullopt;
}

std::string_view Value::bytes() const { return text()->bytes; }

bool Value::same_as(const Value& other) const {
  if (kind() != other.kind()) return false;
  return std::visit(
      [&other](const auto& mine) {
        using T = std::decay_t<decltype(mine)>;
        if constexpr (std::is_same_v<T, None>)
          return true;
        else if constexpr (std::is_same_v<T, Undefined>)
          return mine.why == std::get<T>(other.data_).why;
        else
          return mine == std::get<T>(other.data_);
      },
      data_);
}

int Value::depth() const {
  switch (kind()) {
    case Kind::kList:
      return list()->depth;
    case Kind::kDict:
      return dict()->depth();
    case Kind::kIterator:
      return iterator()->depth;
    case Kind::kFunction:
      return function()->depth;
    default:  // a Namespace or a loop is kept by its run until the end
      return 0;
  }
}

void Value::need_defined() const {
  if (const auto* what = std::get_if<Undefined>(&data_)) fail(*what->why);
}

const Value* Dict::find(const Value& key) const {
  const std::optional<std::size_t> at = place(key, hash_of(key, meter_));
  return at ? &entries_[*at].value : nullptr;
}

const Value* Dict::find(std::string_view key) const {
  if (places_.empty()) {
    for (const Entry& entry : entries_)
      if (entry.key.is_text() && entry.key.bytes() == key) return &entry.value;
    return nullptr;
  }
  const auto [begin, end] = places_.equal_range(std::hash<std::string_view>()(key));
  for (auto it = begin; it != end; ++it) {
    const Entry& entry = entries_[it->second];
    if (entry.key.is_text() && entry.key.bytes() == key) return &entry.value;
  }
  return nullptr;
}

std::optional<std::size_t> Dict::place(const Value& key, std::size_t hash) const {
  if (places_.empty()) {
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (equal(entries_[i].key, key, meter_)) return i;
    return std::nullopt;
  }
  const auto [begin, end] = places_.equal_range(hash);
  for (auto it = begin; it != end; ++it)
    if (equal(entries_[it->second].key, key, meter_)) return it->second;
  return std::nullopt;
}

void Dict::set(Value key, Value value) {
  const std::size_t hash = hash_of(key, meter_);
  depth_ = std::max(depth_, deeper(std::max(key.depth(), value.depth())));
  if (const std::optional<std::size_t> at = place(key, hash)) {
    entries_[*at].value = std::move(value);
    return;
  }
  charge_.add(2 * sizeof(Entry) + 48);
  if (entries_.size() == kSmallDict)
    for (std::size_t i = 0; i < entries_.size(); ++i) places_.emplace(hash_of(entries_[i].key, meter_), i);
  if (entries_.size() >= kSmallDict) places_.emplace(hash, entries_.size());
  entries_.push_back({std::move(key), std::move(value)});
}

std::int64_t Range::size() const {
  if (step > 0 ? start >= stop : start <= stop) return 0;
  // The ends are far apart only where the step is as well: `range` refuses long ones.
  const auto distance = step > 0 ? static_cast<std::uint64_t>(stop) - static_cast<std::uint64_t>(start)
                                 : static_cast<std::uint64_t>(start) - static_cast<std::uint64_t>(stop);
  const std::uint64_t stride =
      step > 0 ? static_cast<std::uint64_t>(step) : ~static_cast<std::uint64_t>(step) + 1;
  return static_cast<std::int64_t>(std::min<std::uint64_t>((distance - 1) / stride + 1, INT64_MAX));
}

bool truth(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kUndefined:
    case Value::Kind::kNone:
      return false;
    case Value::Kind::kBoolean:
    case Value::Kind::kInteger:
      return *value.integer() != 0;
    case Value::Kind::kFloat:
      return *value.real() != 0;
    case Value::Kind::kText:
      return !value.bytes().empty();
    case Value::Kind::kList:
      return !value.list()->items.empty();
    case Value::Kind::kDict:
      return value.dict()->size() > 0;
    case Value::Kind::kRange:
      return value.range()->size() > 0;
    default:
      return true;
  }
}

std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kUndefined:
      return "an undefined value";
    case Value::Kind::kNone:
      return "none";
    case Value::Kind::kBoolean:
      return "a boolean";
    case Value::Kind::kInteger:
      return "an integer";
    case Value::Kind::kFloat:
      return "a float";
    case Value::Kind::kText:
      return "a string";
    case Value::Kind::kList:
      return value.list()->is_tuple() ? "a tuple" : value.list()->is_view() ? "a view of a dict" : "a list";
    case Value::Kind::kDict:
      return "a dict";
    case Value::Kind::kRange:
      return "a range";
    case Value::Kind::kIterator:
      return "an iterator";
    case Value::Kind::kNamespace:
      return "a namespace";
    case Value::Kind::kLoop:
      return "a loop";
    case Value::Kind::kFunction:
      return "a function";
  }
  return "a value";
}

}  // namespace constate::jinja
