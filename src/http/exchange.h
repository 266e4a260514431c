// One request and its answer, as a handler holds it: answered at once, later, or piece by piece, by any
// thread.
//
// Thread-safe. May outlive the Server: then it is closed, and nothing happens. The first answer counts: a
// second `send` or `begin`, and what is written after the end or once the client is gone, is dropped without
// a word. Where all owners let go of it before the answer has ended, the client gets a 500, or a stream that
// is cut off.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/message.h"

namespace constate::http {

class Answer;

class Exchange {
 public:
  explicit Exchange(std::shared_ptr<Answer> answer);  // the server makes them
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  const Request& request() const;

  // A header field of the answer that will be given, whichever that is: whole, streamed, or an error. Throws
  // as `send` does; after the answer has begun it has no effect.
  void add_header(std::string name, std::string value);

  // The whole answer. `unsent_bytes` is no bound for it. Throws Error(kInvalidArgument), as `begin` does,
  // where a header field has a line break in it.
  void send(Response answer);

  // A streamed answer: status and headers now (and `head.body` as the first piece), the body in pieces.
  // HTTP/1.1 gets it in chunks, HTTP/1.0 ended by the end of the connection. `write` throws
  // Error(kFailedPrecondition) before `begin`. A client that has more than Limits::unsent_bytes waiting for
  // it is cut off; one piece may be larger than that where nothing else waits.
  void begin(Response head);
  void write(std::string_view piece);
  void end();

  // Whether a piece may still reach the client: false after the end, and once the client is gone or was cut
  // off.
  bool open() const;

  // Called once, from any thread, when the client goes before the end (it closed, it was cut off, or the
  // server ends); at once where it is gone already; never after the end. Replaces what was set before. It
  // must not throw and not block. A client that shuts down only its writing side counts as gone.
  void on_close(std::function<void()> f);

  // Bytes of this answer that the system has not taken for the client yet.
  std::size_t unsent() const;

 private:
  std::shared_ptr<Answer> answer_;
};

}  // namespace constate::http
