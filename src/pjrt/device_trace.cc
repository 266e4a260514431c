#include "pjrt/device_trace.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/protobuf.h"

namespace constate::pjrt {
namespace {

constexpr std::string_view kWhat = "profile";

// Numbers of fields in tsl/profiler/protobuf/xplane.proto.
constexpr std::uint64_t kPlanes = 1;                                        // of XSpace
constexpr std::uint64_t kPlaneName = 2, kLines = 3, kEventMetadata = 4;     // of XPlane
constexpr std::uint64_t kLineName = 2, kEvents = 4, kLineDisplayName = 11;  // of XLine
constexpr std::uint64_t kMetadataId = 1, kDuration = 3, kOccurrences = 5;   // of XEvent
constexpr std::uint64_t kEntryKey = 1, kEntryValue = 2;                     // of a map's entry
constexpr std::uint64_t kMetadataName = 2;                                  // of XEventMetadata

using Names = std::map<std::uint64_t, std::string>;

void read_name(std::string_view entry, Names& names) {
  std::uint64_t id = 0;
  std::string name;
  for (ProtobufFields f(entry, kWhat); f.next();) {
    if (f.number == kEntryKey) id = f.value;
    if (f.number != kEntryValue) continue;
    for (ProtobufFields m(f.bytes, kWhat); m.next();)
      if (m.number == kMetadataName) name = m.bytes;
  }
  names[id] = name;
}

struct Sum {
  std::int64_t count = 0;
  double seconds = 0;
};
using Sums = std::map<std::tuple<std::string, std::string, std::string>, Sum>;

void read_event(std::string_view event, const Names& names, const std::string& plane, const std::string& line,
                Sums& sums) {
  std::uint64_t id = 0, picoseconds = 0, times = 1;
  for (ProtobufFields f(event, kWhat); f.next();) {
    if (f.number == kMetadataId) id = f.value;
    if (f.number == kDuration) picoseconds = f.value;
    if (f.number == kOccurrences) times = f.value;
  }
  const auto name = names.find(id);
  Sum& sum = sums[{plane, line, name == names.end() ? "" : name->second}];
  sum.count += static_cast<std::int64_t>(times);
  sum.seconds += static_cast<double>(picoseconds) * 1e-12;
}

void read_plane(std::string_view bytes, Sums& sums) {
  std::string plane;
  Names names;
  for (ProtobufFields f(bytes, kWhat); f.next();) {
    if (f.number == kPlaneName) plane = f.bytes;
    if (f.number == kEventMetadata) read_name(f.bytes, names);
  }
  for (ProtobufFields f(bytes, kWhat); f.next();) {
    if (f.number != kLines) continue;
    std::string line;
    for (ProtobufFields l(f.bytes, kWhat); l.next();)
      if (l.number == kLineName || (l.number == kLineDisplayName && !l.bytes.empty())) line = l.bytes;
    for (ProtobufFields l(f.bytes, kWhat); l.next();)
      if (l.number == kEvents) read_event(l.bytes, names, plane, line, sums);
  }
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

DeviceTrace read_trace(std::string_view xspace) {
  Sums sums;
  for (ProtobufFields f(xspace, kWhat); f.next();)
    if (f.number == kPlanes) read_plane(f.bytes, sums);
  DeviceTrace out;
  for (const auto& [key, sum] : sums)
    out.entries.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), sum.count, sum.seconds});
  std::stable_sort(out.entries.begin(), out.entries.end(),
                   [](const auto& a, const auto& b) { return a.seconds > b.seconds; });
  return out;
}

DeviceTrace::Counts DeviceTrace::counts() const {
  Counts out;
  const auto add = [](std::int64_t& number, std::int64_t count) {
    number = std::max<std::int64_t>(number, 0) + count;
  };
  for (const Entry& e : entries) {
    if (e.plane.starts_with("/device:")) {
      if (has(e.name, "MemcpyD2H"))
        out.copies_to_host += e.count;
      else if (has(e.name, "MemcpyH2D"))
        out.copies_to_device += e.count;
      else if (has(e.name, "MemcpyD2D"))
        out.copies_on_device += e.count;
      else if (!has(e.name, "Memset"))
        out.kernels += e.count, out.kernel_seconds += e.seconds;
    } else if (e.name.starts_with("cu")) {
      add(out.waits, has(e.name, "Synchronize") ? e.count : 0);
      add(out.launches, has(e.name, "Launch") ? e.count : 0);
    }
  }
  return out;
}

}  // namespace constate::pjrt
