// Embeddings: a text as one vector.
#include <fmt/format.h>

#include <cstring>

#include "capi/objects.h"
#include "engine/prompt_embedder.h"

namespace constate::capi {
namespace {

engine::Pooling pooling_of(int pooling) {
  if (pooling == CONSTATE_POOLING_MEAN) return engine::Pooling::kMean;
  if (pooling == CONSTATE_POOLING_LAST) return engine::Pooling::kLast;
  throw Error(Code::kInvalidArgument,
              fmt::format("pooling: CONSTATE_POOLING_MEAN or _LAST is expected; got {}", pooling));
}

std::vector<float> embedding_of(engine::Engine& engine, std::span<const std::int32_t> ids,
                                engine::Pooling pooling) {
  engine::PromptEmbedder embedder(engine, {ids.begin(), ids.end()});
  do {
    check_cancelled();
  } while (embedder.step());
  return embedder.embedding(pooling);
}

}  // namespace
}  // namespace constate::capi

using namespace constate;
using namespace constate::capi;

extern "C" {

constate_code constate_embed(constate_model* model, const int32_t* ids, size_t ids_count,
                             constate_pooling pooling, constate_cancel* cancel, float* embedding, size_t room,
                             size_t* count) {
  return guarded([&] {
    const std::shared_ptr<Model> of = Handles<Model>::all().get(model);
    const std::shared_ptr<Cancel> raised = cancel_of(cancel);
    const Cancellable cancellable(raised);
    std::span<const std::int32_t> given = ids_of(ids, ids_count);
    of->engine->check_ids(given);
    if (room == 0 && !given.empty()) given = given.first(1);  // that tells how many there are
    const std::vector<float> all = embedding_of(*of->engine, given, pooling_of(pooling));
    fill(all.data(), all.size(), sizeof *embedding, embedding, room, count);
  });
}

}  // extern "C"
