// One connection: reads requests, has them answered, sends the answers. All in its strand, but for `wake`.
// Only for connection.cc and connection_write.cc.
#pragma once

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "http/answer.h"
#include "http/body_share.h"
#include "http/core.h"
#include "http/request_reader.h"

namespace constate::http {

class Connection final : public Wire, public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Core> core, Socket socket);
  ~Connection() override;

  void start();              // the first call, after it was put into Core::open
  void refuse_connection();  // instead of `start`: 503
  void drain();              // closes it where it is idle
  void close(Ending why);

  // Any thread:
  void wake() override;
  bool draining() const override { return core_->draining; }
  const Strand& strand() const { return strand_; }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr Clock::time_point kNever = Clock::time_point::max();
  static constexpr std::chrono::milliseconds kLook{200};  // between two looks for a client that has gone
  static constexpr std::size_t kSmallBuffer = 1024;       // what an idle connection keeps

  // ---- reading
  void read();
  void on_read(const boost::system::error_code& error, std::size_t n);
  void on_end(const boost::system::error_code& error);
  void advance();
  void read_request();
  void count_body();
  void answer_request();
  void refuse(const Refusal& why);

  // ---- writing (connection_write.cc)
  void say(std::string text);  // outside of an answer
  void flush();
  void fill();
  void on_written(const boost::system::error_code& error, std::size_t n);
  void finish_answer();
  void linger();
  void shut_down();

  // ---- time (connection_write.cc)
  void watch();  // after any change of the three times
  void arm();
  void on_time();

  bool is_idle() const;
  void record(const Request& request, Ending how, int status);

  template <class Buffers, class F>
  void read_some(const Buffers& buffers, F f);
  template <class Buffers, class F>
  void write_some(const Buffers& buffers, F f);

  const std::shared_ptr<Core> core_;
  Socket socket_;
  const Strand strand_;
  std::unique_ptr<asio::ssl::stream<Socket&>> tls_;
  std::string client_;

  std::string input_;   // arrived and not used: of the next request, while one is answered
  std::string buffer_;  // for what arrives; small while no body is expected
  RequestReader reader_;
  BodyShare share_;  // of the body that is being read
  std::shared_ptr<Answer> answer_;
  Clock::time_point first_byte_{};  // of the request

  std::string said_;         // waits, outside of an answer
  std::string output_;       // is being sent
  std::size_t sent_ = 0;     // of it
  std::uint64_t total_ = 0;  // sent for this request
  bool output_is_answer_ = false, output_is_last_ = false;

  asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Strand> timer_;
  Clock::time_point armed_ = kNever;
  Clock::time_point stage_until_ = kNever;  // handshake, idle, header, body, lingering
  Clock::time_point write_until_ = kNever;
  Clock::time_point look_until_ = kNever;  // then look whether the client has gone, where nothing is read

  bool reading_ = false, writing_ = false, shaking_hands_ = false;
  bool input_ended_ = false;  // the client closed after a whole answer was ready
  bool last_ = false;         // close after what waits
  bool lingering_ = false, closed_ = false;
};

}  // namespace constate::http
