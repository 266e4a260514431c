#include "app/config_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/text.h"
#include "base/error.h"

namespace constate::app {

void add_environment(CLI::App& app, const std::string& prefix, const std::vector<std::string>& except) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_lnames().empty()) continue;
    const std::string& name = option->get_lnames().front();
    if (name == "help" || std::find(except.begin(), except.end(), name) != except.end()) continue;
    std::string variable = prefix + "_" + name;
    for (char& c : variable)
      c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    option->envname(variable);
  }
}

void read_config_file(CLI::App& app, const std::string& file) {
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigTOML().from_file(file);
  } catch (const CLI::Error& e) {
    throw Error(Code::kNotFound, fmt::format("{}: {}", printable(file), e.what()));
  }
  for (const CLI::ConfigItem& item : items) {
    const auto refuse = [&](const std::string& why) {
      throw Error(Code::kInvalidArgument,
                  fmt::format("{}: `{}`: {}", printable(file), printable(item.fullname()), why));
    };
    if (item.name == "++" || item.name == "--") refuse("there are no sections");
    CLI::Option* option = item.parents.empty() ? app.get_option_no_throw("--" + item.name) : nullptr;
    if (!option || item.name == "help" || item.name == "config-file")
      refuse(fmt::format("is no option of `{}`", app.get_name()));
    if (option->count() > 0) continue;
    for (const std::string& input : item.inputs) option->add_result(input);
    try {
      option->run_callback();
    } catch (const CLI::Error& e) {
      refuse(e.what());
    } catch (const Error& e) {
      refuse(e.what());
    }
  }
}

}  // namespace constate::app
