#include "formats/file_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <span>

#include "base/error.h"

namespace constate::formats {

std::string file_head(const File& file, std::size_t most, const char* wanted) {
  if (file.size() == 0) throw FormatError("an empty file", "the file was not fetched whole: fetch it again");
  std::string head(std::min<std::uint64_t>(file.size(), most), '\0');
  file.read(0, std::as_writable_bytes(std::span(head)));
  if (head.starts_with("version https://git-lfs"))
    throw FormatError("a Git LFS pointer, not the file that it stands for", "fetch the file: git lfs pull");
  std::string text = head.substr(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (text.starts_with("<!doctype html") || text.starts_with("<html"))
    throw FormatError(fmt::format("an HTML page, not {}", wanted),
                      "the download was answered with a web page: fetch the file itself");
  return head;
}

}  // namespace constate::formats
