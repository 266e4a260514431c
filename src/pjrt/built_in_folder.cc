// A library of its own, one for each way that programs come to be: those of the build tree look for plugins
// where the build has them, those in an archive only beside themselves, those made with an installed library
// beside that one (cmake/constateConfig.cmake.in compiles this file there).
#include "pjrt/plugin_search.h"

namespace constate::pjrt {

std::filesystem::path built_in_folder() { return CONSTATE_PLUGIN_DIR; }

}  // namespace constate::pjrt
