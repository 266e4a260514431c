#include "engine/program_cache.h"

#include <fmt/format.h>

#include "engine/clock.h"
#include "hlo/print.h"

namespace constate::engine {
namespace {

std::string text(const ChoiceShape& s) {
  return fmt::format("batch {}{}{}{}, {} stop ids", s.batch, s.rules.draw ? ", drawing" : "",
                     s.rules.filter ? ", filters" : "", s.rules.penalty ? ", penalty" : "", s.stop_ids);
}

std::string text(const PrefillShape& s) {
  return fmt::format("batch {}, {} token{}", s.batch, s.length, s.length == 1 ? "" : "s");
}

}  // namespace

ProgramCache::ProgramCache(std::shared_ptr<const Runtime> runtime, Blueprint blueprint,
                           std::function<void(const std::string&)> progress)
    : runtime_(std::move(runtime)), blueprint_(std::move(blueprint)), progress_(std::move(progress)) {}

const pjrt::Executable& ProgramCache::get(const std::string& name,
                                          const std::function<hlo::Program()>& trace) {
  using Compiled = std::shared_ptr<const pjrt::Executable>;
  std::promise<Compiled> promise;
  std::shared_future<Compiled> future;
  {
    const std::lock_guard lock(mutex_);
    const auto found = programs_.find(name);
    if (found != programs_.end())
      future = found->second;
    else
      programs_.emplace(name, promise.get_future().share());
  }
  if (future.valid()) return *future.get();  // the map keeps it
  try {
    const Stopwatch watch;
    if (progress_) progress_(name);
    const std::string program = hlo::print(trace());
    auto executable = std::make_shared<const pjrt::Executable>(runtime_->client->compile(program));
    if (progress_) progress_("");
    const std::lock_guard lock(mutex_);
    ++compiled_;
    seconds_ += watch.seconds();
    promise.set_value(executable);
    return *executable;
  } catch (Error& e) {
    e.add_context("compiling " + name);
    promise.set_exception(std::current_exception());
    throw;
  }
}

const pjrt::Executable& ProgramCache::prefill(const PrefillShape& s) {
  return get(fmt::format("prefill ({})", text(s)), [&] { return prefill_program(blueprint_, s); });
}
const pjrt::Executable& ProgramCache::choose(const ChoiceShape& s) {
  return get(fmt::format("choose ({})", text(s)), [&] { return choose_program(blueprint_, s); });
}
const pjrt::Executable& ProgramCache::decode(const DecodeShape& s) {
  return get(fmt::format("decode ({}, {} tokens)", text(s.choice), s.block),
             [&] { return decode_program(blueprint_, s); });
}
const pjrt::Executable& ProgramCache::inspect(const PrefillShape& s) {
  return get(fmt::format("inspect ({})", text(s)), [&] { return inspect_program(blueprint_, s); });
}

int ProgramCache::compiled() const {
  const std::lock_guard lock(mutex_);
  return compiled_;
}
double ProgramCache::seconds() const {
  const std::lock_guard lock(mutex_);
  return seconds_;
}

}  // namespace constate::engine
