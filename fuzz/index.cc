// model.safetensors.index.json, beside two whole shards.
#include "formats/checkpoint.h"
#include "fuzz.h"

using namespace constate;

namespace {

std::string shard(const std::string& name) {
  const std::string header = "{\"" + name + R"(":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})";
  return std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header + "xy";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path folder = [] {
    std::filesystem::path out = fuzz::scratch_folder();
    fuzz::write_file(out / "1.safetensors", shard("a"));
    fuzz::write_file(out / "2.safetensors", shard("b"));
    fuzz::write_file(out / "empty", "");
    return out;
  }();
  fuzz::write_file(folder / "model.safetensors.index.json", fuzz::text_of(data, size));
  fuzz::bounded(size, [&] {
    const formats::Checkpoint checkpoint = formats::Checkpoint::open(folder);
    for (const auto& [name, tensor] : checkpoint.tensors()) checkpoint.read(name);
    fuzz::require(checkpoint.bytes() == 2 * checkpoint.tensors().size(), "each tensor has its two bytes");
    fuzz::require(!checkpoint.tensors().empty(), "an index without tensors is refused");
  });
  return 0;
}
