// {"quantization_config": ..., "tensors": {"m.weight": ["s8", 2, 4], ...}}: the matrices that such tensors
// stand for, made of elements that follow from the bytes.
#include "models/quantized/quantized.h"

#include <cstring>

#include "base/error.h"
#include "base/json.h"
#include "fuzz.h"

using namespace constate;

namespace {

constexpr std::int64_t kElements = 1 << 12;  // of a tensor that is made

models::StoredAs tensor_of(const Json& json) {
  if (!json.is_array() || json.empty() || !json[0].is_string()) throw FormatError("no tensor");
  const auto type = json[0].get<std::string>();
  models::StoredAs out{Shape{DType::kF32, {}}, {}};
  if (type == "f8") {
    out.narrow = "F8_E4M3";
  } else if (const auto dtype = dtype_named(type)) {
    out.shape.dtype = *dtype;
  } else {
    throw FormatError("no type");
  }
  for (std::size_t i = 1; i < json.size(); ++i) {
    if (!json[i].is_number_unsigned() || json[i] > kElements) throw FormatError("no size");
    out.shape.dims.push_back(json[i]);
  }
  if (checked_bytes(out.shape.dims, 8) > 8 * kElements) throw FormatError("too large");
  return out;
}

// What a checkpoint gives for it: floats as f32.
HostArray elements(const Shape& stored, std::string_view bytes) {
  Shape shape = stored;
  if (is_float(shape.dtype)) shape.dtype = DType::kF32;
  HostArray out = HostArray::zeros(shape);
  for (std::size_t i = 0; i < out.bytes().size(); ++i)
    out.bytes()[i] = static_cast<std::byte>(bytes[i * 7 % bytes.size()]);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::bounded(size, [&] {
    Json json = parse_json(text, "config.json");
    const auto quantization = models::take_quantization(json, "config.json");
    if (!quantization || !json.is_object() || !json.contains("tensors")) return;
    std::map<std::string, models::StoredAs> tensors;
    for (const auto& [name, tensor] : json["tensors"].items()) tensors.emplace(name, tensor_of(tensor));
    for (const TensorView& view : models::widened(*quantization, tensors, "x")) {
      std::vector<HostArray> from;
      for (const std::string& name : view.from) from.push_back(elements(tensors.at(name).shape, text));
      if (!view.make || checked_bytes(view.dims, 4) > 16 * 4 * kElements) continue;
      try {
        const HostArray made = view.make(std::move(from));
        fuzz::require(made.shape() == (Shape{DType::kF32, view.dims}), "the shape that was told");
      } catch (const FormatError&) {
      }
    }
  });
  return 0;
}
