// The directory of a zip archive: where in the file each entry lies. Takes the format at its word nowhere:
// the central directory, the local headers and the file's size must agree, and no two entries may share a
// byte. Decompresses nothing and reads no entry's data. Pure but for the source's reads; takes at most 64 MB
// more memory than the source has bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>

namespace constate::formats {

// Bytes that are read by position; `read` fills the span or throws.
struct ByteSource {
  std::uint64_t size = 0;
  std::function<void(std::uint64_t, std::span<std::byte>)> read;
};

struct ZipEntry {
  std::uint64_t offset = 0;  // of its data
  std::uint64_t size = 0;    // in the file
  std::uint32_t crc = 0;     // as the archive says: it is not checked here
  std::uint16_t method = 0;  // 0: stored as it is; otherwise compressed
};

// By name. Throws FormatError for what breaks a rule of the format, and for what is not read here: encrypted
// entries, archives in several parts, more than 65,536 entries.
std::map<std::string, ZipEntry> read_zip_directory(const ByteSource& source);

// Throws FormatError where any entry is compressed.
void check_stored(const std::map<std::string, ZipEntry>& entries);

// The checksum that zip uses (CRC-32, reflected, polynomial 0xEDB88320).
std::uint32_t crc32(std::span<const std::byte> bytes);

}  // namespace constate::formats
