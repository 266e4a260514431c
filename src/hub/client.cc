#include "hub/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"

namespace constate::hub {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMostOfAnswer = 16 << 20, kMostOfEtag = 128;
constexpr milliseconds kFirstWait{500};

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}
bool may_go_well_later(int status) { return status == 408 || status == 429 || status >= 500; }

template <class T>
std::optional<T> number(const std::string* text) {
  T value = 0;
  if (!text) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return value;
}

// W/"abc" or "abc" to abc.
std::string plain_etag(std::string_view text) {
  if (text.starts_with("W/")) text.remove_prefix(2);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return std::string(text);
}

bool is_fit_for_a_name(std::string_view etag) {
  return !etag.empty() && etag.size() <= kMostOfEtag && etag[0] != '.' &&
         std::ranges::all_of(etag, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_' || c == '.';
         });
}

// What the content begins at: 0 for all of it, the first number of "bytes 7-9/10" for a part.
std::uint64_t begin_of(const Answer& answer) {
  const std::string* range = answer.find("content-range");
  if (answer.status != 206 || !range || !range->starts_with("bytes ")) return 0;
  std::uint64_t begin = 0;
  std::from_chars(range->data() + 6, range->data() + range->size(), begin);
  return begin;
}

}  // namespace

Client::Client(Transport& transport, const Settings& settings, ModelName name, Hooks hooks)
    : transport_(transport),
      settings_(settings),
      origin_(origin_of(settings.endpoint).value()),
      name_(std::move(name)),
      hooks_(std::move(hooks)) {}

Repository Client::repository() {
  const std::string url = fmt::format("{}/api/models/{}/revision/{}", settings_.endpoint, name_.id(),
                                      percent_encoded(name_.revision));
  std::string text;
  persist(
      [&] {
        text.clear();
        const Answer answer = follow({.url = url}, [&](const Answer& head, std::span<const std::byte> bytes) {
          if (head.status != 200) return;
          text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
          if (text.size() > kMostOfAnswer)
            throw Error(Code::kDataLoss,
                        fmt::format("{}: at most {} bytes are expected", url, kMostOfAnswer));
        });
        check_answer(answer, url);
      },
      [] { return 0; });
  return parse_repository(text, url);
}

FileFacts Client::facts(const std::string& commit, const std::string& file) {
  const std::string url = file_url(commit, file);
  Answer answer;
  persist(
      [&] {
        answer = follow({.url = url, .head = true}, [](const Answer&, std::span<const std::byte>) {});
        if (!is_redirect(answer.status)) check_answer(answer, url);
      },
      [] { return 0; });
  const auto either = [&](const char* linked, const char* own) {
    const std::string* value = answer.find(linked);
    return value ? value : answer.find(own);
  };
  if (const std::string* at = answer.find("x-repo-commit"); at && *at != commit)
    throw Error(Code::kDataLoss, fmt::format("{}: the commit {} is expected; got `{}`", url, commit, *at));
  const std::string* const etag = either("x-linked-etag", "etag");
  FileFacts out{.etag = etag ? plain_etag(*etag) : "", .size = 0};
  if (!is_fit_for_a_name(out.etag))
    throw Error(Code::kDataLoss,
                fmt::format("{}: an `ETag` of letters and digits is expected; got {}", url,
                            etag ? "`" + *etag + "`" : "none"),
                "HF_ENDPOINT names a server that is no hub, or a proxy stands before it");
  const auto size = number<std::uint64_t>(either("x-linked-size", "content-length"));
  if (!size) throw Error(Code::kDataLoss, fmt::format("{}: no size is told", url));
  out.size = *size;
  return out;
}

void Client::download(const std::string& commit, const std::string& file, PartialFile& into,
                      const std::function<void(std::uint64_t)>& came) {
  const std::string url = file_url(commit, file);
  persist(
      [&] {
        if (into.size() == into.whole_size()) return;
        bool begun = false;
        const Answer answer = follow(
            {.url = url, .from = into.size()}, [&](const Answer& head, std::span<const std::byte> bytes) {
              if (head.status != 200 && head.status != 206) return;
              if (!begun && begin_of(head) != into.size()) into.restart();
              if (!begun && begin_of(head) != into.size())
                throw Error(Code::kDataLoss,
                            fmt::format("{}: another part came than was asked for", without_query(url)));
              begun = true;
              into.append(bytes);
              came(into.size());
            });
        if (answer.status == 416) into.restart();  // what is there is no beginning of the file
        if (answer.status == 416) throw Transient(fmt::format("{}: the hub answers 416", url));
        check_answer(answer, url);
        if (into.size() < into.whole_size())
          throw Transient(fmt::format("{}: {} of {} bytes came", url, into.size(), into.whole_size()));
      },
      [&] { return into.size(); });
}

std::string Client::file_url(const std::string& commit, const std::string& file) const {
  return fmt::format("{}/{}/resolve/{}/{}", settings_.endpoint, name_.id(), commit,
                     percent_encoded(file, /*keep_slashes=*/true));
}

Answer Client::follow(Request request, Transport::Sink sink) {
  std::map<std::string, std::string> told;  // of a file, by the hub, before it leads elsewhere
  for (int hops = 0; hops <= kMostRedirects; ++hops) {
    request.token = origin_of(request.url) == origin_ ? settings_.token : std::nullopt;
    Answer answer = transport_.send(request, sink);
    answer.url = request.url;
    for (const char* header : {"x-linked-etag", "x-linked-size", "x-repo-commit"})
      if (const std::string* value = answer.find(header)) told.emplace(header, *value);
    for (const auto& [header, value] : told) answer.headers[header] = value;
    if (!is_redirect(answer.status)) return answer;
    check_redirect(request.url, answer.redirect);
    if (request.head && told.contains("x-linked-etag") && told.contains("x-linked-size")) return answer;
    request.url = answer.redirect;
  }
  throw Error(Code::kUnavailable,
              fmt::format("{}: more than {} redirects", without_query(request.url), kMostRedirects));
}

void Client::check_redirect(const std::string& from, const std::string& to) const {
  const std::optional<Origin> origin = origin_of(to);
  if (!origin || (origin->scheme != "https" && origin_.scheme == "https"))
    throw Error(Code::kPermissionDenied,
                fmt::format("{}: a redirect to an {} address is expected; got `{}`", without_query(from),
                            origin_.scheme == "https" ? "https" : "http or https", without_query(to)));
}

void Client::check_answer(const Answer& answer, const std::string& url) const {
  if (answer.status == 200 || answer.status == 206) return;
  // Where the hub led to: an address with a signature, which lasts for a while. The next try gets another
  // one.
  const bool elsewhere = origin_of(answer.url) != origin_;
  const bool expired = elsewhere && (answer.status == 401 || answer.status == 403);
  if (!elsewhere && !may_go_well_later(answer.status)) refuse(answer, url);
  const std::string message =
      fmt::format("{}: the {} answers {}", without_query(elsewhere ? answer.url : url),
                  elsewhere ? "server" : "hub", answer.status);
  if (!expired && !may_go_well_later(answer.status)) throw Error(Code::kUnavailable, message);
  const std::optional<int> wait = number<int>(answer.find("retry-after"));
  if (wait && *wait > kLongestWait)
    throw Error(Code::kUnavailable, fmt::format("{}, and asks to wait {} s", message, *wait),
                "the same command goes on from what is there");
  throw Transient(message, wait && *wait >= 0 ? wait : std::nullopt);
}

void Client::refuse(const Answer& answer, const std::string& url) const {
  const std::string* const said = answer.find("x-error-code");
  const auto says = [&](const char* code) { return said && *said == code; };
  const std::string page = fmt::format("{}/{}", settings_.endpoint, name_.id());
  const std::string status = fmt::format("the hub answers {}", answer.status);
  const bool with_token = settings_.token.has_value();
  if (says("GatedRepo"))
    throw Error(Code::kPermissionDenied,
                fmt::format("{}: its owner grants access by name: {} {}", name_.id(), status,
                            with_token ? "to this token" : "without a token"),
                fmt::format("ask for access at {}{}", page,
                            with_token ? "" : "; then set HF_TOKEN to a token of yours"));
  if (says("RevisionNotFound"))
    throw Error(Code::kNotFound, fmt::format("{}: no revision `{}`", name_.id(), name_.revision),
                fmt::format("{}/tree/main lists the branches and tags", page));
  if (says("EntryNotFound")) throw Error(Code::kNotFound, fmt::format("{}: no such file: {}", url, status));
  if (answer.status == 401 || answer.status == 403)
    throw Error(Code::kUnauthenticated,
                with_token ? fmt::format("{}: not for this token, or no such model: {}", name_.id(), status)
                           : fmt::format("{}: no such model, or a private one: {} without a token",
                                         name_.id(), status),
                with_token ? "check the name, and HF_TOKEN or the file of the token"
                           : "check the name; for a private model set HF_TOKEN to a token of yours");
  if (answer.status == 404)
    throw Error(Code::kNotFound, fmt::format("{}: no such model or revision: {}", name_.text(), status),
                fmt::format("check the name: {}", page));
  throw Error(Code::kUnavailable, fmt::format("{}: {}", url, status));
}

void Client::persist(const std::function<void()>& f, const std::function<std::uint64_t()>& progress) {
  std::uint64_t most = progress();
  for (int failures = 0;;) {
    try {
      return f();
    } catch (const Transient& e) {
      const bool advanced = progress() > most;
      most = std::max(most, progress());
      failures = advanced ? 0 : failures + 1;
      if (failures >= kMostTries)
        throw Error(e.code(), fmt::format("{}; tried {} times", e.what(), kMostTries),
                    "what is there stays; the same command goes on from it");
      milliseconds wait = advanced ? milliseconds(0) : kFirstWait * (1 << (failures - 1));
      if (e.seconds) wait = std::chrono::seconds(*e.seconds);
      hooks_.tell(fmt::format("{}; again{}", e.what(),
                              wait.count() > 0 ? fmt::format(" in {:.1f} s", wait.count() / 1000.0) : ""));
      if (wait.count() > 0) hooks_.sleep(wait);
    }
  }
}

}  // namespace constate::hub
