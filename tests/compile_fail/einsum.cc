// Compiled twice for each case, without linking: with RIGHT=1 the spec is sound and this compiles; without,
// the compiler must stop at it. SPEC and SOUND are string literals.
#include "trace/einsum.h"

constate::trace::Tensor product(constate::trace::Tensor a, constate::trace::Tensor b) {
#if RIGHT
  return constate::trace::einsum(SOUND, a, b);
#else
  return constate::trace::einsum(SPEC, a, b);
#endif
}
