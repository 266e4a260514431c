// Metrics: what a server counts, as Prometheus reads it. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "serve/scheduler.h"
#include "serve/state_store.h"

namespace constate::serve {

class Histogram {
 public:
  explicit Histogram(std::vector<double> bounds) : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}
  void add(double value);
  // In the text format: NAME_bucket{LABELS,le="..."}, NAME_sum and NAME_count.
  std::string text(const std::string& name, const std::string& labels) const;

 private:
  std::vector<double> bounds_;
  std::vector<std::uint64_t> counts_;
  double sum_ = 0;
  std::uint64_t count_ = 0;
};

class Metrics {
 public:
  Metrics();
  void request(const std::string& path, int status);  // was answered
  void ended(const Outcome& outcome);                 // a task
  void between_tokens(double seconds);
  void disconnected();

  // All of it, with what the scheduler of each model says, and the store of states where it says something.
  std::string text(const std::vector<std::pair<std::string, SchedulerFigures>>& models,
                   std::size_t connections, std::size_t exchanges,
                   const std::optional<StateStore::Held>& states) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;
  std::array<std::uint64_t, 6> ended_{};
  std::uint64_t disconnects_ = 0;
  Histogram first_token_, between_, end_to_end_, queue_, prompt_, decode_, prompt_tokens_, answer_tokens_;
};

}  // namespace constate::serve
