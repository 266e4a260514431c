// Buffer: an array in a device's memory. Owns it; move-only.
//
// Knows its shape; brings its elements back to the host. Client makes buffers from host data and Executable
// makes them as results. A buffer keeps its client alive. Thread-safe, as long as nobody moves it meanwhile.
#pragma once

#include <span>

#include "base/host_array.h"
#include "pjrt/handle.h"

namespace constate::pjrt {

class Event;

class Buffer {
 public:
  Buffer() = default;  // holds nothing, as after `reset`

  const Shape& shape() const { return shape_; }
  // True after a call took the buffer over (donation), after `reset`, and when moved from. The functions
  // below then throw Error(kFailedPrecondition).
  bool deleted() const;

  // Whether the elements are there yet; `await` blocks until they are. Both throw PjrtError where the
  // computation failed that was to produce them.
  bool ready() const;
  void await() const;

  // The elements in row-major order. Blocks until they are there.
  HostArray to_host() const;
  // The same, into exactly shape().bytes() bytes of the caller's.
  void to_host_into(std::span<std::byte> out) const;

  // Bytes that it takes on the device, padding included.
  std::size_t device_bytes() const;

  // Gives the memory back now.
  void reset() noexcept;

 private:
  friend class Client;
  friend class Executable;
  Buffer(std::shared_ptr<const Owner> owner, PJRT_Buffer* buffer, Shape shape);
  // Throws where the buffer holds no data.
  const Owner& require(const char* operation) const;
  Event ready_event() const;

  Handle<PJRT_Buffer> handle_;
  Shape shape_;
};

}  // namespace constate::pjrt
