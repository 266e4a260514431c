// Programs of a model, compiled for a device when they are first asked for, or ahead in the background.
//
// Thread-safe: whoever asks for a program that is being compiled waits for it.
#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/programs.h"
#include "engine/runtime.h"

namespace constate::engine {

class ProgramCache {
 public:
  // `progress` is told the name of each program before it is compiled, and an empty one after.
  ProgramCache(std::shared_ptr<const Runtime> runtime, Blueprint blueprint,
               std::function<void(const std::string&)> progress);

  const Blueprint& blueprint() const { return blueprint_; }

  const pjrt::Executable& prefill(const PrefillShape& shape);
  const pjrt::Executable& choose(const ChoiceShape& shape);
  const pjrt::Executable& decode(const DecodeShape& shape);
  const pjrt::Executable& inspect(const PrefillShape& shape);

  int compiled() const;
  double seconds() const;  // spent compiling

 private:
  const pjrt::Executable& get(const std::string& name, const std::function<hlo::Program()>& trace);

  std::shared_ptr<const Runtime> runtime_;
  Blueprint blueprint_;
  std::function<void(const std::string&)> progress_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_future<std::shared_ptr<const pjrt::Executable>>> programs_;
  int compiled_ = 0;
  double seconds_ = 0;
};

}  // namespace constate::engine
