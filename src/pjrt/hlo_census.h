// Counts what a compiled program is made of: the operations of an HLO module, as plugins give it in a
// protocol buffer. Reads names alone; knows no plugin.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace constate::pjrt {

struct HloCensus {
  std::map<std::string, std::int64_t>
      operations;  // by opcode: "fusion", "dot", ...; those within fusions count
  std::map<std::string, std::int64_t> custom_calls;  // by what they call
};

// `module` is an HloModuleProto, or an HloModuleProtoWithConfig where `with_config`. Throws Error(kDataLoss)
// for what is neither.
HloCensus hlo_census(std::string_view module, bool with_config);

}  // namespace constate::pjrt
