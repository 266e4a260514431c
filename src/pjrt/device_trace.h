// What a device did while it was recorded (profiler.h): how often each operation ran and for how long, and
// what the host asked of the driver meanwhile.
//
// Reads XLA's XSpace (xplane.proto); sums are kept, single events are not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace constate::pjrt {

struct DeviceTrace {
  // All events of one name on one line of one plane. A plane is a device ("/device:GPU:0") or a part of the
  // host ("/host:CUPTI"), a line a stream or a thread.
  struct Entry {
    std::string plane, line, name;
    std::int64_t count;
    double seconds;  // of all of them
  };
  std::vector<Entry> entries;  // the longest first

  // Events on devices: kernels, and copies by direction, as CUDA's tracer names them.
  struct Counts {
    std::int64_t kernels = 0, copies_to_host = 0, copies_to_device = 0, copies_on_device = 0;
    double kernel_seconds = 0;
    // Driver calls by which the host waits for the device. -1 where no driver calls were recorded.
    std::int64_t waits = -1;
    std::int64_t launches = -1;  // driver calls that start a kernel or a graph; likewise
  };
  Counts counts() const;
};

// Throws Error(kDataLoss) for what is no XSpace.
DeviceTrace read_trace(std::string_view xspace);

}  // namespace constate::pjrt
