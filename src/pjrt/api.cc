#include "pjrt/api.h"

#include <fmt/format.h>

#include <cstring>

namespace constate::pjrt {
namespace {

// The layout of the table has only grown since.
constexpr int kOldestMinor = 57;

Code code_of(int code) {
  return code >= static_cast<int>(Code::kCancelled) && code <= static_cast<int>(Code::kUnauthenticated)
             ? static_cast<Code>(code)
             : Code::kUnknown;
}

// Plugins write several lines (parser diagnostics, stack traces); an Error is one line.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '\n' && c != '\r') {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += out.back() == ';' ? " " : "; ";
    }
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == ';')) out.pop_back();
  return out;
}

}  // namespace

Api::Api(const PJRT_Api* table, std::string plugin) : table_(table), plugin_(std::move(plugin)) {
  if (table_ == nullptr)
    throw Error(Code::kFailedPrecondition, fmt::format("plugin {}: GetPjrtApi returns no table", plugin_));
  constexpr std::size_t kVersionEnd = offsetof(PJRT_Api, pjrt_api_version) + sizeof(PJRT_Api_Version);
  if (table_->struct_size < kVersionEnd)
    throw Error(Code::kFailedPrecondition,
                fmt::format("plugin {}: the table of functions holds at least its version ({} bytes); got {}",
                            plugin_, kVersionEnd, table_->struct_size));
  if (major() != 0 || minor() < kOldestMinor)
    throw Error(Code::kFailedPrecondition,
                fmt::format("plugin {}: the PJRT API is 0.{} or a later 0.x; got {}.{}", plugin_,
                            kOldestMinor, major(), minor()));
}

const PJRT_Extension_Base* Api::extension(PJRT_Extension_Type type) const {
  for (const PJRT_Extension_Base* e = table_->extension_start; e != nullptr; e = e->next)
    if (e->type == type) return e;
  return nullptr;
}

void Api::unsupported(const char* function, std::string_view operation) const {
  throw Error(Code::kUnimplemented,
              fmt::format("{}: {} (API {}.{}) has no {}", operation, plugin_, major(), minor(), function),
              "use a newer plugin");
}

void Api::discard(PJRT_Error* error) const noexcept {
  if (error == nullptr || !has(CONSTATE_PJRT_FN(PJRT_Error_Destroy))) return;
  CONSTATE_PJRT_ARGS(PJRT_Error_Destroy, args);
  args.error = error;
  table_->PJRT_Error_Destroy(&args);
}

void Api::check(PJRT_Error* error, std::string_view operation) const {
  if (error == nullptr) return;
  Code code = Code::kUnknown;
  if (has(CONSTATE_PJRT_FN(PJRT_Error_GetCode))) {
    CONSTATE_PJRT_ARGS(PJRT_Error_GetCode, args);
    args.error = error;
    PJRT_Error* nested = table_->PJRT_Error_GetCode(&args);
    if (nested == nullptr) {
      int number = 0;  // a plugin may give any, also one that the enumeration cannot hold
      static_assert(sizeof(number) == sizeof(args.code));
      std::memcpy(&number, &args.code, sizeof(number));
      code = code_of(number);
    }
    discard(nested);
  }
  std::string text;
  if (has(CONSTATE_PJRT_FN(PJRT_Error_Message))) {
    CONSTATE_PJRT_ARGS(PJRT_Error_Message, args);
    args.error = error;
    table_->PJRT_Error_Message(&args);
    if (args.message != nullptr) text = one_line({args.message, args.message_size});
  }
  discard(error);
  throw PjrtError(code, fmt::format("{}: {}: {}", operation, name(code), text));
}

}  // namespace constate::pjrt
