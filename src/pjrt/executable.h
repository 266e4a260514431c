// Executable: a program compiled for a client's devices. Runs it; tells what it takes and costs.
//
// Move-only; keeps its client alive. Thread-safe. Client compiles and loads executables.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pjrt/buffer.h"
#include "pjrt/event.h"

namespace constate::pjrt {

struct ExecuteOptions {
  // Arguments that the call leaves to the caller although the program would take them over.
  std::vector<std::int64_t> non_donatable = {};
};

struct ExecuteResult {
  std::vector<Buffer> outputs;
  Event done;  // the call as a whole; awaiting it throws what went wrong
};

// Bytes on the device for one run.
struct ExecutableMemory {
  std::int64_t code = 0, arguments = 0, outputs = 0;
  std::int64_t aliased = 0;  // of the outputs: in arguments that were taken over
  std::int64_t temporaries = 0;
  std::int64_t peak = 0;  // 0 where the plugin does not tell
};

class Executable {
 public:
  // Starts the program and returns at once; the outputs may be used as arguments of further calls. An
  // argument that the text marks with `tf.aliasing_output` is taken over (Buffer::deleted is true
  // afterwards). Throws Error(kInvalidArgument) for a null argument, Error(kFailedPrecondition) for one that
  // holds no data or where the program was compiled for several devices, PjrtError where the plugin refuses
  // the arguments.
  ExecuteResult execute(std::span<const Buffer* const> arguments, const ExecuteOptions& options = {}) const;
  // The same, and waits; throws PjrtError where the computation fails.
  std::vector<Buffer> run(std::span<const Buffer* const> arguments, const ExecuteOptions& options = {}) const;
  // For a program of several devices: each device's arguments, and its part of the results.
  std::vector<ExecuteResult> execute_on_each(std::span<const std::vector<const Buffer*>> arguments,
                                             const ExecuteOptions& options = {}) const;

  const std::vector<Shape>& output_shapes() const { return output_shapes_; }  // of one device's part
  std::size_t num_devices() const { return num_devices_; }

  // Bytes for Client::load, valid for this plugin on this kind of machine only.
  std::string serialize() const;
  // "flops", "bytes accessed", ...: by the plugin's reckoning; empty where it makes none.
  std::map<std::string, double> cost_analysis() const;
  std::optional<ExecutableMemory> memory() const;  // nothing where the plugin does not tell
  // The program after XLA's passes, in the plugin's format (CPU: a protocol buffer of HLO).
  std::string optimized_program() const;

 private:
  friend class Client;
  Executable(std::shared_ptr<const ClientState> client, PJRT_LoadedExecutable* loaded);

  Handle<PJRT_LoadedExecutable> loaded_;
  Handle<PJRT_Executable> program_;
  std::vector<Shape> output_shapes_;
  std::size_t num_devices_ = 1;
};

}  // namespace constate::pjrt
