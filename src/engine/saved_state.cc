#include "engine/saved_state.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <set>

#include "base/error.h"
#include "base/utf8.h"
#include "engine/saved_state_rules.h"

namespace constate::engine {
namespace {

static_assert(std::endian::native == std::endian::little, "files and checksums have the little end first");

constexpr std::size_t kMostOfWord = 1000, kMostOfName = 200;  // bytes
constexpr std::int64_t kMostRank = 8;
constexpr std::int64_t kLastSecond = 253'402'300'799;  // of the year 9999

[[noreturn]] void refuse(std::string what) { throw FormatError(std::move(what)); }

void check_word(std::string_view what, const std::string& text, std::size_t most = kMostOfWord) {
  if (text.size() > most || find_invalid_utf8(text) != text.npos)
    refuse(fmt::format("`{}` is UTF-8 of at most {} bytes", what, most));
}

void check_hash(std::string_view what, const std::string& digits) {
  if (!Checksum::from_hex(digits))
    refuse(fmt::format("`{}` is 32 hex digits; got {} bytes", what, digits.size()));
}

void check_id(std::string_view what, std::int32_t id, std::int64_t vocabulary) {
  if (id < 0 || id >= vocabulary)
    refuse(fmt::format("`{}`: an id is between 0 and {}; got {}", what, vocabulary - 1, id));
}

void check_not_negative(std::string_view what, std::int64_t value) {
  if (value < 0) refuse(fmt::format("`{}` is 0 or more; got {}", what, value));
}

void check_model(const ModelFingerprint& model) {
  check_word("model.type", model.model_type);
  if (model.model_type.empty()) refuse("`model.type` is empty");
  check_hash("model.configuration", model.configuration);
  check_hash("model.weights", model.weights);
}

void check_arrays(const StateFacts& f) {
  if (f.vocabulary < 1) refuse("tensor `seen` has an element for each token of the vocabulary; it has none");
  if (f.fields.empty()) refuse("there is no tensor `state.…`");
  std::set<std::string_view> names;
  for (const auto& [name, shape] : f.fields) {
    check_word("state.…", name, kMostOfName);
    if (!names.insert(name).second) refuse(fmt::format("tensor `state.{}` stands twice", name));
    if (shape.dtype != DType::kF32 && shape.dtype != DType::kBF16 && shape.dtype != DType::kF16)
      refuse(fmt::format("tensor `state.{}` is f32, bf16 or f16; got {}", name, shape.str()));
    if (shape.rank() > kMostRank || shape.elements() == 0)
      refuse(fmt::format("tensor `state.{}` has elements, and at most {} dimensions; got {}", name, kMostRank,
                         shape.str()));
  }
  std::int64_t sum = 0;
  for (const auto& [name, bytes] : f.notes) {
    check_word("note.…", name, kMostOfName);
    sum += static_cast<std::int64_t>(name.size()) + bytes;
  }
  if (sum > kMostNoteBytes)
    refuse(fmt::format("notes take at most {} bytes together; got {}", kMostNoteBytes, sum));
}

void check_text(const StateFacts& f) {
  if (f.recent.size() > kMostRecentIds)
    refuse(fmt::format("`recent` has at most {} ids; got {}", kMostRecentIds, f.recent.size()));
  for (const std::int32_t id : f.recent) check_id("recent", id, f.vocabulary);
  if (f.next) {
    check_id("next", *f.next, f.vocabulary);
    if (f.recent.empty() || f.recent.back() != *f.next)
      refuse(fmt::format("`recent` ends with `next`, which is {}; got {}", *f.next,
                         f.recent.empty() ? "no id" : fmt::format("{}", f.recent.back())));
  }
  const std::int64_t fed = std::ssize(f.recent) - (f.next ? 1 : 0);
  if (fed > f.tokens) refuse(fmt::format("`recent` has {} ids that were fed; `tokens` is {}", fed, f.tokens));
  if (f.withheld > 0 && f.recent.empty()) refuse("`withheld` is of the text of `recent`, which is empty");
}

// Whether the text's last ids that were fed are those of `recent`.
bool ends_with_recent(const SavedState& s) {
  const auto end = s.recent.end() - (s.next ? 1 : 0);
  const auto count = end - s.recent.begin();
  return count <= std::ssize(*s.ids) && std::equal(s.recent.begin(), end, s.ids->end() - count);
}

// Whether some number has all bits of the exponent set, which NaN and infinity have: one more at the
// exponent's lowest bit then carries into the sign's. Written so that the compiler takes many elements at
// once.
template <class T>
bool any_special(std::span<const std::byte> bytes, T exponent) {
  const T one = static_cast<T>(exponent & (~exponent + 1)),
          sign = static_cast<T>(T{1} << (8 * sizeof(T) - 1));
  const std::size_t count = bytes.size() / sizeof(T);
  T carried = 0;
  for (std::size_t i = 0; i < count; ++i) {
    T bits;
    std::memcpy(&bits, bytes.data() + i * sizeof bits, sizeof bits);
    carried |= static_cast<T>((bits & exponent) + one);
  }
  return (carried & sign) != 0;
}

}  // namespace

TokenHash TokenHash::from_hex(std::string_view digits) {
  const std::optional<Checksum> value = Checksum::from_hex(digits);
  if (!value) refuse(fmt::format("a hash of tokens is 32 hex digits; got {} bytes", digits.size()));
  TokenHash out;
  out.value_ = *value;
  return out;
}

void TokenHash::add(std::span<const std::int32_t> ids) {
  std::array<std::byte, 20> block;
  for (const std::int32_t id : ids) {
    std::memcpy(block.data(), &value_.low, 8);
    std::memcpy(block.data() + 8, &value_.high, 8);
    std::memcpy(block.data() + 16, &id, 4);
    value_ = Checksum::of(block);
  }
}

std::int64_t StateFacts::state_bytes() const {
  std::int64_t sum = 0;
  for (const auto& [name, shape] : fields) sum += shape.bytes();
  return sum;
}

void check_shapes(const Shape& seen, const Shape* logits, const Shape* ids, const Shape* unfed,
                  std::int64_t tokens) {
  if (seen.rank() != 1 || seen.dtype != DType::kPred)
    refuse(fmt::format("tensor `seen` is pred [v]; got {}", seen.str()));
  if (logits && *logits != Shape{DType::kF32, seen.dims})
    refuse(
        fmt::format("tensor `logits` is f32 of the size of `seen`, {}; got {}", seen.dims[0], logits->str()));
  if (ids && *ids != Shape{DType::kS32, {tokens}})
    refuse(fmt::format("tensor `ids` is s32 of all `tokens`, {}; got {}", tokens, ids->str()));
  if (unfed && (unfed->dtype != DType::kS32 || unfed->rank() != 1 || unfed->elements() == 0))
    refuse(fmt::format("tensor `unfed` is s32 of at least one id; got {}", unfed->str()));
}

StateFacts facts_of(const SavedState& state) {
  StateFacts out{state, state.ids.has_value(), state.logits.has_value(), std::ssize(state.unfed), 0, {}, {},
                 0};
  const Shape ids{DType::kS32, {state.ids ? std::ssize(*state.ids) : 0}};
  check_shapes(state.seen.shape(), state.logits ? &state.logits->shape() : nullptr,
               state.ids ? &ids : nullptr, nullptr, state.tokens);
  out.vocabulary = state.seen.shape().elements();
  for (const auto& [name, array] : state.fields) out.fields.emplace_back(name, array.shape());
  for (const auto& [name, text] : state.notes) out.notes.emplace_back(name, std::ssize(text));
  return out;
}

void check_facts(const StateFacts& f) {
  check_model(f.model);
  for (const auto& [what, text] :
       {std::pair("dtype", &f.dtype), std::pair("device", &f.device), std::pair("program", &f.program)})
    check_word(what, *text);
  check_not_negative("tokens", f.tokens);
  check_not_negative("drawn", f.drawn);
  check_not_negative("withheld", f.withheld);
  check_hash("tokens.hash", f.tokens_hash);
  if (f.saved_at < 0 || f.saved_at > kLastSecond)
    refuse(fmt::format("`saved_at` is in the years 1970 to 9999; got {} seconds", f.saved_at));
  with_context("sampling", [&] { check_sampling(f.sampling); });
  check_arrays(f);
  check_text(f);
  const bool at_start = f.tokens_hash == TokenHash().hex();
  if (at_start != (f.tokens == 0))
    refuse(
        fmt::format("`tokens` is {}, and `tokens.hash` is that of {}", f.tokens, at_start ? "none" : "some"));
  if (f.next && f.has_logits) refuse("`next` and tensor `logits` exclude each other; got both");
  if (!f.next && !f.has_logits && f.tokens > 0)
    refuse("after a token there is `next` or tensor `logits`; got neither");
  if (f.has_logits && f.tokens == 0) refuse("before the first token there is no tensor `logits`; got one");
}

void check_contents(const SavedState& s) {
  const auto seen = s.seen.as<std::uint8_t>();
  if (std::any_of(seen.begin(), seen.end(), [](std::uint8_t b) { return b > 1; }))
    refuse("tensor `seen` holds bytes that are neither 0 nor 1");
  for (const auto& [name, text] : s.notes)
    if (find_invalid_utf8(text) != text.npos) refuse(fmt::format("tensor `note.{}` is not UTF-8", name));
  for (const std::int32_t id : s.unfed) check_id("unfed", id, std::ssize(seen));
  if (!s.ids) return;
  TokenHash hash;
  hash.add(*s.ids);
  if (hash.hex() != s.tokens_hash)
    refuse(fmt::format("tensor `ids` has the hash {}; `tokens.hash` is {}", hash.hex(), s.tokens_hash));
  for (const std::int32_t id : *s.ids) check_id("ids", id, std::ssize(seen));
  if (!ends_with_recent(s)) refuse("tensor `ids` ends with the ids of `recent`; got others");
}

bool is_finite(DType dtype, std::span<const std::byte> bytes) {
  if (dtype == DType::kF32) return !any_special<std::uint32_t>(bytes, 0x7F80'0000);
  if (dtype == DType::kBF16) return !any_special<std::uint16_t>(bytes, 0x7F80);
  return dtype != DType::kF16 || !any_special<std::uint16_t>(bytes, 0x7C00);
}

void check_same_model(const ModelFingerprint& saved, const ModelFingerprint& model) {
  if (saved == model) return;
  const bool configuration = saved.configuration == model.configuration;
  const bool weights = saved.weights == model.weights;
  const auto told = [](const std::string& a, const std::string& b) {
    constexpr std::size_t kTelling = 8;  // digits
    return fmt::format("{}… and {}…", a.substr(0, kTelling), b.substr(0, kTelling));
  };
  std::string what;
  if (saved.model_type != model.model_type)
    what = fmt::format("it is of a `{}`, this is a `{}`", saved.model_type, model.model_type);
  else if (configuration)
    what = fmt::format("the configuration is the same, the weights differ ({})",
                       told(saved.weights, model.weights));
  else if (weights)
    what = fmt::format("the weights are the same, the configuration differs ({})",
                       told(saved.configuration, model.configuration));
  else
    what = fmt::format("the configuration differs ({}), and so do the weights ({})",
                       told(saved.configuration, model.configuration), told(saved.weights, model.weights));
  throw Error(Code::kFailedPrecondition, "the state is of another model: " + what,
              "a state goes on with the very model that it was made with, in any type and on any device");
}

}  // namespace constate::engine
