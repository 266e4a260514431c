// Run: one rendering of a template. What functions, filters and tests may use of it. Belongs to one thread.
#pragma once

#include <ctime>
#include <memory>
#include <vector>

#include "jinja/meter.h"

namespace constate::jinja {

// What can come to hold itself, through an attribute or a variable. Its run keeps it to the end and then
// empties it, so that nothing is lost, and nothing is freed by recursion as deep as a template likes.
struct Keepable {
  virtual ~Keepable() = default;
  virtual void let_go() = 0;
  bool kept = false;
};

struct Run {
  Run(const Limits& limits, const std::tm& time) : meter(limits), now(time) {}
  ~Run() {
    for (const std::shared_ptr<Keepable>& one : kept) one->let_go();
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  void keep(std::shared_ptr<Keepable> one) {
    if (one->kept) return;
    meter.take(256);  // until the end; it is not given back
    one->kept = true;
    kept.push_back(std::move(one));
  }

  Meter meter;
  std::tm now;  // for strftime_now
  std::vector<std::shared_ptr<Keepable>> kept;
};

}  // namespace constate::jinja
