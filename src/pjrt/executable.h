// Executable: a program compiled for a client's devices. Runs it.
//
// Move-only; keeps its client alive. Thread-safe. Client compiles and loads executables.
#pragma once

#include <span>
#include <vector>

#include "pjrt/buffer.h"
#include "pjrt/compiled_program.h"
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

class Executable : public CompiledProgram {
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

  std::size_t num_devices() const { return num_devices_; }

 private:
  friend class Client;
  Executable(std::shared_ptr<const Owner> owner, Handle<PJRT_LoadedExecutable> loaded);

  Handle<PJRT_LoadedExecutable> loaded_;
  std::size_t num_devices_ = 1;
};

}  // namespace constate::pjrt
