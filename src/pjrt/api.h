// Internal to this module: the function table of one plugin, and the way each call goes.
//
// A plugin may be older than the header that this was compiled with: its table then ends earlier. `call`
// looks before it leaps, and turns the plugin's error object into a PjrtError. Thread-safe: the table is
// read only. Whoever holds an Api keeps the plugin's library loaded (Plugin does).
#pragma once

#include <pjrt_c_api.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "pjrt/error.h"

namespace constate::pjrt {

// One place in the table. Made by CONSTATE_PJRT_FN(PJRT_Client_Compile).
template <class F>
struct Function {
  F* PJRT_Api::*member;
  std::size_t offset;
  const char* name;
};

#define CONSTATE_PJRT_FN(fn) (::constate::pjrt::Function<fn>{&PJRT_Api::fn, offsetof(PJRT_Api, fn), #fn})

// Declares the zeroed argument struct of a function; its size is that of the last field, without padding.
#define CONSTATE_PJRT_ARGS(fn, args) \
  fn##_Args args{};                  \
  args.struct_size = fn##_Args_STRUCT_SIZE

class Api {
 public:
  // Checks the table: of API 0.57 or a later 0.x, and long enough to hold its version. `plugin` names it in
  // messages. Throws Error(kFailedPrecondition).
  Api(const PJRT_Api* table, std::string plugin);

  int major() const { return table_->pjrt_api_version.major_version; }
  int minor() const { return table_->pjrt_api_version.minor_version; }
  const std::string& plugin() const { return plugin_; }

  // The plugin's extension of this type, null where it has none. Its table follows the base.
  const PJRT_Extension_Base* extension(PJRT_Extension_Type type) const;

  template <class F>
  bool has(const Function<F>& f) const {
    return f.offset + sizeof(void*) <= table_->struct_size && table_->*f.member != nullptr;
  }

  // Throws Error(kUnimplemented) where the table lacks the function, PjrtError where it fails.
  template <class F, class Args>
  void call(const Function<F>& f, Args& args, std::string_view operation) const {
    if (!has(f)) unsupported(f.name, operation);
    check((table_->*f.member)(&args), operation);
  }

  // For destructors: where freeing fails there is nothing to be done about it.
  template <class F, class Args>
  void free(const Function<F>& f, Args& args) const noexcept {
    if (has(f)) discard((table_->*f.member)(&args));
  }

  // Throws PjrtError, and frees `error`, unless it is null.
  void check(PJRT_Error* error, std::string_view operation) const;
  void discard(PJRT_Error* error) const noexcept;

 private:
  [[noreturn]] void unsupported(const char* function, std::string_view operation) const;

  const PJRT_Api* table_;
  std::string plugin_;
};

}  // namespace constate::pjrt
