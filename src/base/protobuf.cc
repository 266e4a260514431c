#include "base/protobuf.h"

#include <fmt/format.h>

#include "base/error.h"

namespace constate {

void broken_protobuf(std::string_view what, std::string_view rule) {
  throw Error(Code::kDataLoss, fmt::format("{}: {}", what, rule));
}

bool ProtobufFields::next() {
  if (rest_.empty()) return false;
  const std::uint64_t key = varint();
  number = key >> 3;
  bytes = {};
  value = 0;
  wire = static_cast<Wire>(key & 7);
  switch (wire) {
    case kInteger:
      value = varint();
      break;
    case kEight:
      bytes = take(8);
      break;
    case kBytes:
      bytes = take(varint());
      break;
    case kFour:
      bytes = take(4);
      break;
    default:
      broken_protobuf(what_, fmt::format("a protocol buffer has no field of wire type {}", key & 7));
  }
  return true;
}

std::uint64_t ProtobufFields::varint() {
  std::uint64_t out = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(take(1).front());
    out |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return out;
  }
  broken_protobuf(what_, "a number of a protocol buffer takes at most ten bytes");
}

std::string_view ProtobufFields::take(std::uint64_t count) {
  if (count > rest_.size())
    broken_protobuf(
        what_, fmt::format("{} more bytes of a protocol buffer are expected; got {}", count, rest_.size()));
  const std::string_view out = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return out;
}

}  // namespace constate
