#include "formats/gguf_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <set>

#include "base/error.h"
#include "base/utf8.h"
#include "formats/file_head.h"
#include "formats/gguf_cursor.h"
#include "formats/shown.h"

namespace constate::formats {
namespace {

constexpr std::uint64_t kMaxNames = 1 << 16;  // of keys, of tensors, of arrays in arrays
constexpr std::uint64_t kMaxKey = 65535;      // bytes, as the format says
constexpr std::uint64_t kMaxTensorName = 63;  // bytes, as ggml has it
constexpr std::uint64_t kMaxDims = 4;         // as ggml has it
constexpr std::uint64_t kMaxAlignment = 1 << 16;
constexpr int kMaxDepth = 4;  // of arrays in arrays
constexpr const char* kFetchAgain = GgufCursor::kFetchAgain;

GgufType type_of(std::uint32_t number) {
  if (number >= kGgufTypes)
    throw FormatError(fmt::format("a type is a number from 0 to {}; got {}", kGgufTypes - 1, number));
  return static_cast<GgufType>(number);
}

class HeadReader {
 public:
  explicit HeadReader(const File& file) : file_(file), in_(file) {}

  GgufHead read() {
    check_magic();
    const std::uint64_t tensors = count("tensors"), keys = count("keys");
    for (std::uint64_t i = 0; i < keys; ++i) read_key(i);
    alignment_ = alignment();
    for (std::uint64_t i = 0; i < tensors; ++i) read_tensor(i);
    place_tensors();
    return std::move(out_);
  }

 private:
  void check_magic();
  std::uint64_t count(const char* what) {
    const auto n = in_.number<std::uint64_t>(fmt::format("the number of {}", what));
    if (n > kMaxNames) throw FormatError(fmt::format("at most {} {}; got {}", kMaxNames, what, n));
    return n;
  }
  void read_key(std::uint64_t i);
  GgufValue read_value();
  GgufArray read_array(int depth);
  void read_texts(GgufArray& out);
  std::uint64_t alignment() const;
  void read_tensor(std::uint64_t i);
  void read_shape(GgufTensorInfo& tensor);
  void place_tensors();

  const File& file_;
  GgufCursor in_;
  GgufHead out_;
  std::uint64_t alignment_ = 0, arrays_ = 0;
  std::set<std::string, std::less<>> names_;
};

// Refuses what is no GGUF file of these versions, saying what it is instead where that can be told.
void HeadReader::check_magic() {
  const std::string head = file_head(file_, 64, "a GGUF file");
  for (const char* old : {"lmgg", "fmgg", "tjgg", "algg"})
    if (head.starts_with(old))
      throw FormatError("a file of ggml from before GGUF is not read here",
                        "make a GGUF file of the original model with llama.cpp's convert_hf_to_gguf.py");
  if (!head.starts_with("GGUF"))
    throw FormatError(fmt::format("a GGUF file begins with `GGUF`; got {}", shown(head.substr(0, 4))),
                      "the file is damaged or of another format: fetch it again");
  std::array<char, 4> magic{};
  in_.bytes(magic, "the first word");
  const auto version = in_.number<std::uint32_t>("the version");
  if (version == 2 || version == 3) return;
  if (version != 0 && (version & 0xFFFF) == 0)
    throw FormatError("a big-endian GGUF file is not read here",
                      "llama.cpp's gguf_convert_endian.py swaps its bytes");
  if (version == 1)
    throw FormatError("GGUF in versions 2 and 3 is read; got version 1",
                      "make the file again with a llama.cpp from after August 2023");
  throw FormatError(fmt::format("GGUF in versions 2 and 3 is read; got version {}", version));
}

void HeadReader::read_key(std::uint64_t i) {
  std::string key = in_.text(fmt::format("the name of key {}", i), kMaxKey);
  if (key.empty()) throw FormatError(fmt::format("key {} has no name", i));
  if (find_invalid_utf8(key) != key.npos)
    throw FormatError(fmt::format("the name of key {} must be UTF-8; got {}", i, shown(key)));
  with_context(fmt::format("key {}", shown(key)), [&] {
    if (out_.metadata.has(key)) throw FormatError("stands twice");
    out_.metadata.add(key, read_value());
  });
}

GgufValue HeadReader::read_value() {
  const GgufType type = type_of(in_.number<std::uint32_t>("its type"));
  const auto unsigned_of = [&](std::uint64_t value) { return GgufValue{type, value}; };
  const auto signed_of = [&](std::int64_t value) { return GgufValue{type, value}; };
  constexpr std::string_view kWhat = "its value";
  switch (type) {
    case GgufType::kU8:
      return unsigned_of(in_.number<std::uint8_t>(kWhat));
    case GgufType::kU16:
      return unsigned_of(in_.number<std::uint16_t>(kWhat));
    case GgufType::kU32:
      return unsigned_of(in_.number<std::uint32_t>(kWhat));
    case GgufType::kU64:
      return unsigned_of(in_.number<std::uint64_t>(kWhat));
    case GgufType::kI8:
      return signed_of(in_.number<std::int8_t>(kWhat));
    case GgufType::kI16:
      return signed_of(in_.number<std::int16_t>(kWhat));
    case GgufType::kI32:
      return signed_of(in_.number<std::int32_t>(kWhat));
    case GgufType::kI64:
      return signed_of(in_.number<std::int64_t>(kWhat));
    case GgufType::kF32:
      return {type, static_cast<double>(in_.number<float>(kWhat))};
    case GgufType::kF64:
      return {type, in_.number<double>(kWhat)};
    case GgufType::kBool: {
      const auto value = in_.number<std::uint8_t>(kWhat);
      if (value > 1) throw FormatError(fmt::format("a bool is 0 or 1; got {}", value));
      return {type, value == 1};
    }
    case GgufType::kString:
      return {type, in_.text(kWhat)};
    case GgufType::kArray:
      return {type, read_array(1)};
  }
  throw Error(Code::kInternal, "a type without a case");
}

GgufArray HeadReader::read_array(int depth) {
  if (depth > kMaxDepth) throw FormatError(fmt::format("arrays stand in arrays at most {} deep", kMaxDepth));
  GgufArray out;
  out.type = type_of(in_.number<std::uint32_t>("the type of its elements"));
  out.count = in_.number<std::uint64_t>("the number of its elements");
  const std::uint64_t least = out.type == GgufType::kString  ? 8
                              : out.type == GgufType::kArray ? 12
                                                             : size_of(out.type);
  if (out.count > in_.left() / least)
    in_.too_long(fmt::format("an array of {} elements", out.count),
                 out.count > ~std::uint64_t{0} / least ? ~std::uint64_t{0} : out.count * least);
  if (out.type == GgufType::kArray) {
    if ((arrays_ += out.count) > kMaxNames)
      throw FormatError(fmt::format("at most {} arrays stand in arrays; got {}", kMaxNames, arrays_));
    for (std::uint64_t i = 0; i < out.count; ++i) out.arrays.push_back(read_array(depth + 1));
  } else if (out.type == GgufType::kString) {
    read_texts(out);
  } else {
    out.bytes.resize(out.count * size_of(out.type));
    in_.bytes(out.bytes, "an array");
    const auto is_no_bool = [](char c) { return static_cast<unsigned char>(c) > 1; };
    if (out.type == GgufType::kBool && std::any_of(out.bytes.begin(), out.bytes.end(), is_no_bool))
      throw FormatError("a bool is 0 or 1, also in an array");
  }
  return out;
}

// Twice: memory is asked for once, when it is known how much.
void HeadReader::read_texts(GgufArray& out) {
  const std::uint64_t begin = in_.at();
  out.ends.reserve(out.count);
  std::uint32_t end = 0;
  for (std::uint64_t i = 0; i < out.count; ++i) {
    const auto size = in_.number<std::uint64_t>("a string");
    in_.skip(size, "a string");
    out.ends.push_back(end += static_cast<std::uint32_t>(size));
  }
  out.bytes.resize(end);
  in_.go_to(begin);
  std::size_t at = 0;
  for (const std::uint32_t next : out.ends) {
    in_.number<std::uint64_t>("a string");
    in_.bytes(std::span(out.bytes).subspan(at, next - at), "a string");
    at = next;
  }
}

std::uint64_t HeadReader::alignment() const {
  const std::optional<std::int64_t> given = out_.metadata.integer("general.alignment");
  if (!given) return 32;
  if (*given < 8 || *given > static_cast<std::int64_t>(kMaxAlignment) ||
      !std::has_single_bit(static_cast<std::uint64_t>(*given)))
    throw FormatError(fmt::format("key `general.alignment`: must be a power of two from 8 to {}; got {}",
                                  kMaxAlignment, *given));
  return static_cast<std::uint64_t>(*given);
}

void HeadReader::read_tensor(std::uint64_t i) {
  GgufTensorInfo tensor;
  tensor.name = in_.text(fmt::format("the name of tensor {}", i), kMaxTensorName);
  if (tensor.name.empty()) throw FormatError(fmt::format("tensor {} has no name", i));
  if (find_invalid_utf8(tensor.name) != tensor.name.npos)
    throw FormatError(fmt::format("the name of tensor {} must be UTF-8; got {}", i, shown(tensor.name)));
  with_context(fmt::format("tensor {}", shown(tensor.name)), [&] {
    if (!names_.insert(tensor.name).second) throw FormatError("stands twice");
    read_shape(tensor);
    tensor.offset = in_.number<std::uint64_t>("its place");
    if (tensor.offset % alignment_ != 0)
      throw FormatError(
          fmt::format("begins at a multiple of {} bytes of the data; got {}", alignment_, tensor.offset));
  });
  out_.tensors.push_back(std::move(tensor));
}

void HeadReader::read_shape(GgufTensorInfo& tensor) {
  const auto rank = in_.number<std::uint32_t>("the number of its dimensions");
  if (rank == 0 || rank > kMaxDims)
    throw FormatError(fmt::format("has 1 to {} dimensions; got {}", kMaxDims, rank));
  for (std::uint32_t d = 0; d < rank; ++d) {
    const auto size = in_.number<std::uint64_t>("a dimension");
    if (size == 0 || size > static_cast<std::uint64_t>(INT64_MAX))
      throw FormatError(fmt::format("dimension {} is at least 1 and below 2^63; got {}", d, size));
    tensor.shape.dims.insert(tensor.shape.dims.begin(), static_cast<std::int64_t>(size));
  }
  const auto number = in_.number<std::uint32_t>("its type");
  tensor.elements = gguf_elements(number);
  if (!tensor.elements) {
    const std::string_view known = gguf_type_name(number);
    throw FormatError(fmt::format("its type is one of {}; got {}", gguf_types_read(),
                                  known.empty() ? fmt::format("type {}", number) : std::string(known)),
                      "llama.cpp's llama-quantize --allow-requantize makes one of these from it");
  }
  const GgufElements& e = *tensor.elements;
  tensor.shape.dtype = e.dtype;
  if (tensor.shape.dims.back() % e.block != 0)
    throw FormatError(fmt::format("a row of {} is a multiple of {} elements; got {}", e.name, e.block,
                                  tensor.shape.dims.back()));
  checked_bytes(tensor.shape.dims, sizeof(float));
  tensor.bytes = static_cast<std::uint64_t>(tensor.shape.elements()) / e.block * e.block_bytes;
}

// The tensors, in order of their places, are the data: each begins right behind the one before, but for the
// bytes up to the next multiple of the alignment.
void HeadReader::place_tensors() {
  const auto padded = [&](std::uint64_t n) { return (n + alignment_ - 1) / alignment_ * alignment_; };
  const std::uint64_t start = padded(in_.at());
  if (out_.tensors.empty()) return;
  if (start > file_.size())
    throw FormatError(fmt::format("the data begins at byte {}; the file has {}", start, file_.size()),
                      kFetchAgain);
  const std::uint64_t have = file_.size() - start;
  std::sort(out_.tensors.begin(), out_.tensors.end(), [](const GgufTensorInfo& a, const GgufTensorInfo& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.name < b.name;
  });
  std::uint64_t at = 0;
  for (GgufTensorInfo& t : out_.tensors) {
    const std::string which = fmt::format("tensor {}", shown(t.name));
    if (t.offset < at)
      throw FormatError(
          fmt::format("{}: overlaps the one before it: it begins at byte {} of the data, before {}", which,
                      t.offset, at));
    if (t.offset > at)
      throw FormatError(
          fmt::format("{}: bytes {} to {} of the data, before it, belong to no tensor", which, at, t.offset));
    if (t.bytes > have - std::min(have, t.offset))
      throw FormatError(fmt::format("{}: takes {} bytes from byte {} of the data, which has {}", which,
                                    t.bytes, t.offset, have),
                        kFetchAgain);
    at = padded(t.offset + t.bytes);
    t.offset += start;
  }
  if (at < have)
    throw FormatError(fmt::format("the tensors end at byte {} of the data, which has {}", at, have));
}

}  // namespace

GgufHead read_gguf_head(const File& file) { return HeadReader(file).read(); }

}  // namespace constate::formats
