// What the fuzz targets share. A target gives libFuzzer's bytes to what reads one kind of file. The reader
// may refuse them with an Error; a sanitizer's finding, any other exception, a broken promise (`require`),
// or more memory than the file and 64 MB is a crash, whose input libFuzzer keeps.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace constate::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Runs `f` on a file of `file_bytes`; an Error may leave it. Aborts where f's own memory exceeds the bound.
void bounded(std::size_t file_bytes, const std::function<void()>& f);

// A promise of the code under test.
void require(bool holds, const char* promise);

// A new folder, in the folder for temporary files, that goes away with the program.
std::filesystem::path scratch_folder();

// Replaces the contents of a file.
void write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace constate::fuzz
