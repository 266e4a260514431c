#include "jinja/access.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "jinja/loop.h"
#include "jinja/methods.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

using Kind = Value::Kind;

std::optional<Value> range_attribute(const Range& range, std::string_view name) {
  if (name == "start") return Value(range.start);
  if (name == "stop") return Value(range.stop);
  if (name == "step") return Value(range.step);
  return std::nullopt;
}

std::optional<Value> loop_attribute(Run& run, const Value& value, std::string_view name) {
  if (std::optional<Value> found = value.loop()->attribute(run, name)) return found;
  if (name != "cycle" && name != "changed") return std::nullopt;
  run.keep(value.keepable());
  Function method;
  method.name = std::string(name);
  method.call = [name = method.name, value](Run& now, Arguments& arguments) {
    return call_loop_method(now, *value.loop(), name, arguments);
  };
  return Value(std::make_shared<const Function>(std::move(method)));
}

// What Python's getattr() finds.
std::optional<Value> python_attribute(Run& run, const Value& value, std::string_view name) {
  if (name.starts_with('_')) return std::nullopt;
  const Value* found = nullptr;
  switch (value.kind()) {
    case Kind::kNamespace:
      found = value.attributes()->attributes.find(name);
      break;
    case Kind::kFunction:
      if (value.function()->attributes != nullptr) found = value.function()->attributes->find(name);
      break;
    case Kind::kLoop:
      return loop_attribute(run, value, name);
    case Kind::kRange:
      if (std::optional<Value> end = range_attribute(*value.range(), name)) return end;
      return method_of(value, name);
    case Kind::kList:
      if (value.list()->form == List::Form::kGroup && (name == "grouper" || name == "list"))
        return value.list()->items[name == "list" ? 1 : 0];
      return method_of(value, name);
    default:
      return method_of(value, name);
  }
  return found != nullptr ? std::optional(*found) : std::nullopt;
}

Value missing(const Value& value, std::string_view name) {
  return Value::undefined(fmt::format("{} has no attribute '{}'", kind_name(value), name));
}

// Python's index of `size` items: from the end where it is negative. Nothing outside.
std::optional<std::size_t> index_in(std::int64_t size, std::int64_t index) {
  if (index < 0) index += size;
  if (index < 0 || index >= size) return std::nullopt;
  return static_cast<std::size_t>(index);
}

std::optional<Value> item_at(Run& run, const Value& value, std::int64_t index) {
  if (const List* list = value.list(); list != nullptr && !list->is_view()) {
    const auto at = index_in(static_cast<std::int64_t>(list->items.size()), index);
    return at ? std::optional(list->items[*at]) : std::nullopt;
  }
  if (value.range() != nullptr) {
    const auto at = index_in(value.range()->size(), index);
    return at ? std::optional(Value((*value.range())[static_cast<std::int64_t>(*at)])) : std::nullopt;
  }
  if (!value.is_text()) return std::nullopt;
  const std::string_view bytes = value.bytes();
  const auto at = index_in(value.text()->length, index);
  if (!at) return std::nullopt;
  const bool plain = static_cast<std::size_t>(value.text()->length) == bytes.size();
  if (!plain) run.meter.work(bytes.size());
  const std::string_view rest = bytes.substr(plain ? *at : offset_of(bytes, static_cast<std::int64_t>(*at)));
  return Value::text(&run.meter, std::string(rest.substr(0, character_size(rest))), value.text()->safe);
}

struct Steps {
  std::int64_t from, to, count, step;
};

std::optional<std::int64_t> part_of_slice(const Value& value) {
  if (value.is_none()) return std::nullopt;
  value.need_defined();
  if (!value.integer()) fail(fmt::format("the parts of a slice are integers; got {}", kind_name(value)));
  return *value.integer();
}

// Which of `size` items Python's slice takes.
Steps steps_of(std::int64_t size, const Value& from, const Value& to, const Value& step) {
  const std::int64_t stride = part_of_slice(step).value_or(1);
  if (stride == 0) fail("the step of a slice is not zero");
  const std::int64_t low = stride > 0 ? 0 : -1, high = stride > 0 ? size : size - 1;
  const auto clamp = [&](std::optional<std::int64_t> at, std::int64_t otherwise) {
    if (!at) return otherwise;
    return std::clamp(*at < 0 ? *at + size : *at, low, high);
  };
  const std::int64_t begin = clamp(part_of_slice(from), stride > 0 ? low : high);
  const std::int64_t end = clamp(part_of_slice(to), stride > 0 ? high : low);
  const std::int64_t distance = stride > 0 ? end - begin : begin - end;
  // Of a step that is longer than the items, only the first counts.
  const std::int64_t most = std::clamp<std::int64_t>(stride, -size - 1, size + 1);
  return {begin, end, distance <= 0 ? 0 : (distance - 1) / std::abs(most) + 1, most};
}

Value slice_text(Run& run, const Value& value, const Steps& steps) {
  const std::string_view bytes = value.bytes();
  run.meter.work(bytes.size());
  std::string out;
  if (static_cast<std::size_t>(value.text()->length) == bytes.size()) {
    if (steps.step == 1) {
      out = bytes.substr(static_cast<std::size_t>(steps.from), static_cast<std::size_t>(steps.count));
    } else {
      for (std::int64_t i = 0; i < steps.count; ++i)
        out += bytes[static_cast<std::size_t>(steps.from + i * steps.step)];
    }
    return Value::text(&run.meter, std::move(out), value.text()->safe);
  }
  run.meter.room(4 * bytes.size());
  std::vector<std::uint32_t> begins;
  for (std::size_t at = 0; at < bytes.size(); at += character_size(bytes.substr(at)))
    begins.push_back(static_cast<std::uint32_t>(at));
  for (std::int64_t i = 0; i < steps.count; ++i) {
    const std::string_view rest = bytes.substr(begins[static_cast<std::size_t>(steps.from + i * steps.step)]);
    out += rest.substr(0, character_size(rest));
  }
  return Value::text(&run.meter, std::move(out), value.text()->safe);
}

std::int64_t sum_of_product(std::int64_t start, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_mul_overflow(a, b, &out) || __builtin_add_overflow(start, out, &out))
    fail("an integer has at most 64 bits");
  return out;
}

Value slice_range(const Range& range, const Steps& steps, std::int64_t stride) {
  return std::make_shared<const Range>(Range{sum_of_product(range.start, steps.from, range.step),
                                             sum_of_product(range.start, steps.to, range.step),
                                             sum_of_product(0, stride, range.step)});
}

}  // namespace

Value attribute_of(Run& run, const Value& value, std::string_view name) {
  value.need_defined();
  if (std::optional<Value> found = python_attribute(run, value, name)) return *std::move(found);
  if (value.dict() != nullptr)
    if (const Value* found = value.dict()->find(name)) return *found;
  return missing(value, name);
}

Value item_of(Run& run, const Value& value, const Value& key) {
  value.need_defined();
  if (value.dict() != nullptr) {
    const bool can_be_key = !key.dict() && !(key.list() && !key.list()->is_tuple());
    const Value* found = can_be_key ? value.dict()->find(key) : nullptr;
    if (found != nullptr) return *found;
  } else if (key.integer()) {
    if (std::optional<Value> found = item_at(run, value, *key.integer())) return *std::move(found);
  }
  if (key.is_text()) {
    if (std::optional<Value> found = python_attribute(run, value, key.bytes())) return *std::move(found);
    return missing(value, key.bytes());
  }
  return Value::undefined(fmt::format("{} has no such element", kind_name(value)));
}

Value slice_of(Run& run, const Value& value, const Value& from, const Value& to, const Value& step) {
  value.need_defined();
  const List* list = value.list();
  if (!value.is_text() && value.range() == nullptr && (list == nullptr || list->is_view()))
    fail(fmt::format("{} has no slices", kind_name(value)));
  const std::int64_t size = value.is_text()   ? value.text()->length
                            : list != nullptr ? static_cast<std::int64_t>(list->items.size())
                                              : value.range()->size();
  const Steps steps = steps_of(size, from, to, step);
  if (value.is_text()) return slice_text(run, value, steps);
  if (list == nullptr) return slice_range(*value.range(), steps, part_of_slice(step).value_or(1));
  std::vector<Value> items;
  run.meter.room(static_cast<std::size_t>(steps.count) * sizeof(Value));
  items.reserve(static_cast<std::size_t>(steps.count));
  for (std::int64_t i = 0; i < steps.count; ++i)
    items.push_back(list->items[static_cast<std::size_t>(steps.from + i * steps.step)]);
  return make_list(&run.meter, list->is_tuple() ? List::Form::kTuple : List::Form::kList, std::move(items));
}

Value follow(Run& run, Value value, const Value& path, const std::optional<Value>& missing_value) {
  if (path.is_none()) return value;
  if (!path.is_text()) return item_of(run, value, path);
  std::string_view rest = path.bytes();
  while (true) {
    const std::size_t end = std::min(rest.find('.'), rest.size());
    const std::string_view part = rest.substr(0, end);
    std::int64_t number = 0;
    const bool digits =
        !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool whole =
        digits && std::from_chars(part.data(), part.data() + part.size(), number).ec == std::errc();
    const Value key = whole ? Value(number) : Value::text(&run.meter, std::string(part));
    value = item_of(run, value, key);
    if (missing_value && value.is_undefined()) value = *missing_value;
    if (end == rest.size()) return value;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace constate::jinja
