#include "tokenizer/split.h"

#include <algorithm>

namespace constate::tokenizer {
namespace {

struct Part {
  Span span;
  bool match;
};

std::vector<Part> cover(const std::vector<Span>& matches, std::size_t size, bool invert) {
  std::vector<Part> out;
  out.reserve(2 * matches.size() + 1);
  std::size_t done = 0;
  for (const Span& m : matches) {
    if (done != m.begin) out.push_back({{done, m.begin}, invert});
    out.push_back({m, !invert});
    done = m.end;
  }
  if (done != size) out.push_back({{done, size}, invert});
  return out;
}

std::vector<Span> contiguous(const std::vector<Part>& parts) {
  std::vector<Span> out;
  bool before = false;
  for (const Part& p : parts) {
    if (!out.empty() && p.match == before)
      out.back().end = p.span.end;
    else
      out.push_back(p.span);
    before = p.match;
  }
  return out;
}

// From one end to the other: a match joins the part given out before it, unless that was a match too.
std::vector<Span> merged(std::vector<Part> parts, bool with_next) {
  if (with_next) std::reverse(parts.begin(), parts.end());
  std::vector<Span> out;
  bool before = false;
  for (const Part& p : parts) {
    if (p.match && !before && !out.empty())
      (with_next ? out.back().begin : out.back().end) = with_next ? p.span.begin : p.span.end;
    else
      out.push_back(p.span);
    before = p.match;
  }
  if (with_next) std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace

std::vector<Span> split_by(const std::vector<Span>& matches, std::size_t size, SplitBehavior behavior,
                           bool invert) {
  std::vector<Part> parts = cover(matches, size, invert);
  std::vector<Span> out;
  switch (behavior) {
    case SplitBehavior::kRemoved:
    case SplitBehavior::kIsolated:
      for (const Part& p : parts)
        if (behavior == SplitBehavior::kIsolated || !p.match) out.push_back(p.span);
      break;
    case SplitBehavior::kContiguous:
      out = contiguous(parts);
      break;
    case SplitBehavior::kMergedWithPrevious:
    case SplitBehavior::kMergedWithNext:
      out = merged(std::move(parts), behavior == SplitBehavior::kMergedWithNext);
      break;
  }
  std::erase_if(out, [](const Span& s) { return s.begin == s.end; });
  return out;
}

}  // namespace constate::tokenizer
