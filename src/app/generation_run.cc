#include "app/generation_run.h"

#include <optional>

#include "engine/text_stream.h"

namespace constate::app {
namespace {

using engine::Finish;

class Row {
 public:
  explicit Row(const GroupOptions& options) : holds_back_(options.holds_back) {
    if (!options.tokenizer) return;
    stream_.emplace(*options.tokenizer, options.stop);
    if (options.resume) stream_->resume(options.resume->tokens, options.resume->withheld);
  }

  // Takes what is new; returns the text that it adds.
  std::string take(const std::vector<std::int32_t>& tokens) {
    std::string added;
    while (!stopped() && row_.tokens.size() < tokens.size()) {
      const std::int32_t token = tokens[row_.tokens.size()];
      if (!stream_ && !row_.tokens.empty()) added += ' ';
      added += stream_ ? stream_->push(token) : std::to_string(token);
      row_.tokens.push_back(token);
    }
    row_.text += added;
    return added;
  }

  std::string finish(Finish why) {
    row_.finish = stopped() ? Finish::kStop : why;
    const std::string rest = stream_ && !holds_back_ ? stream_->finish() : "";
    row_.text += rest;
    return rest;
  }

  std::int64_t withheld() const { return stream_ ? stream_->withheld() : 0; }
  bool stopped() const { return stream_ && stream_->stopped(); }
  Continuation& result() { return row_; }

 private:
  std::optional<engine::TextStream> stream_;
  bool holds_back_;
  Continuation row_;
};

}  // namespace

Group run_group(engine::Engine& engine, std::vector<engine::Request> requests, const GroupOptions& options,
                Interrupt& interrupt) {
  const auto tell = [&](std::size_t row, const std::string& text) {
    if (row == 0 && options.on_text && !text.empty()) options.on_text(text);
  };
  std::vector<Row> rows(requests.size(), Row(options));
  engine::Generation generation(engine, std::move(requests), options.generation);
  while (generation.step()) {
    interrupt.something_to_keep();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      tell(i, rows[i].take(generation.tokens(i)));
      if (rows[i].stopped()) generation.end(i, Finish::kStop);
      if (interrupt.came()) generation.end(i, Finish::kInterrupted);
    }
    if (options.after_block) options.after_block(generation, rows[0].withheld());
  }
  Group group;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    tell(i, rows[i].finish(generation.finish(i)));
    group.rows.push_back(std::move(rows[i].result()));
  }
  if (options.at_end) options.at_end(generation, rows[0].withheld());
  group.timings = generation.timings();
  return group;
}

}  // namespace constate::app
