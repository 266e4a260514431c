#include "base/memory.h"

#include <malloc.h>
#include <sys/types.h>

#include <cstddef>

// jemalloc's, where the program is linked with it (src/base/allocator.cc).
extern "C" int mallctl(const char* name, void* old_value, std::size_t* old_size, void* new_value,
                       std::size_t new_size) __attribute__((weak));

namespace constate {

void release_free_memory() {
  if (mallctl != nullptr)
    mallctl("arena.4096.purge", nullptr, nullptr, nullptr, 0);  // 4096: MALLCTL_ARENAS_ALL
  else
    ::malloc_trim(0);
}

void keep_free_memory(std::chrono::milliseconds time) {
  if (mallctl == nullptr) return;
  ssize_t milliseconds = time.count();
  mallctl("arena.0.dirty_decay_ms", nullptr, nullptr, &milliseconds, sizeof milliseconds);  // the only arena
}

}  // namespace constate
