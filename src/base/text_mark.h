// TextMark: what a text is told by, however long it is: so that one who keeps a state after a text need not
// keep the text. Plain data.
#pragma once

#include <string_view>

#include "base/checksum.h"

namespace constate {

struct TextMark {
  std::size_t bytes = 0;
  Checksum sum = Checksum::of("");

  static TextMark of(std::string_view text) { return {text.size(), Checksum::of(text)}; }
  bool begins(std::string_view text) const {
    return bytes <= text.size() && Checksum::of(text.substr(0, bytes)) == sum;
  }
  bool operator==(const TextMark&) const = default;
};

}  // namespace constate
