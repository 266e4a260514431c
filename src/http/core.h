// What the connections of a server share. Only for server.cc and the connection's files: Asio is large.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/strand.hpp>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "http/server.h"

namespace constate::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using Strand = asio::strand<asio::io_context::executor_type>;
using Socket = asio::basic_stream_socket<tcp, Strand>;

class Connection;

// Thread-safe. Kept alive by its connections, so that whoever still holds an Exchange holds no dangling one.
struct Core {
  Core(Options o, Handler h) : options(std::move(o)), handler(std::move(h)), io(options.threads) {}

  const Options options;
  const Handler handler;
  asio::io_context io;
  std::unique_ptr<asio::ssl::context> tls;  // null: plain
  std::atomic<bool> draining = false, closing = false;
  std::atomic<std::size_t> connections = 0, exchanges = 0;

  const std::shared_ptr<std::atomic<std::size_t>> body_bytes = std::make_shared<std::atomic<std::size_t>>(0);

  std::mutex mutex;
  std::unordered_map<Connection*, std::weak_ptr<Connection>> open;  // guarded by `mutex`

  void record(const AccessRecord& done) const;
  Fields headers_for(const Request& request) const;
  std::vector<std::shared_ptr<Connection>> all();
};

// Serves what comes in; `socket` is new. Past the limit of connections it is answered with 503.
void serve(const std::shared_ptr<Core>& core, Socket socket);
// For each connection that is open: ends it where nothing is asked or answered, or in any case.
void drain_all(Core& core);
void close_all(Core& core);

}  // namespace constate::http
