// A saved sequence: all that is needed to go on with a text, as a value and as a file. Its size is about that
// of the model's state, however long the text is.
//
// The file is safetensors (docs/saved-states.md). It comes into being whole (base/replacement.h), the same
// value gives the same bytes, and any changed bit is detected. Reading it never takes more memory than the
// file has bytes and 64 MB. Nothing here knows a model or a device: whoever feeds a state to a model compares
// its fields with what the model wants. What breaks a rule of the format is a FormatError; the file itself
// gives File's and WriteError's codes. Functions are thread-safe; values belong to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/checksum.h"
#include "base/host_array.h"
#include "engine/sampling_settings.h"

namespace constate::engine {

inline constexpr std::size_t kMostRecentIds = 32;
inline constexpr std::int64_t kMostNoteBytes = 16 << 20;  // names and texts of all notes together

// What a model is, whatever device or element type runs it.
struct ModelFingerprint {
  std::string model_type;              // "mamba2"
  std::string configuration, weights;  // checksums, 32 hex digits each
  bool operator==(const ModelFingerprint&) const = default;
};

// The checksum of a row of ids that can be carried on from its last value alone, however the ids were split:
// h is 0 at first, and with each id becomes the XXH3-128 of h (16 bytes) and the id (4), little end first.
class TokenHash {
 public:
  TokenHash() = default;
  // Throws FormatError for what is not 32 hex digits.
  static TokenHash from_hex(std::string_view digits);

  void add(std::span<const std::int32_t> ids);
  std::string hex() const { return value_.hex(); }
  bool operator==(const TokenHash&) const = default;

 private:
  Checksum value_;
};

// What a state says of itself in words and numbers.
struct StateHead {
  ModelFingerprint model;
  std::int64_t tokens = 0;                      // that the state has seen
  std::string tokens_hash = TokenHash().hex();  // of their ids
  std::vector<std::int32_t> recent;  // the text's last ids, `next` included: a text decoder goes on
  std::int64_t withheld = 0;         // bytes of text at the end of `recent` not given out yet
  std::optional<std::int32_t> next;  // chosen, and not yet fed to the state
  Sampling sampling;
  std::int64_t drawn = 0;              // tokens chosen so far
  std::string dtype, device, program;  // when it was saved, for people: "bf16", "NVIDIA H200", ...
  std::int64_t saved_at = 0;           // seconds since 1970, UTC
};

struct SavedState : StateHead {
  std::optional<std::vector<std::int32_t>> ids;  // of all tokens, where they were asked for
  std::vector<std::int32_t> unfed;  // the text goes on with them after `next`; the state has not seen them
  std::optional<HostArray> logits;  // f32 [v] after the last token. After a token there is either
                                    // this or `next`
  HostArray seen;                   // pred [v]: the ids that the repetition penalty counts
  // "layers.3.ssm" in the model's order, without the batch; f32, bf16 or f16, all finite.
  std::vector<std::pair<std::string, HostArray>> fields;
  std::map<std::string, std::string> notes;  // of the application, UTF-8
};

// The same of a file, from its header alone.
struct StateFacts : StateHead {
  bool has_ids = false, has_logits = false;
  std::int64_t unfed = 0;  // ids
  std::int64_t vocabulary = 0;
  std::vector<std::pair<std::string, Shape>> fields;
  std::vector<std::pair<std::string, std::int64_t>> notes;  // and the bytes of each
  std::uint64_t file_bytes = 0;

  std::int64_t state_bytes() const;
};

// When this returns, the file and its name are on disk. Whatever fails leaves an older file of the name as it
// was. Throws WriteError, and FormatError where the state contradicts itself or a number in it is not finite.
void write_state(const std::filesystem::path& path, const SavedState& state);

// Without comparing, a damaged file passes for as long as its numbers make sense: for tests alone.
enum class Checksums { kCompare, kIgnore };

SavedState read_state(const std::filesystem::path& path, Checksums checksums = Checksums::kCompare);

// Reads and checks all but the tensors' bytes.
StateFacts read_state_facts(const std::filesystem::path& path);

// "2026-11-28T09:30:00Z", for seconds since 1970 in the years 1970 to 9999.
std::string utc_text(std::int64_t seconds);

// Throws Error(kFailedPrecondition), saying what differs.
void check_same_model(const ModelFingerprint& saved, const ModelFingerprint& model);

}  // namespace constate::engine
