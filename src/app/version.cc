#include "app/version.h"

namespace constate::app {

std::string program_name() { return "constate " CONSTATE_VERSION; }

}  // namespace constate::app
