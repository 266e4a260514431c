// Errors and exit codes. Every error is one line "constate: <message>" on standard error and, where there is
// something to do, a second one "hint: ...".
#pragma once

#include <exception>

#include "app/plugin_source.h"
#include "base/error.h"

namespace constate::app {

enum ExitCode { kOk = 0, kBadInput = 1, kDeviceFailed = 2 };  // and Interrupt::code

// An Error that came from looking for a plugin or opening a device.
struct DeviceError : Error {
  explicit DeviceError(const Error& e) : Error(e) {}
};

// Runs `f`; what goes wrong there is the device's fault unless a file's content is.
template <class F>
auto on_device(F&& f) -> decltype(f()) {
  try {
    return f();
  } catch (const FormatError&) {
    throw;
  } catch (const Error& e) {
    throw DeviceError(with_source(e));
  }
}

// Prints what the exception is, and returns the exit code for it.
int report(std::exception_ptr error);

}  // namespace constate::app
