// Where plugins come from: what a person types to fetch one that is missing. The library does not know.
#pragma once

#include <string>

#include "base/error.h"
#include "pjrt/plugin_search.h"

namespace constate::app {

// "`make plugin-cuda`" in the project's folder; in an archive or an installation its tools/fetch_plugin.py.
std::string how_to_fetch(pjrt::PluginKind kind, bool to_compile = false);

// `e`; where it is a pjrt::MissingPlugin, with a hint that says how to fetch it.
Error with_source(const Error& e);

// Why a plugin was taken, and what the machine's better device needs.
std::string why_text(const pjrt::PluginChoice& choice);

}  // namespace constate::app
