// Programs of a model, compiled for a device when they are first asked for, or ahead in the background; or
// loaded, where a folder holds what another start has compiled.
//
// Thread-safe: whoever asks for a program that is being compiled waits for it.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/error.h"
#include "engine/kept_programs.h"
#include "engine/program_store.h"
#include "engine/programs.h"
#include "engine/runtime.h"

namespace constate::engine {

class ProgramCache {
 public:
  // `progress` is told the name of each program before it is compiled, and an empty one after; `found` is
  // called where one is read from disk, before the plugin loads it. Without a folder in `store` this uses no
  // disk.
  ProgramCache(std::shared_ptr<const Runtime> runtime, Blueprint blueprint,
               std::function<void(const std::string&)> progress, ProgramStoreOptions store = {},
               std::function<void()> found = {});

  // From here on, what the folder of `store` has not is looked for among these before it is compiled; `told`
  // gets the name of each program that was looked for, and why it was not taken, or nothing.
  void take_from(std::shared_ptr<const KeptPrograms> kept,
                 std::function<void(const std::string& program, const std::string& why_not)> told);

  const Blueprint& blueprint() const { return blueprint_; }

  const pjrt::Executable& prefill(const PrefillShape& shape);
  const pjrt::Executable& choose(const ChoiceShape& shape);
  const pjrt::Executable& decode(const DecodeShape& shape);
  const pjrt::Executable& score(const PrefillShape& shape);
  const pjrt::Executable& inspect(const PrefillShape& shape);

  int compiled() const;
  int loaded() const;      // from the folder
  double seconds() const;  // spent compiling and loading

 private:
  const pjrt::Executable& get(const std::string& name, const std::function<hlo::Program()>& trace,
                              bool of_model = true);
  pjrt::Executable compile(const std::string& name, const std::string& program) const;
  std::optional<pjrt::Executable> load(const ProgramKey& key);
  void keep(const ProgramKey& key, const pjrt::Executable& executable);
  void give_up(const Error& error);
  std::optional<pjrt::Executable> take(const ProgramKey& key);
  using Compiled = std::shared_ptr<const pjrt::Executable>;
  void forget(const std::string& name, std::promise<Compiled>& promise);

  std::shared_ptr<const Runtime> runtime_;
  Blueprint blueprint_;
  std::function<void(const std::string&)> progress_;
  std::function<void()> found_;
  std::unique_ptr<const ProgramStore> store_;  // may be null
  std::shared_ptr<const KeptPrograms> kept_;   // may be null
  std::function<void(const std::string&, const std::string&)> told_;
  std::string machine_, model_, dtype_;  // of the keys
  std::atomic<bool> stores_ = true;      // until the plugin says that it cannot write or read programs
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_future<Compiled>> programs_;
  int compiled_ = 0, loaded_ = 0;
  double seconds_ = 0;
};

}  // namespace constate::engine
