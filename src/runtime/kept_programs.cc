#include "runtime/kept_programs.h"

#include <fmt/format.h>

#include "base/error.h"
#include "runtime/machine_identity.h"

namespace constate::runtime {
namespace {

// Of what was compiled for `device`: nothing of the machine that compiled it, and nothing of the driver.
ProgramKey ahead_key(const pjrt::Plugin& plugin, const std::string& device, const std::string& program) {
  return {"ahead of time", "", "", plugin.name(), device, plugin_identity(plugin), pjrt::encode({}), program};
}

}  // namespace

KeptPrograms::KeptPrograms(std::filesystem::path folder, std::function<void(const std::string&)> note)
    : folder_(std::move(folder)),
      store_({.folder = folder_, .limit = ~std::uint64_t{0}, .note = std::move(note)}) {}

void KeptPrograms::keep(const pjrt::Plugin& plugin, const std::string& device_kind,
                        const std::string& program, std::string_view executable) const {
  const ProgramKey key = ahead_key(plugin, device_kind, program);
  store_.keep(key, executable);
  if (!std::filesystem::exists(store_.file_of(key)))
    throw Error(Code::kPermissionDenied, fmt::format("{}: cannot be written", folder_.string()));
}

KeptPrograms::Taken KeptPrograms::take(const pjrt::Client& client, const ProgramKey& key,
                                       const ProgramStore& cache) const {
  const std::string& device = client.devices()[0].kind;
  const auto bytes = store_.find(ahead_key(client.plugin(), device, key.program));
  if (!bytes)
    return {false, fmt::format("{} holds no such program for {} by this {}", folder_.string(), device,
                               client.plugin().name())};
  try {
    (void)client.load(std::as_bytes(std::span(*bytes)));
  } catch (const Error& e) {
    return {false, e.what()};
  }
  cache.keep(key, *bytes);
  return {true, ""};
}

}  // namespace constate::runtime
