#include "jinja/edit.h"

#include <algorithm>

#include "jinja/text.h"

namespace constate::jinja {

void add_piece(Run& run, std::vector<std::string_view>& pieces, std::string_view piece) {
  if (pieces.size() == pieces.capacity()) run.meter.room((2 * pieces.size() + 1) * sizeof(piece));
  pieces.push_back(piece);
}

std::vector<std::string_view> lines_of(Run& run, std::string_view rest, bool keep_ends) {
  std::vector<std::string_view> out;
  run.meter.work(rest.size());
  while (!rest.empty()) {
    std::size_t end = 0, size = 0;
    while (end < rest.size() && (size = line_break(rest.substr(end))) == 0)
      end += character_size(rest.substr(end));
    add_piece(run, out, rest.substr(0, keep_ends ? end + size : end));
    rest.remove_prefix(end + size);
  }
  return out;
}

std::string replace_text(Run& run, std::string_view bytes, std::string_view old, std::string_view by,
                         std::int64_t most) {
  TextBuilder out(run.meter);
  most = std::max<std::int64_t>(most, -1);
  std::size_t at = 0;
  if (old.empty()) {  // before each character, and at the end
    for (; most != 0 && at < bytes.size(); --most) {
      const std::size_t size = character_size(bytes.substr(at));
      out += by;
      out += bytes.substr(at, size);
      at += size;
    }
    out += bytes.substr(at);
    if (most != 0) out += by;
    return out.take();
  }
  for (std::size_t next;
       most != 0 && (next = find_bytes(run.meter, bytes, old, at)) != std::string_view::npos; --most) {
    out += bytes.substr(at, next - at);
    out += by;
    at = next + old.size();
  }
  out += bytes.substr(at);
  return out.take();
}

std::string pad_text(Run& run, std::string_view bytes, std::int64_t width, std::string_view filler,
                     Padding where) {
  const std::int64_t have = count_characters(bytes);
  if (width <= have) return std::string(bytes);
  const auto missing = static_cast<std::uint64_t>(width) - static_cast<std::uint64_t>(have);
  run.meter.room(std::min<std::uint64_t>(missing, SIZE_MAX / 8) * filler.size() + bytes.size());
  // Python puts the odd one before the text where the width is odd as well.
  const std::uint64_t before = where == Padding::kBefore ? missing
                               : where == Padding::kAround
                                   ? missing / 2 + (missing & static_cast<std::uint64_t>(width) & 1)
                                   : 0;
  TextBuilder out(run.meter);
  for (std::uint64_t i = 0; i < before; ++i) out += filler;
  out += bytes;
  for (std::uint64_t i = before; i < missing; ++i) out += filler;
  return out.take();
}

}  // namespace constate::jinja
