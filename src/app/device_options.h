// Which device and which element type: what several commands ask for, and how it is told.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "app/flags.h"
#include "app/terminal.h"
#include "engine/engine.h"
#include "pjrt/plugin_search.h"

namespace constate::app {

// Throws Error for anything but f32, bf16, f16, int8 and int4; `more` is what else the message offers,
// `option` where the text stood.
DType dtype_of(const std::string& text, std::string_view more = "", std::string_view option = "--dtype");
// What --dtype says, `flag`; else what CONSTATE_DTYPE says, which is one type, or "auto" where that may be.
std::optional<std::string> dtype_or_setting(const std::optional<std::string>& flag, bool may_be_auto = false);
// Which type an engine is to have: one, the faster by measurement, or the device's own where it is neither.
struct DtypeRequest {
  std::optional<DType> dtype;
  bool measure = false;
  std::string by;  // what asked for `dtype`: "--dtype"
};
// What asks for a type: --dtype where `flag` is there, else the environment.
std::string asked_by(const std::optional<std::string>& flag);
DtypeRequest dtype_request(const std::optional<std::string>& flag);

// Throws Error for an empty name.
pjrt::SearchOptions search_for(const std::optional<std::string>& plugin);

// What --plugin and --threads say; the environment variable CONSTATE_THREADS where the latter is not there.
// Throws Error for a name or number that is none, and for --threads with a plugin that is not a CPU's.
void set_device(runtime::DeviceOptions& device, const std::optional<std::string>& plugin,
                const std::optional<std::int64_t>& threads);

// "device cpu · plugin x.so, found in plugins · weights f32: fastest on a CPU"; `plugin` is what --plugin
// said, `why_dtype` why the weights have their type.
std::string device_line(const engine::Engine& engine, const std::optional<std::string>& plugin,
                        const std::string& why_dtype);

// "weights f32: asked for by --dtype"
std::string weights_text(const engine::Engine& engine, const std::string& why_dtype);

// What an engine is doing, on `line`, which must outlive it; with a line that stays for each program where
// `verbose`.
engine::Progress progress_of(ProgressLine& line, bool verbose);

// What to say where there is no folder for compiled programs (runtime::default_program_folder), and what to
// do then.
inline constexpr const char
    *kNoCacheFolder = "neither CONSTATE_CACHE, XDG_CACHE_HOME nor HOME names a folder from the root",
    *kNameCacheFolder = "CONSTATE_CACHE=DIR names one";

// For programs in a folder, of the size that CONSTATE_CACHE_LIMIT says; `note` is told what could not be read
// or written.
runtime::ProgramStoreOptions store_in(const std::filesystem::path& folder,
                                      std::function<void(const std::string&)> note);
// That of the default folder, unless --no-cache was given or CONSTATE_NO_CACHE is 1.
runtime::ProgramStoreOptions store_for(bool no_cache, std::function<void(const std::string&)> note);

// --threads
void add_threads(Flags& flags, std::optional<std::int64_t>& threads);
// --plugin, --threads and --no-cache
void add_device(Flags& flags, std::optional<std::string>& plugin, std::optional<std::int64_t>& threads,
                bool& no_cache);

struct Telling {
  bool quiet, verbose, no_cache;
};
// Has an engine tell what it does on `line`, which must outlive it, and keep programs as store_for says.
void tell_on(ProgressLine& line, engine::EngineOptions& options, const Telling& how);

// "compile 6.4 s", "compile 0.5 s (3 from cache)"
std::string compile_text(const runtime::ProgramCache& programs);

// Bytes that this process has taken at most.
std::int64_t peak_memory();

}  // namespace constate::app
