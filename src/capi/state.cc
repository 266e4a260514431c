// States: a text that a model has seen, as a value of the caller's.
#include <fmt/format.h>

#include "capi/objects.h"

namespace constate::capi {
namespace {

std::shared_ptr<State> state_of(const constate_state* state) {
  std::shared_ptr<State> out = Handles<State>::all().get(state);
  check_open(*out->model);
  return out;
}

// What `to_ids` gives of it goes behind it.
void feed(constate_state* handle, constate_cancel* cancel,
          FunctionRef<std::vector<std::int32_t>(const State&)> to_ids) {
  const std::shared_ptr<State> state = state_of(handle);
  const Exclusive alone(state->busy, "state");
  const std::shared_ptr<Cancel> raised = cancel_of(cancel);
  const Cancellable cancellable(raised);
  state->sequence = engine::feed(*state->model->engine, state->sequence, to_ids(*state));
}

}  // namespace
}  // namespace constate::capi

using namespace constate;
using namespace constate::capi;

extern "C" {

constate_code constate_state_new(constate_model* model, constate_state** out) {
  return guarded([&] {
    check_pointer(out, "out");
    *out = nullptr;
    std::shared_ptr<Model> of = Handles<Model>::all().get(model);
    engine::Sequence none = engine::Sequence::empty(*of->engine);
    give(std::make_shared<State>(std::move(of), std::move(none)), out);
  });
}

constate_code constate_state_feed(constate_state* state, const int32_t* ids, size_t ids_count,
                                  constate_cancel* cancel) {
  return guarded([&] {
    feed(state, cancel, [&](const State&) {
      const auto all = ids_of(ids, ids_count);
      return std::vector<std::int32_t>(all.begin(), all.end());
    });
  });
}

constate_code constate_state_feed_text(constate_state* state, const char* text, size_t bytes,
                                       constate_cancel* cancel) {
  return guarded([&] {
    feed(state, cancel, [&](const State& s) { return s.model->encode(text, bytes, s.is_empty()); });
  });
}

constate_code constate_state_fork(const constate_state* state, constate_state** out) {
  return guarded([&] {
    check_pointer(out, "out");
    *out = nullptr;
    const std::shared_ptr<State> from = state_of(state);
    const Exclusive alone(from->busy, "state");
    give(std::make_shared<State>(from->model, from->sequence, from->withheld), out);
  });
}

constate_code constate_state_save(const constate_state* state, const char* path) {
  return guarded([&] {
    check_pointer(path, "path");
    const std::shared_ptr<State> from = state_of(state);
    const Exclusive alone(from->busy, "state");
    engine::SavedState saved = engine::save(*from->model->engine, from->sequence);
    saved.withheld = from->withheld;
    saved.program = std::string("libconstate ") + CONSTATE_VERSION;
    engine::write_state(path, saved);
  });
}

constate_code constate_state_load(constate_model* model, const char* path, constate_state** out) {
  return guarded([&] {
    check_pointer(out, "out");
    *out = nullptr;
    check_pointer(path, "path");
    std::shared_ptr<Model> of = Handles<Model>::all().get(model);
    engine::SavedState saved = engine::read_state(path);
    const std::int64_t withheld = saved.withheld;
    engine::Sequence sequence =
        with_context(path, [&] { return engine::restore(*of->engine, std::move(saved)); });
    give(std::make_shared<State>(std::move(of), std::move(sequence), withheld), out);
  });
}

constate_code constate_state_tokens(const constate_state* state, int64_t* tokens) {
  return guarded([&] {
    check_pointer(tokens, "tokens");
    const std::shared_ptr<State> of = state_of(state);
    const Exclusive alone(of->busy, "state");
    *tokens = of->tokens();
  });
}

constate_code constate_state_logits(const constate_state* state, float* logits, size_t room, size_t* count) {
  return guarded([&] {
    const std::shared_ptr<State> of = state_of(state);
    const Exclusive alone(of->busy, "state");
    const auto values = of->sequence.logits;
    if (!values)
      throw Error(Code::kFailedPrecondition,
                  of->tokens() == 0 ? "the state has no logits: no token was fed"
                                    : "the state has no logits: a token was drawn from them",
                  "feed a token");
    const HostArray array = values->to_host();
    fill(array.bytes().data(), array.as<float>().size(), sizeof *logits, logits, room, count);
  });
}

constate_code constate_state_close(constate_state* state) {
  return guarded([&] { Handles<State>::all().take(state); });
}

}  // extern "C"
