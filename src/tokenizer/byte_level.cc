#include "tokenizer/byte_level.h"

#include <array>

#include "base/utf8.h"

namespace constate::tokenizer {
namespace {

constexpr char32_t kFirstStandIn = 0x100;
constexpr int kStandIns = 68;

constexpr bool stands_for_itself(int b) {
  return (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
}

struct Alphabet {
  std::array<char32_t, 256> chars{};
  std::array<unsigned char, kStandIns> stand_ins{};
};

constexpr Alphabet make_alphabet() {
  Alphabet a;
  unsigned n = 0;
  for (int b = 0; b < 256; ++b) {
    const auto i = static_cast<std::size_t>(b);
    if (stands_for_itself(b)) {
      a.chars[i] = static_cast<char32_t>(b);
    } else {
      a.stand_ins[n] = static_cast<unsigned char>(b);
      a.chars[i] = kFirstStandIn + n++;
    }
  }
  return a;
}

constexpr Alphabet kAlphabet = make_alphabet();

}  // namespace

char32_t char_of_byte(unsigned char byte) { return kAlphabet.chars[byte]; }

std::optional<unsigned char> byte_of_char(char32_t c) {
  if (c < kFirstStandIn) {
    if (!stands_for_itself(static_cast<int>(c))) return std::nullopt;
    return static_cast<unsigned char>(c);
  }
  if (c >= kFirstStandIn + kStandIns) return std::nullopt;
  return kAlphabet.stand_ins[c - kFirstStandIn];
}

std::string byte_level_text(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (char b : bytes) append_utf8(char_of_byte(static_cast<unsigned char>(b)), out);
  return out;
}

std::string byte_level_bytes(std::string_view token) {
  std::string out;
  for (std::string_view rest = token; !rest.empty();) {
    const Utf8Char c = first_char(rest);
    const std::optional<unsigned char> byte = byte_of_char(c.code);
    if (!byte) return std::string(token);
    out += static_cast<char>(*byte);
    rest.remove_prefix(c.size);
  }
  return out;
}

}  // namespace constate::tokenizer
