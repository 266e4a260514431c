// For tests: the text of an error.
#pragma once

#include <string>

#include "base/error.h"

namespace constate {

// The message of the Error that `f` throws.
template <class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

// The same, with its hint in brackets where it has one.
template <class F>
std::string message_and_hint_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return std::string(e.what()) + (e.hint().empty() ? "" : " [" + e.hint() + "]");
  }
  return "no error";
}

}  // namespace constate
