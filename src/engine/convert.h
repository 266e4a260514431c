// A model in another kind of file: as one GGUF file, or as the folder that transformers reads. Reads and
// writes one tensor at a time. Each file is written beside its place and renamed (base/replacement.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace constate::engine {

struct ConvertOptions {
  // The type of matrices: "f32", "f16", "bf16", of a GGUF file "q8_0" too. None: as they are, blocks as f32.
  std::optional<std::string> dtype;
  bool replace = false;                       // files that are there
  std::function<void(double)> progress = {};  // gets the share done
};

struct Converted {
  std::int64_t tensors = 0;
  std::uint64_t bytes = 0;  // of the weights, in the new file
  std::string tokenizer;    // what became of it: "gpt-2", "tokenizer.json", "none"
};

// `model` is a model's folder or a GGUF file. Throws FormatError for a model that a GGUF file cannot hold,
// Error(kAlreadyExists) where the file is there.
Converted convert_to_gguf(const std::filesystem::path& model, const std::filesystem::path& file,
                          const ConvertOptions& options);

// Makes the folder, or fills one that is empty; with `replace` also one that has nothing but files that this
// writes. Throws likewise.
Converted convert_to_safetensors(const std::filesystem::path& model, const std::filesystem::path& folder,
                                 const ConvertOptions& options);

}  // namespace constate::engine
