#include "jinja/json.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "jinja/compare.h"
#include "jinja/print.h"
#include "jinja/text.h"

namespace constate::jinja {
namespace {

using Kind = Value::Kind;

Value text_value(Meter& meter, const std::string& text) {
  if (!is_utf8(text)) fail("a text is not UTF-8");
  return Value::text(&meter, text);
}

Value to_value(Meter& meter, const OrderedJson& json, int room) {
  if (room == 0) fail(fmt::format("JSON nests at most {} levels deep", kMaxValueDepth - 2));
  switch (json.type()) {
    case OrderedJson::value_t::boolean:
      return Value(json.get<bool>());
    case OrderedJson::value_t::number_unsigned:
      if (json.get<std::uint64_t>() > std::uint64_t{INT64_MAX})
        fail(fmt::format("an integer of JSON has at most 64 bits; got {}", json.get<std::uint64_t>()));
      return Value(json.get<std::int64_t>());
    case OrderedJson::value_t::number_integer:
      return Value(json.get<std::int64_t>());
    case OrderedJson::value_t::number_float:
      return Value(json.get<double>());
    case OrderedJson::value_t::string:
      return text_value(meter, json.get_ref<const std::string&>());
    case OrderedJson::value_t::array: {
      std::vector<Value> items;
      items.reserve(json.size());
      for (const OrderedJson& item : json) items.push_back(to_value(meter, item, room - 1));
      return Value::list(&meter, std::move(items));
    }
    case OrderedJson::value_t::object: {
      const auto dict = std::make_shared<Dict>(&meter);
      for (const auto& [key, value] : json.items())
        dict->set(text_value(meter, key), to_value(meter, value, room - 1));
      return Value(std::shared_ptr<const Dict>(dict));
    }
    default:
      return Value();
  }
}

class Writer {
 public:
  Writer(Run& run, const JsonStyle& style) : run_(run), style_(style), out_(run.meter) {}

  std::string take() { return out_.take(); }

  void write(const Value& value, int level) {
    run_.meter.step();
    if (value.is_text()) return quote(value.bytes());
    if (const List* list = value.list(); list != nullptr && !list->is_view())
      return write_list(list->items, level);
    if (const Dict* dict = value.dict()) return write_dict(*dict, level);
    const std::optional<std::string> plain = scalar(value);
    if (!plain) fail(fmt::format("tojson: {} is not JSON", kind_name(value)));
    out_ += *plain;
  }

 private:
  static std::optional<std::string> scalar(const Value& value) {
    if (value.is_none()) return "null";
    if (const bool* flag = value.boolean()) return *flag ? "true" : "false";
    if (value.integer()) return fmt::format("{}", *value.integer());
    if (value.real() == nullptr) return std::nullopt;
    if (std::isnan(*value.real())) return "NaN";
    if (std::isinf(*value.real())) return *value.real() < 0 ? "-Infinity" : "Infinity";
    return float_repr(*value.real());
  }

  void new_line(int level) {
    if (!style_.indent) return;
    out_ += '\n';
    for (int i = 0; i < level; ++i) out_ += *style_.indent;
  }

  void write_list(const std::vector<Value>& items, int level) {
    out_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_ += style_.item_separator;
      new_line(level + 1);
      write(items[i], level + 1);
    }
    if (!items.empty()) new_line(level);
    out_ += ']';
  }

  void write_dict(const Dict& dict, int level) {
    const std::vector<Dict::Entry>& entries = dict.entries();
    std::vector<std::size_t> order(entries.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (style_.sort_keys)
      sort_values(order, [&](std::size_t a, std::size_t b) {
        return less(entries[a].key, entries[b].key, &run_.meter);
      });
    out_ += '{';
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i > 0) out_ += style_.item_separator;
      new_line(level + 1);
      const Value& key = entries[order[i]].key;
      const std::optional<std::string> plain = key.is_text() ? std::string(key.bytes()) : scalar(key);
      if (!plain) fail(fmt::format("tojson: {} is no key of JSON", kind_name(key)));
      quote(*plain);
      out_ += style_.key_separator;
      write(entries[order[i]].value, level + 1);
    }
    if (!order.empty()) new_line(level);
    out_ += '}';
  }

  void quote(std::string_view text) {
    out_ += '"';
    for (; !text.empty(); text.remove_prefix(character_size(text))) {
      const char32_t c = first_character(text);
      constexpr std::string_view kPlain = "\"\\\n\r\t\f\b", kLetters = "\"\\nrtfb";
      if (const std::size_t at = c < 0x80 ? kPlain.find(static_cast<char>(c)) : kPlain.npos;
          at != kPlain.npos) {
        out_ += '\\';
        out_ += kLetters[at];
      } else if (c < 0x20 || (style_.ascii && c > 0x7E)) {
        escape(static_cast<std::uint32_t>(c));
      } else {
        out_ += text.substr(0, character_size(text));
      }
    }
    out_ += '"';
  }

  void escape(std::uint32_t code) {
    if (code == 0x7F) {
      out_ += '\x7F';
    } else if (code < 0x10000) {
      out_ += fmt::format("\\u{:04x}", code);
    } else {
      code -= 0x10000;
      out_ += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF));
    }
  }

  Run& run_;
  const JsonStyle& style_;
  TextBuilder out_;
};

}  // namespace

// Two levels are left for the list or the call that such a value is put into.
Value to_value(Meter& meter, const OrderedJson& json) { return to_value(meter, json, kMaxValueDepth - 2); }

std::string to_json(Run& run, const Value& value, const JsonStyle& style) {
  Writer writer(run, style);
  writer.write(value, 0);
  return writer.take();
}

}  // namespace constate::jinja
