#include "app/report.h"

#include <fmt/format.h>

#include <new>
#include <string>

#include "app/interrupt.h"
#include "app/terminal.h"
#include "app/text.h"
#include "pjrt/error.h"
#include "trace/tensor.h"

namespace constate::app {
namespace {

int say_error(const Error& e, ExitCode code, bool several_lines = false) {
  say("constate: " + printable(e.what(), several_lines));
  if (!e.hint().empty()) say("hint: " + printable(e.hint()));
  return code;
}

}  // namespace

int report(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const OutputClosed&) {
    return kBadInput;
  } catch (const Interrupted& e) {
    return e.code;
  } catch (const trace::TraceError& e) {  // shows each operand on a line of its own
    return say_error(e, kDeviceFailed, true);
  } catch (const DeviceError& e) {
    return say_error(e, kDeviceFailed);
  } catch (const pjrt::PjrtError& e) {
    return say_error(e, kDeviceFailed);
  } catch (const Error& e) {
    return say_error(e, e.code() == Code::kResourceExhausted ? kDeviceFailed : kBadInput);
  } catch (const std::bad_alloc&) {
    say("constate: out of memory");
    return kDeviceFailed;
  } catch (const std::exception& e) {
    say(fmt::format("constate: {}", printable(e.what())));
    return kBadInput;
  }
}

}  // namespace constate::app
