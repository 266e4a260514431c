// Memory that was freed and that the allocator keeps.
#pragma once

#include <chrono>

namespace constate {

// Gives it back to the system: worth a call where much has been freed and the next thing is large.
// Thread-safe.
void release_free_memory();

// From here on the allocator gives it back after about that long, where the program is linked with jemalloc:
// large arrays that come and go, as a batch that grows, then need no fresh pages, each of which is a fault.
void keep_free_memory(std::chrono::milliseconds time);

}  // namespace constate
