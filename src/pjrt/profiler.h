// Profiler: has a plugin record what its device does (PJRT's profiler extension; CUDA's plugin has it, the
// CPU's has not). Reads nothing of the recording (device_trace.h does).
//
// One recording at a time in a process. Not thread-safe.
#pragma once

#include <memory>
#include <string>

#include "pjrt/plugin.h"

namespace constate::pjrt {

class Profiler {
 public:
  // Begins recording. Throws Error(kUnimplemented) where the plugin has no profiler, PjrtError where it does
  // not start.
  explicit Profiler(const Plugin& plugin);
  ~Profiler();  // ends it and forgets what was recorded
  Profiler(const Profiler&) = delete;
  Profiler& operator=(const Profiler&) = delete;

  // Ends recording and returns it: an XSpace, as a protocol buffer. To be called once.
  std::string finish();

 private:
  struct Session;
  std::unique_ptr<Session> session_;
};

}  // namespace constate::pjrt
