#include "jinja/filters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

constexpr auto kRefused =
    std::to_array<std::string_view>({"attr", "filesizeformat", "forceescape", "pprint", "random", "striptags",
                                     "urlize", "wordwrap", "xmlattr"});

}  // namespace

const Filter* find_filter(std::string_view name) {
  for (const std::span<const Filter> table :
       {text_filters(), number_filters(), sequence_filters(), lazy_filters()})
    for (const Filter& filter : table)
      if (filter.name == name) return &filter;
  return nullptr;
}

bool is_refused_filter(std::string_view name) {
  return std::find(kRefused.begin(), kRefused.end(), name) != kRefused.end();
}

Value run_filter(Run& run, const Filter& filter, Arguments& arguments) {
  return with_context(fmt::format("the filter `{}`", filter.name), [&] {
    if (filter.run_any != nullptr) return filter.run_any(run, arguments);
    return filter.run(run, Bound(filter.parameters, arguments));
  });
}

Value without_case(Run& run, Value value) {
  if (!value.is_text()) return value;
  run.meter.work(16 * value.bytes().size());
  return Value::text(&run.meter, lower(value.bytes()));
}

}  // namespace constate::jinja
