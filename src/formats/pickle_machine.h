// Runs a pickle on a machine that calls nothing (see pickle.h), and gives the values that it builds. Part of
// the pickle reader; pure.
#pragma once

#include <string_view>

#include "formats/pickle_value.h"

namespace constate::formats {

struct Pickled {
  PickleValues values;  // which point into the pickle's bytes
  PickleRef root = 0;   // the value that the pickle stands for
};

// Throws FormatError("pickle: byte 12: ..."). The tensors among the values have arguments of the right kinds,
// and sizes, strides and an offset from 0.
Pickled run_pickle(std::string_view bytes);

// The name of an operation that pickles have and a state_dict does not; nullptr for any other byte.
const char* pickle_operation(unsigned char code);

}  // namespace constate::formats
