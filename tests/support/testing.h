// What the engine's tests share: the CPU device, the golden folders.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/testing.h"
#include "check/verification.h"
#include "engine/engine.h"
#include "engine/generation.h"

namespace constate::testing {

inline const std::filesystem::path kSource = CONSTATE_SOURCE_DIR;

// The CPU device, opened once for a test program.
inline std::shared_ptr<const runtime::Device> cpu() {
  static const std::shared_ptr<const runtime::Device> runtime =
      runtime::Device::open({.plugin = "cpu", .cpu_devices = 1, .note = {}});
  return runtime;
}

// A folder of tests/data/golden, or "demo", on that device; with another profile where `change` makes one.
inline std::unique_ptr<engine::Engine> open_golden(
    std::string_view name, DType dtype = DType::kF32,
    const std::function<void(runtime::DeviceProfile&)>& change = {}) {
  auto device = std::make_shared<runtime::Device>(*cpu());
  if (change) change(device->profile);
  engine::EngineOptions options;
  options.device = std::move(device);
  options.dtype = dtype;
  options.store.folder = kept_programs();
  return engine::Engine::open(name == "demo" ? kSource / "models/demo" : kSource / "tests/data/golden" / name,
                              options);
}

template <class T>
std::vector<T> values(const HostArray& array) {
  const auto span = array.as<T>();
  return {span.begin(), span.end()};
}

}  // namespace constate::testing
