// The header of a safetensors file, read as a stream of JSON events: a document tree of a hostile header
// would take many times its size.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/utf8.h"
#include "formats/float8.h"
#include "formats/safetensors.h"

namespace constate::formats {
namespace {

constexpr std::size_t kMaxNames = 1 << 16;  // of tensors and of metadata: real files have thousands
constexpr std::size_t kMaxRank = 32;
constexpr std::size_t kMaxShown = 100, kMaxWhy = 400;  // bytes in a message
constexpr std::string_view kMetadata = "__metadata__";

constexpr std::array<std::pair<std::string_view, DType>, 13> kDTypes = {{{"BOOL", DType::kPred},
                                                                         {"U8", DType::kU8},
                                                                         {"I8", DType::kS8},
                                                                         {"I16", DType::kS16},
                                                                         {"U16", DType::kU16},
                                                                         {"I32", DType::kS32},
                                                                         {"U32", DType::kU32},
                                                                         {"I64", DType::kS64},
                                                                         {"U64", DType::kU64},
                                                                         {"F16", DType::kF16},
                                                                         {"BF16", DType::kBF16},
                                                                         {"F32", DType::kF32},
                                                                         {"F64", DType::kF64}}};

// A type's name, and what its elements are read as.
struct Elements {
  DType dtype;
  std::size_t bytes;  // of one in the file
  const Float8* narrow = nullptr;
};
std::optional<Elements> elements_named(std::string_view wanted) {
  for (const auto& [name, dtype] : kDTypes)
    if (name == wanted) return Elements{dtype, size_of(dtype)};
  if (const Float8* narrow = float8_named(wanted)) return Elements{DType::kF32, 1, narrow};
  return std::nullopt;
}

std::string known_types() {
  std::vector<std::string_view> names;
  for (const auto& [name, dtype] : kDTypes) names.push_back(name);
  for (const Float8& narrow : float8_types()) names.push_back(narrow.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

// "f32[2, 3]", or "F8_E4M3[2, 3]".
std::string shown(const FileTensor& tensor) {
  return tensor.stored_as.empty()
             ? tensor.shape.str()
             : fmt::format("{}[{}]", tensor.stored_as, fmt::join(tensor.shape.dims, ", "));
}

// UTF-8 as messages show it, cut between two characters.
std::string brief(std::string_view text, std::size_t most = kMaxShown) {
  if (text.size() <= most) return std::string(text);
  std::size_t end = most - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

class HeaderReader : public nlohmann::json_sax<Json> {
 public:
  explicit HeaderReader(std::uint64_t data_start) : data_start_(data_start) {}

  SafetensorsHeader take() { return std::move(header_); }
  // [begin, end) of each tensor in the file.
  std::vector<std::pair<std::pair<std::uint64_t, std::uint64_t>, const std::string*>> ranges;

  bool start_object(std::size_t) override {
    if (level_ == 2) wrong("an object");
    ++level_;
    if (level_ == 2 && !in_metadata_) {
      dtype_.reset();
      dims_.reset();
      offsets_.reset();
    }
    return true;
  }

  bool key(std::string& name) override {
    if (level_ == 1) {
      in_metadata_ = name == kMetadata;
      if (in_metadata_ ? std::exchange(had_metadata_, true) : header_.tensors.contains(name))
        throw FormatError(fmt::format("header: `{}` stands twice", brief(name)));
      count_name();
      tensor_ = std::move(name);
    } else if (in_metadata_) {
      if (header_.metadata.contains(name))
        throw FormatError(fmt::format("header: `__metadata__`: key `{}` stands twice", brief(name)));
      count_name();
      field_ = std::move(name);
    } else {
      const bool twice =
          (name == "dtype" && dtype_) || (name == "shape" && dims_) || (name == "data_offsets" && offsets_);
      if (twice) fail(fmt::format("`{}` stands twice", name));
      if (name != "dtype" && name != "shape" && name != "data_offsets")
        fail(fmt::format("unknown key `{}`", brief(name)));
      field_ = std::move(name);
    }
    return true;
  }

  bool end_object() override {
    if (level_ == 2 && !in_metadata_) finish_tensor();
    --level_;
    return true;
  }

  bool start_array(std::size_t) override {
    if (level_ != 2 || in_metadata_ || in_array_ || field_ == "dtype") wrong("an array");
    in_array_ = true;
    if (field_ == "shape") {
      dims_.emplace();
    } else {
      offsets_.emplace();
    }
    return true;
  }
  bool end_array() override {
    in_array_ = false;
    return true;
  }

  bool string(std::string& value) override {
    if (level_ == 2 && in_metadata_) {
      header_.metadata.emplace(std::move(field_), std::move(value));
    } else if (level_ == 2 && field_ == "dtype" && !in_array_) {
      dtype_ = elements_named(value);
      if (!dtype_) fail(fmt::format("`dtype` is one of {}; got `{}`", known_types(), brief(value)));
    } else {
      wrong("a string");
    }
    return true;
  }

  bool number_unsigned(std::uint64_t value) override {
    if (!in_array_) wrong("a number");
    if (field_ == "shape") {
      if (value > static_cast<std::uint64_t>(INT64_MAX))
        fail(fmt::format("a dimension of {} is too large", value));
      if (dims_->size() == kMaxRank) fail(fmt::format("`shape` has at most {} dimensions", kMaxRank));
      dims_->push_back(static_cast<std::int64_t>(value));
    } else {
      if (offsets_->size() == 2) fail("`data_offsets` is [begin, end]; got more than two numbers");
      offsets_->push_back(value);
    }
    return true;
  }
  bool number_integer(std::int64_t value) override {
    wrong(fmt::format("{}", value));
    return false;
  }
  bool number_float(double, const std::string& text) override {
    wrong(brief(text));
    return false;
  }
  bool null() override {
    wrong("null");
    return false;
  }
  bool boolean(bool value) override {
    wrong(value ? "true" : "false");
    return false;
  }
  bool binary(binary_t&) override { return false; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& e) override {
    std::string why = e.what();
    if (const auto at = why.find("] "); at != why.npos)
      why.erase(0, at + 2);  // the library's own error number
    throw FormatError(fmt::format("header: not JSON: {}", brief(why, kMaxWhy)));
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw FormatError(fmt::format("header: tensor `{}`: {}", brief(tensor_), what));
  }
  // A value of a kind that cannot stand here.
  [[noreturn]] void wrong(std::string_view got) const {
    if (level_ == 1 && in_metadata_)
      throw FormatError(fmt::format("header: `__metadata__` is an object; got {}", got));
    if (level_ <= 1)
      throw FormatError(fmt::format("header: tensor `{}` is an object; got {}", brief(tensor_), got));
    if (in_metadata_)
      throw FormatError(fmt::format("header: `__metadata__`: `{}` is a string; got {}", brief(field_), got));
    if (field_ == "dtype") fail(fmt::format("`dtype` is a string; got {}", got));
    if (field_ == "shape") fail(fmt::format("`shape` is an array of integers from 0; got {}", got));
    fail(fmt::format("`data_offsets` is [begin, end], integers from 0; got {}", got));
  }

  void count_name() {
    if (++names_ > kMaxNames) throw FormatError(fmt::format("header: more than {} names", kMaxNames));
  }

  void finish_tensor() {
    if (!dtype_) fail("`dtype` is missing");
    if (!dims_) fail("`shape` is missing");
    if (!offsets_) fail("`data_offsets` is missing");
    if (offsets_->size() != 2)
      fail(fmt::format("`data_offsets` is [begin, end]; got {} numbers", offsets_->size()));
    std::uint64_t bytes = 0;
    try {
      bytes = static_cast<std::uint64_t>(checked_bytes(*dims_, dtype_->bytes));
    } catch (const Error& e) {
      fail(e.what());
    }
    const auto [begin, end] = std::pair((*offsets_)[0], (*offsets_)[1]);
    if (begin > end) fail(fmt::format("`data_offsets` ends before it begins; got [{}, {}]", begin, end));
    FileTensor tensor{Shape{dtype_->dtype, std::move(*dims_)}, data_start_ + begin};
    if (dtype_->narrow) {
      tensor.stored_as = dtype_->narrow->name;
      tensor.stored_bytes = bytes;
    }
    if (end - begin != bytes)
      fail(fmt::format("{} takes {} bytes; `data_offsets` [{}, {}] give {}", shown(tensor), bytes, begin, end,
                       end - begin));
    const auto it = header_.tensors.emplace(std::move(tensor_), std::move(tensor)).first;
    ranges.push_back({{begin, end}, &it->first});
  }

  std::uint64_t data_start_;
  SafetensorsHeader header_;
  int level_ = 0;
  bool in_metadata_ = false, had_metadata_ = false, in_array_ = false;
  std::size_t names_ = 0;
  std::string tensor_, field_;
  std::optional<Elements> dtype_;
  std::optional<std::vector<std::int64_t>> dims_;
  std::optional<std::vector<std::uint64_t>> offsets_;
};

// The tensors, in order of their places, are the data: from its first byte to its last, each byte once.
void check_ranges(HeaderReader& reader, std::uint64_t data_bytes) {
  std::sort(reader.ranges.begin(), reader.ranges.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : *a.second < *b.second;
  });
  std::uint64_t at = 0;
  for (const auto& [range, name] : reader.ranges) {
    const auto [begin, end] = range;
    if (end > data_bytes)
      throw FormatError(fmt::format("header: tensor `{}` ends at byte {} of the data, which has {}",
                                    brief(*name), end, data_bytes),
                        "the file is cut short: fetch it again");
    if (begin < at)
      throw FormatError(
          fmt::format("header: tensor `{}` overlaps the one before it: it begins at byte {} of the "
                      "data, before {}",
                      brief(*name), begin, at));
    if (begin > at)
      throw FormatError(
          fmt::format("header: bytes {} to {} of the data, before tensor `{}`, belong to no tensor", at,
                      begin, brief(*name)));
    at = end;
  }
  if (at != data_bytes)
    throw FormatError(
        fmt::format("header: the tensors end at byte {} of the data, which has {}", at, data_bytes));
}

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view json, std::uint64_t file_bytes) {
  if (json.empty() || json.front() != '{') throw FormatError("header: must start with `{`");
  if (const std::size_t at = find_invalid_utf8(json); at != json.npos)
    throw FormatError(fmt::format("header: must be UTF-8; byte {} is not", at));
  // The JSON parser would take a NUL for the end of its input.
  if (const std::size_t at = json.find('\0'); at != json.npos)
    throw FormatError(fmt::format("header: a NUL stands at byte {}", at));
  if (const std::optional<std::size_t> at = find_long_json_run(json))
    throw FormatError(
        fmt::format("header: byte {}: a name, a number or space of more than {} bytes", *at, kMaxJsonRun));
  const std::uint64_t data_start = 8 + json.size();
  HeaderReader reader(data_start);
  Json::sax_parse(json, &reader);
  check_ranges(reader, file_bytes - data_start);
  return reader.take();
}

std::string_view safetensors_name(DType dtype) {
  for (const auto& [name, d] : kDTypes)
    if (d == dtype) return name;
  return "";
}

}  // namespace constate::formats
