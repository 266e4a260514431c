// A zip archive's directory.
#include "formats/zip.h"

#include <algorithm>
#include <vector>

#include "fuzz.h"

using namespace constate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  fuzz::bounded(size, [&] {
    const auto entries = formats::read_zip_directory(
        {size, [&](std::uint64_t at, std::span<std::byte> out) {
           fuzz::require(at <= size && out.size() <= size - at, "no read goes past the end of the file");
           std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
         }});
    std::vector<std::pair<std::uint64_t, std::uint64_t>> places;
    for (const auto& [name, entry] : entries) {
      fuzz::require(entry.offset <= size && entry.size <= size - entry.offset, "an entry lies in the file");
      places.emplace_back(entry.offset, entry.size);
    }
    std::sort(places.begin(), places.end());
    for (std::size_t i = 1; i < places.size(); ++i)
      fuzz::require(places[i - 1].first + places[i - 1].second <= places[i].first,
                    "no two entries share a byte");
  });
  return 0;
}
