// What an Exchange and the connection below it share: the bytes of one answer that wait to be sent.
// Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "http/body_share.h"
#include "http/message.h"
#include "http/server.h"

namespace constate::http {

// The connection, as an answer sees it.
class Wire {
 public:
  virtual ~Wire() = default;
  virtual void wake() = 0;  // there is something to take, or to notice; from any thread, returns at once
  virtual bool draining() const = 0;
};

class Answer {
 public:
  struct Rules {
    int minor = 1;           // HTTP/1.x of the request
    bool keep_alive = true;  // as the request wants it
    std::size_t unsent_bytes = 1 << 20;
    Fields headers = {};  // of the answer, beside its own
  };
  Answer(Request request, Rules rules, std::shared_ptr<Wire> wire, BodyShare share);

  // ---- for the Exchange
  const Request& request() const { return request_; }
  void add_header(std::string name, std::string value);
  void send(Response answer);
  void begin(Response head);
  void write(std::string_view piece);
  void end();
  void abandon();  // nobody will answer any more: 500, or cut off
  bool open() const;
  void on_close(std::function<void()> f);
  std::size_t unsent() const;

  // ---- for the connection
  // Swaps what waits into `out`, which must be empty. True where nothing comes after it.
  bool take(std::string& out);
  void sent(std::size_t bytes);  // of what was taken
  bool ended() const;
  bool cut_off(Ending& why) const;  // by this side
  void gone();                      // the connection is closed; calls what `on_close` set
  bool keep_alive() const;          // once it has ended
  int status() const;

 private:
  enum class State { kWaiting, kStreaming, kEnded, kGone };

  void put_head(const Response& head, bool streamed);
  void put_piece(std::string_view piece);
  void cut(Ending why);
  void finish();
  void wake();
  bool has_body() const;

  const Request request_;
  const BodyShare share_;  // of its body
  Rules rules_;            // const but for `headers`, which mutex_ guards
  mutable std::mutex mutex_;
  State state_ = State::kWaiting;
  std::shared_ptr<Wire> wire_;  // until the end
  std::string waiting_;
  std::size_t unsent_ = 0;  // waiting_, and what was taken and not sent
  std::function<void()> on_close_;
  bool woken_ = false;  // and not taken since
  bool chunked_ = false, keep_alive_ = false;
  bool cut_ = false;
  Ending why_cut_ = Ending::kNoAnswer;
  int status_ = 0;
};

}  // namespace constate::http
