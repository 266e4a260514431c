#include "engine/program_cache.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/clock.h"
#include "engine/dtype_choice.h"
#include "engine/machine_identity.h"
#include "engine/memory_room.h"
#include "engine/weights.h"
#include "hlo/print.h"

namespace constate::engine {
namespace {

const pjrt::CompileOptions kOptions;  // XLA's own

std::string tokens_text(std::int64_t count) {
  return fmt::format("{} token{}", count, count == 1 ? "" : "s");
}

std::string text(const ChoiceShape& s) {
  return fmt::format("batch {}{}{}{}, {} stop ids", s.batch, s.rules.draw ? ", drawing" : "",
                     s.rules.filter ? ", filters" : "", s.rules.penalty ? ", penalty" : "", s.stop_ids);
}

std::string text(const PrefillShape& s) {
  return fmt::format("batch {}, {}", s.batch, tokens_text(s.length));
}

std::string dtype_of(const Blueprint& blueprint) {
  const auto& weights = blueprint.weights;
  const auto matrix = std::find_if(weights.begin(), weights.end(),
                                   [](const models::WeightSpec& w) { return w.for_products; });
  return matrix == weights.end() ? "" : std::string(dtype_text(matrix->dtype));
}

}  // namespace

ProgramCache::ProgramCache(std::shared_ptr<const Runtime> runtime, Blueprint blueprint,
                           std::function<void(const std::string&)> progress, ProgramStoreOptions store,
                           std::function<void()> found)
    : runtime_(std::move(runtime)),
      blueprint_(std::move(blueprint)),
      progress_(std::move(progress)),
      found_(std::move(found)) {
  if (store.folder.empty()) return;
  try {
    machine_ = machine_identity(*runtime_->client);
    model_ = fmt::format("{} {:.1f} M", blueprint_.model->facts().model_type,
                         static_cast<double>(elements_of(blueprint_.weights)) / 1e6);
    dtype_ = dtype_of(blueprint_);
    store_ = std::make_unique<const ProgramStore>(store);
  } catch (const Error& e) {
    if (store.note) store.note(fmt::format("compile cache: not used: {}", e.what()));
  }
}

pjrt::Executable ProgramCache::compile(const std::string& name, const std::string& program) const {
  check_room_to_compile();
  if (progress_) progress_(name);
  pjrt::Executable executable = runtime_->client->compile(program, kOptions);
  if (progress_) progress_("");
  return executable;
}

std::optional<pjrt::Executable> ProgramCache::load(const ProgramKey& key) {
  if (!stores_) return std::nullopt;
  const std::optional<std::string> bytes = store_->find(key);
  if (!bytes) return std::nullopt;
  if (found_) found_();
  try {
    return runtime_->client->load(std::as_bytes(std::span(*bytes)));
  } catch (const Error& e) {
    if (e.code() == Code::kUnimplemented)
      give_up(e);
    else
      store_->refuse(key, e.what());
    return std::nullopt;
  }
}

void ProgramCache::keep(const ProgramKey& key, const pjrt::Executable& executable) {
  if (!stores_) return;
  try {
    store_->keep(key, executable.serialize());
  } catch (const Error& e) {
    if (e.code() == Code::kUnimplemented)
      give_up(e);
    else
      store_->pass_over(key, e.what());
  }
}

void ProgramCache::give_up(const Error& error) {
  stores_ = false;
  store_->give_up(error.what());
}

void ProgramCache::take_from(std::shared_ptr<const KeptPrograms> kept,
                             std::function<void(const std::string&, const std::string&)> told) {
  kept_ = std::move(kept);
  told_ = std::move(told);
}

std::optional<pjrt::Executable> ProgramCache::take(const ProgramKey& key) {
  const KeptPrograms::Taken taken = kept_->take(*runtime_->client, key, *store_);
  told_(key.name, taken.why);
  return taken.taken ? load(key) : std::nullopt;
}

const pjrt::Executable& ProgramCache::get(const std::string& name, const std::function<hlo::Program()>& trace,
                                          bool of_model) {
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
    const pjrt::Client& client = *runtime_->client;
    std::optional<pjrt::Executable> made;
    std::optional<ProgramKey> key;
    std::string program = hlo::print(trace());
    if (store_) {
      key = {name,
             of_model ? model_ : "",
             of_model ? dtype_ : "",
             client.plugin().name(),
             client.devices()[0].kind,
             machine_,
             pjrt::encode(kOptions),
             std::move(program)};
      made = load(*key);
      if (!made && kept_) made = take(*key);
    }
    const bool loaded = made.has_value();
    if (!made) {
      made = compile(name, key ? key->program : program);
      if (key) keep(*key, *made);
    }
    auto executable = std::make_shared<const pjrt::Executable>(std::move(*made));
    const std::lock_guard lock(mutex_);
    ++(loaded ? loaded_ : compiled_);
    seconds_ += watch.seconds();
    promise.set_value(executable);
    return *executable;
  } catch (Error& e) {
    e.add_context("compiling " + name);
    forget(name, promise);
    throw;
  } catch (...) {  // no memory, say
    forget(name, promise);
    throw;
  }
}

// Whoever waits gets what is being thrown; whoever asks later has it tried again.
void ProgramCache::forget(const std::string& name, std::promise<Compiled>& promise) {
  const std::lock_guard lock(mutex_);
  programs_.erase(name);
  promise.set_exception(std::current_exception());
}

const pjrt::Executable& ProgramCache::prefill(const PrefillShape& s) {
  return get(fmt::format("prefill ({})", text(s)), [&] { return prefill_program(blueprint_, s); });
}
const pjrt::Executable& ProgramCache::choose(const ChoiceShape& s) {
  return get(
      fmt::format("choose ({})", text(s)), [&] { return choose_program(blueprint_, s); },
      /*of_model=*/false);
}
const pjrt::Executable& ProgramCache::decode(const DecodeShape& s) {
  return get(fmt::format("decode ({}, {}{})", text(s.choice), tokens_text(s.block),
                         s.exit_early ? "" : ", to the end"),
             [&] { return decode_program(blueprint_, s); });
}
const pjrt::Executable& ProgramCache::score(const PrefillShape& s) {
  return get(fmt::format("score ({})", text(s)), [&] { return score_program(blueprint_, s); });
}
const pjrt::Executable& ProgramCache::inspect(const PrefillShape& s) {
  return get(fmt::format("inspect ({})", text(s)), [&] { return inspect_program(blueprint_, s); });
}

int ProgramCache::compiled() const {
  const std::lock_guard lock(mutex_);
  return compiled_;
}
int ProgramCache::loaded() const {
  const std::lock_guard lock(mutex_);
  return loaded_;
}
double ProgramCache::seconds() const {
  const std::lock_guard lock(mutex_);
  return seconds_;
}

}  // namespace constate::engine
