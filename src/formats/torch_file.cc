#include "formats/torch_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "base/error.h"
#include "formats/file_head.h"
#include "formats/pickle.h"
#include "formats/shown.h"
#include "formats/zip.h"

namespace constate::formats {
namespace {

using Entries = std::map<std::string, ZipEntry>;

constexpr const char* kSaveAgain =
    "load it with PyTorch and torch.save its state_dict again, or save that as safetensors";
constexpr std::uint64_t kMaxText = 64;         // of the archive's small parts
constexpr std::uint64_t kExpanded = 64 << 20;  // bytes that an expanded tensor may take in a smaller file

constexpr std::array<std::pair<std::string_view, DType>, 10> kDTypes = {
    {{"torch.FloatStorage", DType::kF32},
     {"torch.DoubleStorage", DType::kF64},
     {"torch.HalfStorage", DType::kF16},
     {"torch.BFloat16Storage", DType::kBF16},
     {"torch.LongStorage", DType::kS64},
     {"torch.IntStorage", DType::kS32},
     {"torch.ShortStorage", DType::kS16},
     {"torch.CharStorage", DType::kS8},
     {"torch.ByteStorage", DType::kU8},
     {"torch.BoolStorage", DType::kPred}}};

// Refuses what is no zip archive, saying what it is instead where that can be told.
void check_is_zip(const File& file) {
  const std::string head = file_head(file, 512, "a checkpoint");
  if (head.starts_with("PK")) return;
  // The number that torch.save wrote first before it wrote archives, as a pickle has it.
  if (head.substr(0, 32).find("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") != head.npos)
    throw FormatError("the format of torch.save before PyTorch 1.6 is not read here", kSaveAgain);
  if (head.substr(std::min<std::size_t>(257, head.size())).starts_with("ustar"))
    throw FormatError("a tar archive, the format of torch.save before PyTorch 0.2, is not read here",
                      kSaveAgain);
  if (head.size() > 8 && head[8] == '{' && head.substr(4, 4) == std::string(4, '\0'))
    throw FormatError("a safetensors file, not one of torch.save", "name it *.safetensors");
  throw FormatError("not a file of torch.save: that is a zip archive",
                    "the file is damaged or of another format: fetch it again");
}

const ZipEntry& need(const Entries& entries, const std::string& name) {
  const auto it = entries.find(name);
  if (it == entries.end())
    throw FormatError(fmt::format("entry {} is not there", shown(name)), "the file is not one of torch.save");
  return it->second;
}

// The archive's one folder, with its slash: where `data.pkl` lies.
std::string folder_of(const Entries& entries) {
  std::optional<std::string> folder;
  for (const auto& [name, entry] : entries) {
    const std::size_t slash = name.find('/');
    if (slash == name.npos) continue;
    const std::string_view rest = std::string_view(name).substr(slash + 1);
    if (rest == "constants.pkl" || rest.starts_with("code/"))
      throw FormatError(
          "a TorchScript program, which is not read here",
          "load it with torch.jit.load and torch.save its state_dict, or save that as safetensors");
    if (rest != "data.pkl") continue;
    if (folder)
      throw FormatError(
          fmt::format("both {} and {} hold a `data.pkl`", shown(*folder), shown(name.substr(0, slash + 1))));
    folder = name.substr(0, slash + 1);
  }
  if (!folder) throw FormatError("a zip archive without a `data.pkl`", "the file is not one of torch.save");
  return *folder;
}

// The sum is 0 where the writer was told to leave it out.
std::string read_part(const File& file, const ZipEntry& entry, const std::string& name, std::uint64_t most) {
  if (entry.size > most)
    throw FormatError(
        fmt::format("entry {}: at most {} bytes are read; got {}", shown(name), most, entry.size));
  std::string out(entry.size, '\0');
  const auto bytes = std::as_writable_bytes(std::span(out));
  file.read(entry.offset, bytes);
  if (const std::uint32_t crc = crc32(bytes); entry.crc != 0 && crc != entry.crc)
    throw FormatError(fmt::format("entry {} is damaged: its sum is {:08x}; the archive says {:08x}",
                                  shown(name), crc, entry.crc),
                      "fetch the file again");
  return out;
}

void check_version(const File& file, const Entries& entries, const std::string& folder) {
  if (const auto it = entries.find(folder + "byteorder"); it != entries.end()) {
    const std::string order = read_part(file, it->second, it->first, kMaxText);
    if (order == "big") throw FormatError("big-endian tensors are not read here", kSaveAgain);
    if (order != "little")
      throw FormatError(fmt::format("entry {} is `little` or `big`; got {}", shown(it->first), shown(order)));
  }
  const std::string name = folder + (entries.contains(folder + "version") ? "version" : ".data/version");
  std::string version = read_part(file, need(entries, name), name, kMaxText);
  if (version.ends_with('\n')) version.pop_back();
  const bool digit = version.size() == 1 && version[0] >= '1' && version[0] <= '9';
  if (!digit && version != "10")
    throw FormatError(fmt::format("versions 1 to 10 of the format are read; got {}", shown(version)));
}

bool is_plain(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c)) || c == '_';
  });
}

DType dtype_of(const PickledTensor& tensor) {
  for (const auto& [name, dtype] : kDTypes)
    if (name == tensor.storage_type) return dtype;
  throw FormatError(fmt::format("elements of {} are not read here", shown(tensor.storage_type)),
                    "convert it to a float type that PyTorch and safetensors share");
}

std::uint64_t bytes_of(const Shape& shape) {
  try {
    return static_cast<std::uint64_t>(checked_bytes(shape.dims, size_of(shape.dtype)));
  } catch (const Error& e) {
    throw FormatError(e.what());
  }
}

// Where its storage lies; the entry has the storage's size to the byte.
const ZipEntry& storage_of(const PickledTensor& tensor, const Entries& entries, const std::string& folder,
                           std::size_t element_bytes) {
  if (!is_plain(tensor.storage))
    throw FormatError(fmt::format("a storage's key has letters and digits; got {}", shown(tensor.storage)));
  const auto it = entries.find(folder + "data/" + tensor.storage);
  if (it == entries.end())
    throw FormatError(fmt::format("storage {} is not in the archive", shown(tensor.storage)));
  std::int64_t bytes = 0;
  if (__builtin_mul_overflow(tensor.storage_elements, static_cast<std::int64_t>(element_bytes), &bytes) ||
      static_cast<std::uint64_t>(bytes) != it->second.size)
    throw FormatError(fmt::format("storage {} has {} elements of {} bytes; its entry has {} bytes",
                                  shown(tensor.storage), tensor.storage_elements, element_bytes,
                                  it->second.size));
  return it->second;
}

}  // namespace

TorchFile::TorchFile(const std::filesystem::path& path) : TensorFile(path) {
  with_context(path.string(), [&] { open(); });
}

void TorchFile::open() {
  check_is_zip(file_);
  const Entries entries = read_zip_directory(
      {file_.size(), [this](std::uint64_t at, std::span<std::byte> out) { file_.read(at, out); }});
  const std::string folder = folder_of(entries);
  check_stored(entries);
  check_version(file_, entries, folder);
  std::map<std::string, PickledTensor> tensors;
  {
    const std::string name = folder + "data.pkl";
    tensors = parse_pickle(read_part(file_, entries.at(name), name, kMaxPickleBytes));
  }
  std::map<std::string, std::string> types;  // of the storages
  for (auto& [name, tensor] : tensors)
    with_context(fmt::format("tensor `{}`", name), [&, &key = name, &t = tensor] {
      const DType dtype = dtype_of(t);
      const std::size_t element = size_of(dtype);
      const ZipEntry& storage = storage_of(t, entries, folder, element);
      const auto type = types.emplace(t.storage, t.storage_type).first;
      if (type->second != t.storage_type)
        throw FormatError(fmt::format("storage {} is of {} here and of {} elsewhere", shown(t.storage),
                                      t.storage_type, type->second));
      const std::optional<std::int64_t> end = end_of(t.view);
      if (!end || *end > t.storage_elements)
        throw FormatError(fmt::format("it ends at element {} of storage {}, which has {}",
                                      end ? fmt::format("{}", *end) : "2^63 or later", shown(t.storage),
                                      t.storage_elements));
      Shape shape{dtype, t.view.dims};
      const std::uint64_t bytes = bytes_of(shape);
      if (bytes > std::max(file_.size(), kExpanded))
        throw FormatError(fmt::format("{} takes {} bytes, which the file has not: its storage has {}",
                                      shape.str(), bytes, storage.size));
      const std::uint64_t first = storage.offset + static_cast<std::uint64_t>(t.view.offset) * element;
      tensors_.emplace(key, FileTensor{std::move(shape), first});
      if (!is_contiguous(t.view)) strided_.emplace(key, View{std::move(t.view), storage.offset});
    });
}

// Sums of the tensors' bytes are not checked: PyTorch does not check them either, archives may be saved
// without, and summing a tensor takes about five times as long as reading it.
void TorchFile::fill(const std::string& name, const FileTensor& tensor, std::span<std::byte> out) const {
  const auto it = strided_.find(name);
  if (it == strided_.end()) return file_.read(tensor.offset, out);
  gather(
      it->second.view, size_of(tensor.shape.dtype),
      [&](std::uint64_t at, std::span<std::byte> bytes) { file_.read(it->second.storage + at, bytes); }, out);
}

}  // namespace constate::formats
