// The exception type of the whole project, with PJRT's status codes.
//
// A message says which rule was broken, what was got and where ("file: key: rule; got X"); `hint` says what
// to do. Context is put in front on the way up with `add_context`, which keeps the dynamic type. The library
// throws and never prints, exits or aborts. Thread-safe: an Error belongs to the thread that caught it.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace constate {

// The numbers are those of PJRT_Error_Code (and of absl::StatusCode).
enum class Code {
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

// "INVALID_ARGUMENT", "NOT_FOUND", ...
std::string_view name(Code code);

class Error : public std::exception {
 public:
  Error(Code code, std::string message, std::string hint = "")
      : code_(code), message_(std::move(message)), hint_(std::move(hint)) {}

  const char* what() const noexcept override { return message_.c_str(); }
  Code code() const { return code_; }
  const std::string& hint() const { return hint_; }

  // Turns "rule; got X" into "context: rule; got X".
  void add_context(std::string_view context);

 private:
  Code code_;
  std::string message_;
  std::string hint_;
};

// What a file holds breaks a rule of its format.
struct FormatError : Error {
  explicit FormatError(std::string message, std::string hint = "")
      : Error(Code::kInvalidArgument, std::move(message), std::move(hint)) {}
};

// Runs `f`; an Error that leaves it gets `context` in front.
template <class F>
auto with_context(std::string_view context, F&& f) -> decltype(f()) {
  try {
    return f();
  } catch (Error& e) {
    e.add_context(context);
    throw;
  }
}

}  // namespace constate
