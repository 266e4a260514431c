#include "jinja/print.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <array>
#include <charconv>
#include <cmath>

#include "jinja/loop.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

using Kind = Value::Kind;

bool is_printable(char32_t c) {
  if (c == ' ') return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    default:
      return true;
  }
}

void append_quoted(std::string_view text, TextBuilder& out) {
  const char quote = text.find('\'') != text.npos && text.find('"') == text.npos ? '"' : '\'';
  out += quote;
  for (; !text.empty(); text.remove_prefix(character_size(text))) {
    const char32_t c = first_character(text);
    if (c == '\\' || c == static_cast<char32_t>(quote)) {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (is_printable(c)) {
      out += text.substr(0, character_size(text));
    } else {
      const auto code = static_cast<std::uint32_t>(c);
      out += code < 0x100     ? fmt::format("\\x{:02x}", code)
             : code < 0x10000 ? fmt::format("\\u{:04x}", code)
                              : fmt::format("\\U{:08x}", code);
    }
  }
  out += quote;
}

void append_items(Run& run, const std::vector<Value>& items, TextBuilder& out) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ", ";
    append_repr(run, items[i], out);
  }
}

void append_list(Run& run, const List& list, TextBuilder& out) {
  constexpr std::array<std::string_view, 6> kOpen = {"[", "(", "dict_keys([", "dict_values([", "dict_items([",
                                                     "("};
  out += kOpen[static_cast<std::size_t>(list.form)];
  append_items(run, list.items, out);
  if (list.is_tuple())
    out += list.items.size() == 1 ? ",)" : ")";
  else
    out += list.is_view() ? "])" : "]";
}

void append_dict(Run& run, const Dict& dict, TextBuilder& out) {
  out += '{';
  bool first = true;
  for (const Dict::Entry& entry : dict.entries()) {
    if (!first) out += ", ";
    first = false;
    append_repr(run, entry.key, out);
    out += ": ";
    append_repr(run, entry.value, out);
  }
  out += '}';
}

// A namespace may hold itself.
void append_namespace(Run& run, Namespace& space, TextBuilder& out) {
  if (space.printing) fail("a namespace that holds itself is not printed");
  space.printing = true;
  out += "<Namespace ";
  append_dict(run, space.attributes, out);
  out += '>';
  space.printing = false;
}

}  // namespace

void append_repr(Run& run, const Value& value, TextBuilder& out) {
  run.meter.step();
  switch (value.kind()) {
    case Kind::kUndefined:
      out += "Undefined";
      return;
    case Kind::kNone:
      out += "None";
      return;
    case Kind::kBoolean:
      out += *value.boolean() ? "True" : "False";
      return;
    case Kind::kInteger:
      out += fmt::format("{}", *value.integer());
      return;
    case Kind::kFloat:
      out += float_repr(*value.real());
      return;
    case Kind::kText:
      if (value.text()->safe) out += "Markup(";
      append_quoted(value.bytes(), out);
      if (value.text()->safe) out += ')';
      return;
    case Kind::kList:
      return append_list(run, *value.list(), out);
    case Kind::kDict:
      return append_dict(run, *value.dict(), out);
    case Kind::kRange: {
      const Range& range = *value.range();
      out += range.step == 1 ? fmt::format("range({}, {})", range.start, range.stop)
                             : fmt::format("range({}, {}, {})", range.start, range.stop, range.step);
      return;
    }
    case Kind::kNamespace:
      return append_namespace(run, *value.attributes(), out);
    case Kind::kLoop:
      out += fmt::format("<LoopContext {}/{}>", value.loop()->index0 + 1,
                         *value.loop()->attribute(run, "length")->integer());
      return;
    case Kind::kFunction:
      if (value.function()->is_macro) {
        out += fmt::format("<Macro {}>", value.function()->name);
        return;
      }
      break;
    case Kind::kIterator:
      break;
  }
  fail(fmt::format("{} has no text; call it, or make a list of it", kind_name(value)));
}

void append_str(Run& run, const Value& value, TextBuilder& out) {
  if (value.is_text())
    out += value.bytes();
  else if (!value.is_undefined())
    append_repr(run, value, out);
}

std::string to_str(Run& run, const Value& value) {
  TextBuilder out(run.meter);
  append_str(run, value, out);
  return out.take();
}

std::string text_beside(Run& run, bool safe, const Value& value) {
  std::string text = to_str(run, value);
  return safe && !(value.is_text() && value.text()->safe) ? escape_html(run.meter, text) : text;
}

std::string float_repr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::array<char, 40> buffer;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
  const std::string_view all(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t e = all.find('e');
  std::string digits;
  for (const char c : all.substr(0, e))
    if (c >= '0' && c <= '9') digits += c;
  int exponent = 0;
  const std::size_t sign = all[e + 1] == '+' ? 1 : 0;
  std::from_chars(all.data() + e + 1 + sign, end, exponent);
  const std::string minus = std::signbit(value) ? "-" : "";
  const auto count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent >= 16) {
    if (count > 1) digits.insert(1, 1, '.');
    return fmt::format("{}{}e{}{:02}", minus, digits, exponent < 0 ? '-' : '+', std::abs(exponent));
  }
  if (exponent < 0) return fmt::format("{}0.{:0>{}}{}", minus, "", -exponent - 1, digits);
  if (count <= exponent + 1) return fmt::format("{}{}{:0>{}}.0", minus, digits, "", exponent + 1 - count);
  digits.insert(static_cast<std::size_t>(exponent + 1), 1, '.');
  return minus + digits;
}

}  // namespace constate::jinja
