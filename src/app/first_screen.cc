#include "app/first_screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "app/demo_model.h"
#include "app/plugin_source.h"
#include "app/shell_text.h"
#include "app/text.h"
#include "app/version.h"

namespace constate::app {
namespace {

std::string plugin_text() {
  try {
    const pjrt::PluginChoice choice = pjrt::find_plugins().front();
    return fmt::format("{}, {}", name(choice.kind), why_text(choice));
  } catch (const pjrt::MissingPlugin& e) {
    return fmt::format("none: {}", with_source(e).hint());
  } catch (const Error& e) {
    return e.what();
  }
}

}  // namespace

FirstScreen FirstScreen::of_this_machine() { return {plugin_text(), demo_model()}; }

std::string FirstScreen::text() const {
  const std::string folder = model.empty() ? "DIR" : shell_path(model);
  std::vector<std::pair<std::string, const char*>> next;
  if (!model.empty()) next.emplace_back("demo", "see it work: a text, a check, and a page to talk to it");
  next.insert(next.end(), {{fmt::format("generate {} \"In the beginning\"", folder), "continue a text"},
                           {fmt::format("chat {}", folder), "converse with a model"},
                           {fmt::format("serve {}", folder), "serve it to other programs, and as a page"},
                           {"pull ORG/NAME", "fetch another model; its name then stands for its folder"},
                           {"doctor", "check this machine, and say what will run"},
                           {"help", "list all commands"}});
  std::size_t width = 0;
  for (const auto& [command, what] : next) width = std::max(width, command.size());
  std::string out = program_name() + ": language models on any device that has a PJRT plugin\n\nHere\n";
  out += fmt::format("  plugin  {}\n", printable(plugin));
  out +=
      fmt::format("  model   {}\n", model.empty() ? "none came with the program"
                                                  : printable(folder) + ", a small one to try things with");
  out += "\nWhat to do next\n";
  for (const auto& [command, what] : next)
    out += fmt::format("  constate {:{}}  {}\n", printable(command), width, what);
  return out;
}

}  // namespace constate::app
