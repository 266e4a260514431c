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
#include "programs/programs.h"
#include "runtime/call.h"
#include "runtime/device.h"
#include "runtime/kept_programs.h"
#include "runtime/program_store.h"

namespace constate::runtime {

class ProgramCache {
 public:
  // `progress` gets the name of each program before it is compiled, and an empty one after. `found` is called
  // when one is read from disk, before the plugin loads it. Without a folder in `store` this uses no disk.
  ProgramCache(std::shared_ptr<const Device> device, programs::Blueprint blueprint,
               std::function<void(const std::string&)> progress, ProgramStoreOptions store = {},
               std::function<void()> found = {});

  // From here on, a program that the folder of `store` does not have is looked for in `kept` before it is
  // compiled. `told` gets the name of each program that was looked for, and why it was not taken; an empty
  // text where it was.
  void take_from(std::shared_ptr<const KeptPrograms> kept,
                 std::function<void(const std::string& program, const std::string& why_not)> told);

  const programs::Blueprint& blueprint() const { return blueprint_; }

  // Each is compiled, or loaded, when it is first asked for; a failure is tried again by whoever asks next.
  const Program& prefill(const programs::PrefillShape& shape);
  const Program& score(const programs::PrefillShape& shape, std::int64_t top = 0);
  const Program& embed(const programs::PrefillShape& shape);
  const Program& choose(const programs::ChoiceShape& shape);
  const Program& decode(const programs::DecodeShape& shape);
  // `draft` is a draft model on the same device; it must live as long as this.
  const Program& verify(const programs::VerifyShape& shape, const programs::Blueprint* draft = nullptr);
  const Program& take_row(const programs::StateShape& shape);
  const Program& put_row(const programs::StateShape& from, const programs::StateShape& to);
  const Program& inspect(const programs::PrefillShape& shape);

  int compiled() const;
  int loaded() const;      // from the folder
  double seconds() const;  // spent compiling and loading

 private:
  using Compiled = std::shared_ptr<const Program>;
  enum class Of { kModel, kShapes };  // whether a program is the same for several models

  const Program& get(const std::string& name, const std::function<programs::TracedProgram()>& trace,
                     Of of = Of::kModel);
  Compiled make(const std::string& name, programs::TracedProgram traced, Of of);
  pjrt::Executable compile(const std::string& name, const std::string& program) const;
  std::optional<pjrt::Executable> load(const ProgramKey& key);
  void keep(const ProgramKey& key, const pjrt::Executable& executable);
  void give_up(const Error& error);
  std::optional<pjrt::Executable> take(const ProgramKey& key);
  void forget(const std::string& name, std::promise<Compiled>& promise);

  std::shared_ptr<const Device> device_;
  programs::Blueprint blueprint_;
  std::function<void(const std::string&)> progress_;
  std::function<void()> found_;
  std::unique_ptr<const ProgramStore> store_;  // may be null
  std::shared_ptr<const KeptPrograms> kept_;   // may be null
  std::function<void(const std::string&, const std::string&)> told_;
  std::string machine_, model_;      // of the keys
  std::atomic<bool> stores_ = true;  // until the plugin says that it cannot write or read programs
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_future<Compiled>> programs_;
  int compiled_ = 0, loaded_ = 0;
  double seconds_ = 0;
};

}  // namespace constate::runtime
