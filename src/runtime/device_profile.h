// DeviceProfile: what this project does differently on a kind of device. The one place that knows the kinds.
//
// Pure; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/dtype.h"
#include "pjrt/options.h"
#include "pjrt/plugin_search.h"
#include "trace/tensor.h"

namespace constate::runtime {

// Choices that depend on the device, each by measurement (docs/decisions/0005).
struct DeviceProfile {
  std::string basis;      // where the row comes from: on what it was measured, or that it is a guess
  DType dtype;            // of the matrices, unless asked otherwise: what runs fastest
  std::string why_dtype;  // for the user, in a few words
  trace::Lowering lowering;
  pjrt::Options compiler_options = {};  // XLA's debug options by name, where its own choice is not the best
  // Threads among which the backend divides a product of one row in f32, in tasks of a fixed size
  // (row_parts.h). 1 where it is not known how a product is divided; weights then stay whole.
  std::int64_t row_product_threads;
  bool on_host;                        // the device is this machine's processor: its memory is the host's
  bool exit_early;                     // decode may test data between tokens without cost
  std::vector<std::int64_t> blocks;    // tokens a decode call, growing
  std::int64_t prompts_together;       // tokens up to which prompts of several sequences are fed as one batch
  std::vector<std::int64_t> segments;  // lengths of prefill programs, growing; all prompts are made of these
  std::int64_t segment_cost;           // what a segment costs beyond its tokens, in tokens
  std::int64_t compiles_at_once;       // programs that a server has compiled side by side, ahead of their use
  double seconds_per_block;            // with exit_early: how long a call may take, so that text streams

  // The lengths of the segments that a prompt of so many tokens goes in: the longest as often as it fits,
  // then what costs least of padding and more segments. What is left after a segment goes as it would by
  // itself.
  std::vector<std::int64_t> segments_for(std::int64_t tokens) const;
};

// What a CPU's profile also depends on.
struct Processor {
  bool multiplies_bf16 = false;  // has instructions for it (AVX-512, AMX, Arm)
  std::int64_t threads = 2;      // of a program

  static Processor of_this_machine();
};

// `device` is the kind that the plugin gives it ("NVIDIA H200", "TPU v6e"); a name that has no row of its own
// gets that of its plugin's kind. The result depends on the arguments alone.
DeviceProfile profile_of(pjrt::PluginKind kind, std::string_view device, const Processor& processor = {});

}  // namespace constate::runtime
