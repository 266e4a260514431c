#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "jinja/access.h"
#include "jinja/compare.h"
#include "jinja/filters.h"
#include "jinja/iterate.h"
#include "jinja/operators.h"
#include "jinja/print.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

Value length(Run&, const Bound& arguments) { return Value(length_of(arguments[0])); }

Value list(Run& run, const Bound& arguments) { return Value::list(&run.meter, items_of(run, arguments[0])); }

Value first(Run& run, const Bound& arguments) {
  std::optional<Value> item = ValueStream(arguments[0]).next(run);
  return item ? *std::move(item) : Value::undefined("there is no first item: the sequence is empty");
}

Value last(Run& run, const Bound& arguments) {
  std::optional<std::vector<Value>> items = reversed_items(run, arguments[0]);
  if (!items) fail(fmt::format("{} cannot be gone through from its end", kind_name(arguments[0])));
  return items->empty() ? Value::undefined("there is no last item: the sequence is empty") : items->front();
}

Value join(Run& run, const Bound& arguments) {
  const std::string between = arguments.has(1) ? to_str(run, arguments[1]) : "";
  TextBuilder out(run.meter);
  ValueStream items(arguments[0]);
  for (bool begin = true; std::optional<Value> item = items.next(run); begin = false) {
    if (!begin) out += between;
    append_str(run, arguments.given(2) ? follow(run, *std::move(item), arguments[2]) : *item, out);
  }
  return Value::text(&run.meter, out.take());
}

Value default_value(Run& run, const Bound& arguments) {
  const Value& value = arguments[0];
  if (value.is_undefined() || (arguments.flag_or(2, false) && !truth(value)))
    return arguments.has(1) ? arguments[1] : Value::text(&run.meter, "");
  return value;
}

// ---- sorting

// What each item is compared by: the values at the paths of `attribute` ("a,b.c"), without case unless told.
Value sort_key(Run& run, const Value& item, const std::vector<Value>& paths, bool case_sensitive) {
  std::vector<Value> key;
  for (const Value& path : paths) {
    Value part = follow(run, item, path);
    key.push_back(case_sensitive ? std::move(part) : without_case(run, std::move(part)));
  }
  return Value::list(&run.meter, std::move(key));
}

std::vector<Value> paths_of(Run& run, const Value& attribute) {
  std::vector<Value> out;
  if (!attribute.is_text()) return {attribute};
  std::string_view rest = attribute.bytes();
  while (true) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    out.push_back(Value::text(&run.meter, std::string(rest.substr(0, end))));
    if (end == rest.size()) return out;
    rest.remove_prefix(end + 1);
  }
}

std::vector<Value> sorted(Run& run, const std::vector<Value>& items, const std::vector<Value>& keys,
                          bool reverse) {
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // As Python does it: equal items keep their order either way.
  if (reverse) std::reverse(order.begin(), order.end());
  sort_values(order, [&](std::size_t a, std::size_t b) { return less(keys[a], keys[b], &run.meter); });
  if (reverse) std::reverse(order.begin(), order.end());
  std::vector<Value> out;
  out.reserve(order.size());
  for (const std::size_t i : order) out.push_back(items[i]);
  return out;
}

Value sort(Run& run, const Bound& arguments) {
  const std::vector<Value> items = items_of(run, arguments[0]);
  const std::vector<Value> paths = paths_of(run, arguments.value_or(3, Value()));
  std::vector<Value> keys;
  for (const Value& item : items) keys.push_back(sort_key(run, item, paths, arguments.flag_or(2, false)));
  return Value::list(&run.meter, sorted(run, items, keys, arguments.flag_or(1, false)));
}

Value dict_sort(Run& run, const Bound& arguments) {
  const Value& value = arguments[0];
  value.need_defined();
  if (value.dict() == nullptr) fail(fmt::format("a dict is expected; got {}", kind_name(value)));
  const std::string_view by = arguments.has(2) ? arguments.text(2) : "key";
  if (by != "key" && by != "value") fail(fmt::format("`by` is key or value; got `{}`", by));
  std::vector<Value> items, keys;
  for (const Dict::Entry& entry : value.dict()->entries()) {
    items.push_back(Value::tuple(&run.meter, {entry.key, entry.value}));
    const Value& part = by == "key" ? entry.key : entry.value;
    keys.push_back(arguments.flag_or(1, false) ? part : without_case(run, part));
  }
  return Value::list(&run.meter, sorted(run, items, keys, arguments.flag_or(3, false)));
}

Value group_by(Run& run, const Bound& arguments) {
  const bool case_sensitive = arguments.flag_or(3, false);
  std::optional<Value> missing;
  if (arguments.given(2)) missing = arguments[2];
  const std::vector<Value> items = items_of(run, arguments[0]);
  const auto key_of = [&](const Value& item, bool keep_case) {
    Value key = follow(run, item, arguments[1], missing);
    return keep_case ? key : without_case(run, std::move(key));
  };
  std::vector<Value> keys;
  for (const Value& item : items) keys.push_back(key_of(item, case_sensitive));
  std::vector<Value> out, group;
  std::optional<Value> key;
  const auto close = [&] {
    if (group.empty()) return;
    const Value name = key_of(group.front(), true);
    const Value members = Value::list(&run.meter, std::move(group));
    out.push_back(make_list(&run.meter, List::Form::kGroup, {name, members}));
    group.clear();
  };
  for (Value& item : sorted(run, items, keys, false)) {
    Value now = key_of(item, case_sensitive);
    if (key && !equal(*key, now, &run.meter)) close();
    key = std::move(now);
    group.push_back(std::move(item));
  }
  close();
  return Value::list(&run.meter, std::move(out));
}

// ---- one value of many

template <bool kMost>
Value extreme(Run& run, const Bound& arguments) {
  const std::vector<Value> items = items_of(run, arguments[0]);
  if (items.empty()) return Value::undefined("there is no item: the sequence is empty");
  std::optional<Value> best_key;
  std::size_t best = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    Value key = follow(run, items[i], arguments.value_or(2, Value()));
    if (!arguments.flag_or(1, false)) key = without_case(run, std::move(key));
    if (best_key && !(kMost ? less(*best_key, key, &run.meter) : less(key, *best_key, &run.meter))) continue;
    best_key = std::move(key);
    best = i;
  }
  return items[best];
}

Value sum(Run& run, const Bound& arguments) {
  Value total = arguments.value_or(2, Value(std::int64_t{0}));
  if (total.is_text()) fail("texts are not summed; `join` joins them");
  ValueStream items(arguments[0]);
  while (std::optional<Value> item = items.next(run)) {
    if (arguments.given(1)) item = follow(run, *std::move(item), arguments[1]);
    total = apply(run, Operator::kAdd, total, *item);
  }
  return total;
}

constexpr Filter kFilters[] = {
    {"count", "value", length},
    {"d", "value default_value? boolean?", default_value},
    {"default", "value default_value? boolean?", default_value},
    {"dictsort", "value case_sensitive? by? reverse?", dict_sort},
    {"first", "value", first},
    {"groupby", "value attribute default? case_sensitive?", group_by},
    {"join", "value d? attribute?", join},
    {"last", "value", last},
    {"length", "value", length},
    {"list", "value", list},
    {"max", "value case_sensitive? attribute?", extreme<true>},
    {"min", "value case_sensitive? attribute?", extreme<false>},
    {"sort", "value reverse? case_sensitive? attribute?", sort},
    {"sum", "value attribute? start?", sum},
};

}  // namespace

std::span<const Filter> sequence_filters() { return kFilters; }

}  // namespace constate::jinja
