// The header of a safetensors file, for data of any size: with one byte more to choose the size by, the rules
// for the tensors' places are reached without a file that holds them.
#include "formats/safetensors.h"
#include "fuzz.h"

using namespace constate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view json = fuzz::text_of(data + 1, size - 1);
  const std::uint64_t data_bytes = std::uint64_t{1} << (data[0] % 63) >> 1;
  fuzz::bounded(size, [&] {
    const formats::SafetensorsHeader header =
        formats::parse_safetensors_header(json, 8 + json.size() + data_bytes);
    std::uint64_t sum = 0;
    for (const auto& [name, entry] : header.tensors) sum += static_cast<std::uint64_t>(entry.shape.bytes());
    fuzz::require(sum == data_bytes, "the tensors are the data");
  });
  return 0;
}
