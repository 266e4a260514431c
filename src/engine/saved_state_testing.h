// For tests: small states, and files of a state with other contents but right checksums.
#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "engine/saved_state.h"
#include "engine/saved_state_layout.h"
#include "formats/safetensors.h"

namespace constate::engine {

inline HostArray array_of(DType dtype, std::vector<std::int64_t> dims, std::uint64_t seed) {
  HostArray out(Shape{dtype, std::move(dims)});
  std::vector<float> values(static_cast<std::size_t>(out.shape().elements()));
  for (float& v : values) {
    seed = seed * 6364136223846793005 + 1442695040888963407;
    v = static_cast<float>(static_cast<std::int32_t>(seed >> 32)) / 65536.0f;
  }
  convert(DType::kF32, std::as_bytes(std::span(values)), dtype, out.bytes());
  return out;
}

// After five tokens, with all that a state can have but logits.
inline SavedState small_state() {
  SavedState s;
  s.model = {"mamba2", "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"};
  s.tokens = 5;
  s.ids = {3, 1, 4, 1, 5};
  TokenHash hash;
  hash.add(*s.ids);
  s.tokens_hash = hash.hex();
  s.recent = {3, 1, 4, 1, 5, 9};
  s.next = 9;
  s.withheld = 2;
  s.sampling = {0.1 + 0.2, 40, 0.95, 1e-300, 1.1, 0xFFFF'FFFF'FFFF'FFFF};
  s.drawn = 3;
  s.dtype = "bf16";
  s.device = "a device";
  s.program = "constate 0.1.0";
  s.saved_at = 1'795'858'200;
  s.seen = HostArray::of<std::uint8_t>(DType::kPred, {10}, {0, 1, 0, 1, 1, 1, 0, 0, 0, 1});
  s.fields.emplace_back("layers.0.conv", array_of(DType::kF32, {2, 3}, 1));
  s.fields.emplace_back("layers.0.ssm", array_of(DType::kBF16, {2, 2, 2}, 2));
  s.fields.emplace_back("layers.1.conv", array_of(DType::kF16, {4}, 3));
  s.notes = {{"chat", "[\"gr\u00fc\u00df dich\"]"}, {"empty", ""}};
  return s;
}

// The same with logits in place of `next`, and without ids and notes.
inline SavedState state_with_logits() {
  SavedState s = small_state();
  s.next.reset();
  s.recent.pop_back();
  s.ids.reset();
  s.notes.clear();
  s.logits = array_of(DType::kF32, {10}, 7);
  return s;
}

// Before the first token.
inline SavedState first_state() {
  SavedState s = small_state();
  s.tokens = s.drawn = s.withheld = 0;
  s.tokens_hash = TokenHash().hex();
  s.ids->clear();
  s.recent.clear();
  s.next.reset();
  return s;
}

// A file taken apart. What is changed gets right checksums when it is put together, unless `metadata` has
// one.
struct StateFile {
  struct Tensor {
    std::string name;
    Shape shape;
    std::string bytes;
  };
  std::vector<Tensor> tensors;  // in the file's order
  std::map<std::string, std::string> metadata;

  explicit StateFile(const std::filesystem::path& path) {
    const formats::SafetensorsFile file(path);
    std::vector<std::pair<std::uint64_t, std::string>> order;
    for (const auto& [name, tensor] : file.tensors()) order.emplace_back(tensor.offset, name);
    std::sort(order.begin(), order.end());
    for (const auto& [offset, name] : order) {
      const HostArray array = file.read(name);
      const auto* data = reinterpret_cast<const char*>(array.bytes().data());
      tensors.push_back({name, array.shape(), std::string(data, array.bytes().size())});
    }
    for (const auto& [key, value] : file.metadata())
      if (!key.starts_with("checksum")) metadata.emplace(key, value);
  }

  Tensor& tensor(const std::string& name) {
    for (Tensor& t : tensors)
      if (t.name == name) return t;
    throw Error(Code::kNotFound, name);
  }
  // One more, of rank 1.
  void add(std::string name, DType dtype, std::string data) {
    Tensor t{std::move(name), Shape{dtype, {}}, std::move(data)};
    t.shape.dims.push_back(static_cast<std::int64_t>(t.bytes.size() / size_of(dtype)));
    tensors.push_back(std::move(t));
  }
  void remove(const std::string& name) {
    std::erase_if(tensors, [&](const Tensor& t) { return t.name == name; });
  }

  std::string bytes() const {
    std::map<std::string, std::string> words = metadata;
    std::vector<std::pair<std::string, Shape>> entries;
    std::string data;
    words.emplace("checksum", kNoDigits);
    for (const Tensor& t : tensors) {
      entries.emplace_back(t.name, t.shape);
      words.emplace(checksum_key(t.name), Checksum::of(t.bytes).hex());
      data += t.bytes;
    }
    return with_checksum(formats::safetensors_head(entries, words)) + data;
  }

  // A file, with the header's checksum made right.
  static std::string with_checksum(std::string file) {
    std::uint64_t length = 0;
    std::memcpy(&length, file.data(), kLengthBytes);
    const std::string digits = checksum_of_head(std::string_view(file).substr(kLengthBytes, length)).hex();
    return file.replace(kLengthBytes + kStart.size(), digits.size(), digits);
  }
};

}  // namespace constate::engine
