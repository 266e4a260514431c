// Handle: owns one object of the PJRT C API, and keeps what it came from alive (its client, its plugin) until
// it is freed. What Buffer, Event and Executable are made of; knows nothing of what the objects do.
#pragma once

#include <memory>

struct PJRT_Buffer;
struct PJRT_Event;
struct PJRT_Executable;
struct PJRT_LoadedExecutable;
struct PJRT_TopologyDescription;

namespace constate::pjrt {

struct Owner;

template <class T>
struct Release {
  std::shared_ptr<const Owner> owner;
  void operator()(T* object) const noexcept;
};

template <>
void Release<PJRT_Buffer>::operator()(PJRT_Buffer* object) const noexcept;
template <>
void Release<PJRT_Event>::operator()(PJRT_Event* object) const noexcept;
template <>
void Release<PJRT_Executable>::operator()(PJRT_Executable* object) const noexcept;
template <>
void Release<PJRT_LoadedExecutable>::operator()(PJRT_LoadedExecutable* object) const noexcept;
template <>
void Release<PJRT_TopologyDescription>::operator()(PJRT_TopologyDescription* object) const noexcept;

template <class T>
using Handle = std::unique_ptr<T, Release<T>>;

template <class T>
Handle<T> own(std::shared_ptr<const Owner> owner, T* object) {
  return Handle<T>(object, Release<T>{std::move(owner)});
}

// Of a handle that holds something.
template <class T>
const std::shared_ptr<const Owner>& owner_of(const Handle<T>& handle) {
  return handle.get_deleter().owner;
}

}  // namespace constate::pjrt
