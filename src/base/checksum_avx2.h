// XXH3 by instructions that not every x86-64 processor has: twice as fast where it has them. The state is the
// same whichever code adds to it.
#pragma once

#include <cstddef>

// `state` is an XXH3_state_t. Whoever calls it has asked the processor.
extern "C" void constate_xxh3_128_update_avx2(void* state, const void* bytes, std::size_t size);
