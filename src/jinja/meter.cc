#include "jinja/meter.h"

#include <fmt/format.h>

#include "base/error.h"

namespace constate::jinja {

void fail(std::string message) { throw FormatError(std::move(message)); }

void Meter::refuse_steps() const {
  throw Error(Code::kResourceExhausted, fmt::format("the template takes more than {} steps", limits_.steps));
}

void Meter::refuse_memory() const {
  throw Error(Code::kResourceExhausted,
              fmt::format("the template's values take more than {} bytes of memory", limits_.memory));
}

}  // namespace constate::jinja
