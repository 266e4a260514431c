// Files that must be refused: written, read, and the refusal compared word for word, together with the memory
// that it took. The test program counts what goes through operator new.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "formats/test_util.h"

namespace constate::bad_files {

struct BadFile {
  std::string name, bytes;
  // After the file's name and ": "; the hint follows in brackets, and $DIR stands for the folder.
  std::string message;
};

// What `f` has taken of the memory that operator new gives, at its highest.
std::size_t peak_bytes(const std::function<void()>& f);

// Writes each file of `table` as `file` in an otherwise empty folder (or one that `others` fills), and lets
// `read` read that folder: it must refuse the file with its message, which no other file of the table has,
// and take at most 64 MB more memory than the file has bytes.
void expect_refused(const std::vector<BadFile>& table, const std::string& file,
                    const std::function<void(const std::filesystem::path& folder)>& read,
                    const std::function<void(const TempDir&)>& others = {});

// A whole tokenizer.json: ids 0 to 255 are the bytes, 256 is "ab", 257 the special token <e>.
Json small_tokenizer();

}  // namespace constate::bad_files
