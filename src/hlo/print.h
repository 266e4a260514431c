// StableHLO text of a Program. Stable: numbers are given in order of appearance, no addresses, no clock; the
// same program gives the same bytes. Locations are printed only on request (they change with every edit).
#pragma once

#include <string>

#include "hlo/program.h"

namespace constate::hlo {

struct PrintOptions {
  bool locations = false;
};

std::string print(const Program& program, const PrintOptions& options = {});

// "tensor<2x3xf32>"
std::string type_text(const Shape& shape);

}  // namespace constate::hlo
