#include "capi/call.h"

#include <fmt/format.h>
#include <pthread.h>

#include <new>
#include <string>

#include "capi/handles.h"

namespace constate::capi {
namespace {

std::atomic<bool> loaded = false, orphaned = false;

void in_child() {
  if (loaded) orphaned = true;
}

struct LastError {
  std::string message, hint;
};
LastError& last() {
  thread_local LastError error;
  return error;
}

constate_code keep(Code code, const char* message, const char* hint) noexcept {
  try {
    last() = {message, hint};
  } catch (...) {  // no memory for the words: the code tells it
    last().message.clear();
    last().hint.clear();
  }
  return static_cast<constate_code>(code);
}

}  // namespace

void note_loaded() {
  static const int registered = ::pthread_atfork(nullptr, nullptr, in_child);
  static_cast<void>(registered);
  loaded = true;
}

constate_code guarded(FunctionRef<void()> work) noexcept {
  try {
    last() = {};
    if (orphaned)
      throw Error(Code::kFailedPrecondition,
                  "this process was forked after a model was loaded; a device's threads are not in it",
                  "load the model in the child, or start it by exec (Python: the start method `spawn`)");
    work();
    return CONSTATE_OK;
  } catch (const Error& e) {
    return keep(e.code(), e.what(), e.hint().c_str());
  } catch (const std::bad_alloc&) {
    return keep(Code::kResourceExhausted, "there is not enough memory", "");
  } catch (const std::exception& e) {
    return keep(Code::kInternal, e.what(), "");
  } catch (...) {
    return keep(Code::kUnknown, "an error of an unknown kind", "");
  }
}

void refuse_handle(const char* what, bool is_null, bool was_closed) {
  throw Error(Code::kInvalidArgument, fmt::format("{}: an open handle is expected; got {}", what,
                                                  is_null      ? "null"
                                                  : was_closed ? "one that was closed"
                                                               : "another pointer"));
}

void check_pointer(const void* pointer, const char* name) {
  if (pointer == nullptr)
    throw Error(Code::kInvalidArgument, fmt::format("{}: a pointer is expected; got null", name));
}

void check_size(std::size_t size, const char* name) {
  constexpr std::size_t kMostSize = 4096;
  if (size < 2 * sizeof(std::size_t) || size > kMostSize)
    throw Error(Code::kInvalidArgument,
                fmt::format("{}: its `size` must be set to that of the struct; got {}", name, size));
}

void copy_sized(const void* from, std::size_t size, void* out, std::size_t known, const char* name) {
  check_size(size, name);
  std::memcpy(out, from, std::min(size, known));
}

bool has_room(std::size_t count, std::size_t room, std::size_t* told) {
  if (told != nullptr) *told = count;
  if (room > 0 && room < count)
    throw Error(Code::kOutOfRange, fmt::format("the array has room for {}; there are {}", room, count));
  return room > 0;
}

void fill(const void* from, std::size_t count, std::size_t element, void* out, std::size_t room,
          std::size_t* told) {
  if (!has_room(count, room, told)) return;
  check_pointer(out, "the array");
  if (count > 0) std::memcpy(out, from, count * element);
}

Exclusive::Exclusive(std::atomic<bool>& busy, const char* what) : busy_(busy) {
  if (busy.exchange(true))
    throw Error(Code::kFailedPrecondition,
                fmt::format("{}: it is in use by another call, which has to return first", what));
}

}  // namespace constate::capi

extern "C" {

const char* constate_version(void) { return CONSTATE_VERSION; }
const char* constate_last_error(void) { return constate::capi::last().message.c_str(); }
const char* constate_last_hint(void) { return constate::capi::last().hint.c_str(); }

const char* constate_code_name(int code) {
  if (code == CONSTATE_OK) return "OK";
  if (code < CONSTATE_OK || code > CONSTATE_UNAUTHENTICATED) return "";
  return constate::name(static_cast<constate::Code>(code)).data();  // of literals
}

}  // extern "C"
