// Writes a saved state's file.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/replacement.h"
#include "engine/saved_state_layout.h"
#include "engine/saved_state_rules.h"
#include "formats/safetensors.h"

namespace constate::engine {
namespace {

namespace fs = std::filesystem;

// A tensor of a state, in this process's memory.
struct Part {
  std::string name;
  Shape shape;
  std::span<const std::byte> bytes;
};

// In the file's order.
std::vector<Part> parts_of(const SavedState& s) {
  std::vector<Part> out;
  for (const auto& [name, array] : s.fields)
    out.push_back({fmt::format("{}{}", kStatePrefix, name), array.shape(), array.bytes()});
  if (s.logits) out.push_back({"logits", s.logits->shape(), s.logits->bytes()});
  if (s.ids) out.push_back({"ids", {DType::kS32, {std::ssize(*s.ids)}}, std::as_bytes(std::span(*s.ids))});
  if (!s.unfed.empty())
    out.push_back({"unfed", {DType::kS32, {std::ssize(s.unfed)}}, std::as_bytes(std::span(s.unfed))});
  out.push_back({"seen", s.seen.shape(), s.seen.bytes()});
  for (const auto& [name, text] : s.notes)
    out.push_back({fmt::format("{}{}", kNotePrefix, name),
                   {DType::kU8, {std::ssize(text)}},
                   std::as_bytes(std::span(text))});
  return out;
}

Checksum write_part(Replacement& file, const Part& part, const std::string& where) {
  ChecksumStream sum;
  for (std::size_t at = 0; at < part.bytes.size(); at += kBlock) {
    const auto block = part.bytes.subspan(at, std::min(kBlock, part.bytes.size() - at));
    if (!is_finite(part.shape.dtype, block))
      throw FormatError(fmt::format("{}: {}", where, not_finite(part.name)));
    sum.add(block);
    file.write(block);
  }
  return sum.value();
}

}  // namespace

Checksum checksum_of_head(std::string_view json) {
  std::string length;
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    length += static_cast<char>(std::uint64_t{json.size()} >> (8 * i));
  ChecksumStream sum;
  for (const std::string_view part :
       {std::string_view(length), kStart, kNoDigits, json.substr(kStart.size() + Checksum::kDigits)})
    sum.add(std::as_bytes(std::span(part)));
  return sum.value();
}

void write_state(const fs::path& path, const SavedState& state) {
  with_context(path.string(), [&] {
    check_facts(facts_of(state));
    check_contents(state);
  });
  const std::vector<Part> parts = parts_of(state);
  std::vector<std::pair<std::string, Shape>> tensors;
  std::map<std::string, std::string> metadata = metadata_of(state);
  metadata.insert({{"checksum", std::string(kNoDigits)},
                   {"format", std::string(kStateFormat)},
                   {"version", std::string(kStateVersion)}});
  for (const Part& part : parts) {
    tensors.emplace_back(part.name, part.shape);
    metadata.emplace(checksum_key(part.name), kNoDigits);
  }
  const auto head_now = [&] {
    return with_context(path.string(), [&] { return formats::safetensors_head(tensors, metadata); });
  };
  // The head's size does not depend on the checksums, which are known when the tensors are written.
  Replacement file(path);
  file.seek(head_now().size());
  for (const Part& part : parts)
    metadata[checksum_key(part.name)] = write_part(file, part, path.string()).hex();
  std::string head = head_now();
  const Checksum sum = checksum_of_head(std::string_view(head).substr(kLengthBytes));
  head.replace(kLengthBytes + kStart.size(), Checksum::kDigits, sum.hex());
  file.seek(0);
  file.write(std::as_bytes(std::span(head)));
  file.commit();
}

}  // namespace constate::engine
