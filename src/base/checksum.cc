#include "base/checksum.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL  // compiled here, with our options: twice as fast as the library that Debian 12 has
#include <xxhash.h>

#include <charconv>

#include "base/checksum_avx2.h"

namespace constate {
namespace {

Checksum checksum_of(const XXH128_hash_t& hash) { return {hash.high64, hash.low64}; }

std::optional<std::uint64_t> half_of(std::string_view digits) {
  if (digits.find_first_not_of("0123456789abcdef") != digits.npos) return std::nullopt;
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

#ifdef CONSTATE_CHECKSUM_AVX2
const bool has_avx2 = __builtin_cpu_supports("avx2");
#endif

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
#ifdef CONSTATE_CHECKSUM_AVX2
  if (has_avx2) return constate_xxh3_128_update_avx2(&state_->state, bytes.data(), bytes.size());
#endif
  XXH3_128bits_update(&state_->state, bytes.data(), bytes.size());
}

Checksum ChecksumStream::value() const { return checksum_of(XXH3_128bits_digest(&state_->state)); }

}  // namespace constate
