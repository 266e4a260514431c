#include "pjrt/event.h"

#include "pjrt/client_state.h"

namespace constate::pjrt {

Event::Event(std::shared_ptr<const Owner> owner, PJRT_Event* event) : handle_(own(std::move(owner), event)) {}

bool Event::ready() const {
  CONSTATE_PJRT_ARGS(PJRT_Event_IsReady, args);
  args.event = handle_.get();
  owner_of(handle_)->api.call(CONSTATE_PJRT_FN(PJRT_Event_IsReady), args, "event");
  return args.is_ready;
}

void Event::await(const char* operation) const {
  CONSTATE_PJRT_ARGS(PJRT_Event_Await, args);
  args.event = handle_.get();
  owner_of(handle_)->api.call(CONSTATE_PJRT_FN(PJRT_Event_Await), args, operation);
}

}  // namespace constate::pjrt
