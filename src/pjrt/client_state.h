// Internal to this module: what objects of the PJRT C API keep alive. An Owner is a loaded plugin; a
// ClientState is one with a client, which the last of the client, its buffers and its executables destroys,
// so they may go in any order.
#pragma once

#include <memory>

#include "pjrt/api.h"
#include "pjrt/plugin.h"

namespace constate::pjrt {

struct Owner {
  explicit Owner(std::shared_ptr<Plugin> p) : plugin(std::move(p)), api(plugin->api()) {}
  virtual ~Owner() = default;
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;

  const std::shared_ptr<Plugin> plugin;
  const Api& api;
};

struct ClientState : Owner {
  ClientState(std::shared_ptr<Plugin> p, PJRT_Client* c) : Owner(std::move(p)), client(c) {}
  ~ClientState() override {
    CONSTATE_PJRT_ARGS(PJRT_Client_Destroy, args);
    args.client = client;
    api.free(CONSTATE_PJRT_FN(PJRT_Client_Destroy), args);
  }

  PJRT_Client* const client;
};

}  // namespace constate::pjrt
