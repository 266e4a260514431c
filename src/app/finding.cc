#include "app/finding.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/text.h"

namespace constate::app {

const char* name(Finding::Status status) {
  switch (status) {
    case Finding::Status::kOk:
      return "ok";
    case Finding::Status::kNote:
      return "note";
    case Finding::Status::kBad:
      return "bad";
  }
  return "";
}

std::string text_of(const std::vector<Finding>& findings) {
  std::size_t width = 0;
  for (const Finding& f : findings) width = std::max(width, f.what.size());
  std::string out;
  for (const Finding& f : findings) {
    out += fmt::format("{:<4}  {:<{}}  {}\n", name(f.status), printable(f.what), width, printable(f.text));
    if (!f.mend.empty()) out += fmt::format("{:{}}  {}\n", "", width + 6, printable(f.mend));
  }
  return out;
}

OrderedJson json_of(const std::vector<Finding>& findings) {
  OrderedJson out{{"passed", first_bad(findings) == nullptr}, {"findings", OrderedJson::array()}};
  for (const Finding& f : findings) {
    OrderedJson one{{"status", name(f.status)}, {"what", f.what}, {"text", f.text}};
    if (!f.mend.empty()) one["mend"] = f.mend;
    for (const auto& [key, value] : f.facts.items()) one[key] = value;
    out["findings"].push_back(std::move(one));
  }
  return out;
}

const Finding* first_bad(const std::vector<Finding>& findings) {
  const auto bad = [](const Finding& f) { return f.status == Finding::Status::kBad; };
  const auto found = std::find_if(findings.begin(), findings.end(), bad);
  return found == findings.end() ? nullptr : &*found;
}

}  // namespace constate::app
