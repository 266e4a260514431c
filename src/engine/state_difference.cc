#include "engine/state_difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "base/error.h"
#include "engine/saved_state_rules.h"

namespace constate::engine {
namespace {

constexpr std::array kNoPart = {"saved_at", "dtype", "device", "program"};
constexpr const char* kNone = "none";

std::string model_difference(const ModelFingerprint& a, const ModelFingerprint& b) {
  try {
    check_same_model(a, b);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

std::vector<std::int64_t> place_of(std::int64_t element, const std::vector<std::int64_t>& dims) {
  std::vector<std::int64_t> out(dims.size());
  for (std::size_t i = dims.size(); i-- > 0; element /= dims[i]) out[i] = element % dims[i];
  return out;
}

void compare_elements(const HostArray& a, const HostArray& b, ArrayDifference& out) {
  const bool one_type = a.shape().dtype == b.shape().dtype;
  const HostArray wide_a = a.converted(DType::kF32), wide_b = b.converted(DType::kF32);
  const auto x = wide_a.as<float>(), y = wide_b.as<float>();
  const std::size_t size = size_of(a.shape().dtype);
  std::optional<std::size_t> first;
  double scale = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    scale = std::max({scale, std::abs(double{x[i]}), std::abs(double{y[i]})});
    const bool differ = one_type
                            ? std::memcmp(a.bytes().data() + i * size, b.bytes().data() + i * size, size) != 0
                            : x[i] != y[i];
    if (!differ) continue;
    if (!first) first = i;
    ++out.differing;
    out.largest = std::max(out.largest, std::abs(double{x[i]} - double{y[i]}));
  }
  if (first) out.first = place_of(static_cast<std::int64_t>(*first), a.shape().dims);
  out.relative = scale > 0 ? out.largest / scale : 0;
}

// Either may be absent, not both.
ArrayDifference compare(std::string name, const HostArray* a, const HostArray* b) {
  ArrayDifference out;
  out.name = std::move(name);
  if (a != nullptr) out.a = a->shape();
  if (b != nullptr) out.b = b->shape();
  if (a != nullptr && b != nullptr && a->shape().dims == b->shape().dims) compare_elements(*a, *b, out);
  return out;
}

const HostArray* field_of(const SavedState& s, const std::string& name) {
  for (const auto& [n, array] : s.fields)
    if (n == name) return &array;
  return nullptr;
}

std::string count_of(const std::optional<std::vector<std::int32_t>>& ids) {
  return ids ? fmt::format("{} ids", ids->size()) : kNone;
}

// Ids that are there on one side and are on the other too are told apart by the hash of the tokens.
void add_words(const SavedState& a, const SavedState& b, std::vector<WordDifference>& out) {
  std::map<std::string, std::pair<std::string, std::string>> words;
  for (const auto& [key, value] : metadata_of(a)) words[key] = {value, kNone};
  for (const auto& [key, value] : metadata_of(b))
    words.try_emplace(key, kNone, "").first->second.second = value;
  for (const auto& [key, both] : words) {
    const bool counts = std::find(kNoPart.begin(), kNoPart.end(), key) == kNoPart.end();
    if (counts && !key.starts_with("model.") && both.first != both.second)
      out.push_back({key, both.first, both.second});
  }
  if (a.unfed != b.unfed)
    out.push_back({"unfed", fmt::format("{} ids", a.unfed.size()), fmt::format("{} ids", b.unfed.size())});
  if (a.ids.has_value() != b.ids.has_value()) out.push_back({"ids", count_of(a.ids), count_of(b.ids)});
}

void add_seen(const SavedState& a, const SavedState& b, std::vector<WordDifference>& out) {
  const auto x = a.seen.as<std::uint8_t>(), y = b.seen.as<std::uint8_t>();
  if (std::equal(x.begin(), x.end(), y.begin(), y.end())) return;
  const auto told = [](std::span<const std::uint8_t> seen) {
    return fmt::format("{} of {} ids", std::count(seen.begin(), seen.end(), 1), seen.size());
  };
  out.push_back({"seen", told(x), told(y)});
}

void add_notes(const SavedState& a, const SavedState& b, std::vector<WordDifference>& out) {
  std::set<std::string> names;
  for (const SavedState* s : {&a, &b})
    for (const auto& [name, text] : s->notes) names.insert(name);
  for (const std::string& name : names) {
    const auto x = a.notes.find(name), y = b.notes.find(name);
    const auto told = [&](const SavedState& s, auto it) {
      return it == s.notes.end() ? kNone : fmt::format("{} bytes", it->second.size());
    };
    if (x == a.notes.end() || y == b.notes.end() || x->second != y->second)
      out.push_back({fmt::format("note.{}", name), told(a, x), told(b, y)});
  }
}

}  // namespace

bool StateDifference::same() const {
  return model.empty() && words.empty() &&
         std::all_of(arrays.begin(), arrays.end(), [](const ArrayDifference& d) { return d.same(); });
}

StateDifference difference(const SavedState& a, const SavedState& b) {
  StateDifference out;
  out.model = model_difference(a.model, b.model);
  add_words(a, b, out.words);
  add_seen(a, b, out.words);
  add_notes(a, b, out.words);
  for (const auto& [name, array] : a.fields) out.arrays.push_back(compare(name, &array, field_of(b, name)));
  for (const auto& [name, array] : b.fields)
    if (field_of(a, name) == nullptr) out.arrays.push_back(compare(name, nullptr, &array));
  if (a.logits || b.logits)
    out.arrays.push_back(compare("logits", a.logits ? &*a.logits : nullptr, b.logits ? &*b.logits : nullptr));
  return out;
}

}  // namespace constate::engine
