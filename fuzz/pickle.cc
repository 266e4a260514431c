// The pickle of a state_dict.
#include "formats/pickle.h"

#include "fuzz.h"

using namespace constate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::bounded(size, [&] {
    for (const auto& [name, tensor] : formats::parse_pickle(fuzz::text_of(data, size))) {
      fuzz::require(tensor.view.dims.size() == tensor.view.strides.size(), "as many strides as dimensions");
      for (const std::int64_t d : tensor.view.dims) fuzz::require(d >= 0, "no dimension is negative");
      for (const std::int64_t s : tensor.view.strides) fuzz::require(s >= 0, "no stride is negative");
      fuzz::require(tensor.view.offset >= 0 && tensor.storage_elements >= 0, "no place is negative");
    }
  });
  return 0;
}
