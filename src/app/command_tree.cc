#include "app/command_tree.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <string_view>

namespace constate::app {
namespace {

// The word at the start of `text`, of what values are made of: "f32", "tpu:v6e", "cuda-compile".
std::string_view value_word(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() && ((text[n] >= 'a' && text[n] <= 'z') || (text[n] >= '0' && text[n] <= '9') ||
                             (n > 0 && (text[n] == ':' || text[n] == '-'))))
    ++n;
  while (n > 0 && (text[n - 1] == ':' || text[n - 1] == '-')) --n;
  return text.substr(0, n);
}

// Values as a help text lists them: "f32, bf16 or int8". Behind "or" may be something else: "a plugin's
// file".
std::vector<std::string> listed_at(std::string_view text) {
  std::vector<std::string> out;
  while (true) {
    const std::string_view word = value_word(text);
    if (word.empty()) return {};
    out.emplace_back(word);
    text.remove_prefix(word.size());
    const bool comma = text.starts_with(", ");
    if (comma) text.remove_prefix(2);
    if (comma && !text.starts_with("or ")) continue;
    if (!text.starts_with(comma ? "or " : " or ") || out.size() < 2) return {};
    text.remove_prefix(comma ? 3 : 4);
    const std::string_view last = value_word(text);
    const std::string_view after = text.substr(last.size());
    if (!last.empty() && (after.empty() || after.starts_with(" (") || after.find_first_of(":;,") == 0))
      out.emplace_back(last);
    return out;
  }
}

std::vector<std::string> listed_in(std::string_view help) {
  for (std::size_t at = 0; at != help.npos; at = help.find(' ', at + 1))
    if (std::vector<std::string> found = listed_at(help.substr(at == 0 ? 0 : at + 1)); !found.empty())
      return found;
  return {};
}

// "md|csv|json"
std::vector<std::string> alternatives(std::string_view value) {
  std::vector<std::string> out;
  while (true) {
    const std::string_view word = value_word(value);
    if (word.empty()) return {};
    out.emplace_back(word);
    if (word.size() == value.size()) return out;
    if (value[word.size()] != '|') return {};
    value.remove_prefix(word.size() + 1);
  }
}

OptionFacts facts_of(const CLI::Option& option) {
  OptionFacts out;
  out.help = option.get_description();
  out.is_required = option.get_required();
  if (option.get_positional()) {
    out.names = {option.get_name(true)};
  } else {
    for (const std::string& name : option.get_snames()) out.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) out.names.push_back("--" + name);
    out.value = option.get_type_name();
  }
  const std::string& value = option.get_positional() ? out.names[0] : out.value;
  if (!value.empty()) out.choices = alternatives(value);
  if (!value.empty() && out.choices.empty()) out.choices = listed_in(out.help);
  out.takes_file = value.find("FILE") != value.npos || value == "FROM";
  out.takes_folder = value == "DIR" || value == "MODEL";
  return out;
}

CommandFacts facts_of_one(const CLI::App& app) {
  CommandFacts out;
  out.names = {app.get_name()};
  for (const std::string& alias : app.get_aliases()) out.names.push_back(alias);
  out.about = app.get_description();
  out.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options())
    if (!option->get_group().empty())
      (option->get_positional() ? out.arguments : out.options).push_back(facts_of(*option));
  return out;
}

}  // namespace

std::vector<CommandFacts> facts_of(const CLI::App& root) {
  std::vector<CommandFacts> out{facts_of_one(root)};
  for (const CLI::App* command :
       root.get_subcommands([](const CLI::App* c) { return !c->get_group().empty(); }))
    out.push_back(facts_of_one(*command));
  return out;
}

}  // namespace constate::app
