#include "http/server.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>

#include "http/core.h"
#include "http/fields.h"

namespace constate::http {
namespace {

using boost::system::error_code;

constexpr std::chrono::milliseconds kPause{
    100};  // where accepting fails, for example for want of file descriptors

std::unique_ptr<asio::ssl::context> tls_context(const Options& options) {
  if (options.tls_certificate.empty() && options.tls_key.empty()) return nullptr;
  if (options.tls_certificate.empty() || options.tls_key.empty())
    throw Error(Code::kInvalidArgument, "TLS: a certificate and its key, both");
  using asio::ssl::context;
  auto out = std::make_unique<context>(context::tls_server);
  out->set_options(context::default_workarounds | context::no_sslv2 | context::no_sslv3 | context::no_tlsv1 |
                   context::no_tlsv1_1 | context::no_compression);
  SSL_CTX_set_options(out->native_handle(), SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(out->native_handle(), SSL_MODE_RELEASE_BUFFERS);  // 34 KB for each idle connection
  SSL_CTX_set_session_cache_mode(out->native_handle(), SSL_SESS_CACHE_OFF);
  // Without this OpenSSL would ask for a passphrase on the terminal.
  out->set_password_callback([](std::size_t, context::password_purpose) { return std::string(); });
  const auto check = [](const std::string& file, const error_code& error) {
    if (error)
      throw Error(Code::kInvalidArgument, fmt::format("{}: not usable for TLS: {}", file, error.message()));
  };
  error_code error;
  out->use_certificate_chain_file(options.tls_certificate, error);
  check(options.tls_certificate, error);
  out->use_private_key_file(options.tls_key, context::pem, error);
  check(options.tls_key, error);
  if (SSL_CTX_check_private_key(out->native_handle()) != 1)
    throw Error(Code::kInvalidArgument, fmt::format("{}: not the key of the certificate in {}",
                                                    options.tls_key, options.tls_certificate));
  return out;
}

tcp::endpoint endpoint_of(const Options& options) {
  error_code error;
  const auto address =
      asio::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address, error);
  if (error)
    throw Error(Code::kInvalidArgument,
                fmt::format("address to listen on: IPv4 or IPv6, or localhost; got {}", options.address));
  return {address, options.port};
}

std::string shown(const tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return fmt::format(fmt::runtime(endpoint.address().is_v6() ? "[{}]:{}" : "{}:{}"), address,
                     endpoint.port());
}

[[noreturn]] void fail(const tcp::endpoint& endpoint, const error_code& error) {
  const bool in_use = error == asio::error::address_in_use;
  const char* hint = in_use ? "another program listens there: end it, or take another port"
                     : error == asio::error::access_denied ? "ports below 1024 want rights: take another port"
                                                           : "";
  throw Error(in_use ? Code::kAlreadyExists : Code::kUnavailable,
              fmt::format("cannot listen on {}: {}", shown(endpoint), error.message()), hint);
}

}  // namespace

std::string_view name(Ending ending) {
  switch (ending) {
    case Ending::kComplete:
      return "complete";
    case Ending::kRefused:
      return "refused";
    case Ending::kClientGone:
      return "client gone";
    case Ending::kSlowReader:
      return "slow reader";
    case Ending::kWriteTimeout:
      return "write timeout";
    case Ending::kNoAnswer:
      return "no answer";
    case Ending::kServerClosed:
      return "server closed";
  }
  return "";
}

void Core::record(const AccessRecord& done) const {
  if (!options.on_done) return;
  try {
    options.on_done(done);
  } catch (...) {  // a log that fails ends no connection
  }
}

Fields Core::headers_for(const Request& request) const {
  if (!options.headers) return {};
  Fields out = options.headers(request);
  for (const auto& [key, value] : out) check_answer_field(key, value);
  return out;
}

std::vector<std::shared_ptr<Connection>> Core::all() {
  std::vector<std::shared_ptr<Connection>> out;
  const std::lock_guard lock(mutex);
  for (const auto& [_, weak] : open)
    if (auto connection = weak.lock()) out.push_back(std::move(connection));
  return out;
}

class Server::Impl {
 public:
  Impl(Options options, Handler handler)
      : core_(std::make_shared<Core>(std::move(options), std::move(handler))),
        strand_(asio::make_strand(core_->io)),
        acceptor_(strand_),
        pause_(strand_),
        work_(core_->io.get_executor()) {
    core_->tls = tls_context(core_->options);
    listen();
    asio::post(strand_, [this] { accept(); });
    start_threads();
  }

  ~Impl() {
    core_->closing = true;
    stop_accepting();
    close_all(*core_);
    work_.reset();
    for (std::thread& thread : threads_) thread.join();
  }

  void stop_accepting() {
    core_->draining = true;
    // At once, and not when a thread comes to it; closing is for the strand.
    if (!stopped_.exchange(true)) ::shutdown(listening_, SHUT_RDWR);
    asio::post(strand_, [this] {
      error_code ignored;
      acceptor_.close(ignored);
      pause_.cancel();
    });
    drain_all(*core_);
  }

  std::string url() const { return fmt::format("http{}://{}", core_->tls ? "s" : "", shown(endpoint_)); }
  std::uint16_t port() const { return endpoint_.port(); }
  const Core& core() const { return *core_; }

 private:
  void listen() {
    endpoint_ = endpoint_of(core_->options);
    error_code error;
    const auto step = [&] {
      if (error) fail(endpoint_, error);
    };
    acceptor_.open(endpoint_.protocol(), error);
    step();
    acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (endpoint_.address().is_v6()) acceptor_.set_option(asio::ip::v6_only(false), error);  // "::" is all
    acceptor_.bind(endpoint_, error);
    step();
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    step();
    endpoint_ = acceptor_.local_endpoint();
    listening_ = acceptor_.native_handle();
  }

  void start_threads() {
    try {
      for (int i = 0; i < std::max(1, core_->options.threads); ++i) threads_.emplace_back([this] { run(); });
    } catch (...) {
      core_->io.stop();
      for (std::thread& thread : threads_) thread.join();
      throw;
    }
  }

  void accept() {
    if (!acceptor_.is_open() || core_->draining) return;
    acceptor_.async_accept(asio::make_strand(core_->io), [this](const error_code& error, Socket socket) {
      if (!acceptor_.is_open() || core_->draining) return;
      if (error && error != asio::error::connection_aborted) return pause();
      if (!error) serve_safely(std::move(socket));
      accept();
    });
  }

  void serve_safely(Socket socket) {
    try {
      serve(core_, std::move(socket));
    } catch (const std::exception&) {  // no memory for it
    }
  }

  void pause() {
    pause_.expires_after(kPause);
    pause_.async_wait([this](const error_code&) { accept(); });
  }

  void run() {
    for (;;) {
      try {
        core_->io.run();
        return;
      } catch (...) {  // ends one connection (~Connection)
      }
    }
  }

  const std::shared_ptr<Core> core_;
  Strand strand_;  // of the acceptor
  asio::basic_socket_acceptor<tcp, Strand> acceptor_;
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Strand>
      pause_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  tcp::endpoint endpoint_;
  int listening_ = -1;
  std::atomic<bool> stopped_ = false;
  std::vector<std::thread> threads_;
};

Server::Server(Options options, Handler handler) try
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler))) {
} catch (const std::system_error& e) {  // Asio's are of this type too
  throw Error(Code::kResourceExhausted, fmt::format("cannot start to serve: {}", e.what()));
}
Server::~Server() = default;
std::string Server::url() const { return impl_->url(); }
std::uint16_t Server::port() const { return impl_->port(); }
void Server::stop_accepting() { impl_->stop_accepting(); }
std::size_t Server::connections() const { return impl_->core().connections; }
std::size_t Server::exchanges() const { return impl_->core().exchanges; }

}  // namespace constate::http
