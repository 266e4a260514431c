// Two results of `constate bench -o json` beside each other. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

namespace constate::app {

// Tests with the same key are compared.
struct ComparedTest {
  std::string model, dtype;
  std::int64_t batch = 0;
  std::string kind;  // "prefill" or "decode"
  std::int64_t tokens = 0, depth = 0;
  std::vector<double> tokens_per_second;  // a number a repetition

  bool same_as(const ComparedTest& other) const;
  std::string name() const;  // "demo f32 batch 1 pp512"
};

struct ComparedFile {
  std::string name, about;  // about: version, date, plugin
  std::vector<ComparedTest> tests;
};

// Throws FormatError that names the file and the key for what is not such a result.
ComparedFile compared_file(const Json& json, const std::string& name);

// The ratios of the tests that both have, and what has no partner. Throws Error where they share no test.
std::string comparison(const ComparedFile& a, const ComparedFile& b);

}  // namespace constate::app
