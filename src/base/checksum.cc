#include "base/checksum.h"

#include <fmt/format.h>
#define XXH_STATIC_LINKING_ONLY  // the state as a type of known size
#include <xxhash.h>

#include <charconv>

namespace constate {
namespace {

Checksum checksum_of(const XXH128_hash_t& hash) { return {hash.high64, hash.low64}; }

std::optional<std::uint64_t> half_of(std::string_view digits) {
  if (digits.find_first_not_of("0123456789abcdef") != digits.npos) return std::nullopt;
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

}  // namespace

Checksum Checksum::of(std::span<const std::byte> bytes) {
  return checksum_of(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string Checksum::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

std::optional<Checksum> Checksum::from_hex(std::string_view digits) {
  if (digits.size() != kDigits) return std::nullopt;
  const auto high = half_of(digits.substr(0, kDigits / 2)), low = half_of(digits.substr(kDigits / 2));
  if (!high || !low) return std::nullopt;
  return Checksum{*high, *low};
}

struct ChecksumStream::State {
  XXH3_state_t state;
};

ChecksumStream::ChecksumStream() : state_(std::make_unique<State>()) { XXH3_128bits_reset(&state_->state); }
ChecksumStream::~ChecksumStream() = default;
ChecksumStream::ChecksumStream(ChecksumStream&&) noexcept = default;
ChecksumStream& ChecksumStream::operator=(ChecksumStream&&) noexcept = default;

void ChecksumStream::add(std::span<const std::byte> bytes) {
  XXH3_128bits_update(&state_->state, bytes.data(), bytes.size());
}

Checksum ChecksumStream::value() const { return checksum_of(XXH3_128bits_digest(&state_->state)); }

}  // namespace constate
