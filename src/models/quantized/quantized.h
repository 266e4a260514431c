// Checkpoints whose matrices are stored in fewer bits with scales beside them: what `quantization_config` of
// their config.json says, and the matrices that the stored tensors stand for, under the names that the
// families want. Pure functions; no file is known here.
//
// An element is (stored number − zero point) · scale, computed in f32. What such a configuration says of
// activations, and of keys and values, is how another program rounds them while it runs: nothing is rounded
// here, and the scales for it are passed over.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/tensor_view.h"

namespace constate::models {

struct Quantization {
  enum class Method { kFp8, kCompressedTensors, kModelOpt, kGptq, kAwq };
  struct Block {
    std::int64_t rows, columns;
    bool operator==(const Block&) const = default;
  };
  Method method;
  std::optional<std::int64_t> bits;   // of integers that are packed into words
  std::optional<std::int64_t> group;  // inputs that share a scale; -1: all
  std::optional<Block> block;         // of a matrix [o i], with one scale
  bool zero_less_one = false;         // zero points are stored with 1 taken away
};

// Takes `quantization_config` out of a config.json. Nothing where there is none. Throws FormatError for what
// is not read here, by the name that it has there; `where` names the file.
std::optional<Quantization> take_quantization(Json& config, const std::string& where);

// A tensor as it is read, and the name of the type that its file has in place of f32, if any: "F8_E4M3".
struct StoredAs {
  Shape shape;
  std::string_view narrow = {};
};

// What a checkpoint with these tensors is shown as. Throws FormatError for tensors that do not go together.
std::vector<TensorView> widened(const Quantization& quantization,
                                const std::map<std::string, StoredAs>& tensors, const std::string& where);

}  // namespace constate::models
