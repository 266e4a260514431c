// What `constate doctor` says of one thing that it looked at.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace constate::app {

struct Finding {
  // kBad: without it nothing, or not what was asked about, runs.
  enum class Status { kOk, kNote, kBad };
  Status status = Status::kOk;
  std::string what, text;       // "program cache", "/home/me/.cache/constate: 3 files"
  std::string mend = {};        // what to type or to set; empty where there is nothing to do
  OrderedJson facts = nullptr;  // the same for programs; an object, or nothing
};

// "ok", "note", "bad"
const char* name(Finding::Status status);
// A line or two for each.
std::string text_of(const std::vector<Finding>& findings);
// {"passed": ..., "findings": [{"status": ..., "what": ..., "text": ..., "mend": ..., the facts}]}
OrderedJson json_of(const std::vector<Finding>& findings);
// The first that is bad; null where none is.
const Finding* first_bad(const std::vector<Finding>& findings);

}  // namespace constate::app
