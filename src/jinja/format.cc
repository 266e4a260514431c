#include <fmt/format.h>

#include <cmath>

#include "jinja/operators.h"
#include "jinja/print.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

constexpr std::int64_t kMaxWidth = 100'000, kMaxPrecision = 1000;

// One `%...x` of a format.
struct Directive {
  bool left = false, zero = false, plus = false, space = false, alternative = false;
  std::int64_t width = 0, precision = -1;
  char letter = 0;
};

// Reads a format and puts the values in, one after another or, from a dict, by name.
class PercentFormat {
 public:
  PercentFormat(Run& run, const Value& format, const Value& values)
      : run_(run), format_(format.bytes()), safe_(format.text()->safe), values_(values), out_(run.meter) {}

  std::string read() {
    while (at_ < format_.size()) {
      const std::size_t next = std::min(format_.find('%', at_), format_.size());
      out_ += format_.substr(at_, next - at_);
      at_ = next + 1;
      if (next < format_.size()) directive();
    }
    const List* list = values_.list();
    const bool tuple = list != nullptr && list->is_tuple();
    // A dict, a list or the like may be left alone; anything else must be printed.
    const bool mapping =
        values_.dict() != nullptr || (list != nullptr && !tuple) || values_.range() != nullptr;
    if (tuple ? used_ < list->items.size() : used_ == 0 && !mapping)
      fail("a format with `%` leaves values over");
    return out_.take();
  }

 private:
  char get() {
    if (at_ >= format_.size()) fail("a format ends inside of a `%`");
    return format_[at_++];
  }

  Value next_value() {
    if (const List* list = values_.list(); list != nullptr && list->is_tuple()) {
      if (used_ >= list->items.size()) fail("a format with `%` has too few values");
      return list->items[used_++];
    }
    if (used_++ > 0) fail("a format with `%` has too few values");
    return values_;
  }

  Value named_value() {
    const std::size_t end = format_.find(')', at_);
    if (end == format_.npos) fail("a format ends inside of a name");
    const std::string_view name = format_.substr(at_, end - at_);
    at_ = end + 1;
    if (values_.dict() == nullptr) fail("a format with names needs a dict");
    const Value* found = values_.dict()->find(name);
    if (found == nullptr) fail(fmt::format("a format needs `{}`, which the dict does not have", name));
    used_ = std::max<std::size_t>(used_, 1);
    return *found;
  }

  std::int64_t number(char& c, std::int64_t most) {
    if (c == '*') fail("`*` in a format is not supported");
    std::int64_t out = 0;
    for (; c >= '0' && c <= '9'; c = get()) {
      out = out * 10 + (c - '0');
      if (out > most) fail(fmt::format("a number of a format is at most {}", most));
    }
    return out;
  }

  void directive() {
    Directive d;
    char c = get();
    std::optional<Value> named;
    if (c == '(') {
      named = named_value();
      c = get();
    }
    for (;; c = get()) {
      if (c == '-')
        d.left = true;
      else if (c == '0')
        d.zero = true;
      else if (c == '+')
        d.plus = true;
      else if (c == ' ')
        d.space = true;
      else if (c == '#')
        d.alternative = true;
      else
        break;
    }
    d.width = number(c, kMaxWidth);
    if (c == '.') {
      c = get();
      d.precision = number(c, kMaxPrecision);
    }
    d.letter = c;
    if (c == '%') {
      out_ += '%';
      return;
    }
    if (d.alternative) fail("`#` in a format is not supported");
    put(d, named ? *named : next_value());
  }

  void put(const Directive& d, const Value& value) {
    switch (d.letter) {
      case 's':
      case 'r': {
        std::string all;
        if (d.letter == 's') {
          all = text_beside(run_, safe_, value);
        } else {
          TextBuilder text(run_.meter);
          append_repr(run_, value, text);
          all = safe_ ? escape_html(run_.meter, text.take()) : text.take();
        }
        if (d.precision >= 0) all.resize(offset_of(all, d.precision));
        return pad(d, "", all, false);
      }
      case 'd':
      case 'i':
      case 'u':
        return put_integer(d, value);
      case 'f':
      case 'F':
      case 'e':
      case 'E':
      case 'g':
      case 'G':
        return put_float(d, value);
      default:
        fail(fmt::format("`%{}` in a format is not supported; %s, %r, %d, %i, %u, %f, %e, %g and %% are",
                         d.letter));
    }
  }

  static std::string_view sign(const Directive& d, bool minus) {
    return minus ? "-" : d.plus ? "+" : d.space ? " " : "";
  }

  void put_integer(const Directive& d, const Value& value) {
    value.need_defined();
    std::optional<std::int64_t> n = value.integer();
    if (!n && value.real() != nullptr) {
      if (!(std::fabs(*value.real()) < 9.2e18)) fail("a number of a format has at most 64 bits");
      n = static_cast<std::int64_t>(*value.real());
    }
    if (!n) fail(fmt::format("`%{}` prints a number; got {}", d.letter, kind_name(value)));
    std::string digits =
        fmt::format("{}", *n < 0 ? ~static_cast<std::uint64_t>(*n) + 1 : static_cast<std::uint64_t>(*n));
    if (static_cast<std::int64_t>(digits.size()) < d.precision)
      digits.insert(0, static_cast<std::size_t>(d.precision) - digits.size(), '0');
    pad(d, sign(d, *n < 0), digits, d.zero);
  }

  void put_float(const Directive& d, const Value& value) {
    value.need_defined();
    if (value.real() == nullptr && !value.integer())
      fail(fmt::format("`%{}` prints a number; got {}", d.letter, kind_name(value)));
    const double n = value.real() != nullptr ? *value.real() : static_cast<double>(*value.integer());
    const std::int64_t precision = d.precision < 0 ? 6 : d.precision;
    const double size = std::fabs(n);
    std::string digits;
    if (!std::isfinite(n)) {
      digits = std::isnan(n) ? "nan" : "inf";
    } else {
      const std::string spec = fmt::format("{{:.{}{}}}", precision, d.letter);
      digits = fmt::format(fmt::runtime(spec), size);
    }
    pad(d, sign(d, std::signbit(n) && !std::isnan(n)), digits, d.zero && std::isfinite(n));
  }

  void pad(const Directive& d, std::string_view sign_text, std::string_view text, bool zeros) {
    const std::int64_t have = count_characters(text) + static_cast<std::int64_t>(sign_text.size());
    const auto missing = static_cast<std::size_t>(std::max<std::int64_t>(d.width - have, 0));
    if (d.left) {
      out_ += sign_text;
      out_ += text;
      out_ += std::string(missing, ' ');
      return;
    }
    if (!zeros) out_ += std::string(missing, ' ');
    out_ += sign_text;
    if (zeros) out_ += std::string(missing, '0');
    out_ += text;
  }

  Run& run_;
  std::string_view format_;
  bool safe_;
  const Value& values_;
  TextBuilder out_;
  std::size_t at_ = 0, used_ = 0;
};

}  // namespace

Value format_percent(Run& run, const Value& text, const Value& values) {
  return Value::text(&run.meter, PercentFormat(run, text, values).read(), text.text()->safe);
}

}  // namespace constate::jinja
