// Event: something that a device will have finished. Move-only; thread-safe.
#pragma once

#include "pjrt/handle.h"

namespace constate::pjrt {

class Event {
 public:
  Event(std::shared_ptr<const Owner> owner, PJRT_Event* event);

  bool ready() const;
  // Blocks; throws PjrtError where what it stands for failed. `operation` opens the message.
  void await(const char* operation) const;

 private:
  Handle<PJRT_Event> handle_;
};

}  // namespace constate::pjrt
