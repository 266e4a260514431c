#include "pjrt/handle.h"

#include "pjrt/client_state.h"

namespace constate::pjrt {

template <>
void Release<PJRT_Buffer>::operator()(PJRT_Buffer* object) const noexcept {
  CONSTATE_PJRT_ARGS(PJRT_Buffer_Destroy, args);
  args.buffer = object;
  owner->api.free(CONSTATE_PJRT_FN(PJRT_Buffer_Destroy), args);
}

template <>
void Release<PJRT_Event>::operator()(PJRT_Event* object) const noexcept {
  CONSTATE_PJRT_ARGS(PJRT_Event_Destroy, args);
  args.event = object;
  owner->api.free(CONSTATE_PJRT_FN(PJRT_Event_Destroy), args);
}

template <>
void Release<PJRT_Executable>::operator()(PJRT_Executable* object) const noexcept {
  CONSTATE_PJRT_ARGS(PJRT_Executable_Destroy, args);
  args.executable = object;
  owner->api.free(CONSTATE_PJRT_FN(PJRT_Executable_Destroy), args);
}

template <>
void Release<PJRT_LoadedExecutable>::operator()(PJRT_LoadedExecutable* object) const noexcept {
  CONSTATE_PJRT_ARGS(PJRT_LoadedExecutable_Destroy, args);
  args.executable = object;
  owner->api.free(CONSTATE_PJRT_FN(PJRT_LoadedExecutable_Destroy), args);
}

template <>
void Release<PJRT_TopologyDescription>::operator()(PJRT_TopologyDescription* object) const noexcept {
  CONSTATE_PJRT_ARGS(PJRT_TopologyDescription_Destroy, args);
  args.topology = object;
  owner->api.free(CONSTATE_PJRT_FN(PJRT_TopologyDescription_Destroy), args);
}

}  // namespace constate::pjrt
