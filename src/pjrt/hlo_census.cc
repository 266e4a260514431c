#include "pjrt/hlo_census.h"

#include <fmt/format.h>

#include "base/error.h"

namespace constate::pjrt {
namespace {

[[noreturn]] void broken(std::string_view rule) {
  throw Error(Code::kDataLoss, fmt::format("optimized program: {}", rule));
}

// The fields of one message of a protocol buffer, one after the other.
class Fields {
 public:
  explicit Fields(std::string_view message) : rest_(message) {}

  // False at the end. Afterwards `number` is the field's, and `bytes` its content where it is a text or a
  // message.
  bool next() {
    if (rest_.empty()) return false;
    const std::uint64_t key = varint();
    number = key >> 3;
    bytes = {};
    switch (key & 7) {
      case 0:
        varint();
        break;
      case 1:
        take(8);
        break;
      case 2:
        bytes = take(varint());
        break;
      case 5:
        take(4);
        break;
      default:
        broken(fmt::format("a protocol buffer has no field of wire type {}", key & 7));
    }
    return true;
  }

  std::uint64_t number = 0;
  std::string_view bytes;

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1).front());
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return value;
    }
    broken("a number of a protocol buffer takes at most ten bytes");
  }

  std::string_view take(std::uint64_t count) {
    if (count > rest_.size())
      broken(fmt::format("{} more bytes of a protocol buffer are expected; got {}", count, rest_.size()));
    const std::string_view out = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return out;
  }

  std::string_view rest_;
};

// Numbers of fields in xla/service/hlo.proto.
constexpr std::uint64_t kModule = 1;                // of HloModuleProtoWithConfig
constexpr std::uint64_t kComputations = 3;          // of HloModuleProto
constexpr std::uint64_t kInstructions = 2;          // of HloComputationProto
constexpr std::uint64_t kOpcode = 2, kTarget = 28;  // of HloInstructionProto

void count_instruction(std::string_view bytes, HloCensus& census) {
  std::string opcode, target;
  for (Fields f(bytes); f.next();) {
    if (f.number == kOpcode) opcode = f.bytes;
    if (f.number == kTarget) target = f.bytes;
  }
  if (opcode.empty()) broken("an instruction has an opcode; got none");
  ++census.operations[opcode];
  if (opcode == "custom-call") ++census.custom_calls[target];
}

}  // namespace

HloCensus hlo_census(std::string_view module, bool with_config) {
  HloCensus census;
  if (with_config) {
    std::string_view inner;
    for (Fields f(module); f.next();)
      if (f.number == kModule) inner = f.bytes;
    module = inner;
  }
  for (Fields m(module); m.next();)
    if (m.number == kComputations)
      for (Fields c(m.bytes); c.next();)
        if (c.number == kInstructions) count_instruction(c.bytes, census);
  if (census.operations.empty()) broken("a module has instructions; got none");
  return census;
}

}  // namespace constate::pjrt
