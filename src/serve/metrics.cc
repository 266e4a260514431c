#include "serve/metrics.h"

#include <fmt/format.h>

#include <algorithm>

namespace constate::serve {
namespace {

const std::vector<double> kSeconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                   1,     2.5,    5,     10,   30,    60,   120, 300};
const std::vector<double> kCounts{1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576};
constexpr std::array<const char*, 6> kEnded{"stop", "length", "cancelled", "timeout", "shutdown", "error"};

std::string escaped(const std::string& label) {
  std::string out;
  for (const char c : label) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string head(const char* name, const char* type, const char* help) {
  return fmt::format("# HELP constate_{} {}\n# TYPE constate_{} {}\n", name, help, name, type);
}

}  // namespace

void Histogram::add(double value) {
  const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  ++counts_[static_cast<std::size_t>(at)];
  sum_ += value;
  ++count_;
}

std::string Histogram::text(const std::string& name, const std::string& labels) const {
  std::string out;
  const std::string comma = labels.empty() ? "" : labels + ",";
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bounds_.size(); ++i)
    out += fmt::format("{}_bucket{{{}le=\"{}\"}} {}\n", name, comma, bounds_[i], sum += counts_[i]);
  out += fmt::format("{}_bucket{{{}le=\"+Inf\"}} {}\n", name, comma, count_);
  const std::string braces = labels.empty() ? "" : "{" + labels + "}";
  return out + fmt::format("{}_sum{} {}\n{}_count{} {}\n", name, braces, sum_, name, braces, count_);
}

Metrics::Metrics()
    : first_token_(kSeconds),
      between_(kSeconds),
      end_to_end_(kSeconds),
      queue_(kSeconds),
      prompt_(kSeconds),
      decode_(kSeconds),
      prompt_tokens_(kCounts),
      answer_tokens_(kCounts) {}

void Metrics::request(const std::string& path, int status) {
  const std::lock_guard lock(mutex_);
  ++requests_[{path, status}];
}

void Metrics::disconnected() {
  const std::lock_guard lock(mutex_);
  ++disconnects_;
}

void Metrics::between_tokens(double seconds) {
  const std::lock_guard lock(mutex_);
  between_.add(seconds);
}

void Metrics::ended(const Outcome& outcome) {
  const Figures& f = outcome.figures;
  const std::lock_guard lock(mutex_);
  ++ended_[static_cast<std::size_t>(outcome.how)];
  queue_.add(f.queue_seconds);
  end_to_end_.add(f.seconds);
  prompt_tokens_.add(static_cast<double>(f.prompt_tokens));
  answer_tokens_.add(static_cast<double>(f.tokens));
  if (f.tokens == 0) return;
  first_token_.add(f.first_token_seconds);
  prompt_.add(f.prompt_seconds);
  decode_.add(f.seconds - f.first_token_seconds);
}

std::string Metrics::text(const std::vector<std::pair<std::string, SchedulerFigures>>& models,
                          std::size_t connections, std::size_t exchanges,
                          const std::optional<StateStore::Held>& states) const {
  const std::lock_guard lock(mutex_);
  std::string out = head("http_requests_total", "counter", "Requests that were answered.");
  for (const auto& [key, count] : requests_)
    out += fmt::format("constate_http_requests_total{{path=\"{}\",status=\"{}\"}} {}\n", escaped(key.first),
                       key.second, count);
  out += head("answers_total", "counter", "Answers by why they ended.");
  for (std::size_t i = 0; i < kEnded.size(); ++i)
    out += fmt::format("constate_answers_total{{finished=\"{}\"}} {}\n", kEnded[i], ended_[i]);
  const auto plain = [&](const char* name, const char* type, const char* help, auto value) {
    out += head(name, type, help) + fmt::format("constate_{} {}\n", name, value);
  };
  plain("disconnects_total", "counter", "Clients that went before their answer's end.", disconnects_);
  plain("http_connections", "gauge", "Connections that are open.", connections);
  plain("http_exchanges", "gauge", "Requests that are being answered.", exchanges);
  if (states) {
    plain("sessions", "gauge", "Sessions in the state store.", states->sessions);
    plain("saved_states", "gauge", "Saved states in the state store, without sessions.", states->states);
    plain("state_store_bytes", "gauge", "That both take.", states->bytes);
  }

  const auto histogram = [&](const char* name, const char* help, const Histogram& h) {
    out += head(name, "histogram", help) + h.text(fmt::format("constate_{}", name), "");
  };
  histogram("time_to_first_token_seconds", "From a request to its first token.", first_token_);
  histogram("inter_token_latency_seconds", "Between two tokens of an answer, of a block their mean.",
            between_);
  histogram("e2e_request_latency_seconds", "From a request to its end.", end_to_end_);
  histogram("request_queue_time_seconds", "Until a prompt began to be fed.", queue_);
  histogram("request_prefill_time_seconds", "From there to the first token.", prompt_);
  histogram("request_decode_time_seconds", "From the first token to the last.", decode_);
  histogram("request_prompt_tokens", "Tokens of a prompt, with those that were cached.", prompt_tokens_);
  histogram("request_generation_tokens", "Tokens of an answer.", answer_tokens_);

  const auto of_models = [&](const char* name, const char* type, const char* help, auto value) {
    out += head(name, type, help);
    for (const auto& [model, figures] : models)
      out += fmt::format("constate_{}{{model_name=\"{}\"}} {}\n", name, escaped(model), value(figures));
  };
  using F = SchedulerFigures;
  of_models("requests_running", "gauge", "Rows that decode.", [](const F& f) { return f.running; });
  of_models("requests_feeding", "gauge", "Prompts that are being fed.", [](const F& f) { return f.feeding; });
  of_models("requests_waiting", "gauge", "Requests in the queue.", [](const F& f) { return f.waiting; });
  of_models("batch_rows", "gauge", "Rows of the program that decodes.", [](const F& f) { return f.batch; });
  of_models("prompt_tokens_total", "counter", "Tokens that were fed.",
            [](const F& f) { return f.prompt_tokens; });
  of_models("generation_tokens_total", "counter", "Tokens that were decoded, without first ones.",
            [](const F& f) { return f.decoded_tokens; });
  of_models("drafted_tokens_total", "counter", "With --speculate: tokens that were guessed.",
            [](const F& f) { return f.drafted_tokens; });
  of_models("accepted_tokens_total", "counter", "Of them, those that were right.",
            [](const F& f) { return f.accepted_tokens; });
  of_models("prompt_seconds_total", "counter", "Spent feeding.", [](const F& f) { return f.prompt_seconds; });
  of_models("decode_seconds_total", "counter", "Spent decoding.",
            [](const F& f) { return f.decode_seconds; });
  of_models("blocks_total", "counter", "Calls of the program that decodes.",
            [](const F& f) { return f.blocks; });
  of_models("block_rows_total", "counter", "Rows that were not idle in them.",
            [](const F& f) { return f.block_rows; });
  of_models("programs_ready", "gauge", "Kinds of programs that are compiled.",
            [](const F& f) { return f.programs_ready; });
  of_models("programs", "gauge", "Kinds of programs that will be.", [](const F& f) { return f.programs; });
  of_models("programs_compiled_total", "counter", "Programs that were compiled.",
            [](const F& f) { return f.programs_compiled; });
  of_models("programs_loaded_total", "counter", "Programs that came from an earlier start.",
            [](const F& f) { return f.programs_loaded; });
  of_models("prefix_cache_queries_total", "counter", "Prompts that were looked up.",
            [](const F& f) { return f.cache.queries; });
  of_models("prefix_cache_hits_total", "counter", "Prompts of which some was found.",
            [](const F& f) { return f.cache.hits; });
  of_models("prefix_cache_queried_tokens_total", "counter", "Tokens of prompts that were looked up.",
            [](const F& f) { return f.cache.asked_tokens; });
  of_models("prefix_cache_hit_tokens_total", "counter", "Tokens that were not fed again.",
            [](const F& f) { return f.cache.hit_tokens; });
  of_models("prefix_cache_bytes", "gauge", "That states and their ids take.",
            [](const F& f) { return f.cache.bytes; });
  of_models("prefix_cache_entries", "gauge", "States that are kept.",
            [](const F& f) { return f.cache.entries; });
  of_models("prefix_cache_evictions_total", "counter", "States that made room for others.",
            [](const F& f) { return f.cache.evictions; });
  of_models("prefix_cache_minute_hits", "gauge", "Of the last minute: prompts of which some was found.",
            [](const F& f) { return f.recent.hits; });
  of_models("prefix_cache_minute_misses", "gauge", "Of the last minute: prompts of which nothing was.",
            [](const F& f) { return f.recent.queries - f.recent.hits; });
  of_models("prefix_cache_minute_token_share", "gauge", "Of the last minute's tokens, those not fed again.",
            [](const F& f) {
              return f.recent.asked_tokens == 0 ? 0.0
                                                : static_cast<double>(f.recent.hit_tokens) /
                                                      static_cast<double>(f.recent.asked_tokens);
            });
  // Without a folder they are 0.
  const auto of_disk = [&](const char* name, const char* type, const char* help, auto value) {
    of_models(name, type, help, [&](const F& f) { return value(f.disk.value_or(DiskCache::Figures())); });
  };
  using D = DiskCache::Figures;
  of_disk("prefix_cache_disk_queries_total", "counter", "Prompts that were looked up on disk.",
          [](const D& d) { return d.queries; });
  of_disk("prefix_cache_disk_hits_total", "counter", "Prompts of which more was on disk than in memory.",
          [](const D& d) { return d.hits; });
  of_disk("prefix_cache_disk_hit_tokens_total", "counter", "Tokens of states that were read.",
          [](const D& d) { return d.hit_tokens; });
  of_disk("prefix_cache_disk_bytes", "gauge", "That files take.", [](const D& d) { return d.bytes; });
  of_disk("prefix_cache_disk_entries", "gauge", "Files of states.", [](const D& d) { return d.entries; });
  of_disk("prefix_cache_disk_written_total", "counter", "Files that were written.",
          [](const D& d) { return d.written; });
  of_disk("prefix_cache_disk_evictions_total", "counter", "Files that made room for others.",
          [](const D& d) { return d.evictions; });
  of_disk("prefix_cache_disk_damaged_total", "counter", "Files that were not what their name says.",
          [](const D& d) { return d.damaged; });
  of_disk("prefix_cache_disk_failures_total", "counter", "States that could not be written.",
          [](const D& d) { return d.failures; });
  of_disk("prefix_cache_disk_dropped_total", "counter", "States for which the disk was too slow.",
          [](const D& d) { return d.dropped; });
  return out;
}

}  // namespace constate::serve
