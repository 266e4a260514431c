// Reads the wire format of protocol buffers, field by field, without a schema: XLA's own formats (HLO
// modules, profiles) and SentencePiece's models. Whoever reads knows the numbers of the fields; nothing is
// copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace constate {

// Throws Error(kDataLoss) that says what was read and which rule it breaks.
[[noreturn]] void broken_protobuf(std::string_view what, std::string_view rule);

// The fields of one message, one after the other. `what` names the message in errors ("optimized program").
class ProtobufFields {
 public:
  ProtobufFields(std::string_view message, std::string_view what) : rest_(message), what_(what) {}

  enum Wire { kInteger = 0, kEight = 1, kBytes = 2, kFour = 5 };

  // False at the end. Afterwards `number` is the field's, `bytes` its content where it is a text, a message
  // or a number of fixed size, and `value` its value where it is an integer.
  bool next();

  Wire wire = kInteger;
  std::uint64_t number = 0;
  std::string_view bytes;
  std::uint64_t value = 0;

  std::size_t left() const { return rest_.size(); }  // bytes that come after this field

 private:
  std::uint64_t varint();
  std::string_view take(std::uint64_t count);

  std::string_view rest_, what_;
};

}  // namespace constate
