#include "formats/zip.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/shown.h"

namespace constate::formats {
namespace {

constexpr std::uint64_t kMaxEntries = 1 << 16;  // real files have thousands
constexpr std::uint64_t kMaxDirectory = 16 << 20;
constexpr std::uint32_t kEnd = 0x06054b50, kEnd64 = 0x06064b50, kLocator64 = 0x07064b50;
constexpr std::uint32_t kCentral = 0x02014b50, kLocal = 0x04034b50;
constexpr std::size_t kEndBytes = 22, kLocatorBytes = 20, kEnd64Bytes = 56;
constexpr std::size_t kCentralBytes = 46, kLocalBytes = 30;
constexpr std::uint64_t kIn64 = 0xffffffff;  // the value stands in the zip64 part
constexpr std::uint64_t kIn64Short = 0xffff;
constexpr const char* kCut = "the file is cut short or damaged: fetch it again";

std::uint64_t le(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t out = 0;
  for (std::size_t i = width; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
  return out;
}

std::string read(const ByteSource& source, std::uint64_t offset, std::uint64_t size) {
  std::string out(size, '\0');
  source.read(offset, std::as_writable_bytes(std::span(out)));
  return out;
}

[[noreturn]] void fail(const std::string& what, const char* hint = "") {
  throw FormatError("zip: " + what, hint);
}

// What the end of the archive says of its directory.
struct Directory {
  std::uint64_t disk = 0, directory_disk = 0, entries_here = 0, entries = 0, size = 0, offset = 0;
  std::uint64_t end = 0;  // where the records after the directory begin
};

Directory read_end64(const ByteSource& source, std::string_view locator, std::uint64_t locator_at) {
  if (le(locator, 4, 4) != 0 || le(locator, 16, 4) > 1) fail("an archive in several parts is not read here");
  Directory out;
  out.end = le(locator, 8, 8);
  if (locator_at < kEnd64Bytes || out.end > locator_at - kEnd64Bytes)
    fail(fmt::format("the zip64 end record stands before its locator at byte {}; got byte {}", locator_at,
                     out.end));
  const std::string record = read(source, out.end, kEnd64Bytes);
  if (le(record, 0, 4) != kEnd64) fail(fmt::format("byte {} is not a zip64 end record", out.end));
  if (le(record, 4, 8) != locator_at - out.end - 12)
    fail(fmt::format("the zip64 end record takes {} bytes up to its locator; it says {}",
                     locator_at - out.end - 12, le(record, 4, 8)));
  out.disk = le(record, 16, 4);
  out.directory_disk = le(record, 20, 4);
  out.entries_here = le(record, 24, 8);
  out.entries = le(record, 32, 8);
  out.size = le(record, 40, 8);
  out.offset = le(record, 48, 8);
  return out;
}

Directory read_end(const ByteSource& source) {
  const std::uint64_t size = std::min<std::uint64_t>(source.size, kLocatorBytes + kEndBytes + 0xffff);
  const std::uint64_t start = source.size - size;
  const std::string tail = read(source, start, size);
  std::size_t at = tail.size();  // of the end record: the last one whose comment ends the file
  for (std::size_t i = tail.size() < kEndBytes ? 0 : tail.size() - kEndBytes + 1; i-- > 0 && at == size;)
    if (le(tail, i, 4) == kEnd && le(tail, i + 20, 2) == tail.size() - i - kEndBytes) at = i;
  if (at == tail.size()) fail("no end record: the archive's directory is not there", kCut);

  Directory out;
  out.end = start + at;
  out.disk = le(tail, at + 4, 2);
  out.directory_disk = le(tail, at + 6, 2);
  out.entries_here = le(tail, at + 8, 2);
  out.entries = le(tail, at + 10, 2);
  out.size = le(tail, at + 12, 4);
  out.offset = le(tail, at + 16, 4);
  if (at >= kLocatorBytes && le(tail, at - kLocatorBytes, 4) == kLocator64) {
    const auto locator = std::string_view(tail).substr(at - kLocatorBytes, kLocatorBytes);
    const Directory big = read_end64(source, locator, out.end - kLocatorBytes);
    const auto agree = [](std::uint64_t small, std::uint64_t in64, std::uint64_t value) {
      return small == in64 || small == value;
    };
    if (!agree(out.disk, kIn64Short, big.disk) ||
        !agree(out.directory_disk, kIn64Short, big.directory_disk) ||
        !agree(out.entries_here, kIn64Short, big.entries_here) ||
        !agree(out.entries, kIn64Short, big.entries) || !agree(out.size, kIn64, big.size) ||
        !agree(out.offset, kIn64, big.offset))
      fail("the end record and the zip64 end record disagree");
    out = big;
  } else if (out.disk == kIn64Short || out.directory_disk == kIn64Short || out.entries_here == kIn64Short ||
             out.entries == kIn64Short || out.size == kIn64 || out.offset == kIn64) {
    fail("the end record points to a zip64 end record, which is not there");
  }
  if (out.disk != 0 || out.directory_disk != 0 || out.entries_here != out.entries)
    fail("an archive in several parts is not read here");
  if (out.entries > kMaxEntries) fail(fmt::format("at most {} entries; got {}", kMaxEntries, out.entries));
  if (out.size > kMaxDirectory)
    fail(fmt::format("a directory has at most {} bytes; got {}", kMaxDirectory, out.size));
  if (out.size > out.end || out.offset != out.end - out.size)
    fail(fmt::format("the directory ends where the end records begin, at byte {}; got {} bytes at byte {}",
                     out.end, out.size, out.offset));
  return out;
}

struct Header {
  std::uint64_t flags, method, crc, packed, size;
};

// Replaces each field that says so by its value in the zip64 extra field, which has them in this order.
void take_zip64(std::string_view extra, std::initializer_list<std::uint64_t*> fields,
                const std::string& name) {
  if (std::none_of(fields.begin(), fields.end(), [](const std::uint64_t* f) { return *f == kIn64; })) return;
  while (extra.size() >= 4 && le(extra, 0, 2) != 1)
    extra.remove_prefix(std::min(4 + le(extra, 2, 2), extra.size()));
  if (extra.size() < 4 || extra.size() - 4 < le(extra, 2, 2))
    fail(fmt::format("entry {}: its zip64 field is not there", name));
  extra = extra.substr(4, le(extra, 2, 2));
  for (std::uint64_t* field : fields) {
    if (*field != kIn64) continue;
    if (extra.size() < 8) fail(fmt::format("entry {}: its zip64 field is too short", name));
    *field = le(extra, 0, 8);
    extra.remove_prefix(8);
  }
}

// Where the data begins, by the header in front of it, which must say what the directory says. With flag 3
// sizes and sum stand after the data and may be 0 here.
std::uint64_t data_offset(const ByteSource& source, std::uint64_t at, std::uint64_t end,
                          const Header& central, const std::string& raw_name) {
  const std::string name = shown(raw_name);
  if (end < kLocalBytes + raw_name.size() || at > end - kLocalBytes - raw_name.size())
    fail(fmt::format("entry {} begins at byte {}, outside the {} bytes before the directory", name, at, end));
  const std::string bytes = read(source, at, kLocalBytes + raw_name.size());
  if (le(bytes, 0, 4) != kLocal) fail(fmt::format("entry {}: no header at byte {}", name, at));
  Header local{le(bytes, 6, 2), le(bytes, 8, 2), le(bytes, 14, 4), le(bytes, 18, 4), le(bytes, 22, 4)};
  const std::uint64_t extra_size = le(bytes, 28, 2);
  const std::uint64_t data = at + kLocalBytes + raw_name.size() + extra_size;
  if (data > end) fail(fmt::format("entry {} runs into the directory at byte {}", name, end), kCut);
  if (local.size == kIn64 || local.packed == kIn64)
    take_zip64(read(source, data - extra_size, extra_size), {&local.size, &local.packed}, name);
  const bool later = local.flags & 1u << 3;
  const auto agree = [&](std::uint64_t here, std::uint64_t there) {
    return here == there || (later && here == 0);
  };
  if (le(bytes, 26, 2) != raw_name.size() || bytes.compare(kLocalBytes, raw_name.size(), raw_name) != 0 ||
      local.flags != central.flags || local.method != central.method || !agree(local.crc, central.crc) ||
      !agree(local.packed, central.packed) || !agree(local.size, central.size))
    fail(fmt::format("entry {}: its header at byte {} is not what the directory says", name, at));
  if (central.packed > end - data)
    fail(fmt::format("entry {} runs into the directory at byte {}", name, end), kCut);
  return data;
}

}  // namespace

std::map<std::string, ZipEntry> read_zip_directory(const ByteSource& source) {
  const Directory directory = read_end(source);
  const std::string text = read(source, directory.offset, directory.size);
  std::map<std::string, ZipEntry> out;
  struct Range {
    std::uint64_t begin, end;  // from the entry's header to the end of its data
    const std::string* name;
  };
  std::vector<Range> ranges;
  std::size_t at = 0;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    if (text.size() - at < kCentralBytes || le(text, at, 4) != kCentral)
      fail(fmt::format("entry {} of {} is not in the directory", i + 1, directory.entries), kCut);
    Header header{le(text, at + 8, 2), le(text, at + 10, 2), le(text, at + 16, 4), le(text, at + 20, 4),
                  le(text, at + 24, 4)};
    const std::uint64_t name_size = le(text, at + 28, 2), extra_size = le(text, at + 30, 2);
    const std::uint64_t bytes = kCentralBytes + name_size + extra_size + le(text, at + 32, 2);
    if (bytes > text.size() - at)
      fail(fmt::format("entry {} of {} runs past the directory", i + 1, directory.entries), kCut);
    const std::uint64_t disk = le(text, at + 34, 2);
    std::uint64_t begin = le(text, at + 42, 4);
    const std::string name = text.substr(at + kCentralBytes, name_size);
    if (disk != 0) fail("an archive in several parts is not read here");
    if (header.flags & (1u | 1u << 6 | 1u << 13))
      fail(fmt::format("entry {} is encrypted, which is not read here", shown(name)));
    take_zip64(std::string_view(text).substr(at + kCentralBytes + name_size, extra_size),
               {&header.size, &header.packed, &begin}, shown(name));
    if (header.method == 0 && header.size != header.packed)
      fail(fmt::format("entry {} is stored, so its two sizes are one; got {} and {}", shown(name),
                       header.packed, header.size));
    const std::uint64_t data = data_offset(source, begin, directory.offset, header, name);
    const auto [it, added] =
        out.emplace(name, ZipEntry{data, header.packed, static_cast<std::uint32_t>(header.crc),
                                   static_cast<std::uint16_t>(header.method)});
    if (!added) fail(fmt::format("entry {} stands twice", shown(name)));
    ranges.push_back({begin, data + header.packed, &it->first});
    at += bytes;
  }
  if (at != text.size())
    fail(fmt::format("the directory has {} bytes; its {} entries take {}", text.size(), directory.entries,
                     at));
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
  for (std::size_t i = 1; i < ranges.size(); ++i)
    if (ranges[i].begin < ranges[i - 1].end)
      fail(fmt::format("entries {} and {} overlap", shown(*ranges[i - 1].name), shown(*ranges[i].name)));
  return out;
}

void check_stored(const std::map<std::string, ZipEntry>& entries) {
  for (const auto& [name, entry] : entries)
    if (entry.method != 0)
      fail(fmt::format("entry {} is compressed ({}); only stored entries are read", shown(name),
                       entry.method == 8 ? "deflate" : fmt::format("method {}", entry.method)),
           "PyTorch stores without compression: pack the file's parts again without it (zip -0), or save it "
           "again");
}

std::uint32_t crc32(std::span<const std::byte> bytes) {
  static constexpr auto kTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      table[i] = i;
      for (int bit = 0; bit < 8; ++bit) table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320u : 0);
    }
    return table;
  }();
  std::uint32_t crc = ~0u;
  for (const std::byte b : bytes) crc = crc >> 8 ^ kTable[(crc ^ static_cast<std::uint32_t>(b)) & 0xff];
  return ~crc;
}

}  // namespace constate::formats
