// Quantized checkpoints as other libraries write them, and what those make of them again
// (tools/make_quantized_files.py).
#include <gtest/gtest.h>

#include <map>

#include "base/file.h"
#include "base/json.h"
#include "formats/checkpoint.h"
#include "formats/safetensors.h"
#include "formats/test_util.h"
#include "models/quantized/quantized.h"

namespace constate {
namespace {

std::filesystem::path data(const char* name) { return formats::data_file("quantized") / name; }

formats::Checkpoint stored() {
  return formats::Checkpoint::of(std::make_unique<formats::SafetensorsFile>(data("stored.safetensors")));
}

// The tensors of one case, shown as what its configuration says.
formats::Checkpoint shown(const std::string& name, const Json& quantization) {
  Json config = {{"quantization_config", quantization}};
  const auto read = models::take_quantization(config, "config.json");
  EXPECT_FALSE(config.contains("quantization_config"));
  formats::Checkpoint out = stored();
  std::map<std::string, models::StoredAs> tensors;
  for (const auto& [tensor, as] : out.tensors())
    if (tensor.starts_with(name + ".")) tensors.emplace(tensor, models::StoredAs{as.shape, as.stored_as});
  out.show_as(models::widened(read.value(), tensors, "x"));
  return out;
}

TEST(QuantizedCheckpoint, MatricesAreThoseOfTheLibrariesThatStoredThem) {
  const Json cases = parse_json(read_text(data("cases.json"), 1 << 20), "cases.json");
  const formats::SafetensorsFile widened(data("widened.safetensors"));
  EXPECT_EQ(cases.size(), 19u);
  for (const auto& [name, quantization] : cases.items()) {
    const formats::Checkpoint checkpoint = shown(name, quantization);
    EXPECT_EQ(checkpoint.tensors().size(), 1u) << name;
    const HostArray got = checkpoint.read(name + ".weight"), want = widened.read(name + ".weight");
    ASSERT_EQ(got.shape(), want.shape()) << name;
    for (std::size_t i = 0; i < got.as<float>().size(); ++i)
      ASSERT_EQ(got.as<float>()[i], want.as<float>()[i]) << name << " " << i;
  }
}

TEST(QuantizedCheckpoint, SaysWhatIsStored) {
  const Json cases = parse_json(read_text(data("cases.json"), 1 << 20), "cases.json");
  const auto as = [&](const std::string& name) {
    return shown(name, cases.at(name)).tensors().at(name + ".weight");
  };
  EXPECT_EQ(as("fp8_block").stored_as, "F8_E4M3");
  EXPECT_EQ(as("fp8_block").stored_bytes, 32u * 96 + 4 * 2 * 4);
  EXPECT_EQ(as("int8_channel").stored_as, "int8");
  EXPECT_EQ(as("gptq4").stored_as, "gptq");
  EXPECT_EQ(as("nvfp4").stored_as, "nvfp4");
  EXPECT_EQ(as("mxfp4").stored_bytes, 32u * 48 + 32 * 3);
}

}  // namespace
}  // namespace constate
