#include "fuzz.h"

#include <fcntl.h>
#include <sanitizer/allocator_interface.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/error.h"
#include "base/testing.h"

namespace constate::fuzz {
namespace {

constexpr std::int64_t kRoom = 64 << 20;  // beside the file

thread_local bool counting = false;
thread_local std::int64_t live = 0, most = 0;

void on_malloc(const volatile void*, std::size_t size) {
  if (!counting) return;
  live += static_cast<std::int64_t>(size);
  if (live <= most) return;
  counting = false;
  std::fprintf(stderr, "fuzz: %lld bytes of memory, more than the %lld that this file may take\n",
               static_cast<long long>(live), static_cast<long long>(most));
  std::abort();
}

void on_free(const volatile void* pointer) {
  if (counting && pointer != nullptr)
    live -= static_cast<std::int64_t>(__sanitizer_get_allocated_size(const_cast<const void*>(pointer)));
}

const bool hooks = __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) != 0;

}  // namespace

void bounded(std::size_t file_bytes, const std::function<void()>& f) {
  require(hooks, "memory can be counted");
  live = 0;
  most = static_cast<std::int64_t>(file_bytes) + kRoom;
  counting = true;
  try {
    f();
  } catch (const Error&) {
  }
  counting = false;
}

void require(bool holds, const char* promise) {
  if (holds) return;
  counting = false;
  std::fprintf(stderr, "fuzz: broken promise: %s\n", promise);
  std::abort();
}

std::filesystem::path scratch_folder() {
  static const TempDir folder;
  return folder.path;
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  require(fd >= 0 && ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
          "the folder for temporary files has room");
  ::close(fd);
}

}  // namespace constate::fuzz
