// Connection: what it sends, and what happens when its time is over.
#include <poll.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include "http/connection.h"

namespace constate::http {
namespace {

using boost::system::error_code;

// For the client to read the last answer before the connection is closed.
constexpr std::chrono::milliseconds kLinger{2000};

}  // namespace

template <class Buffers, class F>
void Connection::write_some(const Buffers& buffers, F f) {
  if (tls_)
    tls_->async_write_some(buffers, std::move(f));
  else
    socket_.async_write_some(buffers, std::move(f));
}

void Connection::wake() {
  asio::post(strand_, [self = shared_from_this()] {
    if (self->closed_) return;
    Ending why{};
    if (self->answer_ && self->answer_->cut_off(why)) return self->close(why);
    self->flush();
  });
}

void Connection::say(std::string text) {
  said_ += text;
  flush();
}

void Connection::fill() {
  output_.clear();
  sent_ = 0;
  output_is_answer_ = output_is_last_ = false;
  if (!said_.empty()) {
    output_.swap(said_);
  } else if (answer_) {
    output_is_answer_ = true;
    output_is_last_ = answer_->take(output_);
  }
}

void Connection::flush() {
  if (writing_ || closed_) return;
  if (sent_ == output_.size()) {
    if (output_is_last_) return finish_answer();
    fill();
  }
  if (output_.empty()) {
    write_until_ = kNever;
    if (output_is_last_) return finish_answer();
    if (last_) return linger();
    return watch();
  }
  writing_ = true;
  write_until_ = Clock::now() + core_->options.limits.write_time;
  watch();
  write_some(asio::buffer(output_.data() + sent_, output_.size() - sent_),
             [self = shared_from_this()](const error_code& error, std::size_t n) {
               self->writing_ = false;
               self->on_written(error, n);
             });
}

void Connection::on_written(const error_code& error, std::size_t n) {
  if (closed_) return;
  if (error) return close(Ending::kClientGone);
  sent_ += n;
  if (output_is_answer_) {
    total_ += n;
    answer_->sent(n);
  }
  flush();
}

void Connection::finish_answer() {
  output_is_last_ = false;
  write_until_ = kNever;
  if (output_.capacity() > kSmallBuffer) std::string().swap(output_);
  output_.clear();
  sent_ = 0;
  record(answer_->request(), Ending::kComplete, answer_->status());
  const bool keep = answer_->keep_alive() && !core_->draining && !input_ended_;
  answer_.reset();
  --core_->exchanges;
  if (!keep) {
    last_ = true;
    input_ = {};
    return linger();
  }
  stage_until_ = Clock::now() + core_->options.limits.idle_time;
  advance();
}

// Closing at once would reset the connection where the client still sends, and it might not see the answer.
void Connection::linger() {
  if (lingering_) return;
  if (input_ended_) return close(Ending::kComplete);
  lingering_ = true;
  stage_until_ = Clock::now() + kLinger;
  watch();
  shut_down();
  read();
}

void Connection::shut_down() {
  if (tls_) {
    tls_->async_shutdown([self = shared_from_this()](const error_code&) { self->close(Ending::kComplete); });
    return;
  }
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

// ---- time

void Connection::watch() {
  const Clock::time_point first = std::min({stage_until_, write_until_, look_until_});
  if (!closed_ && first < armed_) arm();
}

void Connection::arm() {
  armed_ = std::min({stage_until_, write_until_, look_until_});
  timer_.expires_at(armed_);
  timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (error || self->closed_) return;
    self->armed_ = kNever;
    self->on_time();
  });
}

void Connection::on_time() {
  const Clock::time_point now = Clock::now();
  if (write_until_ <= now) return close(Ending::kWriteTimeout);
  if (stage_until_ <= now) {
    if (shaking_hands_ || lingering_ || reader_.stage() == RequestReader::Stage::kStart)
      return close(Ending::kComplete);
    return refuse(Refusal(408, "request_timeout", "request: it took too long to arrive"));
  }
  if (look_until_ <= now) {
    ::pollfd fd{.fd = socket_.native_handle(), .events = POLLRDHUP, .revents = 0};
    if (::poll(&fd, 1, 0) > 0) return on_end(asio::error::eof);
    look_until_ = now + kLook;
  }
  watch();
}

}  // namespace constate::http
