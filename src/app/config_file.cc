#include "app/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "app/settings.h"
#include "app/text.h"
#include "app/toml.h"
#include "base/error.h"
#include "base/file.h"

namespace constate::app {
namespace {

constexpr std::uint64_t kMostBytes = 1 << 20;  // of a file

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

std::string variable_of(const std::string& prefix, const std::string& name) {
  std::string out = prefix + "_" + name;
  for (char& c : out) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

std::string name_of(const CLI::Option& option) { return option.get_lnames().front(); }
bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }
bool is_list(const CLI::Option& option) {
  return option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
}

// As Flags names the values of its options.
TomlKind kind_of(const CLI::Option& option) {
  if (is_flag(option)) return TomlKind::kBoolean;
  const std::string type = option.get_type_name();
  return type == "N" ? TomlKind::kInteger : type == "X" ? TomlKind::kNumber : TomlKind::kText;
}

// What is wrong with the type of a line, where something is.
std::string wrong_type(const CLI::Option& option, const TomlLine& line) {
  const TomlKind wanted = kind_of(option);
  const char* more = is_list(option) ? ", or a list of such," : "";
  if (line.is_list && !is_list(option)) return fmt::format("{} is expected; got a list", name(wanted));
  for (const TomlValue& value : line.values) {
    const bool fits =
        value.kind == wanted || (wanted == TomlKind::kNumber && value.kind == TomlKind::kInteger);
    if (!fits) return fmt::format("{}{} is expected; got {}", name(wanted), more, name(value.kind));
  }
  return "";
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) out.push_back(std::move(part));
  return out;
}

std::string toml_value(const CLI::Option& option, const std::vector<std::string>& values) {
  const auto one = [&](const std::string& value) {
    return kind_of(option) == TomlKind::kText ? toml_text(value) : value;
  };
  if (!is_list(option)) return one(values.back());
  std::string out;
  for (const std::string& value : values) out += (out.empty() ? "" : ", ") + one(value);
  return "[" + out + "]";
}

}  // namespace

Configuration::Configuration(CLI::App& app, Rules rules) : app_(app), rules_(std::move(rules)) {
  const auto results = [&](const CLI::Option* option) {
    return option && option->count() > 0 ? option->results() : std::vector<std::string>();
  };
  for (const CLI::Option* option : options()) {
    std::vector<std::string> values = results(option);
    if (name_of(*option) == rules_.stands_for) {
      const std::vector<std::string> first = results(app_.get_option_no_throw(rules_.argument));
      values.insert(values.begin(), first.begin(), first.end());
    }
    if (is_flag(*option) && !values.empty()) values = {"true"};
    if (!values.empty()) given_[name_of(*option)] = {std::move(values), "the command line"};
  }
}

// Those that may come from elsewhere.
std::vector<CLI::Option*> Configuration::options() const {
  std::vector<CLI::Option*> out;
  for (CLI::Option* option : app_.get_options())
    if (!option->get_lnames().empty() && name_of(*option) != "help" &&
        !contains(rules_.own, name_of(*option)))
      out.push_back(option);
  return out;
}

void Configuration::give(CLI::Option& option, std::vector<std::string> values, const std::string& where) {
  if (!is_flag(option) || values.back() == "true") {
    for (const std::string& value : values) option.add_result(value);
    option.run_callback();
  }
  given_[name_of(option)] = {std::move(values), where};
}

void Configuration::read_environment() {
  for (CLI::Option* option : options()) {
    const std::string name = name_of(*option);
    if (given_.contains(name)) continue;
    const bool shared = contains(rules_.shared, name);
    const std::string variable = variable_of(shared ? "CONSTATE" : rules_.prefix, name);
    std::optional<std::string> value = setting(variable.c_str());
    if (!value) continue;
    const auto refuse = [&](const std::string& why) {
      throw Error(Code::kInvalidArgument, fmt::format("{}: {}", variable, why));
    };
    if (is_flag(*option)) {
      if (*value != "1" && *value != "true" && *value != "0" && *value != "false")
        refuse(fmt::format("true or false, or 1 or 0, is expected; got `{}`", printable(*value)));
      *value = *value == "1" || *value == "true" ? "true" : "false";
    }
    if (shared) {  // read where it is used, with what it means there
      given_[name] = {{*value}, variable};
      continue;
    }
    std::vector<std::string> values = is_list(*option) ? split(*value) : std::vector{*value};
    try {
      give(*option, std::move(values), variable);
    } catch (const CLI::Error& e) {
      refuse(e.what());
    } catch (const Error& e) {
      refuse(e.what());
    }
  }
}

void Configuration::read_file(const std::string& file) {
  const std::string shown = printable(file);
  std::vector<TomlLine> lines;
  try {
    lines = parse_toml(read_text(file, kMostBytes));
  } catch (const FormatError& e) {
    throw Error(Code::kInvalidArgument, fmt::format("{}: {}", shown, e.what()));
  }
  const std::vector<CLI::Option*> all = options();
  for (const TomlLine& line : lines) {
    const auto refuse = [&](const std::string& why) {
      throw Error(Code::kInvalidArgument,
                  fmt::format("{}: line {}: `{}`: {}", shown, line.number, line.name, why));
    };
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const CLI::Option* o) { return name_of(*o) == line.name; });
    if (found == all.end() || line.name == "config-file")
      refuse(fmt::format("there is no such option of `{}` that a file may have", app_.get_name()));
    if (const std::string wrong = wrong_type(**found, line); !wrong.empty()) refuse(wrong);
    if (given_.contains(line.name) || line.values.empty()) continue;
    std::vector<std::string> values;
    for (const TomlValue& value : line.values) values.push_back(value.text);
    try {
      give(**found, std::move(values), fmt::format("{}, line {}", shown, line.number));
    } catch (const CLI::Error& e) {
      refuse(e.what());
    } catch (const Error& e) {
      refuse(e.what());
    }
  }
}

std::string Configuration::text() const {
  std::string out;
  for (const CLI::Option* option : options()) {
    const std::string name = name_of(*option);
    const auto found = given_.find(name);
    if (name == "config-file") {
      if (found != given_.end())
        out += fmt::format("# config-file: {}, from {}\n", printable(found->second.values.back()),
                           printable(found->second.where));
    } else if (found == given_.end()) {
      out += fmt::format("# {}: {}\n", name, option->get_description());
    } else {
      out += fmt::format("{} = {}  # {}\n", name, toml_value(*option, found->second.values),
                         printable(found->second.where));
    }
  }
  return out;
}

}  // namespace constate::app
