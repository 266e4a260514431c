// For tests: a plugin that is the CPU plugin, except that one function, CONSTATE_TEST_FUNCTION, is not there
// or fails with CONSTATE_TEST_CODE.
#include <dlfcn.h>
#include <pjrt_c_api.h>

#include <algorithm>
#include <cstring>

namespace {

const PJRT_Api* g_real = nullptr;

#ifdef CONSTATE_TEST_CODE
constexpr char kMessage[] = "not on this device";

// An address that no error of the real plugin has.
PJRT_Error* ours() {
  static char place;
  return reinterpret_cast<PJRT_Error*>(&place);
}

template <class Args>
PJRT_Error* fail(Args*) {
  return ours();
}
void destroy(PJRT_Error_Destroy_Args* args) {
  if (args->error != ours()) g_real->PJRT_Error_Destroy(args);
}
void message(PJRT_Error_Message_Args* args) {
  if (args->error != ours()) return g_real->PJRT_Error_Message(args);
  args->message = kMessage;
  args->message_size = sizeof kMessage - 1;
}
PJRT_Error* code(PJRT_Error_GetCode_Args* args) {
  if (args->error != ours()) return g_real->PJRT_Error_GetCode(args);
  args->code = CONSTATE_TEST_CODE;
  return nullptr;
}
#endif

}  // namespace

extern "C" __attribute__((visibility("default"))) const PJRT_Api* GetPjrtApi() {
  static PJRT_Api table;
  if (g_real != nullptr) return &table;
  void* const library = ::dlopen(CONSTATE_TEST_REAL_PLUGIN, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return nullptr;
  g_real = reinterpret_cast<const PJRT_Api* (*)()>(::dlsym(library, "GetPjrtApi"))();
  const std::size_t size = std::min(g_real->struct_size, sizeof table);
  std::memcpy(&table, g_real, size);
  table.struct_size = size;
#ifdef CONSTATE_TEST_CODE
  table.CONSTATE_TEST_FUNCTION = [](auto* args) { return fail(args); };
  table.PJRT_Error_Destroy = destroy;
  table.PJRT_Error_Message = message;
  table.PJRT_Error_GetCode = code;
#else
  table.CONSTATE_TEST_FUNCTION = nullptr;
#endif
  return &table;
}
