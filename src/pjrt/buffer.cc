#include "pjrt/buffer.h"

#include <fmt/format.h>

#include <vector>

#include "pjrt/client_state.h"
#include "pjrt/event.h"

namespace constate::pjrt {

Buffer::Buffer(std::shared_ptr<const Owner> owner, PJRT_Buffer* buffer, Shape shape)
    : handle_(own(std::move(owner), buffer)), shape_(std::move(shape)) {}

void Buffer::reset() noexcept { handle_ = {}; }

bool Buffer::deleted() const {
  if (!handle_) return true;
  CONSTATE_PJRT_ARGS(PJRT_Buffer_IsDeleted, args);
  args.buffer = handle_.get();
  owner_of(handle_)->api.call(CONSTATE_PJRT_FN(PJRT_Buffer_IsDeleted), args, "buffer");
  return args.is_deleted;
}

const Owner& Buffer::require(const char* operation) const {
  if (deleted())
    throw Error(Code::kFailedPrecondition,
                fmt::format("{}: the buffer holds its data; got {} that a call took over or that was freed",
                            operation, shape_.str()));
  return *owner_of(handle_);
}

Event Buffer::ready_event() const {
  const Owner& owner = require("await buffer");
  CONSTATE_PJRT_ARGS(PJRT_Buffer_ReadyEvent, args);
  args.buffer = handle_.get();
  owner.api.call(CONSTATE_PJRT_FN(PJRT_Buffer_ReadyEvent), args, "await buffer");
  return Event(owner_of(handle_), args.event);
}

bool Buffer::ready() const {
  const Event event = ready_event();
  if (!event.ready()) return false;
  event.await("await buffer");  // does not block; throws what went wrong
  return true;
}

void Buffer::await() const { ready_event().await("await buffer"); }

HostArray Buffer::to_host() const {
  HostArray out(shape_);
  to_host_into(out.bytes());
  return out;
}

void Buffer::to_host_into(std::span<std::byte> out) const {
  const Owner& owner = require("read buffer");
  if (out.size() != static_cast<std::size_t>(shape_.bytes()))
    throw Error(Code::kInvalidArgument, fmt::format("read buffer: {} takes {} bytes; got room for {}",
                                                    shape_.str(), shape_.bytes(), out.size()));
  if (out.empty()) return await();  // no bytes to wait for, but a failure to tell of
  // The device's own layout may differ from ours (TPU): ask for the last dimension as the fastest.
  std::vector<std::int64_t> minor_to_major;
  for (std::int64_t dim = shape_.rank(); dim-- > 0;) minor_to_major.push_back(dim);
  PJRT_Buffer_MemoryLayout layout{};
  layout.struct_size = PJRT_Buffer_MemoryLayout_STRUCT_SIZE;
  layout.type = PJRT_Buffer_MemoryLayout_Type_Tiled;
  layout.tiled.struct_size = PJRT_Buffer_MemoryLayout_Tiled_STRUCT_SIZE;
  layout.tiled.minor_to_major = minor_to_major.data();
  layout.tiled.minor_to_major_size = minor_to_major.size();

  CONSTATE_PJRT_ARGS(PJRT_Buffer_ToHostBuffer, args);
  args.src = handle_.get();
  args.host_layout = &layout;
  args.dst = out.data();
  args.dst_size = out.size();
  owner.api.call(CONSTATE_PJRT_FN(PJRT_Buffer_ToHostBuffer), args, "read buffer");
  Event(owner_of(handle_), args.event).await("read buffer");
}

std::size_t Buffer::device_bytes() const {
  const Owner& owner = require("size of buffer");
  CONSTATE_PJRT_ARGS(PJRT_Buffer_OnDeviceSizeInBytes, args);
  args.buffer = handle_.get();
  owner.api.call(CONSTATE_PJRT_FN(PJRT_Buffer_OnDeviceSizeInBytes), args, "size of buffer");
  return args.on_device_size_in_bytes;
}

}  // namespace constate::pjrt
