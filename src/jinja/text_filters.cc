#include <fmt/format.h>

#include <algorithm>

#include "jinja/filters.h"
#include "jinja/iterate.h"
#include "jinja/json.h"
#include "jinja/methods.h"
#include "jinja/operators.h"
#include "jinja/print.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

// The value as text; what is text already stays what it is, safe or not.
Value soft_text(Run& run, const Value& value) {
  return value.is_text() ? value : Value::text(&run.meter, to_str(run, value));
}

template <std::string (*F)(std::string_view)>
Value mapped(Run& run, const Bound& arguments) {
  const Value text = soft_text(run, arguments[0]);
  run.meter.work(16 * text.bytes().size());
  run.meter.room(6 * text.bytes().size());
  return Value::text(&run.meter, F(text.bytes()), text.text()->safe);
}

// Jinja's own: a word begins after space, a dash or an opening bracket.
std::string title_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto ends = [](char32_t c) {
      return is_space(c) || c == '-' || c == '(' || c == '{' || c == '[' || c == '<';
    };
    std::size_t end = 0;
    while (end < text.size() && ends(first_character(text.substr(end))))
      end += character_size(text.substr(end));
    out += text.substr(0, end);
    text.remove_prefix(end);
    end = 0;
    while (end < text.size() && !ends(first_character(text.substr(end))))
      end += character_size(text.substr(end));
    const std::string_view word = text.substr(0, end);
    if (!word.empty()) {
      const std::size_t first = character_size(word);
      out += upper(word.substr(0, first));
      out += lower(word.substr(first));
    }
    text.remove_prefix(end);
  }
  return out;
}

Value trim(Run& run, const Bound& arguments) {
  const Value text = soft_text(run, arguments[0]);
  std::optional<std::string_view> characters;
  if (arguments.given(1)) {
    characters = arguments.text(1);
    if (characters->size() > 64) run.meter.step(text.bytes().size() * characters->size() / 64);
  }
  return Value::text(&run.meter, std::string(strip(text.bytes(), characters, true, true)), text.text()->safe);
}

Value replace(Run& run, const Bound& arguments) {
  const std::string text = to_str(run, arguments[0]), old = to_str(run, arguments[1]),
                    by = to_str(run, arguments[2]);
  const std::int64_t most = arguments.given(3) ? arguments.integer(3) : -1;
  return Value::text(&run.meter, replace_text(run, text, old, by, most));
}

Value to_text(Run& run, const Bound& arguments) { return soft_text(run, arguments[0]); }

Value safe(Run& run, const Bound& arguments) {
  return Value::text(&run.meter, to_str(run, arguments[0]), true);
}

Value escape(Run& run, const Bound& arguments) {
  if (arguments[0].is_text() && arguments[0].text()->safe) return arguments[0];
  return Value::text(&run.meter, escape_html(run.meter, to_str(run, arguments[0])), true);
}

Value indent(Run& run, const Bound& arguments) {
  const Value& value = arguments[0];
  value.need_defined();
  if (!value.is_text()) fail(fmt::format("a string is expected; got {}", kind_name(value)));
  std::string by;
  if (arguments.has(1) && arguments[1].is_text())
    by = std::string(arguments[1].bytes());
  else
    by = pad_text(run, "", arguments.integer_or(1, 4), " ", Padding::kAfter);
  const bool first = arguments.flag_or(2, false), blank = arguments.flag_or(3, false);
  TextBuilder all(run.meter);
  all += value.bytes();
  all += '\n';  // as Jinja does it, so that a break at the end begins a line
  const std::string text = all.take();
  const std::vector<std::string_view> lines = lines_of(run, text, false);
  TextBuilder out(run.meter);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out += '\n';
    if (i == 0 ? first : blank || !lines[i].empty()) out += by;
    out += lines[i];
  }
  return Value::text(&run.meter, out.take(), value.text()->safe);
}

Value center(Run& run, const Bound& arguments) {
  const Value text = soft_text(run, arguments[0]);
  return Value::text(&run.meter,
                     pad_text(run, text.bytes(), arguments.integer_or(1, 80), " ", Padding::kAround));
}

Value word_count(Run& run, const Bound& arguments) {
  const Value text = soft_text(run, arguments[0]);
  std::int64_t count = 0;
  bool inside = false;
  run.meter.work(text.bytes().size());
  for (std::string_view rest = text.bytes(); !rest.empty(); rest.remove_prefix(character_size(rest))) {
    const bool word = is_word(first_character(rest));
    count += word && !inside ? 1 : 0;
    inside = word;
  }
  return Value(count);
}

Value truncate(Run& run, const Bound& arguments) {
  const std::string_view end = arguments.has(3) ? arguments.text(3) : "...";
  const std::int64_t length = arguments.integer_or(1, 255), tail = count_characters(end);
  const std::int64_t leeway = arguments.given(4) ? arguments.integer(4) : 5;
  if (length < tail) fail(fmt::format("the length is at least {}; got {}", tail, length));
  if (leeway < 0) fail(fmt::format("the leeway is not negative; got {}", leeway));
  if (length_of(arguments[0]) - length <= leeway) return arguments[0];
  if (!arguments[0].is_text()) fail(fmt::format("a string is expected; got {}", kind_name(arguments[0])));
  const std::string_view bytes = arguments[0].bytes();
  std::string_view out = bytes.substr(0, offset_of(bytes, length - tail));
  if (!arguments.flag_or(2, false)) out = out.substr(0, out.rfind(' '));
  return Value::text(&run.meter, fmt::format("{}{}", out, end));
}

std::string url_quoted(Run& run, const Value& value, bool query) {
  TextBuilder out(run.meter);
  for (const char c : to_str(run, value)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("_.-~").find(c) != std::string_view::npos || (c == '/' && !query);
    if (plain)
      out += c;
    else if (c == ' ' && query)
      out += '+';
    else
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out.take();
}

Value url_encode(Run& run, const Bound& arguments) {
  const Value& value = arguments[0];
  if (value.is_text() || !has_items(value)) return Value::text(&run.meter, url_quoted(run, value, false));
  TextBuilder out(run.meter);
  const auto add = [&](const Value& key, const Value& item) {
    if (out.size() > 0) out += '&';
    out += url_quoted(run, key, true);
    out += '=';
    out += url_quoted(run, item, true);
  };
  if (value.dict() != nullptr) {
    for (const Dict::Entry& entry : value.dict()->entries()) add(entry.key, entry.value);
  } else {
    for (const Value& pair : items_of(run, value)) {
      const std::vector<Value> two = items_of(run, pair);
      if (two.size() != 2) fail("pairs are expected");
      add(two[0], two[1]);
    }
  }
  return Value::text(&run.meter, out.take());
}

Value format(Run& run, Arguments& arguments) {
  if (arguments.positional.empty()) fail("there is no value");
  const Value text = soft_text(run, arguments.positional[0]);
  arguments.positional.erase(arguments.positional.begin());
  if (!arguments.positional.empty() && !arguments.named.empty()) fail("arguments are all named, or none is");
  if (arguments.named.empty())
    return format_percent(run, text, Value::tuple(&run.meter, std::move(arguments.positional)));
  const auto dict = std::make_shared<Dict>(&run.meter);
  for (auto& [name, value] : arguments.named) dict->set(Value::text(&run.meter, name), std::move(value));
  return format_percent(run, text, std::shared_ptr<const Dict>(dict));
}

Value json(Run& run, const Bound& arguments) {
  JsonStyle style;
  style.ascii = arguments.flag_or(1, false);
  style.sort_keys = arguments.flag_or(4, false);
  if (arguments.given(2)) {
    style.indent = arguments[2].is_text() ? std::string(arguments[2].bytes())
                                          : pad_text(run, "", arguments.integer(2), " ", Padding::kAfter);
    style.item_separator.pop_back();
  }
  if (arguments.given(3)) {
    const std::vector<Value> two = items_of(run, arguments[3]);
    if (two.size() != 2 || !two[0].is_text() || !two[1].is_text()) fail("`separators` are two strings");
    style.item_separator = std::string(two[0].bytes());
    style.key_separator = std::string(two[1].bytes());
  }
  return Value::text(&run.meter, to_json(run, arguments[0], style));
}

constexpr Filter kFilters[] = {
    {"capitalize", "value", mapped<capitalize>},
    {"center", "value width?", center},
    {"e", "value", escape},
    {"escape", "value", escape},
    {"format", "", nullptr, format},
    {"indent", "value width? first? blank?", indent},
    {"lower", "value", mapped<lower>},
    {"replace", "value old new count?", replace},
    {"safe", "value", safe},
    {"string", "value", to_text},
    {"title", "value", mapped<title_words>},
    {"tojson", "value ensure_ascii? indent? separators? sort_keys?", json},
    {"trim", "value chars?", trim},
    {"truncate", "value length? killwords? end? leeway?", truncate},
    {"upper", "value", mapped<upper>},
    {"urlencode", "value", url_encode},
    {"wordcount", "value", word_count},
};

}  // namespace

std::span<const Filter> text_filters() { return kFilters; }

}  // namespace constate::jinja
