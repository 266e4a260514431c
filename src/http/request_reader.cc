#include "http/request_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/url.h"

namespace constate::http {
namespace {

constexpr std::size_t kMaxFields = 100;

}  // namespace

void RequestReader::add(std::string_view& bytes) {
  while (!bytes.empty() && stage_ != Stage::kDone) {
    if (stage_ == Stage::kBody)
      add_body(bytes);
    else
      add_header(bytes);
  }
}

void RequestReader::add_header(std::string_view& bytes) {
  stage_ = Stage::kHeader;
  const bool whole = text_.add(bytes, room_);
  const bool first = line_.method.empty();
  if (!whole && room_ == 0) {
    if (first) throw Refusal(414, "target_too_long", "request line: longer than this server takes");
    throw Refusal(431, "header_too_large", fmt::format("header: {} bytes at most", limits_->header_bytes));
  }
  if (!whole) return;
  const std::string text = text_.take();
  if (first) {
    if (text.empty()) return;  // some clients end a body with an empty line too many
    line_ = parse_request_line(text);
    request_.method = line_.method;
    Target target = parse_target(line_.target);
    request_.path = std::move(target.path);
    request_.query = std::move(target.query);
  } else if (text.empty()) {
    end_header();
  } else if (request_.headers.size() == kMaxFields) {
    throw Refusal(431, "header_too_large", fmt::format("header: {} fields at most", kMaxFields));
  } else {
    request_.headers.push_back(parse_field(text));
  }
}

void RequestReader::end_header() {
  if (std::string id = request_.header("x-request-id"); is_sane_id(id)) request_.id = std::move(id);
  if (request_.path == "*" && request_.method != "OPTIONS")
    throw Refusal(400, "bad_target", "request target: * is for OPTIONS");
  framing_ = parse_framing(request_.headers, line_.minor);
  line_.target = {};
  if (framing_.length > limits_->body_bytes)
    throw Refusal(413, "body_too_large", fmt::format("body: {} bytes at most", limits_->body_bytes));
  if (framing_.chunked) chunks_.emplace(limits_->body_bytes, limits_->header_bytes);
  stage_ = framing_.chunked || framing_.length > 0 ? Stage::kBody : Stage::kDone;
}

void RequestReader::add_body(std::string_view& bytes) {
  if (chunks_) {
    if (chunks_->add(bytes, request_.body)) stage_ = Stage::kDone;
    return;
  }
  const auto left = static_cast<std::size_t>(framing_.length) - request_.body.size();
  const std::size_t n = std::min(left, bytes.size());
  request_.body += bytes.substr(0, n);
  bytes.remove_prefix(n);
  if (n == left) stage_ = Stage::kDone;
}

}  // namespace constate::http
