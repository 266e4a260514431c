#include "jinja/iterate.h"

#include <fmt/format.h>

#include <algorithm>

#include "jinja/loop.h"
#include "jinja/text.h"

namespace constate::jinja {

using Kind = Value::Kind;

bool has_items(const Value& value) {
  switch (value.kind()) {
    case Kind::kUndefined:
    case Kind::kText:
    case Kind::kList:
    case Kind::kDict:
    case Kind::kRange:
    case Kind::kIterator:
      return true;
    default:
      return false;
  }
}

ValueStream::ValueStream(Value source) : source_(std::move(source)) {
  if (!has_items(source_)) fail(fmt::format("{} has no items to go through", kind_name(source_)));
}

std::optional<Value> ValueStream::next(Run& run) {
  run.meter.step();
  switch (source_.kind()) {
    case Kind::kText: {
      const std::string_view rest = source_.bytes().substr(at_);
      if (rest.empty()) return std::nullopt;
      const std::size_t size = character_size(rest);
      at_ += size;
      return Value::text(&run.meter, std::string(rest.substr(0, size)));
    }
    case Kind::kList: {
      const std::vector<Value>& items = source_.list()->items;
      return at_ < items.size() ? std::optional(items[at_++]) : std::nullopt;
    }
    case Kind::kDict: {
      const std::vector<Dict::Entry>& entries = source_.dict()->entries();
      return at_ < entries.size() ? std::optional(entries[at_++].key) : std::nullopt;
    }
    case Kind::kRange: {
      const auto i = static_cast<std::int64_t>(at_);
      if (i >= source_.range()->size()) return std::nullopt;
      ++at_;
      return Value((*source_.range())[i]);
    }
    case Kind::kIterator:
      return source_.iterator()->next(run);
    default:
      return std::nullopt;
  }
}

std::optional<std::int64_t> ValueStream::size() const {
  if (source_.is(Kind::kIterator)) return std::nullopt;
  return length_of(source_);
}

std::int64_t length_of(const Value& value) {
  switch (value.kind()) {
    case Kind::kUndefined:
      return 0;
    case Kind::kText:
      return value.text()->length;
    case Kind::kList:
      return static_cast<std::int64_t>(value.list()->items.size());
    case Kind::kDict:
      return static_cast<std::int64_t>(value.dict()->size());
    case Kind::kRange:
      return value.range()->size();
    default:
      fail(fmt::format("{} has no length", kind_name(value)));
  }
}

std::vector<Value> items_of(Run& run, const Value& value) {
  std::vector<Value> out;
  ValueStream stream(value);
  while (std::optional<Value> item = stream.next(run)) {
    if (out.size() == out.capacity()) run.meter.room(2 * (out.size() + 1) * sizeof(Value));
    out.push_back(*std::move(item));
  }
  return out;
}

std::optional<std::vector<Value>> reversed_items(Run& run, const Value& value) {
  if (!has_items(value) || value.is(Kind::kIterator)) return std::nullopt;
  std::vector<Value> items = items_of(run, value);
  std::reverse(items.begin(), items.end());
  return items;
}

}  // namespace constate::jinja
