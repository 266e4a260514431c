#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "jinja/iterate.h"
#include "jinja/methods.h"
#include "jinja/print.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

constexpr std::size_t npos = std::string_view::npos;

Value text(Run& run, std::string_view bytes, bool safe = false) {
  run.meter.room(bytes.size());
  return Value::text(&run.meter, std::string(bytes), safe);
}

// ---- case and space

template <std::string (*F)(std::string_view)>
Value mapped(Run& run, const Value& self, const Bound&) {
  run.meter.work(16 * self.bytes().size());
  run.meter.room(6 * self.bytes().size());
  return Value::text(&run.meter, F(self.bytes()), self.text()->safe);
}

template <bool kLeft, bool kRight>
Value stripped(Run& run, const Value& self, const Bound& arguments) {
  std::optional<std::string_view> characters;
  if (arguments.given(0)) {
    characters = arguments.text(0);
    if (characters->size() > 64) run.meter.step(self.bytes().size() * characters->size() / 64);
  }
  return text(run, strip(self.bytes(), characters, kLeft, kRight), self.text()->safe);
}

// ---- tests

template <bool (*F)(char32_t)>
Value all_are(Run& run, const Value& self, const Bound&) {
  std::string_view rest = self.bytes();
  run.meter.work(rest.size());
  if (rest.empty()) return Value(false);
  for (; !rest.empty(); rest.remove_prefix(character_size(rest)))
    if (!F(first_character(rest))) return Value(false);
  return Value(true);
}

bool is_digit(char32_t c) {
  if (!is_decimal(c) && c >= 0x80 && is_number(c))
    fail(fmt::format("isdigit of the character U+{:04X} is not supported", static_cast<std::uint32_t>(c)));
  return is_decimal(c);
}
bool is_alnum(char32_t c) { return is_letter(c) || is_number(c); }
bool is_ascii_character(char32_t c) { return c < 0x80; }

Value is_ascii(Run& run, const Value& self, const Bound& arguments) {
  return self.bytes().empty() ? Value(true) : all_are<is_ascii_character>(run, self, arguments);
}

template <bool (*kRight)(char32_t)>
Value cased_all(Run& run, const Value& self, const Bound&) {
  bool any = false;
  run.meter.work(self.bytes().size());
  for (std::string_view rest = self.bytes(); !rest.empty(); rest.remove_prefix(character_size(rest))) {
    const char32_t c = first_character(rest);
    if (is_cased(c) && !kRight(c)) return Value(false);
    any = any || is_cased(c);
  }
  return Value(any);
}

// ---- looking for something

// The part of `self` between the characters that arguments `i` and `i` + 1 name, and where it begins; nothing
// where the first lies behind the end, which is unlike an empty part.
struct Part {
  std::string_view bytes;
  std::size_t offset;
};
std::optional<Part> part_of(Run& run, const Value& self, const Bound& arguments, std::size_t i) {
  const std::int64_t size = self.text()->length;
  const auto place = [&](std::size_t which, std::int64_t missing) {
    if (!arguments.given(which)) return missing;
    const std::int64_t at = arguments.integer(which);
    return at < 0 ? std::max<std::int64_t>(at + size, 0) : at;
  };
  const std::int64_t from = place(i, 0), to = std::min(place(i + 1, size), size);
  if (from > size || from > to) return std::nullopt;
  run.meter.work(self.bytes().size());
  const std::size_t begin = offset_of(self.bytes(), from), end = offset_of(self.bytes(), to);
  return Part{self.bytes().substr(begin, end - begin), begin};
}

template <bool kLast, bool kMust>
Value found(Run& run, const Value& self, const Bound& arguments) {
  const std::optional<Part> part = part_of(run, self, arguments, 1);
  const std::string_view what = arguments.text(0);
  const std::size_t at = !part   ? npos
                         : kLast ? rfind_bytes(run.meter, part->bytes, what)
                                 : find_bytes(run.meter, part->bytes, what);
  if (at != npos) return Value(count_characters(self.bytes().substr(0, part->offset + at)));
  if (kMust) fail("index: there is no such text");
  return Value(std::int64_t{-1});
}

Value count_of(Run& run, const Value& self, const Bound& arguments) {
  const std::optional<Part> part = part_of(run, self, arguments, 1);
  const std::string_view what = arguments.text(0);
  if (!part) return Value(std::int64_t{0});
  if (what.empty()) return Value(count_characters(part->bytes) + 1);
  std::int64_t count = 0;
  for (std::size_t at = 0; (at = find_bytes(run.meter, part->bytes, what, at)) != npos; at += what.size())
    ++count;
  return Value(count);
}

template <bool kStart>
Value has_end(Run& run, const Value& self, const Bound& arguments) {
  std::vector<Value> ends = {arguments[0]};
  if (const List* list = arguments[0].list(); list != nullptr && list->is_tuple()) ends = list->items;
  for (const Value& end : ends)
    if (!end.is_text())
      fail(fmt::format("{} takes a string or a tuple of strings; got {}", kStart ? "startswith" : "endswith",
                       kind_name(end)));
  const std::optional<Part> part = part_of(run, self, arguments, 1);
  const bool any =
      part && std::any_of(ends.begin(), ends.end(), [&](const Value& end) {
        return kStart ? part->bytes.starts_with(end.bytes()) : part->bytes.ends_with(end.bytes());
      });
  return Value(any);
}

// ---- other texts from it

Value replaced(Run& run, const Value& self, const Bound& arguments) {
  arguments.text(1);
  const std::string by = text_beside(run, self.text()->safe, arguments[1]);
  return Value::text(&run.meter,
                     replace_text(run, self.bytes(), arguments.text(0), by, arguments.integer_or(2, -1)));
}

template <bool kStart>
Value without(Run& run, const Value& self, const Bound& arguments) {
  std::string_view bytes = self.bytes();
  const std::string_view end = arguments.text(0);
  if (kStart && bytes.starts_with(end))
    bytes.remove_prefix(end.size());
  else if (!kStart && bytes.ends_with(end))
    bytes.remove_suffix(end.size());
  return text(run, bytes);
}

enum class Side { kLeft, kRight, kBoth };

template <Side kText>
Value padded(Run& run, const Value& self, const Bound& arguments) {
  const std::string_view filler = arguments.has(1) ? arguments.text(1) : " ";
  if (count_characters(filler) != 1) fail("what fills a text up is one character");
  const std::int64_t width = arguments.integer(0);
  return Value::text(&run.meter, pad_text(run, self.bytes(), width, filler,
                                          kText == Side::kLeft    ? Padding::kAfter
                                          : kText == Side::kRight ? Padding::kBefore
                                                                  : Padding::kAround));
}

Value zero_filled(Run& run, const Value& self, const Bound& arguments) {
  std::string_view bytes = self.bytes();
  const bool sign = bytes.starts_with('-') || bytes.starts_with('+');
  const std::int64_t width = arguments.integer(0);
  if (sign) {
    std::string rest =
        pad_text(run, bytes.substr(1), width > INT64_MIN ? width - 1 : width, "0", Padding::kBefore);
    return Value::text(&run.meter, bytes[0] + rest);
  }
  return Value::text(&run.meter, pad_text(run, bytes, width, "0", Padding::kBefore));
}

Value joined(Run& run, const Value& self, const Bound& arguments) {
  TextBuilder out(run.meter);
  ValueStream items(arguments[0]);
  for (bool first = true; std::optional<Value> item = items.next(run); first = false) {
    if (!item->is_text()) fail(fmt::format("join takes strings; got {}", kind_name(*item)));
    if (!first) out += self.bytes();
    out += text_beside(run, self.text()->safe, *item);
  }
  return Value::text(&run.meter, out.take());
}

// ---- pieces

using Pieces = std::vector<std::string_view>;

Value list_of(Run& run, const Pieces& pieces) {
  std::vector<Value> items;
  items.reserve(pieces.size());
  for (const std::string_view piece : pieces) items.push_back(text(run, piece));
  return Value::list(&run.meter, std::move(items));
}

void add(Run& run, Pieces& pieces, std::string_view piece) {
  if (pieces.size() == pieces.capacity()) run.meter.room((2 * pieces.size() + 1) * sizeof(piece));
  pieces.push_back(piece);
}

Pieces split_at_space(Run& run, std::string_view rest, std::int64_t most) {
  Pieces out;
  run.meter.work(rest.size());
  while (!(rest = strip(rest, std::nullopt, true, false)).empty()) {
    if (most >= 0 && static_cast<std::int64_t>(out.size()) == most) {
      add(run, out, rest);
      break;
    }
    std::size_t end = 0;
    while (end < rest.size() && !is_space(first_character(rest.substr(end))))
      end += character_size(rest.substr(end));
    add(run, out, rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return out;
}

Pieces rsplit_at_space(Run& run, std::string_view rest, std::int64_t most) {
  Pieces out;
  run.meter.work(rest.size());
  while (!(rest = strip(rest, std::nullopt, false, true)).empty()) {
    if (most >= 0 && static_cast<std::int64_t>(out.size()) == most) {
      add(run, out, rest);
      break;
    }
    std::size_t begin = rest.size();
    for (std::size_t at = begin; at-- > 0;) {
      if ((static_cast<unsigned char>(rest[at]) & 0xC0) == 0x80) continue;
      if (is_space(first_character(rest.substr(at)))) break;
      begin = at;
    }
    add(run, out, rest.substr(begin));
    rest = rest.substr(0, begin);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

Value split(Run& run, const Value& self, const Bound& arguments) {
  const std::int64_t most = arguments.integer_or(1, -1);
  std::string_view rest = self.bytes();
  if (!arguments.given(0)) return list_of(run, split_at_space(run, rest, most));
  const std::string_view by = arguments.text(0);
  if (by.empty()) fail("split: the separator is empty");
  Pieces out;
  for (std::size_t at = 0; most < 0 || static_cast<std::int64_t>(out.size()) < most;) {
    if ((at = find_bytes(run.meter, rest, by)) == npos) break;
    add(run, out, rest.substr(0, at));
    rest.remove_prefix(at + by.size());
  }
  add(run, out, rest);
  return list_of(run, out);
}

Value rsplit(Run& run, const Value& self, const Bound& arguments) {
  const std::int64_t most = arguments.integer_or(1, -1);
  std::string_view rest = self.bytes();
  if (!arguments.given(0)) return list_of(run, rsplit_at_space(run, rest, most));
  const std::string_view by = arguments.text(0);
  if (by.empty()) fail("rsplit: the separator is empty");
  Pieces out;
  for (std::size_t at = 0; most < 0 || static_cast<std::int64_t>(out.size()) < most;) {
    if ((at = rfind_bytes(run.meter, rest, by)) == npos) break;
    add(run, out, rest.substr(at + by.size()));
    rest = rest.substr(0, at);
  }
  add(run, out, rest);
  std::reverse(out.begin(), out.end());
  return list_of(run, out);
}

Value split_lines(Run& run, const Value& self, const Bound& arguments) {
  return list_of(run, lines_of(run, self.bytes(), arguments.flag_or(0, false)));
}

template <bool kLast>
Value partitioned(Run& run, const Value& self, const Bound& arguments) {
  const std::string_view bytes = self.bytes(), by = arguments.text(0);
  if (by.empty()) fail("partition: the separator is empty");
  const std::size_t at = kLast ? rfind_bytes(run.meter, bytes, by) : find_bytes(run.meter, bytes, by);
  Pieces parts = kLast ? Pieces{"", "", bytes} : Pieces{bytes, "", ""};
  if (at != npos) parts = {bytes.substr(0, at), by, bytes.substr(at + by.size())};
  std::vector<Value> items;
  for (const std::string_view part : parts) items.push_back(text(run, part));
  return Value::tuple(&run.meter, std::move(items));
}

constexpr Method kTextMethods[] = {
    {"capitalize", "", mapped<capitalize>},
    {"center", "/ width fillchar?", padded<Side::kBoth>},
    {"count", "/ sub start? end?", count_of},
    {"endswith", "/ suffix start? end?", has_end<false>},
    {"find", "/ sub start? end?", found<false, false>},
    {"format", "", nullptr},  // takes any
    {"index", "/ sub start? end?", found<false, true>},
    {"isalnum", "", all_are<is_alnum>},
    {"isalpha", "", all_are<is_letter>},
    {"isascii", "", is_ascii},
    {"isdecimal", "", all_are<is_decimal>},
    {"isdigit", "", all_are<is_digit>},
    {"islower", "", cased_all<is_lower>},
    {"isnumeric", "", all_are<is_number>},
    {"isspace", "", all_are<is_space>},
    {"isupper", "", cased_all<is_upper>},
    {"join", "/ iterable", joined},
    {"ljust", "/ width fillchar?", padded<Side::kLeft>},
    {"lower", "", mapped<lower>},
    {"lstrip", "/ chars?", stripped<true, false>},
    {"partition", "/ sep", partitioned<false>},
    {"removeprefix", "/ prefix", without<true>},
    {"removesuffix", "/ suffix", without<false>},
    {"replace", "/ old new count?", replaced},
    {"rfind", "/ sub start? end?", found<true, false>},
    {"rindex", "/ sub start? end?", found<true, true>},
    {"rjust", "/ width fillchar?", padded<Side::kRight>},
    {"rpartition", "/ sep", partitioned<true>},
    {"rsplit", "sep? maxsplit?", rsplit},
    {"rstrip", "/ chars?", stripped<false, true>},
    {"split", "sep? maxsplit?", split},
    {"splitlines", "keepends?", split_lines},
    {"startswith", "/ prefix start? end?", has_end<true>},
    {"strip", "/ chars?", stripped<true, true>},
    {"swapcase", "", mapped<swapcase>},
    {"title", "", mapped<title>},
    {"upper", "", mapped<upper>},
    {"zfill", "/ width", zero_filled},
};

}  // namespace

std::span<const Method> text_methods() { return kTextMethods; }

std::vector<std::string_view> lines_of(Run& run, std::string_view rest, bool keep_ends) {
  Pieces out;
  run.meter.work(rest.size());
  while (!rest.empty()) {
    std::size_t end = 0, size = 0;
    while (end < rest.size() && (size = line_break(rest.substr(end))) == 0)
      end += character_size(rest.substr(end));
    add(run, out, rest.substr(0, keep_ends ? end + size : end));
    rest.remove_prefix(end + size);
  }
  return out;
}

std::string replace_text(Run& run, std::string_view bytes, std::string_view old, std::string_view by,
                         std::int64_t most) {
  TextBuilder out(run.meter);
  std::size_t at = 0;
  if (old.empty()) {  // before each character, and at the end
    for (; most != 0 && at < bytes.size(); --most) {
      const std::size_t size = character_size(bytes.substr(at));
      out += by;
      out += bytes.substr(at, size);
      at += size;
    }
    out += bytes.substr(at);
    if (most != 0) out += by;
    return out.take();
  }
  for (std::size_t next; most != 0 && (next = find_bytes(run.meter, bytes, old, at)) != npos; --most) {
    out += bytes.substr(at, next - at);
    out += by;
    at = next + old.size();
  }
  out += bytes.substr(at);
  return out.take();
}

std::string pad_text(Run& run, std::string_view bytes, std::int64_t width, std::string_view filler,
                     Padding where) {
  const std::int64_t have = count_characters(bytes);
  if (width <= have) return std::string(bytes);
  const auto missing = static_cast<std::uint64_t>(width) - static_cast<std::uint64_t>(have);
  run.meter.room(std::min<std::uint64_t>(missing, SIZE_MAX / 8) * filler.size() + bytes.size());
  // Python puts the odd one before the text where the width is odd as well.
  const std::uint64_t before = where == Padding::kBefore ? missing
                               : where == Padding::kAround
                                   ? missing / 2 + (missing & static_cast<std::uint64_t>(width) & 1)
                                   : 0;
  TextBuilder out(run.meter);
  for (std::uint64_t i = 0; i < before; ++i) out += filler;
  out += bytes;
  for (std::uint64_t i = before; i < missing; ++i) out += filler;
  return out.take();
}

}  // namespace constate::jinja
