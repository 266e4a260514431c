#include <sys/mman.h>
#include <unistd.h>

#include <string_view>

#include "app/commands.h"

// AddressSanitizer takes terabytes of addresses, and is not there yet that early.
#ifndef __SANITIZE_ADDRESS__
namespace {

// What the program's own statics and allocator take before `main`, in addresses, with some to spare.
constexpr std::size_t kToStart = std::size_t{16} << 20;

// Under a limit of virtual memory (`ulimit -v`) that leaves no room, the allocator and the statics that come
// before `main` would end in a signal. So this is asked first of all, with nothing but system calls.
void need_room_to_start() {
  void* const room = ::mmap(nullptr, kToStart, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room != MAP_FAILED) {
    ::munmap(room, kToStart);
    return;
  }
  constexpr std::string_view kSaid =
      "constate: out of memory: the limit of virtual memory leaves less than 16 MiB to start with\n"
      "hint: `ulimit -v` shows the limit, in KiB\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kSaid.data(), kSaid.size());
  ::_exit(2);
}

// The linker runs what stands here before any other code of the program and of its libraries.
__attribute__((section(".preinit_array"), used)) void (*const kFirst)() = need_room_to_start;

}  // namespace
#endif

int main(int argc, char** argv) { return constate::app::run(argc, argv); }
