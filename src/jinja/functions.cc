#include "jinja/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "jinja/iterate.h"
#include "jinja/print.h"
#include "jinja/template.h"

namespace constate::jinja {
namespace {

constexpr std::int64_t kMaxRange = 100'000;  // that of Jinja's sandbox

Value range(Run&, Arguments& arguments) {
  const Bound bound("/ a b? c?", arguments);
  Range out;
  if (bound.has(1)) {
    out = {bound.integer(0), bound.integer(1), bound.integer_or(2, 1)};
  } else {
    out.stop = bound.integer(0);
  }
  if (out.step == 0) fail("the step is not zero");
  if (out.size() > kMaxRange) fail(fmt::format("has at most {} numbers; got {}", kMaxRange, out.size()));
  return std::make_shared<const Range>(out);
}

// What dict() and namespace() are called with.
void fill(Run& run, Dict& out, Arguments& arguments) {
  if (arguments.positional.size() > 1) fail("takes one dict or list of pairs");
  if (!arguments.positional.empty()) {
    const Value& from = arguments.positional[0];
    if (from.dict() != nullptr) {
      for (const Dict::Entry& entry : from.dict()->entries()) out.set(entry.key, entry.value);
    } else {
      for (const Value& pair : items_of(run, from)) {
        const std::vector<Value> two = items_of(run, pair);
        if (two.size() != 2) fail(fmt::format("takes pairs; got {} values", two.size()));
        out.set(two[0], two[1]);
      }
    }
  }
  for (auto& [name, value] : arguments.named) out.set(Value::text(&run.meter, name), std::move(value));
}

Value dict(Run& run, Arguments& arguments) {
  const auto out = std::make_shared<Dict>(&run.meter);
  fill(run, *out, arguments);
  return std::shared_ptr<const Dict>(out);
}

Value make_namespace(Run& run, Arguments& arguments) {
  const auto out = std::make_shared<Namespace>(run.meter);
  run.keep(out);
  fill(run, out->attributes, arguments);
  return out;
}

Value raise(Run& run, Arguments& arguments) {
  const Bound bound("message", arguments);
  throw Raised(to_str(run, bound[0]));
}

Value time_now(Run& run, Arguments& arguments) {
  const Bound bound("format", arguments);
  return Value::text(&run.meter, format_time(run.now, bound.text(0)));
}

constexpr std::array<GlobalFunction, 5> kFunctions = {{
    {"dict", dict},
    {"namespace", make_namespace},
    {"raise_exception", raise},
    {"range", range},
    {"strftime_now", time_now},
}};

constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

std::string time_part(const std::tm& time, char letter, bool bare) {
  const auto number = [bare](int value, int width, char filler = '0') {
    std::string out = fmt::format("{}", value);
    if (!bare && static_cast<int>(out.size()) < width)
      out.insert(0, static_cast<std::size_t>(width) - out.size(), filler);
    return out;
  };
  const auto day = kDays[static_cast<std::size_t>(time.tm_wday)];
  const auto month = kMonths[static_cast<std::size_t>(time.tm_mon)];
  const int hour12 = time.tm_hour % 12 == 0 ? 12 : time.tm_hour % 12;
  switch (letter) {
    case 'a':
      return std::string(day.substr(0, 3));
    case 'A':
      return std::string(day);
    case 'b':
      return std::string(month.substr(0, 3));
    case 'B':
      return std::string(month);
    case 'd':
      return number(time.tm_mday, 2);
    case 'e':
      return number(time.tm_mday, 2, ' ');
    case 'H':
      return number(time.tm_hour, 2);
    case 'I':
      return number(hour12, 2);
    case 'j':
      return number(time.tm_yday + 1, 3);
    case 'm':
      return number(time.tm_mon + 1, 2);
    case 'M':
      return number(time.tm_min, 2);
    case 'p':
      return time.tm_hour < 12 ? "AM" : "PM";
    case 'S':
      return number(time.tm_sec, 2);
    case 'y':
      return number((time.tm_year + 1900) % 100, 2);
    case 'Y':
      return number(time.tm_year + 1900, 1);
    case 'D':
      return format_time(time, "%m/%d/%y");
    case 'F':
      return format_time(time, "%Y-%m-%d");
    case 'R':
      return format_time(time, "%H:%M");
    case 'T':
      return format_time(time, "%H:%M:%S");
    case '%':
      return "%";
    default:
      fail(fmt::format("`%{}{}` of a time is not supported", bare ? "-" : "", letter));
  }
}

}  // namespace

const GlobalFunction* find_function(std::string_view name) {
  const auto* at =
      std::find_if(kFunctions.begin(), kFunctions.end(), [&](const auto& one) { return one.name == name; });
  return at != kFunctions.end() ? at : nullptr;
}

bool is_refused_function(std::string_view name) {
  constexpr std::array<std::string_view, 3> kRefused = {"cycler", "joiner", "lipsum"};
  return std::find(kRefused.begin(), kRefused.end(), name) != kRefused.end();
}

std::string format_time(const std::tm& time, std::string_view format) {
  if (time.tm_wday < 0 || time.tm_wday > 6 || time.tm_mon < 0 || time.tm_mon > 11)
    fail("the time that is given has no such day or month");
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out += format[i];
      continue;
    }
    const bool bare = i + 1 < format.size() && format[i + 1] == '-';
    i += bare ? 2 : 1;
    if (i >= format.size()) fail("the format of a time ends inside of a `%`");
    out += time_part(time, format[i], bare);
  }
  return out;
}

}  // namespace constate::jinja
