#include "hub/blob_hash.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/error.h"

namespace constate::hub {

struct BlobHash::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

BlobHash::Kind BlobHash::kind_of(std::string_view etag) {
  if (etag.find_first_not_of("0123456789abcdef") != etag.npos) return Kind::kNone;
  return etag.size() == 64 ? Kind::kSha256 : etag.size() == 40 ? Kind::kGit : Kind::kNone;
}

BlobHash::BlobHash(Kind kind, std::uint64_t size) {
  if (kind == Kind::kNone) return;
  state_ = std::make_unique<State>();
  const EVP_MD* const method = kind == Kind::kGit ? EVP_sha1() : EVP_sha256();
  if (!state_->context || EVP_DigestInit_ex(state_->context, method, nullptr) != 1)
    throw Error(Code::kInternal, "no checksums of this kind");
  if (kind == Kind::kGit) {
    const std::string head = fmt::format("blob {}", size);
    add(std::as_bytes(std::span(head.c_str(), head.size() + 1)));
  }
}
BlobHash::~BlobHash() = default;
BlobHash::BlobHash(BlobHash&&) noexcept = default;
BlobHash& BlobHash::operator=(BlobHash&&) noexcept = default;

void BlobHash::add(std::span<const std::byte> bytes) {
  if (state_) EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

std::string BlobHash::hex() {
  std::string out;
  if (!state_) return out;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(state_->context, digest, &size);
  for (unsigned int i = 0; i < size; ++i) out += fmt::format("{:02x}", digest[i]);
  return out;
}

}  // namespace constate::hub
