// What the program shows to a person who gives no command: what is here already, and what one can do next.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"
#include "pjrt/plugin_search.h"

namespace constate::app {

struct FirstScreen {
  std::string plugin;           // the best one, or what to do where there is none
  std::filesystem::path model;  // the demo model's folder; empty where there is none

  static FirstScreen of_this_machine();
  std::string text() const;
};

}  // namespace constate::app
