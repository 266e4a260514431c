#include "jinja/compare.h"

#include <fmt/format.h>

#include <cmath>

#include "jinja/iterate.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

using Kind = Value::Kind;

bool is_number(const Value& value) { return value.integer() || value.real() != nullptr; }

// Wide enough for both an int64 and a double, so that they are compared exactly.
long double number(const Value& value) {
  return value.real() != nullptr ? static_cast<long double>(*value.real())
                                 : static_cast<long double>(*value.integer());
}

void count(Meter* meter, std::size_t bytes = 0) {
  if (meter != nullptr) meter->work(bytes);
}

bool equal_lists(const List& a, const List& b, Meter* meter) {
  if (a.is_tuple() != b.is_tuple() || a.is_view() != b.is_view() || a.items.size() != b.items.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!equal(a.items[i], b.items[i], meter)) return false;
  return true;
}

bool equal_dicts(const Dict& a, const Dict& b, Meter* meter) {
  if (a.size() != b.size()) return false;
  for (const Dict::Entry& entry : a.entries()) {
    const Value* other = b.find(entry.key);
    if (other == nullptr || !equal(entry.value, *other, meter)) return false;
  }
  return true;
}

bool equal_ranges(const Range& a, const Range& b) {
  const std::int64_t size = a.size();
  if (size != b.size()) return false;
  return size == 0 || (a.start == b.start && (size == 1 || a.step == b.step));
}

std::size_t mix(std::size_t a, std::size_t b) { return a * 0x9E3779B97F4A7C15u + b; }

}  // namespace

bool equal(const Value& a, const Value& b, Meter* meter) {
  count(meter);
  if (is_number(a) && is_number(b)) return number(a) == number(b);
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kUndefined:
    case Kind::kNone:
      return true;
    case Kind::kText:
      count(meter, a.bytes().size());
      return a.bytes() == b.bytes();
    case Kind::kList:
      return a.list() == b.list() || equal_lists(*a.list(), *b.list(), meter);
    case Kind::kDict:
      return a.dict() == b.dict() || equal_dicts(*a.dict(), *b.dict(), meter);
    case Kind::kRange:
      return equal_ranges(*a.range(), *b.range());
    default:
      return a.same_as(b);
  }
}

namespace {

// a < b, or a <= b with `or_equal`; of lists by their first items that differ.
bool ordered(const Value& a, const Value& b, bool or_equal, Meter* meter) {
  count(meter);
  a.need_defined();
  b.need_defined();
  if (is_number(a) && is_number(b)) return or_equal ? number(a) <= number(b) : number(a) < number(b);
  if (a.is_text() && b.is_text()) {  // the order of UTF-8's bytes is that of code points
    count(meter, a.bytes().size());
    return or_equal ? a.bytes() <= b.bytes() : a.bytes() < b.bytes();
  }
  const List *x = a.list(), *y = b.list();
  if (x != nullptr && y != nullptr && !x->is_view() && !y->is_view() && x->is_tuple() == y->is_tuple()) {
    for (std::size_t i = 0; i < x->items.size() && i < y->items.size(); ++i)
      if (!equal(x->items[i], y->items[i], meter)) return ordered(x->items[i], y->items[i], or_equal, meter);
    return or_equal ? x->items.size() <= y->items.size() : x->items.size() < y->items.size();
  }
  fail(fmt::format("{} and {} have no order", kind_name(a), kind_name(b)));
}

}  // namespace

bool less(const Value& a, const Value& b, Meter* meter) { return ordered(a, b, false, meter); }
bool less_or_equal(const Value& a, const Value& b, Meter* meter) { return ordered(a, b, true, meter); }

std::size_t hash_of(const Value& value, Meter* meter) {
  count(meter);
  switch (value.kind()) {
    case Kind::kUndefined:
    case Kind::kNone:
      return static_cast<std::size_t>(value.kind());
    case Kind::kBoolean:
    case Kind::kInteger:
      return std::hash<double>()(static_cast<double>(*value.integer()));
    case Kind::kFloat:
      return std::hash<double>()(*value.real());
    case Kind::kText:
      count(meter, value.bytes().size());
      return std::hash<std::string_view>()(value.bytes());
    case Kind::kList:
      if (value.list()->is_tuple()) {
        std::size_t hash = 1;
        for (const Value& item : value.list()->items) hash = mix(hash, hash_of(item, meter));
        return hash;
      }
      break;
    case Kind::kDict:
      break;
    case Kind::kRange:
      return static_cast<std::size_t>(value.range()->size());
    default:
      return std::hash<const void*>()(value.is(Kind::kFunction) ? static_cast<const void*>(value.function())
                                      : value.is(Kind::kLoop)   ? static_cast<const void*>(value.loop())
                                      : value.is(Kind::kIterator)
                                          ? static_cast<const void*>(value.iterator())
                                          : static_cast<const void*>(value.attributes()));
  }
  fail(fmt::format("{} can be no key of a dict", kind_name(value)));
}

bool contains(Run& run, const Value& container, const Value& item) {
  Meter& meter = run.meter;
  if (container.is_text()) {
    if (!item.is_text()) {
      item.need_defined();
      fail(fmt::format("`in` looks for a string in a string; got {}", kind_name(item)));
    }
    return find_bytes(meter, container.bytes(), item.bytes()) != std::string_view::npos;
  }
  if (container.dict() != nullptr) return container.dict()->find(item) != nullptr;
  if (container.list() != nullptr) {
    const List* pair = item.list();
    if (container.list()->form == List::Form::kKeys) hash_of(item, &meter);
    if (container.list()->form == List::Form::kItems && pair != nullptr && pair->is_tuple() &&
        pair->items.size() == 2)
      hash_of(pair->items[0], &meter);
    for (const Value& other : container.list()->items)
      if (other.same_as(item) || equal(other, item, &meter)) return true;
    return false;
  }
  ValueStream items(container);
  while (std::optional<Value> other = items.next(run))
    if (equal(*other, item, &meter)) return true;
  return false;
}

void sort_values(std::vector<std::size_t>& order,
                 const std::function<bool(std::size_t, std::size_t)>& before) {
  std::vector<std::size_t> from;
  for (std::size_t width = 1; width < order.size(); width *= 2) {
    from = order;
    for (std::size_t begin = 0; begin < from.size(); begin += 2 * width) {
      std::size_t a = begin, b = std::min(begin + width, from.size()), out = begin;
      const std::size_t a_end = b, b_end = std::min(begin + 2 * width, from.size());
      while (a < a_end || b < b_end) {
        const bool right = a == a_end || (b < b_end && before(from[b], from[a]));
        order[out++] = from[right ? b++ : a++];
      }
    }
  }
}

}  // namespace constate::jinja
