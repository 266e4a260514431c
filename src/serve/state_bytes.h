// A saved state's file as bytes in memory, for where there is no file: a network, a store. Through a scratch
// file, so that there is one writer and one reader of the format. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "engine/saved_state.h"

namespace constate::serve {

std::string bytes_of(const engine::SavedState& state);
// Throws FormatError, which says `where` in place of a file's name.
engine::SavedState state_of(std::string_view bytes, const std::string& where);

}  // namespace constate::serve
