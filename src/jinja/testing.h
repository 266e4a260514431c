// What the tests of this module share.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "base/testing.h"
#include "jinja/template.h"

namespace constate::jinja {

// Tuesday, 1 December 2026, 15:04:05.
inline std::tm test_time() {
  std::tm out{};
  out.tm_year = 126;
  out.tm_mon = 11;
  out.tm_mday = 1;
  out.tm_hour = 15;
  out.tm_min = 4;
  out.tm_sec = 5;
  out.tm_wday = 2;
  out.tm_yday = 334;
  return out;
}

inline std::string rendered(std::string_view source, std::string_view variables = "{}",
                            const Limits& limits = {}) {
  return Template::parse(source, limits).render(OrderedJson::parse(variables), test_time());
}

// The message with which a template is refused or stops.
inline std::string refused(std::string_view source, std::string_view variables = "{}",
                           const Limits& limits = {}) {
  return message_of([&] { rendered(source, variables, limits); });
}

}  // namespace constate::jinja
