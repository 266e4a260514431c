#include "pjrt/hlo_census.h"

#include "base/protobuf.h"

namespace constate::pjrt {
namespace {

constexpr std::string_view kWhat = "optimized program";

[[noreturn]] void broken(std::string_view rule) { broken_protobuf(kWhat, rule); }

// Numbers of fields in xla/service/hlo.proto.
constexpr std::uint64_t kModule = 1;                // of HloModuleProtoWithConfig
constexpr std::uint64_t kComputations = 3;          // of HloModuleProto
constexpr std::uint64_t kInstructions = 2;          // of HloComputationProto
constexpr std::uint64_t kOpcode = 2, kTarget = 28;  // of HloInstructionProto

void count_instruction(std::string_view bytes, HloCensus& census) {
  std::string opcode, target;
  for (ProtobufFields f(bytes, kWhat); f.next();) {
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
    for (ProtobufFields f(module, kWhat); f.next();)
      if (f.number == kModule) inner = f.bytes;
    module = inner;
  }
  for (ProtobufFields m(module, kWhat); m.next();)
    if (m.number == kComputations)
      for (ProtobufFields c(m.bytes, kWhat); c.next();)
        if (c.number == kInstructions) count_instruction(c.bytes, census);
  if (census.operations.empty()) broken("a module has instructions; got none");
  return census;
}

}  // namespace constate::pjrt
