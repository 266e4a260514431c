#include "pjrt/compile_options.h"

#include <fmt/format.h>

#include <bit>

#include "base/error.h"

namespace constate::pjrt {
namespace {

// The few pieces of protocol buffers' wire format that the message takes: a field's number and wire type in
// one varint, then a varint, eight bytes (little-endian), or a length and that many bytes.
void varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void number(std::string& out, int field, std::uint64_t value) {
  varint(out, static_cast<std::uint64_t>(field) << 3);
  varint(out, value);
}

void real(std::string& out, int field, double value) {
  varint(out, static_cast<std::uint64_t>(field) << 3 | 1);
  const auto bits = std::bit_cast<std::uint64_t>(value);
  for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>(bits >> shift);
}

void bytes(std::string& out, int field, const std::string& value) {
  varint(out, static_cast<std::uint64_t>(field) << 3 | 2);
  varint(out, value.size());
  out += value;
}

// DeviceAssignmentProto: one list of devices for each partition, with one device for each replica.
std::string device_assignment(const CompileOptions& options) {
  std::string out;
  number(out, 1, options.num_replicas);
  number(out, 2, options.num_partitions);
  for (int partition = 0; partition < options.num_partitions; ++partition) {
    std::string ids;
    for (int replica = 0; replica < options.num_replicas; ++replica)
      varint(ids, replica * options.num_partitions + partition);
    std::string devices;
    bytes(devices, 1, ids);
    bytes(out, 3, devices);
  }
  return out;
}

std::string override_value(const OptionValue& value) {
  struct Encoder {
    std::string& out;
    void operator()(const std::string& v) { bytes(out, 1, v); }
    void operator()(bool v) { number(out, 2, v); }
    void operator()(std::int64_t v) { number(out, 3, static_cast<std::uint64_t>(v)); }
    void operator()(double v) { real(out, 4, v); }
  };
  std::string out;
  std::visit(Encoder{out}, value);
  return out;
}

}  // namespace

std::string encode(const CompileOptions& options) {
  if (options.num_replicas < 1 || options.num_partitions < 1)
    throw Error(Code::kInvalidArgument,
                fmt::format("compile options: replicas and partitions are at least 1; got {} and {}",
                            options.num_replicas, options.num_partitions));
  std::string build;  // ExecutableBuildOptionsProto
  number(build, 4, options.num_replicas);
  number(build, 5, options.num_partitions);
  if (options.num_partitions > 1) number(build, 6, 1);  // use_spmd_partitioning
  if (options.num_replicas * options.num_partitions > 1) bytes(build, 9, device_assignment(options));
  if (options.num_partitions > 1) number(build, 19, 1);  // use_shardy_partitioner

  std::string out;
  bytes(out, 3, build);
  for (const auto& [key, value] : options.overrides) {
    std::string entry;
    bytes(entry, 1, key);
    bytes(entry, 2, override_value(value));
    bytes(out, 7, entry);
  }
  return out;
}

}  // namespace constate::pjrt
