#include "serve/page.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "base/error.h"

// page/index.html, embedded by CMake.
extern const unsigned char page_bytes[];
extern const unsigned long page_bytes_size;

namespace constate::serve {
namespace {

// What stands between `<NAME>` and `</NAME>`, as a source of a Content-Security-Policy.
std::string hash_of(std::string_view html, const std::string& name) {
  const std::string open = "<" + name + ">", close = "</" + name + ">";
  const std::size_t begin = html.find(open), end = html.find(close);
  if (begin == html.npos || end == html.npos || html.find(open, begin + 1) != html.npos)
    throw Error(Code::kInternal, "the page has not just one <" + name + ">");
  const std::string_view inside = html.substr(begin + open.size(), end - begin - open.size());
  std::array<unsigned char, 32> digest{};
  unsigned size = 0;
  if (EVP_Digest(inside.data(), inside.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw Error(Code::kInternal, "no SHA-256");
  std::array<unsigned char, 45> base64{};
  EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return fmt::format("'sha256-{}'", reinterpret_cast<const char*>(base64.data()));
}

// Nothing but the page's own script and style runs, and it talks to its own server alone: what a model
// writes cannot become code, nor be sent elsewhere.
std::string policy(std::string_view html) {
  return fmt::format(
      "default-src 'none'; script-src {}; style-src {}; img-src data:; connect-src 'self'; base-uri 'none'; "
      "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      hash_of(html, "script"), hash_of(html, "style"));
}

http::Response make_page() {
  http::Response out;
  out.content_type = "text/html; charset=utf-8";
  out.body.assign(reinterpret_cast<const char*>(page_bytes), page_bytes_size);
  out.headers = {{"Content-Security-Policy", policy(out.body)},
                 {"X-Content-Type-Options", "nosniff"},
                 {"X-Frame-Options", "DENY"},
                 {"Referrer-Policy", "no-referrer"},
                 {"Cross-Origin-Resource-Policy", "same-origin"},
                 {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
                 {"Cache-Control", "no-cache"}};
  return out;
}

}  // namespace

http::Response page() {
  static const http::Response page = make_page();
  return page;
}

}  // namespace constate::serve
