// Internal to this module: what a client, its buffers and its executables share. The last of them to go
// destroys the PJRT client, so they may go in any order.
#pragma once

#include <memory>

#include "base/shape.h"
#include "pjrt/api.h"
#include "pjrt/plugin.h"

namespace constate::pjrt {

struct ClientState {
  ClientState(std::shared_ptr<Plugin> p, PJRT_Client* c)
      : plugin(std::move(p)), api(plugin->api()), client(c) {}
  ~ClientState() {
    CONSTATE_PJRT_ARGS(PJRT_Client_Destroy, args);
    args.client = client;
    api.free(CONSTATE_PJRT_FN(PJRT_Client_Destroy), args);
  }
  ClientState(const ClientState&) = delete;
  ClientState& operator=(const ClientState&) = delete;

  const std::shared_ptr<Plugin> plugin;
  const Api& api;
  PJRT_Client* const client;
};

PJRT_Buffer_Type pjrt_type(DType dtype);
// Throws Error(kUnimplemented) for an element type that DType has not; `what` opens the message.
DType dtype_of(PJRT_Buffer_Type type, std::string_view what);

}  // namespace constate::pjrt
