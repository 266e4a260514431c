// Memory that was freed and that the allocator keeps.
#pragma once

namespace constate {

// Gives it back to the system: worth a call where much has been freed and the next thing is large.
// Thread-safe.
void release_free_memory();

}  // namespace constate
