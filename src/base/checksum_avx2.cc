// The one file that is compiled for AVX2. It includes nothing of the standard library: what a compiler makes
// here of an inline function might be taken by the linker for the whole program.
#define XXH_INLINE_ALL
#include <xxhash.h>

extern "C" void constate_xxh3_128_update_avx2(void* state, const void* bytes, size_t size) {
  XXH3_128bits_update(static_cast<XXH3_state_t*>(state), bytes, size);
}
