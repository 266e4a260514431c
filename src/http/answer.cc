#include "http/answer.h"

#include <fmt/format.h>

#include <utility>

#include "http/exchange.h"
#include "http/response_head.h"

namespace constate::http {

Answer::Answer(Request request, Rules rules, std::shared_ptr<Wire> wire, BodyShare share)
    : request_(std::move(request)),
      share_(std::move(share)),
      rules_(std::move(rules)),
      wire_(std::move(wire)) {}

// What follows, down to `wake`, is called with the lock held.

bool Answer::has_body() const { return request_.method != "HEAD" && status_ != 204 && status_ != 304; }

void Answer::put_head(const Response& head, bool streamed) {
  status_ = head.status;
  chunked_ = streamed && rules_.minor == 1 && has_body();
  const bool until_close = streamed && rules_.minor == 0 && has_body();
  keep_alive_ = rules_.keep_alive && !until_close && !wire_->draining();
  HeadRules how{.id = request_.id,
                .http_1_0 = rules_.minor == 0,
                .keep_alive = keep_alive_,
                .chunked = chunked_,
                .more = rules_.headers};
  if (!streamed && status_ != 204 && status_ != 304) how.length = head.body.size();
  waiting_ += response_head(head, how);
  unsent_ = waiting_.size();
}

void Answer::put_piece(std::string_view piece) {
  if (piece.empty() || !has_body()) return;  // an empty chunk would end the body
  const std::size_t before = waiting_.size();
  if (chunked_) fmt::format_to(std::back_inserter(waiting_), "{:x}\r\n", piece.size());
  waiting_ += piece;
  if (chunked_) waiting_ += "\r\n";
  unsent_ += waiting_.size() - before;
}

void Answer::wake() {
  if (std::exchange(woken_, true)) return;
  wire_->wake();
}

void Answer::cut(Ending why) {
  state_ = State::kGone;
  cut_ = true;
  why_cut_ = why;
  woken_ = false;
  wake();
}

void Answer::finish() {
  state_ = State::kEnded;
  wake();
  wire_.reset();
}

void Answer::add_header(std::string name, std::string value) {
  check_answer_field(name, value);
  const std::lock_guard lock(mutex_);
  rules_.headers.emplace_back(std::move(name), std::move(value));
}

void Answer::send(Response answer) {
  for (const auto& [key, value] : answer.headers) check_answer_field(key, value);
  check_answer_field("content-type", answer.content_type);
  std::function<void()> unused;  // destroyed without the lock
  const std::lock_guard lock(mutex_);
  if (state_ != State::kWaiting) return;
  put_head(answer, false);
  put_piece(answer.body);
  unused = std::move(on_close_);
  finish();
}

void Answer::begin(Response head) {
  for (const auto& [key, value] : head.headers) check_answer_field(key, value);
  check_answer_field("content-type", head.content_type);
  const std::lock_guard lock(mutex_);
  if (state_ != State::kWaiting) return;
  put_head(head, true);
  put_piece(head.body);
  state_ = State::kStreaming;
  wake();
}

void Answer::write(std::string_view piece) {
  const std::lock_guard lock(mutex_);
  if (state_ == State::kWaiting)
    throw Error(Code::kFailedPrecondition, "answer: a piece of it comes after `begin`");
  if (state_ != State::kStreaming) return;
  if (unsent_ > 0 && unsent_ + piece.size() > rules_.unsent_bytes) return cut(Ending::kSlowReader);
  put_piece(piece);
  wake();
}

void Answer::end() {
  std::function<void()> unused;
  const std::lock_guard lock(mutex_);
  if (state_ == State::kWaiting)
    throw Error(Code::kFailedPrecondition, "answer: its end comes after `begin`");
  if (state_ != State::kStreaming) return;
  if (chunked_) {
    waiting_ += "0\r\n\r\n";
    unsent_ += 5;
  }
  unused = std::move(on_close_);
  finish();
}

void Answer::abandon() {
  if (!open()) return;
  send(error_response(500, "internal_error", "the server gave no answer", "server_error"));
  const std::lock_guard lock(mutex_);
  if (state_ == State::kStreaming) cut(Ending::kNoAnswer);
}

bool Answer::open() const {
  const std::lock_guard lock(mutex_);
  return state_ == State::kWaiting || state_ == State::kStreaming;
}

void Answer::on_close(std::function<void()> f) {
  {
    const std::lock_guard lock(mutex_);
    if (state_ != State::kGone) {
      if (state_ != State::kEnded) std::swap(on_close_, f);
      return;
    }
  }
  if (f) f();
}

std::size_t Answer::unsent() const {
  const std::lock_guard lock(mutex_);
  return state_ == State::kGone ? 0 : unsent_;
}

bool Answer::take(std::string& out) {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  out.swap(waiting_);
  return state_ == State::kEnded;
}

void Answer::sent(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  unsent_ -= bytes;
}

bool Answer::ended() const {
  const std::lock_guard lock(mutex_);
  return state_ == State::kEnded;
}

bool Answer::cut_off(Ending& why) const {
  const std::lock_guard lock(mutex_);
  if (cut_) why = why_cut_;
  return cut_;
}

void Answer::gone() {
  std::function<void()> f;
  std::shared_ptr<Wire> wire;
  {
    const std::lock_guard lock(mutex_);
    f = std::move(on_close_);
    on_close_ = nullptr;
    wire = std::move(wire_);
    if (state_ != State::kEnded) state_ = State::kGone;
    waiting_ = {};
    unsent_ = 0;
  }
  if (f) f();
}

bool Answer::keep_alive() const {
  const std::lock_guard lock(mutex_);
  return keep_alive_;
}

int Answer::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

// ---- Exchange

Exchange::Exchange(std::shared_ptr<Answer> answer) : answer_(std::move(answer)) {}
Exchange::~Exchange() { answer_->abandon(); }
const Request& Exchange::request() const { return answer_->request(); }
void Exchange::add_header(std::string name, std::string value) {
  answer_->add_header(std::move(name), std::move(value));
}
void Exchange::send(Response answer) { answer_->send(std::move(answer)); }
void Exchange::begin(Response head) { answer_->begin(std::move(head)); }
void Exchange::write(std::string_view piece) { answer_->write(piece); }
void Exchange::end() { answer_->end(); }
bool Exchange::open() const { return answer_->open(); }
void Exchange::on_close(std::function<void()> f) { answer_->on_close(std::move(f)); }
std::size_t Exchange::unsent() const { return answer_->unsent(); }

}  // namespace constate::http
