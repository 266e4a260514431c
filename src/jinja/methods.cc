#include "jinja/methods.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "jinja/compare.h"
#include "jinja/iterate.h"
#include "jinja/print.h"

namespace constate::jinja {
namespace {

// ---- lists, tuples and ranges

Value count_items(Run& run, const Value& self, const Bound& arguments) {
  std::int64_t count = 0;
  for (const Value& item : items_of(run, self)) count += equal(item, arguments[0], &run.meter) ? 1 : 0;
  return Value(count);
}

Value index_of_item(Run& run, const Value& self, const Bound& arguments) {
  const std::vector<Value> items = items_of(run, self);
  const auto size = static_cast<std::int64_t>(items.size());
  const auto place = [&](std::size_t i, std::int64_t missing) {
    const std::int64_t at = arguments.integer_or(i, missing);
    return std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
  };
  const std::int64_t end = place(2, size);
  for (std::int64_t i = place(1, 0); i < end; ++i)
    if (equal(items[static_cast<std::size_t>(i)], arguments[0], &run.meter)) return Value(i);
  fail("index: there is no such item");
}

Value copy(Run&, const Value& self, const Bound&) { return self; }

constexpr std::array<Method, 3> kListMethods = {{
    {"count", "/ value", count_items},
    {"index", "/ value start? stop?", index_of_item},
    {"copy", "", copy},
}};

// ---- dicts

template <class F>
Value view(Run& run, const Value& self, List::Form form, F part) {
  std::vector<Value> items;
  run.meter.room(self.dict()->size() * sizeof(Value));
  items.reserve(self.dict()->size());
  for (const Dict::Entry& entry : self.dict()->entries()) items.push_back(part(entry));
  return make_list(&run.meter, form, std::move(items));
}

Value dict_items(Run& run, const Value& self, const Bound&) {
  return view(run, self, List::Form::kItems, [&](const Dict::Entry& entry) {
    return Value::tuple(&run.meter, {entry.key, entry.value});
  });
}

Value dict_keys(Run& run, const Value& self, const Bound&) {
  return view(run, self, List::Form::kKeys, [](const Dict::Entry& entry) { return entry.key; });
}

Value dict_values(Run& run, const Value& self, const Bound&) {
  return view(run, self, List::Form::kValues, [](const Dict::Entry& entry) { return entry.value; });
}

Value dict_get(Run&, const Value& self, const Bound& arguments) {
  const Value* found = self.dict()->find(arguments[0]);
  return found != nullptr ? *found : arguments.value_or(1, Value());
}

constexpr std::array<Method, 5> kDictMethods = {{
    {"copy", "", copy},
    {"get", "/ key default?", dict_get},
    {"items", "", dict_items},
    {"keys", "", dict_keys},
    {"values", "", dict_values},
}};

// ---- what Python has beside these

constexpr auto kChangesList = std::to_array<std::string_view>(
    {"append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"});
constexpr auto kChangesDict =
    std::to_array<std::string_view>({"clear", "pop", "popitem", "setdefault", "update"});
constexpr auto kOtherText =
    std::to_array<std::string_view>({"casefold", "encode", "expandtabs", "format_map", "isidentifier",
                                     "isprintable", "istitle", "maketrans", "translate"});
constexpr auto kOtherDict = std::to_array<std::string_view>({"fromkeys"});
constexpr auto kOtherViews = std::to_array<std::string_view>({"isdisjoint", "mapping"});
constexpr auto kOtherNumbers = std::to_array<std::string_view>(
    {"as_integer_ratio", "bit_count", "bit_length", "conjugate", "denominator", "from_bytes", "fromhex",
     "hex", "imag", "is_integer", "numerator", "real", "to_bytes"});
constexpr auto kOtherIterators = std::to_array<std::string_view>(
    {"close", "gi_code", "gi_frame", "gi_running", "gi_suspended", "gi_yieldfrom", "send", "throw"});

struct Names {
  std::span<const Method> methods;
  std::span<const std::string_view> changes, others;
};

Names names_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kText:
      return {text_methods(), {}, kOtherText};
    case Value::Kind::kList:
      if (value.list()->is_view()) return {{}, {}, kOtherViews};
      if (value.list()->is_tuple()) return {list_methods().first(2), {}, {}};
      return {list_methods(), kChangesList, {}};
    case Value::Kind::kRange:
      return {list_methods().first(2), {}, {}};
    case Value::Kind::kDict:
      return {dict_methods(), kChangesDict, kOtherDict};
    case Value::Kind::kBoolean:
    case Value::Kind::kInteger:
    case Value::Kind::kFloat:
      return {{}, {}, kOtherNumbers};
    case Value::Kind::kIterator:
      return {{}, {}, kOtherIterators};
    default:
      return {};
  }
}

bool has(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What a method of a safe text makes is safe as well.
Value marked_safe(Run& run, const Value& value) {
  if (value.is_text()) return Value::text(&run.meter, std::string(value.bytes()), true);
  if (value.list() == nullptr) return value;
  std::vector<Value> items;
  for (const Value& item : value.list()->items) items.push_back(marked_safe(run, item));
  return make_list(&run.meter, value.list()->form, std::move(items));
}

Value bind(const Value& value, const Method& method) {
  Function out;
  out.name = std::string(method.name);
  out.depth = value.depth() + 1;
  out.call = [value, &method](Run& run, Arguments& arguments) {
    if (method.run == nullptr) return format_braces(run, value, arguments);
    const Value result = method.run(run, value, Bound(method.parameters, arguments));
    return value.is_text() && value.text()->safe ? marked_safe(run, result) : result;
  };
  return std::make_shared<const Function>(std::move(out));
}

}  // namespace

std::span<const Method> list_methods() { return kListMethods; }
std::span<const Method> dict_methods() { return kDictMethods; }

std::optional<Value> method_of(const Value& value, std::string_view name) {
  const Names names = names_of(value);
  for (const Method& method : names.methods)
    if (method.name == name) return bind(value, method);
  if (has(names.changes, name))
    return Value::undefined(
        fmt::format("`{}` would change {}, which a template may not", name, kind_name(value)));
  if (has(names.others, name))
    fail(fmt::format("the attribute `{}` of {} is not supported", name, kind_name(value)));
  return std::nullopt;
}

Value format_braces(Run& run, const Value& self, Arguments& arguments) {
  TextBuilder out(run.meter);
  const std::string_view format = self.bytes();
  const bool safe = self.text()->safe;
  std::size_t next = 0;
  for (std::size_t at = 0; at < format.size(); ++at) {
    const char c = format[at];
    if (c != '{' && c != '}') {
      out += c;
      continue;
    }
    if (format.substr(at + 1).starts_with(c)) {
      out += c;
      ++at;
      continue;
    }
    const std::size_t end = format.find('}', at);
    if (c == '}' || end == format.npos) fail("format: a single brace");
    const std::string_view field = format.substr(at + 1, end - at - 1);
    at = end;
    const bool number = std::all_of(field.begin(), field.end(), [](char d) { return d >= '0' && d <= '9'; });
    if (number) {
      if (field.size() > 3) fail("format: there are too few arguments");
      const std::size_t i = field.empty() ? next++ : static_cast<std::size_t>(std::stoi(std::string(field)));
      if (i >= arguments.positional.size()) fail("format: there are too few arguments");
      out += text_beside(run, safe, arguments.positional[i]);
      continue;
    }
    if (field.find_first_of(".[:!{") != field.npos)
      fail(fmt::format("format: the field `{{{}}}` is not supported; {{}}, {{0}} and {{name}} are", field));
    const auto named = std::find_if(arguments.named.begin(), arguments.named.end(),
                                    [&](const auto& one) { return one.first == field; });
    if (named == arguments.named.end()) fail(fmt::format("format: there is no argument `{}`", field));
    out += text_beside(run, safe, named->second);
  }
  return Value::text(&run.meter, out.take(), safe);
}

}  // namespace constate::jinja
