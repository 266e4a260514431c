// What a template may take. Templates come from strangers: one that loops for ever, calls itself for ever or
// makes a string of gigabytes ends with an error that names the limit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace constate::jinja {

struct Limits {
  std::uint64_t steps = 10'000'000;             // parts of expressions evaluated, and bytes handled
  std::size_t output = std::size_t{64} << 20;   // bytes of the text that comes out
  std::size_t memory = std::size_t{256} << 20;  // bytes of values that are there at one time
  int nesting = 200;                            // of statements and expressions in the source
  int calls = 100;                              // macros that call macros
};

}  // namespace constate::jinja
