#include "runtime/program_cache.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "hlo/print.h"
#include "runtime/machine_identity.h"
#include "runtime/memory_room.h"
#include "runtime/weights.h"

namespace constate::runtime {

using programs::ChoiceShape;
using programs::DecodeShape;
using programs::PrefillShape;
using programs::StateShape;
using programs::VerifyShape;

namespace {

std::string tokens_text(std::int64_t count) {
  return fmt::format("{} token{}", count, count == 1 ? "" : "s");
}

std::string top_text(std::int64_t top) {
  return top > 0 ? fmt::format(", scores and top {}", top) : ", scores";
}

std::string text(const ChoiceShape& s) {
  return fmt::format("batch {}{}{}{}{}{}, {} stop ids", s.batch, s.rules.draw ? ", drawing" : "",
                     s.rules.filter ? ", filters" : "", s.rules.penalty ? ", penalty" : "",
                     s.rules.adjust ? ", adjusted" : "", s.top ? top_text(*s.top) : "", s.stop_ids);
}

std::string capacity_text(std::int64_t capacity) {
  return capacity > 0 ? fmt::format(", capacity {}", capacity) : "";
}

std::string text(const PrefillShape& s) {
  return fmt::format("batch {}, {}{}", s.batch, tokens_text(s.length), capacity_text(s.capacity));
}

std::string text(const StateShape& s) { return fmt::format("{}{}", s.batch, capacity_text(s.capacity)); }

pjrt::CompileOptions compile_options(const DeviceProfile& profile) {
  return {.overrides = profile.compiler_options};
}

}  // namespace

ProgramCache::ProgramCache(std::shared_ptr<const Device> device, programs::Blueprint blueprint,
                           std::function<void(const std::string&)> progress, ProgramStoreOptions store,
                           std::function<void()> found)
    : device_(std::move(device)),
      blueprint_(std::move(blueprint)),
      progress_(std::move(progress)),
      found_(std::move(found)) {
  if (store.folder.empty()) return;
  try {
    machine_ = machine_identity(*device_);
    model_ = fmt::format("{} {:.1f} M", blueprint_.model->facts().model_type,
                         static_cast<double>(models::elements_of(blueprint_.model->weights())) / 1e6);
    store_ = std::make_unique<const ProgramStore>(store);
  } catch (const Error& e) {
    if (store.note) store.note(fmt::format("compile cache: not used: {}", e.what()));
  }
}

pjrt::Executable ProgramCache::compile(const std::string& name, const std::string& program) const {
  check_room_to_compile();
  if (progress_) progress_(name);
  pjrt::Executable executable = device_->client->compile(program, compile_options(device_->profile));
  if (progress_) progress_("");
  return executable;
}

std::optional<pjrt::Executable> ProgramCache::load(const ProgramKey& key) {
  if (!stores_) return std::nullopt;
  const std::optional<std::string> bytes = store_->find(key);
  if (!bytes) return std::nullopt;
  if (found_) found_();
  try {
    return device_->client->load(std::as_bytes(std::span(*bytes)));
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
  const KeptPrograms::Taken taken = kept_->take(*device_->client, key, *store_);
  told_(key.name, taken.why);
  return taken.taken ? load(key) : std::nullopt;
}

const Program& ProgramCache::get(const std::string& name,
                                 const std::function<programs::TracedProgram()>& trace, Of of) {
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
    const Compiled made = make(name, trace(), of);
    promise.set_value(made);
    return *made;
  } catch (Error& e) {
    e.add_context("compiling " + name);
    forget(name, promise);
    throw;
  } catch (...) {  // no memory, say
    forget(name, promise);
    throw;
  }
}

ProgramCache::Compiled ProgramCache::make(const std::string& name, programs::TracedProgram traced, Of of) {
  const Stopwatch watch;
  const pjrt::Client& client = *device_->client;
  std::optional<pjrt::Executable> executable;
  std::optional<ProgramKey> key;
  std::string text = hlo::print(traced.program);
  if (store_) {
    const bool of_model = of == Of::kModel;
    key = {name,
           of_model ? model_ : "",
           of_model ? std::string(user_name(blueprint_.model->dtype())) : "",
           client.plugin().name(),
           client.devices()[0].kind,
           machine_,
           pjrt::encode(compile_options(device_->profile)),
           std::move(text)};
    executable = load(*key);
    if (!executable && kept_) executable = take(*key);
  }
  const bool loaded = executable.has_value();
  if (!executable) {
    executable = compile(name, key ? key->program : text);
    if (key) keep(*key, *executable);
  }
  const std::lock_guard lock(mutex_);
  ++(loaded ? loaded_ : compiled_);
  seconds_ += watch.seconds();
  return std::make_shared<const Program>(Program{name, std::move(*executable), std::move(traced.signature)});
}

// Whoever waits gets what is being thrown; whoever asks later has it tried again.
void ProgramCache::forget(const std::string& name, std::promise<Compiled>& promise) {
  const std::lock_guard lock(mutex_);
  programs_.erase(name);
  promise.set_exception(std::current_exception());
}

const Program& ProgramCache::prefill(const PrefillShape& s) {
  return get(fmt::format("prefill ({})", text(s)), [&] { return prefill_program(blueprint_, s); });
}
const Program& ProgramCache::score(const PrefillShape& s, std::int64_t top) {
  return get(fmt::format("score ({}{})", text(s), top > 0 ? fmt::format(", top {}", top) : ""),
             [&] { return score_program(blueprint_, s, top); });
}
const Program& ProgramCache::embed(const PrefillShape& s) {
  return get(fmt::format("embed ({})", text(s)), [&] { return embed_program(blueprint_, s); });
}
const Program& ProgramCache::choose(const ChoiceShape& s) {
  return get(
      fmt::format("choose ({})", text(s)), [&] { return choose_program(blueprint_, s); }, Of::kShapes);
}
const Program& ProgramCache::decode(const DecodeShape& s) {
  return get(fmt::format("decode ({}, {}{}{})", text(s.choice), tokens_text(s.block),
                         s.exit_early ? "" : ", to the end", capacity_text(s.capacity)),
             [&] { return decode_program(blueprint_, s); });
}
const Program& ProgramCache::verify(const VerifyShape& s, const programs::Blueprint* draft) {
  // Of the draft model all that may tell it from another one.
  const std::string by =
      draft ? fmt::format(" by {} {} of {} elements{}", draft->model->facts().model_type,
                          user_name(draft->model->dtype()), models::elements_of(draft->model->weights()),
                          capacity_text(s.draft_capacity))
            : "";
  return get(
      fmt::format("verify ({}, {} with drafts of {}{}, history {}{}{})", text(s.choice), s.block, s.drafts,
                  by, s.history, s.exit_early ? "" : ", to the end", capacity_text(s.capacity)),
      [&] { return verify_program(blueprint_, s, draft); });
}
const Program& ProgramCache::take_row(const StateShape& s) {
  return get(fmt::format("take row (batch {})", text(s)), [&] { return take_row_program(blueprint_, s); });
}
const Program& ProgramCache::put_row(const StateShape& from, const StateShape& to) {
  return get(fmt::format("put row (batch {} into {})", text(from), text(to)),
             [&] { return put_row_program(blueprint_, from, to); });
}
const Program& ProgramCache::inspect(const PrefillShape& s) {
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

}  // namespace constate::runtime
