#include "engine/text_scoring.h"

#include <algorithm>

#include "base/clock.h"
#include "base/error.h"

namespace constate::engine {

std::vector<std::int32_t> ids_to_score(const tokenizer::Tokenizer& tokenizer, std::string_view text) {
  std::vector<std::int32_t> ids = tokenizer.encode(text, /*add_special_tokens=*/false);
  if (ids.empty()) throw Error(Code::kInvalidArgument, "at least one token is expected; the text is empty");
  return ids;
}

std::vector<std::int32_t> ids_to_score(const tokenizer::Tokenizer& tokenizer,
                                       std::optional<std::int64_t> begin_id, std::string_view text) {
  std::vector<std::int32_t> ids = ids_to_score(tokenizer, text);
  bool in_front = begin_id && ids.front() == *begin_id;
  if (!tokenizer.encode("", /*add_special_tokens=*/true).empty()) {
    std::vector<std::int32_t> whole = tokenizer.encode(text, /*add_special_tokens=*/true);
    in_front |= whole.size() < ids.size() || !std::equal(ids.begin(), ids.end(), whole.begin());
    ids = std::move(whole);
  }
  if (begin_id && !in_front) ids.insert(ids.begin(), static_cast<std::int32_t>(*begin_id));
  return ids;
}

TextScore score_text(Engine& engine, const tokenizer::Tokenizer& tokenizer,
                     const std::vector<std::int32_t>& ids, const WindowOptions& options) {
  if (ids.size() < 2)
    throw Error(Code::kInvalidArgument,
                "at least two tokens are expected, since the first is context alone; got 1");
  const auto tokens = static_cast<std::int64_t>(ids.size());
  const std::int64_t width = std::min(options.window.value_or(tokens), tokens);
  const Windows windows(tokens, width, std::min(options.stride.value_or(width), width));
  const std::int64_t batch = std::min(options.batch, windows.size());
  ScoreOptions scoring;
  scoring.segment = score_segment(engine, batch, width - 1);
  engine.programs().score({batch, scoring.segment});
  engine.await_weights();

  std::int64_t total = 0, done = 0;
  for (std::int64_t i = 0; i < windows.size(); ++i) total += windows[i].end - windows[i].begin - 1;
  scoring.after_segment = [&](std::int64_t scored) {
    done += scored;
    if (options.progress) options.progress(done, total);
  };

  TextScore out;
  const Stopwatch watch;
  for (std::int64_t first = 0; first < windows.size(); first += batch) {
    const std::int64_t count = std::min(batch, windows.size() - first);
    std::vector<ScoreRow> rows(static_cast<std::size_t>(batch));
    for (std::int64_t i = 0; i < count; ++i) {
      const Windows::Window w = windows[first + i];
      rows[static_cast<std::size_t>(i)] = {std::span(ids).subspan(static_cast<std::size_t>(w.begin),
                                                                  static_cast<std::size_t>(w.end - w.begin)),
                                           w.begin};
    }
    State state = engine.new_state(batch);
    const std::vector<Scores> scores = score(engine, state, rows, scoring);
    for (std::int64_t i = 0; i < count; ++i) {
      const Windows::Window w = windows[first + i];
      out.likelihood.add(scores[static_cast<std::size_t>(i)], static_cast<std::size_t>(w.counted));
      for (std::int64_t at = w.end - w.counted; at < w.end; ++at)
        out.bytes += static_cast<std::int64_t>(tokenizer.bytes_of(ids[static_cast<std::size_t>(at)]).size());
    }
  }
  out.seconds = watch.seconds();
  return out;
}

}  // namespace constate::engine
