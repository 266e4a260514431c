#include "base/write_file.h"

#include <fmt/format.h>

#include "base/replacement.h"

namespace constate {
namespace {

// One code for all that keeps a file from being written: here it is the output of a command.
template <class F>
void writing(F&& f) {
  try {
    f();
  } catch (const WriteError& e) {
    throw Error(Code::kPermissionDenied, e.what());
  }
}

}  // namespace

void write_whole(const std::filesystem::path& file, std::string_view bytes) {
  writing([&] {
    Replacement out(file);
    out.write(std::as_bytes(std::span(bytes)));
    out.commit();
  });
}

void check_writable(const std::filesystem::path& file) {
  writing([&] { Replacement::check(file); });
}

}  // namespace constate
