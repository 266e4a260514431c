#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "jinja/filters.h"
#include "jinja/iterate.h"
#include "jinja/operators.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

// Digits with single underscores between them, without those; nothing for anything else.
std::optional<std::string> plain_digits(std::string_view text, std::int64_t base) {
  std::string out;
  bool after_digit = false;
  for (const char c : text) {
    if (c == '_') {
      if (!after_digit) return std::nullopt;
      after_digit = false;
      continue;
    }
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const std::int64_t digit = small >= '0' && small <= '9'   ? small - '0'
                               : small >= 'a' && small <= 'z' ? small - 'a' + 10
                                                              : 99;
    if (digit >= base) return std::nullopt;
    out += c;
    after_digit = true;
  }
  return after_digit ? std::optional(out) : std::nullopt;
}

bool take_sign(std::string_view& text) {
  const bool minus = text.starts_with('-');
  if (minus || text.starts_with('+')) text.remove_prefix(1);
  return minus;
}

// Whether `text` is a decimal number with a point or an exponent as Python's float() takes them.
bool is_float_text(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  if (e != text.npos) {
    std::string_view exponent = text.substr(e + 1);
    take_sign(exponent);
    if (!plain_digits(exponent, 10)) return false;
    text = text.substr(0, e);
  }
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view part = point == text.npos ? "" : text.substr(point + 1);
  if (whole.empty() && part.empty()) return false;
  return (whole.empty() || plain_digits(whole, 10)) && (part.empty() || plain_digits(part, 10));
}

Value truncated(double value) { return floor_of(value, value < 0); }

// int(float(value)), or the default where Python's raises an error that the filter catches.
Value integer_of_float(std::optional<double> number, const Value& missing) {
  if (!number || !std::isfinite(*number)) return missing;
  return truncated(*number);
}

Value to_integer(Run&, const Bound& arguments) {
  const Value& value = arguments[0];
  const Value missing = arguments.value_or(1, Value(std::int64_t{0}));
  value.need_defined();
  if (value.is_text()) {
    const std::int64_t base = arguments.integer_or(2, 10);
    if (std::optional<std::int64_t> number = read_integer(value.bytes(), base)) return Value(*number);
    return integer_of_float(read_float(value.bytes()), missing);
  }
  if (value.integer()) return Value(*value.integer());
  if (value.real() == nullptr) return missing;
  if (std::isinf(*value.real())) fail("infinity is no integer");
  return integer_of_float(*value.real(), missing);
}

Value to_float(Run&, const Bound& arguments) {
  const Value& value = arguments[0];
  value.need_defined();
  std::optional<double> number;
  if (value.real() != nullptr)
    number = *value.real();
  else if (value.integer())
    number = static_cast<double>(*value.integer());
  else if (value.is_text())
    number = read_float(value.bytes());
  return number ? Value(*number) : arguments.value_or(1, Value(0.0));
}

Value absolute(Run&, const Bound& arguments) {
  const Value& value = arguments[0];
  value.need_defined();
  if (value.real() != nullptr) return Value(std::fabs(*value.real()));
  if (!value.integer()) fail(fmt::format("a number is expected; got {}", kind_name(value)));
  return *value.integer() < 0 ? negative(value) : Value(*value.integer());
}

Value round_number(Run& run, const Bound& arguments) {
  const std::string_view method = arguments.has(2) ? arguments.text(2) : "common";
  if (method != "common" && method != "ceil" && method != "floor")
    fail(fmt::format("the method is common, ceil or floor; got `{}`", method));
  if (method == "common") return rounded(arguments[0], arguments.integer_or(1, 0));
  const Value ten(std::int64_t{10});
  const Value factor = apply(run, Operator::kPower, ten, arguments.value_or(1, Value(std::int64_t{0})));
  const Value scaled = apply(run, Operator::kMultiply, arguments[0], factor);
  const Value whole = scaled.real() != nullptr ? floor_of(*scaled.real(), method == "ceil") : scaled;
  return apply(run, Operator::kDivide, whole, factor);
}

constexpr Filter kFilters[] = {
    {"abs", "value", absolute},
    {"float", "value default?", to_float},
    {"int", "value default? base?", to_integer},
    {"round", "value precision? method?", round_number},
};

}  // namespace

std::span<const Filter> number_filters() { return kFilters; }

std::optional<std::int64_t> read_integer(std::string_view text, std::int64_t base) {
  if (base != 10 && base != 2 && base != 8 && base != 16)
    fail(fmt::format("the base is 2, 8, 10 or 16; got {}", base));
  text = strip(text, std::nullopt, true, true);
  const bool minus = take_sign(text);
  const char letter = base == 2 ? 'b' : base == 8 ? 'o' : base == 16 ? 'x' : '\0';
  if (letter != '\0' && text.size() > 1 && text[0] == '0' && (text[1] | 32) == letter) {
    text.remove_prefix(2);
    if (text.starts_with('_')) text.remove_prefix(1);
  }
  std::optional<std::string> digits = plain_digits(text, base);
  if (!digits) return std::nullopt;
  if (minus) digits->insert(digits->begin(), '-');
  std::int64_t out = 0;
  const auto read =
      std::from_chars(digits->data(), digits->data() + digits->size(), out, static_cast<int>(base));
  if (read.ec != std::errc()) fail("an integer has at most 64 bits");
  return out;
}

std::optional<double> read_float(std::string_view text) {
  text = strip(text, std::nullopt, true, true);
  std::string_view bare = text;
  const bool minus = take_sign(bare);
  std::string small;
  for (const char c : bare.substr(0, 9)) small += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (small == "inf" || small == "infinity") return minus ? -INFINITY : INFINITY;
  if (small == "nan") return NAN;
  if (!is_float_text(bare)) return std::nullopt;
  std::string digits;
  for (const char c : bare)
    if (c != '_') digits += c;
  const double size = std::strtod(digits.c_str(), nullptr);
  return minus ? -size : size;
}

}  // namespace constate::jinja
