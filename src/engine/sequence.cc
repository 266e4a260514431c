#include "engine/sequence.h"

#include <fmt/format.h>

#include <ctime>

#include "base/error.h"

namespace constate::engine {
namespace {

// A file has no batch.
HostArray without_batch(HostArray array) {
  std::vector<std::int64_t> dims = array.shape().dims;
  dims.erase(dims.begin());
  array.reshape(std::move(dims));
  return array;
}

[[noreturn]] void refuse(const std::string& what) {
  throw Error(Code::kFailedPrecondition, "the state " + what,
              "states of one model are alike; make the state anew from its text");
}

// The field of a saved state as the model wants it; a state may have been kept in another float type. Of a
// part that grows by token a file holds just the tokens that the state has seen.
HostArray field_of(SavedState& saved, const models::StateSpec& spec) {
  for (auto& [name, array] : saved.fields) {
    if (name != spec.field) continue;
    const Shape whole = spec.shape(1);
    Shape want = whole, got = array.shape();
    want.dims.erase(want.dims.begin());
    if (spec.growth == models::Growth::kByToken) want.dims[0] = saved.tokens;
    if (got.dims != want.dims)
      refuse(fmt::format("has `{}` as {}; this model wants {}", name, got.str(), want.str()));
    HostArray out = array.shape().dtype == spec.dtype ? std::move(array) : array.converted(spec.dtype);
    if (spec.growth == models::Growth::kByToken) out = out.with_first(whole.dims[1]);
    out.reshape(whole.dims);
    return out;
  }
  refuse(fmt::format("has no `{}`, which this model wants", spec.field));
}

}  // namespace

Sequence feed(Engine& engine, const Sequence& from, std::span<const std::int32_t> ids) {
  engine.check_ids(ids);
  Sequence out = from;
  const std::vector<std::int32_t> tokens = from.history.to_feed(ids);
  if (tokens.empty()) return out;
  State state = from.state ? engine.take_row(*from.state, 0) : engine.new_state(1);
  const std::vector<std::vector<std::int32_t>> rows{tokens};
  out.logits = std::make_shared<const pjrt::Buffer>(engine.prefill(state, rows));
  out.state = std::make_shared<const State>(std::move(state));
  out.history.fed(tokens);
  return out;
}

SavedState save(const Engine& engine, const Sequence& sequence) {
  SavedState out;
  out.model = engine.fingerprint();
  sequence.history.write(out);
  out.sampling = sequence.sampling;
  out.dtype = user_name(engine.dtype());
  out.device = engine.device().client->devices()[0].kind;
  out.saved_at = std::time(nullptr);
  const std::vector<models::StateSpec> specs =
      engine.model().state(sequence.state ? sequence.state->capacity : engine.capacity_for(0));
  for (std::size_t i = 0; i < specs.size(); ++i) {
    HostArray part = without_batch(sequence.state ? sequence.state->parts[i].to_host()
                                                  : HostArray::zeros(specs[i].shape(1)));
    if (specs[i].growth == models::Growth::kByToken) part = part.with_first(sequence.history.tokens());
    out.fields.emplace_back(specs[i].field, std::move(part));
  }
  if (sequence.logits && !sequence.history.next()) out.logits = without_batch(sequence.logits->to_host());
  return out;
}

Sequence restore(const Engine& engine, SavedState saved) {
  check_same_model(saved.model, engine.fingerprint());
  if (static_cast<std::int64_t>(saved.seen.bytes().size()) != engine.vocab_size())
    refuse(fmt::format("is of a vocabulary of {}; this model has {}", saved.seen.bytes().size(),
                       engine.vocab_size()));
  Sequence out{History(saved), nullptr, nullptr, saved.sampling};
  State state;
  state.batch = 1;
  state.capacity = engine.capacity_for(saved.tokens);
  state.tokens = {saved.tokens};
  const std::vector<models::StateSpec> specs = engine.model().state(state.capacity);
  if (specs.size() != saved.fields.size())
    refuse(fmt::format("has {} arrays; this model wants {}", saved.fields.size(), specs.size()));
  const pjrt::Client& client = *engine.device().client;
  for (const models::StateSpec& spec : specs) state.parts.push_back(client.to_device(field_of(saved, spec)));
  out.state = std::make_shared<const State>(std::move(state));
  if (saved.logits) {
    HostArray logits = saved.logits->converted(DType::kF32);
    logits.reshape({1, engine.vocab_size()});
    out.logits = std::make_shared<const pjrt::Buffer>(client.to_device(std::move(logits)));
  }
  return out;
}

}  // namespace constate::engine
