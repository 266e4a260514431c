#include "jinja/operators.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "jinja/print.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

constexpr std::string_view kSigns[] = {"+", "-", "*", "/", "//", "%", "**"};

[[noreturn]] void refuse(Operator op, const Value& a, const Value& b) {
  a.need_defined();
  b.need_defined();
  fail(fmt::format("`{}` is not for {} and {}", kSigns[static_cast<std::size_t>(op)], kind_name(a),
                   kind_name(b)));
}

[[noreturn]] void refuse_overflow() { fail("an integer has at most 64 bits"); }

[[noreturn]] void refuse_zero() { fail("division by zero"); }

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  if (b == 0) refuse_zero();
  if (a == INT64_MIN && b == -1) refuse_overflow();
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

std::int64_t remainder(std::int64_t a, std::int64_t b) {
  if (b == 0) refuse_zero();
  if (b == -1) return 0;
  const std::int64_t r = a % b;
  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

// Python's float modulo: with the sign of the divisor.
double remainder(double a, double b) {
  double r = std::fmod(a, b);
  if (r != 0 && (r < 0) != (b < 0)) return r + b;
  return r == 0 ? std::copysign(0.0, b) : r;
}

double floor_divide(double a, double b) {
  const double r = std::fmod(a, b);
  double quotient = (a - r) / b;
  if (r != 0 && (r < 0) != (b < 0)) quotient -= 1;
  if (quotient == 0) return std::copysign(0.0, a / b);
  const double floored = std::floor(quotient);
  return quotient - floored > 0.5 ? floored + 1 : floored;
}

double power(double a, double b) {
  if (a == 0 && b < 0) refuse_zero();
  const double out = std::pow(a, b);
  if (std::isnan(out) && !std::isnan(a) && !std::isnan(b)) fail("complex numbers are not supported");
  if (std::isinf(out) && std::isfinite(a) && std::isfinite(b)) fail("a float is too large");
  return out;
}

Value power(std::int64_t a, std::int64_t b) {
  if (b < 0) return Value(power(static_cast<double>(a), static_cast<double>(b)));
  std::int64_t out = 1;
  if (a == 0 || a == 1) return Value(b == 0 ? 1 : a);
  if (a == -1) return Value(std::int64_t{b % 2 == 0 ? 1 : -1});
  for (; b > 0; --b)
    if (__builtin_mul_overflow(out, a, &out)) refuse_overflow();
  return Value(out);
}

Value apply_integers(Operator op, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  bool over = false;
  switch (op) {
    case Operator::kAdd:
      over = __builtin_add_overflow(a, b, &out);
      break;
    case Operator::kSubtract:
      over = __builtin_sub_overflow(a, b, &out);
      break;
    case Operator::kMultiply:
      over = __builtin_mul_overflow(a, b, &out);
      break;
    case Operator::kDivide:
      if (b == 0) refuse_zero();
      return Value(static_cast<double>(static_cast<long double>(a) / static_cast<long double>(b)));
    case Operator::kFloorDivide:
      out = floor_divide(a, b);
      break;
    case Operator::kRemainder:
      out = remainder(a, b);
      break;
    case Operator::kPower:
      return power(a, b);
  }
  if (over) refuse_overflow();
  return Value(out);
}

Value apply_floats(Operator op, double a, double b) {
  switch (op) {
    case Operator::kAdd:
      return Value(a + b);
    case Operator::kSubtract:
      return Value(a - b);
    case Operator::kMultiply:
      return Value(a * b);
    case Operator::kPower:
      return Value(power(a, b));
    default:
      break;
  }
  if (b == 0) refuse_zero();
  if (op == Operator::kDivide) return Value(a / b);
  return Value(op == Operator::kFloorDivide ? floor_divide(a, b) : remainder(a, b));
}

std::optional<double> number(const Value& value) {
  if (value.real() != nullptr) return *value.real();
  if (value.integer()) return static_cast<double>(*value.integer());
  return std::nullopt;
}

Value add_texts(Run& run, const Value& a, const Value& b) {
  const bool safe = a.text()->safe || b.text()->safe;
  TextBuilder out(run.meter);
  for (const Value* part : {&a, &b}) {
    if (safe && !part->text()->safe)
      out += escape_html(run.meter, part->bytes());
    else
      out += part->bytes();
  }
  return Value::text(&run.meter, out.take(), safe);
}

Value repeat(Run& run, const Value& what, std::int64_t times) {
  const auto n = static_cast<std::size_t>(std::max<std::int64_t>(times, 0));
  const std::size_t one = what.is_text() ? what.bytes().size() : what.list()->items.size() * sizeof(Value);
  if (one > 0 && n > run.meter.limits().memory / one) run.meter.room(SIZE_MAX);
  run.meter.room(2 * one * n);
  run.meter.work(one * n);
  if (what.is_text()) {
    std::string out;
    out.reserve(one * n);
    for (std::size_t i = 0; i < n && one > 0; ++i) out += what.bytes();
    return Value::text(&run.meter, std::move(out), what.text()->safe);
  }
  std::vector<Value> out;
  const std::vector<Value>& items = what.list()->items;
  out.reserve(items.size() * n);
  for (std::size_t i = 0; i < n && one > 0; ++i) out.insert(out.end(), items.begin(), items.end());
  return make_list(&run.meter, what.list()->form, std::move(out));
}

bool repeatable(const Value& value) {
  return value.is_text() || (value.list() != nullptr && !value.list()->is_view());
}

}  // namespace

Value apply(Run& run, Operator op, const Value& a, const Value& b) {
  if (a.integer() && b.integer()) return apply_integers(op, *a.integer(), *b.integer());
  if (number(a) && number(b)) return apply_floats(op, *number(a), *number(b));
  if (op == Operator::kAdd && a.is_text() && b.is_text()) return add_texts(run, a, b);
  if (op == Operator::kAdd && a.list() != nullptr && b.list() != nullptr && repeatable(a) && repeatable(b) &&
      a.list()->is_tuple() == b.list()->is_tuple()) {
    std::vector<Value> items;
    run.meter.room((a.list()->items.size() + b.list()->items.size()) * sizeof(Value));
    items.reserve(a.list()->items.size() + b.list()->items.size());
    for (const Value* part : {&a, &b})
      items.insert(items.end(), part->list()->items.begin(), part->list()->items.end());
    const List::Form form = a.list()->is_tuple() ? List::Form::kTuple : List::Form::kList;
    return make_list(&run.meter, form, std::move(items));
  }
  if (op == Operator::kMultiply && repeatable(a) && b.integer()) return repeat(run, a, *b.integer());
  if (op == Operator::kMultiply && repeatable(b) && a.integer()) return repeat(run, b, *a.integer());
  if (op == Operator::kRemainder && a.is_text()) return format_percent(run, a, b);
  refuse(op, a, b);
}

Value negative(const Value& value) {
  if (value.real() != nullptr) return Value(-*value.real());
  value.need_defined();
  if (!value.integer()) fail(fmt::format("`-` is not for {}", kind_name(value)));
  if (*value.integer() == INT64_MIN) refuse_overflow();
  return Value(-*value.integer());
}

Value positive(const Value& value) {
  if (value.real() != nullptr) return value;
  value.need_defined();
  if (!value.integer()) fail(fmt::format("`+` is not for {}", kind_name(value)));
  return Value(*value.integer());
}

Value concatenation(Run& run, const std::vector<Value>& parts) {
  TextBuilder out(run.meter);
  for (const Value& part : parts) append_str(run, part, out);
  return Value::text(&run.meter, out.take());
}

Value rounded(const Value& value, std::int64_t digits) {
  value.need_defined();
  if (value.integer()) {
    if (digits >= 0) return Value(*value.integer());
    fail("round: a precision below zero is not supported");
  }
  if (value.real() == nullptr) fail(fmt::format("round takes a number; got {}", kind_name(value)));
  if (digits < 0) fail("round: a precision below zero is not supported");
  // No double has more digits than this after its point.
  if (digits > 1100 || !std::isfinite(*value.real())) return value;
  const std::string text = fmt::format("{:.{}f}", *value.real(), digits);
  return Value(std::strtod(text.c_str(), nullptr));
}

Value floor_of(double value, bool up) {
  const double whole = up ? std::ceil(value) : std::floor(value);
  constexpr double kEnd = 9223372036854775808.0;
  if (!(whole >= -kEnd && whole < kEnd)) fail("an integer has at most 64 bits");
  return Value(static_cast<std::int64_t>(whole));
}

}  // namespace constate::jinja
