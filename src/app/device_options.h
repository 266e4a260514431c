// Which device and which element type: what several commands ask for, and how it is told.
#pragma once

#include <optional>
#include <string>

#include "engine/engine.h"
#include "pjrt/plugin_search.h"

namespace constate::app {

// Throws Error for anything but f32, bf16 and f16.
DType dtype_of(const std::string& text);

// Throws Error for an empty name.
pjrt::SearchOptions search_for(const std::optional<std::string>& plugin);

// "device cpu · plugin x.so, found in plugins · weights f32: fastest on a CPU"
std::string device_line(const engine::Engine& engine, const std::optional<std::string>& plugin,
                        bool dtype_asked);

// Bytes that this process has taken at most.
std::int64_t peak_memory();

}  // namespace constate::app
