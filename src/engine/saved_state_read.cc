// Reads a saved state's file: first all that the header tells, then the tensors.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/file.h"
#include "engine/saved_state_layout.h"
#include "engine/saved_state_rules.h"
#include "formats/safetensors.h"

namespace constate::engine {
namespace {

namespace fs = std::filesystem;
using formats::FileTensor;

constexpr const char* kDamaged =
    "the file is cut short or damaged: take another copy, or save the state anew";

// The header of an open file, after all checks that need nothing else.
struct Header {
  std::map<std::string, FileTensor> tensors;
  std::map<std::string, std::string> metadata;
};

void check_version(const std::map<std::string, std::string>& metadata) {
  const auto format = metadata.find("format"), version = metadata.find("version");
  if (format == metadata.end() || format->second != kStateFormat)
    throw FormatError("is a safetensors file, but no saved state");
  if (version == metadata.end()) throw FormatError("`version` is missing");
  const std::string& text = version->second;
  if (text == kStateVersion) return;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0)
    throw FormatError("`version` is no number");
  throw FormatError(fmt::format("a saved state of version {}, {} than {}, the one that is read here", number,
                                number > 1 ? "newer" : "older", kStateVersion),
                    number > 1 ? "a newer constate reads it" : "");
}

bool starts_as_state(std::string_view json) {
  return json.starts_with(kStart) && json.size() > kStart.size() + Checksum::kDigits &&
         json[kStart.size() + Checksum::kDigits] == '"';
}

void check_head(std::string_view json) {
  const std::string got = checksum_of_head(json).hex();
  const std::string_view said = json.substr(kStart.size(), Checksum::kDigits);
  if (got != said)
    throw FormatError(fmt::format("the header has the checksum {}; it says {}", got, said), kDamaged);
}

Header read_header(const File& file, Checksums checksums) {
  if (file.size() == 0) throw FormatError("is empty: no saved state", kDamaged);
  std::string json;
  try {
    json = formats::read_safetensors_header(file);
  } catch (const FormatError& e) {
    throw FormatError(fmt::format("not a whole safetensors file: {}", e.what()),
                      "the file is cut short, or something else than a saved state");
  }
  const bool as_state = starts_as_state(json);
  if (as_state && checksums == Checksums::kCompare) check_head(json);
  formats::SafetensorsHeader header;
  try {
    header = formats::parse_safetensors_header(json, file.size());
  } catch (const FormatError& e) {
    if (as_state) throw FormatError(e.what(), kDamaged);
    throw FormatError(fmt::format("not a safetensors file: {}", e.what()), kDamaged);
  }
  check_version(header.metadata);
  if (!as_state)
    throw FormatError("the header does not begin with its checksum",
                      "another program wrote it anew: take the file as it was saved");
  header.metadata.erase("checksum");
  header.metadata.erase("format");
  header.metadata.erase("version");
  return {std::move(header.tensors), std::move(header.metadata)};
}

std::optional<std::string> behind(std::string_view prefix, const std::string& name) {
  if (!name.starts_with(prefix)) return std::nullopt;
  return name.substr(prefix.size());
}

// Takes out of `header` all but the checksums of the tensors.
StateFacts take_facts(Header& header, std::uint64_t file_bytes) {
  StateFacts out{take_head(header.metadata), false, false, 0, 0, {}, {}, file_bytes};
  const auto shape_of = [&](const char* name) -> const Shape* {
    const auto it = header.tensors.find(name);
    return it == header.tensors.end() ? nullptr : &it->second.shape;
  };
  const Shape *seen = shape_of("seen"), *logits = shape_of("logits"), *ids = shape_of("ids"),
              *unfed = shape_of("unfed");
  if (seen == nullptr) throw FormatError("tensor `seen` is missing");
  check_shapes(*seen, logits, ids, unfed, out.tokens);
  out.vocabulary = seen->elements();
  out.has_logits = logits != nullptr;
  out.has_ids = ids != nullptr;
  out.unfed = unfed ? unfed->elements() : 0;
  std::vector<std::pair<std::uint64_t, std::pair<std::string, Shape>>> fields;
  for (const auto& [name, tensor] : header.tensors) {
    if (auto field = behind(kStatePrefix, name)) {
      fields.push_back({tensor.offset, {std::move(*field), tensor.shape}});
    } else if (auto note = behind(kNotePrefix, name)) {
      if (tensor.shape.dtype != DType::kU8 || tensor.shape.rank() != 1)
        throw FormatError(fmt::format("tensor `{}` is u8 [bytes]; got {}", name, tensor.shape.str()));
      out.notes.emplace_back(std::move(*note), tensor.shape.elements());
    } else if (name != "seen" && name != "logits" && name != "ids" && name != "unfed") {
      throw FormatError(fmt::format("tensor `{}` is no part of a saved state", name));
    }
  }
  std::stable_sort(fields.begin(), fields.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [offset, field] : fields) out.fields.push_back(std::move(field));
  check_facts(out);
  return out;
}

// What is left of the metadata is a checksum for each tensor.
void check_checksums(const Header& header) {
  for (const auto& [name, tensor] : header.tensors) {
    const auto it = header.metadata.find(checksum_key(name));
    if (it == header.metadata.end()) throw FormatError(fmt::format("`checksum.{}` is missing", name));
    if (!Checksum::from_hex(it->second))
      throw FormatError(fmt::format("`checksum.{}` is 32 hex digits; got {} bytes", name, it->second.size()));
  }
  for (const auto& [key, value] : header.metadata) {
    const auto tensor = behind(kChecksumPrefix, key);
    if (!tensor || !header.tensors.contains(*tensor))
      throw FormatError(fmt::format("`{}` is no part of a saved state", key));
  }
}

// Reads tensors of a file whose header is right.
class PartReader {
 public:
  PartReader(const File& file, const Header& header, Checksums checksums)
      : file_(file), header_(header), checksums_(checksums) {}

  const Shape& shape(const std::string& name) const { return header_.tensors.at(name).shape; }

  // Block by block, so that what is read is checked while it is in the processor's cache.
  void read(const std::string& name, std::span<std::byte> out) const {
    const FileTensor& tensor = header_.tensors.at(name);
    ChecksumStream sum;
    bool finite = true;
    for (std::size_t at = 0; at < out.size(); at += kBlock) {
      const auto block = out.subspan(at, std::min(kBlock, out.size() - at));
      file_.read(tensor.offset + at, block);
      sum.add(block);
      finite = finite && is_finite(tensor.shape.dtype, block);
    }
    const std::string& said = header_.metadata.at(checksum_key(name));
    const std::string got = sum.value().hex();
    if (checksums_ == Checksums::kCompare && got != said)
      fail(fmt::format("tensor `{}` has the checksum {}; the header says {}", name, got, said), kDamaged);
    if (!finite) fail(not_finite(name));
  }
  HostArray array(const std::string& name) const {
    HostArray out(shape(name));
    read(name, out.bytes());
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& what, const char* hint = "") const {
    throw FormatError(fmt::format("{}: {}", file_.path().string(), what), hint);
  }
  const File& file_;
  const Header& header_;
  const Checksums checksums_;
};

struct Opened {
  Header header;
  StateFacts facts;
};

Opened open(const File& file, Checksums checksums) {
  return with_context(file.path().string(), [&] {
    Opened out{read_header(file, checksums), {}};
    out.facts = take_facts(out.header, file.size());
    check_checksums(out.header);
    return out;
  });
}

}  // namespace

StateFacts read_state_facts(const fs::path& path) {
  const File file(path);
  return open(file, Checksums::kCompare).facts;
}

SavedState read_state(const fs::path& path, Checksums checksums) {
  const File file(path);
  const Opened opened = open(file, checksums);
  const StateFacts& facts = opened.facts;
  const PartReader parts(file, opened.header, checksums);
  SavedState out;
  static_cast<StateHead&>(out) = facts;
  for (const auto& [name, shape] : facts.fields)
    out.fields.emplace_back(name, parts.array(fmt::format("{}{}", kStatePrefix, name)));
  if (facts.has_logits) out.logits = parts.array("logits");
  if (facts.has_ids) {
    out.ids.emplace(static_cast<std::size_t>(facts.tokens));
    parts.read("ids", std::as_writable_bytes(std::span(*out.ids)));
  }
  if (facts.unfed > 0) {
    out.unfed.resize(static_cast<std::size_t>(facts.unfed));
    parts.read("unfed", std::as_writable_bytes(std::span(out.unfed)));
  }
  out.seen = parts.array("seen");
  for (const auto& [name, bytes] : facts.notes) {
    std::string& text = out.notes[name];
    text.resize(static_cast<std::size_t>(bytes));
    parts.read(fmt::format("{}{}", kNotePrefix, name), std::as_writable_bytes(std::span(text)));
  }
  with_context(path.string(), [&] { check_contents(out); });
  return out;
}

}  // namespace constate::engine
