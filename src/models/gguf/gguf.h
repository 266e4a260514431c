// Models as llama.cpp's converter writes them into GGUF files, and back: the metadata as a config.json that
// the families read, the tensors under the names that they want. Pure functions; no file is known here.
//
// What a key would change is honoured or refused by name: each key of the architecture has a meaning here, or
// is known to change nothing, or is refused.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/tensor_view.h"

namespace constate::models {

// Of a generation_config.json: `max_new_tokens`. llama.cpp has no key for it.
inline constexpr const char* kMaxNewTokensKey = "constate.max_new_tokens";

// By name: row-major dimensions.
using TensorDims = std::map<std::string, std::vector<std::int64_t>>;

struct ReadGguf {
  Json config;  // a config.json
  std::vector<TensorView> tensors;
};

// `keys` is the metadata as one object, without the lists of `tokenizer.ggml.*`; `where` names the file.
// Tensors without a meaning keep their names. Throws FormatError, naming the key.
ReadGguf read_gguf(const Json& keys, const TensorDims& tensors, const std::string& where);

// A tensor of a file that is written, of those of a checkpoint.
struct GgufTensor : TensorView {
  bool matrix = false;  // one that may be stored in another type than f32
};

struct WrittenGguf {
  Json keys;  // integers, floats, bools, texts and lists of those
  std::vector<GgufTensor> tensors;
  // What the tensors do not say to the last bit: the elements of these, one after another, under this key.
  std::string exact_key;
  std::vector<std::string> exact;
};

// `config` is a config.json and `tensors` what its checkpoint has; `where` names them. Throws FormatError for
// a model that cannot be written so.
WrittenGguf write_gguf(const Json& config, const TensorDims& tensors, const std::string& where);

}  // namespace constate::models
