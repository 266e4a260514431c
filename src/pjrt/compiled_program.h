// CompiledProgram: what a compiler made of a program. Tells what it takes and costs; runs nothing
// (executable.h does).
//
// Move-only; keeps its plugin, or the client that it is for, alive. Thread-safe. Topology compiles such
// programs, and an Executable is one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/shape.h"
#include "pjrt/handle.h"
#include "pjrt/hlo_census.h"

namespace constate::pjrt {

// Bytes on the device for one run.
struct ExecutableMemory {
  std::int64_t code = 0, arguments = 0, outputs = 0;
  std::int64_t aliased = 0;  // of the outputs: in arguments that were taken over
  std::int64_t temporaries = 0;
  std::int64_t peak = 0;  // 0 where the plugin does not tell
};

class CompiledProgram {
 public:
  const std::vector<Shape>& output_shapes() const { return output_shapes_; }  // of one device's part

  // Bytes for Client::load, valid for this plugin on this kind of machine only.
  std::string serialize() const;
  // "flops", "bytes accessed", ...: by the plugin's reckoning; empty where it makes none.
  std::map<std::string, double> cost_analysis() const;
  std::optional<ExecutableMemory> memory() const;  // nothing where the plugin does not tell
  // The program after XLA's passes, in the plugin's format (CPU: a protocol buffer of HLO).
  std::string optimized_program() const;
  // What that program is made of; nothing where its format is no protocol buffer of HLO.
  std::optional<HloCensus> census() const;

 protected:
  CompiledProgram(std::shared_ptr<const Owner> owner, PJRT_Executable* program);

 private:
  friend class Topology;
  struct Text {
    std::string format, code;
  };
  Text optimized() const;

  Handle<PJRT_Executable> program_;
  std::vector<Shape> output_shapes_;
};

}  // namespace constate::pjrt
