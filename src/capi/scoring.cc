// Scoring: logits, log probabilities, perplexity.
#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "capi/objects.h"
#include "engine/text_scoring.h"

namespace constate::capi {
namespace {

constexpr std::int64_t kDefaultWindows = 4, kMostWindows = 256;

// f32 [1 t v] of at least these ids: what pads them to one of few lengths changes nothing before it, and few
// programs are compiled.
HostArray logits_of(engine::Engine& engine, std::span<const std::int32_t> ids) {
  constexpr std::size_t kShortest = 32;
  engine.check_ids(ids);
  std::vector<std::int32_t> padded(ids.begin(), ids.end());
  padded.resize(std::bit_ceil(std::max(ids.size(), kShortest)));
  const auto length = static_cast<std::int64_t>(padded.size());
  runtime::Call call = engine.call(engine.programs().inspect({1, length}));
  const pjrt::Buffer given = engine.upload(HostArray::of(DType::kS32, {1, length}, padded));
  call.set("ids", given);
  return call.run().take("logits").to_host();
}

engine::Scores scores_of(engine::Engine& engine, std::span<const std::int32_t> ids) {
  engine::State state = engine.new_state(1);
  engine::ScoreOptions options;
  options.after_segment = [](std::int64_t) { check_cancelled(); };
  const engine::ScoreRow row{ids};
  return std::move(engine::score(engine, state, {&row, 1}, options)[0]);
}

engine::WindowOptions windows_of(const constate_score_options& given) {
  engine::WindowOptions out;
  const auto check = [](const char* name, std::int64_t value, std::int64_t most) {
    if (value < 0 || value > most)
      throw Error(Code::kInvalidArgument,
                  fmt::format("{}: between 0 and {} is expected; got {}", name, most, value));
  };
  constexpr std::int64_t kMostTokens = (std::int64_t{1} << 31) - 1;
  check("window", given.window, kMostTokens);
  check("stride", given.stride, given.window);
  check("batch", given.batch, kMostWindows);
  if (given.window == 1) throw Error(Code::kInvalidArgument, "window: at least 2 tokens are expected; got 1");
  if (given.window > 0) out.window = given.window;
  if (given.stride > 0) out.stride = given.stride;
  out.batch = given.batch > 0 ? given.batch : kDefaultWindows;
  out.progress = [](std::int64_t, std::int64_t) { check_cancelled(); };
  return out;
}

std::vector<std::int32_t> ids_of_text(const Model& model, const char* text, std::size_t bytes, bool begins) {
  if (bytes > 0) check_pointer(text, "text");
  const std::string_view all = bytes > 0 ? std::string_view(text, bytes) : std::string_view();
  if (!begins) return engine::ids_to_score(model.text(), all);
  return engine::ids_to_score(model.text(), model.engine->model().facts().tokens.bos, all);
}

}  // namespace
}  // namespace constate::capi

using namespace constate;
using namespace constate::capi;

extern "C" {

constate_code constate_logits(constate_model* model, const int32_t* ids, size_t ids_count, float* logits,
                              size_t room, size_t* count) {
  return guarded([&] {
    const std::shared_ptr<Model> of = Handles<Model>::all().get(model);
    const auto given = ids_of(ids, ids_count);
    const std::size_t all = given.size() * static_cast<std::size_t>(of->engine->vocab_size());
    if (!has_room(all, room, count) || all == 0) return;
    check_pointer(logits, "logits");
    const HostArray array = logits_of(*of->engine, given);
    std::memcpy(logits, array.bytes().data(), all * sizeof *logits);
  });
}

constate_code constate_log_probabilities(constate_model* model, const int32_t* ids, size_t ids_count,
                                         constate_cancel* cancel, float* log_probabilities,
                                         uint8_t* likeliest, size_t room, size_t* count) {
  return guarded([&] {
    const std::shared_ptr<Model> of = Handles<Model>::all().get(model);
    const std::shared_ptr<Cancel> raised = cancel_of(cancel);
    const Cancellable cancellable(raised);
    const auto given = ids_of(ids, ids_count);
    const std::size_t places = given.empty() ? 0 : given.size() - 1;
    if (!has_room(places, room, count) || places == 0) return;
    const engine::Scores all = scores_of(*of->engine, given);
    if (log_probabilities != nullptr)
      std::memcpy(log_probabilities, all.log_probability.data(), places * sizeof *log_probabilities);
    if (likeliest != nullptr) std::memcpy(likeliest, all.likeliest.data(), places * sizeof *likeliest);
  });
}

constate_code constate_score_options_init(constate_score_options* options) {
  return guarded([&] {
    check_pointer(options, "options");
    *options = {};
    options->size = sizeof *options;
  });
}

constate_code constate_perplexity(constate_model* model, const char* text, size_t bytes,
                                  const constate_score_options* options, constate_score* score) {
  return guarded([&] {
    check_pointer(score, "score");
    check_size(score->size, "score");
    const std::shared_ptr<Model> of = Handles<Model>::all().get(model);
    constate_score_options known{};
    if (options != nullptr) copy_sized(options, options->size, &known, sizeof known, "options");
    const std::shared_ptr<Cancel> raised = cancel_of(known.cancel);
    const Cancellable cancellable(raised);
    const std::vector<std::int32_t> ids = ids_of_text(*of, text, bytes, known.no_begin == 0);
    of->engine->check_ids(ids);
    const engine::TextScore all = engine::score_text(*of->engine, of->text(), ids, windows_of(known));
    give_sized(constate_score{.size = sizeof(constate_score),
                              .tokens = all.likelihood.tokens,
                              .first_choice = all.likelihood.likeliest,
                              .bytes = all.bytes,
                              .sum = all.likelihood.sum,
                              .perplexity = all.likelihood.perplexity(),
                              .standard_error = all.likelihood.standard_error()},
               score, "score");
  });
}

}  // extern "C"
