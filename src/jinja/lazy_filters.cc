#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "jinja/access.h"
#include "jinja/compare.h"
#include "jinja/filters.h"
#include "jinja/is_tests.h"
#include "jinja/iterate.h"

namespace constate::jinja {
namespace {

using Next = std::optional<Value>;

// The deepest of what an iterator keeps.
int depth_of(const Arguments& arguments) {
  int depth = 0;
  for (const Value& value : arguments.positional) depth = std::max(depth, value.depth());
  for (const auto& [name, value] : arguments.named) depth = std::max(depth, value.depth());
  return depth;
}

// Items of `arguments`' first value, each through what `make` gives. As in Jinja2, errors come with the first
// item, and a value that is false has no items.
template <class Make>
Value each(Run& run, Arguments& arguments, Make make) {
  if (arguments.positional.empty()) fail("there is no value");
  const int depth = depth_of(arguments);
  struct State {
    Value source;
    Arguments arguments;
    std::optional<ValueStream> items;
    std::function<Next(Run&, Value)> take;  // an item, or nothing to leave it out
  };
  const auto state = std::make_shared<State>();
  state->source = arguments.positional[0];
  arguments.positional.erase(arguments.positional.begin());
  state->arguments = std::move(arguments);
  return make_iterator(run.meter, depth, [state, make](Run& now) -> Next {
    if (!state->items) {
      if (!truth(state->source)) return std::nullopt;
      state->take = make(state->arguments);
      state->items.emplace(state->source);
    }
    while (Next item = state->items->next(now))
      if (Next out = state->take(now, *std::move(item))) return out;
    return std::nullopt;
  });
}

std::function<Next(Run&, Value)> mapped_attribute(const Arguments& arguments) {
  Value path;
  std::optional<Value> missing;
  for (const auto& [name, value] : arguments.named) {
    if (name == "attribute")
      path = value;
    else if (name != "default")
      fail(fmt::format("there is no argument `{}`", name));
    else if (!value.is_none())
      missing = value;
  }
  return
      [path, missing](Run& run, Value item) -> Next { return follow(run, std::move(item), path, missing); };
}

Value map(Run& run, Arguments& arguments) {
  return each(run, arguments, [](const Arguments& given) -> std::function<Next(Run&, Value)> {
    const bool attribute = std::any_of(given.named.begin(), given.named.end(),
                                       [](const auto& one) { return one.first == "attribute"; });
    if (given.positional.empty() && attribute) return mapped_attribute(given);
    if (given.positional.empty()) fail("the name of a filter, or `attribute`, is missing");
    const Value& name = given.positional[0];
    const Filter* filter = name.is_text() ? find_filter(name.bytes()) : nullptr;
    if (filter == nullptr)
      fail(fmt::format("there is no filter `{}`", name.is_text() ? name.bytes() : kind_name(name)));
    return [filter, given](Run& now, Value item) -> Next {
      Arguments each_time = given;
      each_time.positional[0] = std::move(item);
      return run_filter(now, *filter, each_time);
    };
  });
}

// select and its kin: `kKeep` items that pass, or those that do not; `kAttribute` looks at an attribute.
template <bool kKeep, bool kAttribute>
Value chosen(Run& run, Arguments& arguments) {
  return each(run, arguments, [](const Arguments& given) -> std::function<Next(Run&, Value)> {
    if (kAttribute && given.positional.empty()) fail("the name of the attribute is missing");
    const Value path = kAttribute ? given.positional[0] : Value();
    const std::size_t at = kAttribute ? 1 : 0;
    if (given.positional.size() <= at)
      return [path](Run& now, Value item) -> Next {
        return truth(follow(now, item, path)) == kKeep ? Next(item) : std::nullopt;
      };
    const Value& name = given.positional[at];
    const IsTest* test = name.is_text() ? find_test(name.bytes()) : nullptr;
    if (test == nullptr)
      fail(fmt::format("there is no test `{}`", name.is_text() ? name.bytes() : kind_name(name)));
    Arguments rest = given;
    rest.positional.erase(rest.positional.begin(), rest.positional.begin() + static_cast<std::ptrdiff_t>(at));
    return [path, test, rest](Run& now, Value item) -> Next {
      Arguments each_time = rest;
      each_time.positional[0] = follow(now, item, path);
      return run_test(now, *test, each_time) == kKeep ? Next(item) : std::nullopt;
    };
  });
}

// The items of a value that is looked at when the first one is asked for.
class LaterItems {
 public:
  explicit LaterItems(Value source) : source_(std::move(source)) {}
  Next next(Run& run) {
    if (!items_) items_.emplace(source_);
    return items_->next(run);
  }

 private:
  Value source_;
  std::optional<ValueStream> items_;
};

Value unique(Run& run, const Bound& arguments) {
  const bool case_sensitive = arguments.flag_or(1, false);
  const Value path = arguments.value_or(2, Value());
  const auto items = std::make_shared<LaterItems>(arguments[0]);
  const auto seen = std::make_shared<Dict>(&run.meter);
  return make_iterator(run.meter, arguments[0].depth(), [=](Run& now) -> Next {
    while (Next item = items->next(now)) {
      Value key = follow(now, *item, path);
      if (!case_sensitive) key = without_case(now, std::move(key));
      if (seen->find(key) != nullptr) continue;
      seen->set(std::move(key), Value());
      return item;
    }
    return std::nullopt;
  });
}

Value from_list(Run& run, std::vector<Value> items) {
  const Value list = Value::list(&run.meter, std::move(items));
  const auto stream = std::make_shared<ValueStream>(list);
  return make_iterator(run.meter, list.depth(), [stream](Run& now) { return stream->next(now); });
}

Value reverse(Run& run, const Bound& arguments) {
  const Value& value = arguments[0];
  if (value.is_text()) {
    const Value none;
    return slice_of(run, value, none, none, Value(std::int64_t{-1}));
  }
  if (std::optional<std::vector<Value>> items = reversed_items(run, value))
    return from_list(run, *std::move(items));
  std::vector<Value> items = items_of(run, value);
  std::reverse(items.begin(), items.end());
  return Value::list(&run.meter, std::move(items));
}

Value pairs(Run& run, const Bound& arguments) {
  const Value value = arguments[0];
  const auto at = std::make_shared<std::size_t>(0);
  return make_iterator(run.meter, value.depth(), [value, at](Run& now) -> Next {
    if (value.is_undefined()) return std::nullopt;
    if (value.dict() == nullptr)
      fail(fmt::format("the filter `items`: a dict is expected; got {}", kind_name(value)));
    const std::vector<Dict::Entry>& entries = value.dict()->entries();
    if (*at >= entries.size()) return std::nullopt;
    const Dict::Entry& entry = entries[(*at)++];
    return Value::tuple(&now.meter, {entry.key, entry.value});
  });
}

Value batch(Run& run, const Bound& arguments) {
  const std::int64_t size = arguments.integer(1);
  const Value filler = arguments.value_or(2, Value());
  const auto items = std::make_shared<LaterItems>(arguments[0]);
  const auto ahead = std::make_shared<std::vector<Value>>();
  const auto done = std::make_shared<bool>(false);
  return make_iterator(run.meter, std::max(arguments[0].depth(), filler.depth()), [=](Run& now) -> Next {
    if (*done) return std::nullopt;
    while (Next item = items->next(now)) {
      std::vector<Value> full;
      const bool give = static_cast<std::int64_t>(ahead->size()) == size;
      if (give) full.swap(*ahead);
      ahead->push_back(*std::move(item));
      if (give) return Value::list(&now.meter, std::move(full));
    }
    *done = true;
    if (ahead->empty()) return std::nullopt;
    if (!filler.is_none() && static_cast<std::int64_t>(ahead->size()) < size) {
      const auto missing = static_cast<std::size_t>(size) - ahead->size();
      now.meter.room(std::min(missing, SIZE_MAX / sizeof(Value) / 2) * sizeof(Value));
      ahead->insert(ahead->end(), missing, filler);
    }
    return Value::list(&now.meter, std::move(*ahead));
  });
}

Value slice(Run& run, const Bound& arguments) {
  const std::int64_t slices = arguments.integer(1);
  const Value filler = arguments.value_or(2, Value());
  const Value source = arguments[0];
  const auto all = std::make_shared<std::optional<std::vector<Value>>>();
  const auto number = std::make_shared<std::int64_t>(0);
  const auto offset = std::make_shared<std::int64_t>(0);
  return make_iterator(run.meter, std::max(source.depth(), filler.depth()), [=](Run& now) -> Next {
    now.meter.step();
    if (!*all) {
      *all = items_of(now, source);
      if (slices == 0) fail("the filter `slice`: the number of slices is not zero");
    }
    if (*number >= slices) return std::nullopt;
    const auto size = static_cast<std::int64_t>((*all)->size());
    const std::int64_t each_has = size / slices, longer = size % slices, i = (*number)++;
    const std::int64_t begin = *offset + i * each_has;
    if (i < longer) ++*offset;
    const std::int64_t end = *offset + (i + 1) * each_has;
    std::vector<Value> part((*all)->begin() + begin, (*all)->begin() + end);
    if (!filler.is_none() && i >= longer) part.push_back(filler);
    return Value::list(&now.meter, std::move(part));
  });
}

constexpr Filter kFilters[] = {
    {"batch", "value linecount fill_with?", batch},
    {"items", "value", pairs},
    {"map", "", nullptr, map},
    {"reject", "", nullptr, chosen<false, false>},
    {"rejectattr", "", nullptr, chosen<false, true>},
    {"reverse", "value", reverse},
    {"select", "", nullptr, chosen<true, false>},
    {"selectattr", "", nullptr, chosen<true, true>},
    {"slice", "value slices fill_with?", slice},
    {"unique", "value case_sensitive? attribute?", unique},
};

}  // namespace

std::span<const Filter> lazy_filters() { return kFilters; }

}  // namespace constate::jinja
