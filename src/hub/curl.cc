// libcurl is loaded when it is needed: the program then needs it for nothing else, and starts as fast as
// without it.
#define CURL_DISABLE_DEPRECATION  // CURLOPT_PROTOCOLS_STR is younger than libraries that are in use
#include <curl/curl.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <string_view>

#include "hub/names.h"
#include "hub/transport.h"

namespace constate::hub {
namespace {

constexpr long kConnectSeconds = 20, kBuffer = 256 << 10;
constexpr std::size_t kMostOfHeaders = 64 << 10;  // bytes that are kept

struct Curl {
  decltype(&curl_global_init) global_init;
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_reset) easy_reset;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
};

[[noreturn]] void refuse_library(const char* why) {
  throw Error(Code::kFailedPrecondition, fmt::format("libcurl cannot be loaded: {}", why),
              "`apt-get install libcurl4` installs it; elsewhere `dnf install libcurl`");
}

void* open_library() {
  std::string why;
  for (const char* name : {"libcurl.so.4", "libcurl-gnutls.so.4"}) {
    if (void* const library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
    if (why.empty()) why = ::dlerror();
  }
  refuse_library(why.c_str());
}

// Stays loaded until the process ends.
const Curl& curl() {
  static const Curl functions = [] {
    void* const library = open_library();
    Curl out{};
    const auto find = [&](auto& function, const char* name) {
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
      if (function == nullptr) refuse_library(::dlerror());
    };
    find(out.global_init, "curl_global_init");
    find(out.easy_init, "curl_easy_init");
    find(out.easy_setopt, "curl_easy_setopt");
    find(out.easy_perform, "curl_easy_perform");
    find(out.easy_getinfo, "curl_easy_getinfo");
    find(out.easy_reset, "curl_easy_reset");
    find(out.easy_cleanup, "curl_easy_cleanup");
    find(out.easy_strerror, "curl_easy_strerror");
    find(out.slist_append, "curl_slist_append");
    find(out.slist_free_all, "curl_slist_free_all");
    if (out.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) refuse_library("it does not start");
    return out;
  }();
  return functions;
}

// A transfer that goes on, as the callbacks see it. No exception may pass through libcurl.
struct Transfer {
  Transport::Sink sink;
  Answer answer;
  std::size_t kept = 0;
  std::exception_ptr thrown;
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

// "HTTP/1.1 206 Partial Content"
int status_of(std::string_view line) {
  int status = 0;
  const std::size_t space = line.find(' ');
  if (space != line.npos) std::from_chars(line.data() + space + 1, line.data() + line.size(), status);
  return status;
}

std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* transfer) {
  Transfer& t = *static_cast<Transfer*>(transfer);
  const std::string_view line(bytes, count);
  try {
    const std::size_t colon = line.find(':');
    if (line.starts_with("HTTP/")) {  // an answer before the last one, 100 or a proxy's, counts for nothing
      t.answer = {.status = status_of(line), .headers = {}, .redirect = ""};
      t.kept = 0;
    } else if (colon != line.npos && (t.kept += count) <= kMostOfHeaders) {
      t.answer.headers[lower(line.substr(0, colon))] = trimmed(line.substr(colon + 1));
    }
    return count;
  } catch (...) {
    t.thrown = std::current_exception();
    return 0;
  }
}

std::size_t on_bytes(char* bytes, std::size_t, std::size_t count, void* transfer) {
  Transfer& t = *static_cast<Transfer*>(transfer);
  try {
    t.sink(t.answer, std::as_bytes(std::span(bytes, count)));
    return count;
  } catch (...) {
    t.thrown = std::current_exception();
    return 0;
  }
}

bool is_lasting(CURLcode code) {
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_OUT_OF_MEMORY:
      return true;
    default:
      return false;
  }
}

class CurlTransport : public Transport {
 public:
  explicit CurlTransport(CurlOptions options) : options_(std::move(options)), handle_(curl().easy_init()) {
    if (!handle_) throw Error(Code::kResourceExhausted, "out of memory");
  }
  ~CurlTransport() override { curl().easy_cleanup(handle_); }
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  Answer send(const Request& request, Sink sink) override {
    Transfer transfer{.sink = sink, .answer = {}, .kept = 0, .thrown = nullptr};
    curl_slist* headers = headers_of(request);
    prepare(request, headers, transfer);
    const CURLcode code = curl().easy_perform(handle_);
    curl().slist_free_all(headers);
    if (transfer.thrown) std::rethrow_exception(transfer.thrown);
    if (code != CURLE_OK) fail(request, code);
    const char* redirect = nullptr;
    curl().easy_getinfo(handle_, CURLINFO_REDIRECT_URL, &redirect);
    if (redirect) transfer.answer.redirect = redirect;
    return std::move(transfer.answer);
  }

 private:
  static curl_slist* headers_of(const Request& request) {
    // Sizes and checksums are of the bytes as they are.
    curl_slist* out = curl().slist_append(nullptr, "Accept-Encoding: identity");
    if (request.token)
      out = curl().slist_append(out, fmt::format("Authorization: Bearer {}", *request.token).c_str());
    return out;
  }

  template <class T>
  void set(CURLoption option, T value) {
    curl().easy_setopt(handle_, option, value);
  }

  void prepare(const Request& request, curl_slist* headers, Transfer& transfer) {
    curl().easy_reset(handle_);  // its connections stay
    *said_ = '\0';
    set(CURLOPT_ERRORBUFFER, said_);
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_USERAGENT, options_.agent.c_str());
    set(CURLOPT_HTTPHEADER, headers);
    set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_seconds));
    set(CURLOPT_BUFFERSIZE, kBuffer);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    if (options_.certificates) set(CURLOPT_CAINFO, options_.certificates->c_str());
    if (request.head) set(CURLOPT_NOBODY, 1L);
    // Not CURLOPT_RESUME_FROM, which takes a server that sends all of it for an error.
    if (request.from > 0) set(CURLOPT_RANGE, fmt::format("{}-", request.from).c_str());
    set(CURLOPT_HEADERFUNCTION, on_header);
    set(CURLOPT_HEADERDATA, static_cast<void*>(&transfer));
    set(CURLOPT_WRITEFUNCTION, on_bytes);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  }

  [[noreturn]] void fail(const Request& request, CURLcode code) const {
    const std::string message =
        fmt::format("{}: {}", without_query(request.url), *said_ ? said_ : curl().easy_strerror(code));
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
      throw Error(Code::kUnavailable, message,
                  "SSL_CERT_FILE names a file of certificates to trust; `apt-get install ca-certificates` "
                  "installs the usual ones");
    if (is_lasting(code)) throw Error(Code::kUnavailable, message);
    throw Transient(message);
  }

  const CurlOptions options_;
  CURL* const handle_;
  char said_[CURL_ERROR_SIZE] = {};
};

}  // namespace

std::unique_ptr<Transport> open_curl(const CurlOptions& options) {
  return std::make_unique<CurlTransport>(options);
}

}  // namespace constate::hub
