#include "http/connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>

#include "base/random.h"
#include "http/response_head.h"

namespace constate::http {
namespace {

using boost::system::error_code;
using std::chrono::milliseconds;

constexpr std::size_t kBodyBuffer = 32 << 10;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string new_id() {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string id(24, '\0');
  for (char& c : id) c = kDigits[random_number() >> 60];
  return id;
}

std::string address_of(const Socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return "";
  const auto address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

// For a client whose machine goes without a word while its answer is computed: about a minute.
void set_options(Socket& socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  using asio::detail::socket_option::integer;
  socket.set_option(integer<IPPROTO_TCP, TCP_KEEPIDLE>(30), ignored);
  socket.set_option(integer<IPPROTO_TCP, TCP_KEEPINTVL>(10), ignored);
  socket.set_option(integer<IPPROTO_TCP, TCP_KEEPCNT>(3), ignored);
  socket.non_blocking(true, ignored);
}

}  // namespace

template <class Buffers, class F>
void Connection::read_some(const Buffers& buffers, F f) {
  if (tls_)
    tls_->async_read_some(buffers, std::move(f));
  else
    socket_.async_read_some(buffers, std::move(f));
}

Connection::Connection(std::shared_ptr<Core> core, Socket socket)
    : core_(std::move(core)),
      socket_(std::move(socket)),
      strand_(socket_.get_executor()),
      client_(address_of(socket_)),
      reader_(core_->options.limits),
      timer_(strand_) {
  set_options(socket_);
  ++core_->connections;
}

Connection::~Connection() {
  close(Ending::kServerClosed);  // an exception ended its last step
}

// ---- beginning and end

void Connection::start() {
  if (core_->closing || core_->draining) return close(Ending::kServerClosed);
  if (!core_->tls) {
    stage_until_ = Clock::now() + core_->options.limits.idle_time;
    watch();
    return read();
  }
  tls_ = std::make_unique<asio::ssl::stream<Socket&>>(socket_, *core_->tls);
  shaking_hands_ = true;
  stage_until_ = Clock::now() + core_->options.limits.header_time;
  watch();
  tls_->async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](const error_code& error) {
    if (self->closed_) return;
    self->shaking_hands_ = false;
    if (error || self->core_->draining) return self->close(Ending::kClientGone);
    self->stage_until_ = Clock::now() + self->core_->options.limits.idle_time;
    self->watch();
    self->read();
  });
}

void Connection::refuse_connection() {
  if (core_->tls || core_->closing) return close(Ending::kRefused);  // a handshake would be work
  refuse(Refusal(503, "too_many_connections",
                 "this server has as many connections as it takes; try again later"));
}

bool Connection::is_idle() const {
  return !answer_ && reader_.stage() == RequestReader::Stage::kStart && input_.empty() && !writing_ && !last_;
}

void Connection::drain() {
  if (!closed_ && (is_idle() || shaking_hands_)) close(Ending::kServerClosed);
}

void Connection::close(Ending why) {
  if (closed_) return;
  closed_ = true;
  if (const auto answer = std::move(answer_)) {
    record(answer->request(), why, answer->status());
    --core_->exchanges;
    answer->gone();
  }
  error_code ignored;
  timer_.cancel();
  socket_.close(ignored);
  {
    const std::lock_guard lock(core_->mutex);
    core_->open.erase(this);
  }
  --core_->connections;
}

void Connection::record(const Request& request, Ending how, int status) {
  core_->record({.id = request.id,
                 .client = client_,
                 .method = request.method,
                 .path = request.path,
                 .status = status,
                 .bytes = total_,
                 .seconds = std::chrono::duration<double>(Clock::now() - first_byte_).count(),
                 .ending = how});
}

// ---- reading

// One read is under way at all times, so that a client that goes is noticed, but for when it has sent as much
// of its next requests as is kept: then `on_time` looks now and then.
void Connection::read() {
  if (reading_ || closed_ || input_ended_) return;
  if (!lingering_ && input_.size() >= core_->options.limits.header_bytes) {
    if (look_until_ == kNever) look_until_ = Clock::now() + kLook;
    return watch();
  }
  look_until_ = kNever;
  const std::size_t size =
      reader_.stage() == RequestReader::Stage::kBody || lingering_ ? kBodyBuffer : kSmallBuffer;
  if (buffer_.size() != size) std::string(size, '\0').swap(buffer_);
  reading_ = true;
  read_some(asio::buffer(buffer_), [self = shared_from_this()](const error_code& error, std::size_t n) {
    self->reading_ = false;
    self->on_read(error, n);
  });
}

void Connection::on_read(const error_code& error, std::size_t n) {
  if (closed_) return;
  if (error) return on_end(error);
  if (!lingering_ && !last_) {
    input_.append(buffer_, 0, n);
    return advance();
  }
  read();  // after the last answer nothing is looked at
}

void Connection::on_end(const error_code& error) {
  const bool closed = error == asio::error::eof || error == asio::ssl::error::stream_truncated;
  const bool answered = (answer_ && answer_->ended()) || (last_ && !lingering_);
  if (!closed || !answered) return close(Ending::kClientGone);
  input_ended_ = true;  // it may still read
  flush();
}

void Connection::advance() {
  try {
    while (!closed_ && !answer_ && !last_ && !input_.empty()) read_request();
  } catch (const Refusal& why) {
    return refuse(why);
  }
  watch();
  read();
}

void Connection::read_request() {
  const Limits& limits = core_->options.limits;
  using Stage = RequestReader::Stage;
  if (reader_.stage() == Stage::kStart) {
    share_ = BodyShare(core_->body_bytes, limits.all_bodies_bytes);
    first_byte_ = Clock::now();
    total_ = 0;
  }
  const bool in_header = reader_.stage() < Stage::kBody;
  std::string_view bytes = input_;
  reader_.add(bytes);
  if (bytes.empty() && input_.capacity() > kSmallBuffer)
    std::string().swap(input_);
  else
    input_.erase(0, input_.size() - bytes.size());
  count_body();
  if (reader_.stage() == Stage::kDone) return answer_request();
  const bool in_body = reader_.stage() == Stage::kBody;
  stage_until_ = first_byte_ + (in_body ? limits.body_time : limits.header_time);
  if (in_body && in_header && reader_.expects_continue() && reader_.request().body.empty())
    say(std::string(kContinue));
}

// What it takes, which is up to twice what has arrived, and nothing for what is only announced. A body that
// goes beyond what is there is let go of at once, so that the others go on.
void Connection::count_body() {
  if (share_.grow(reader_.request().body.capacity())) return;
  throw Refusal(
      503, "no_memory_for_body",
      "body: the requests that are being read or answered have as much memory as there is for them; try "
      "again later");
}

void Connection::answer_request() {
  stage_until_ = kNever;
  Request request = std::move(reader_.request());
  request.client = client_;
  if (request.id.empty()) request.id = new_id();
  Answer::Rules rules{.minor = reader_.minor(),
                      .keep_alive = reader_.keep_alive(),
                      .unsent_bytes = core_->options.limits.unsent_bytes,
                      .headers = core_->headers_for(request)};
  reader_ = RequestReader(core_->options.limits);
  answer_ =
      std::make_shared<Answer>(std::move(request), std::move(rules), shared_from_this(), std::move(share_));
  ++core_->exchanges;
  const auto answer = answer_;
  try {
    core_->handler(std::make_shared<Exchange>(answer));
  } catch (...) {
    answer->abandon();  // also where the handler has given the exchange to somebody else
  }
}

void Connection::refuse(const Refusal& why) {
  std::string().swap(reader_.request().body);
  share_ = {};
  Response answer = error_response(why.status, why.code, why.what(),
                                   why.status == 503 ? "server_error" : "invalid_request_error");
  if (why.status == 503) answer.headers.emplace_back("Retry-After", "1");
  if (reader_.request().id.empty()) reader_.request().id = new_id();
  const Fields more = core_->headers_for(reader_.request());
  const HeadRules rules{
      .id = reader_.request().id, .keep_alive = false, .length = answer.body.size(), .more = more};
  std::string text = response_head(answer, rules);
  if (reader_.request().method != "HEAD") text += answer.body;
  if (first_byte_ == Clock::time_point()) first_byte_ = Clock::now();
  total_ = text.size();
  record(reader_.request(), Ending::kRefused, why.status);
  last_ = true;
  stage_until_ = kNever;
  input_ = {};
  say(std::move(text));
  read();
}

// ---- for the server

void serve(const std::shared_ptr<Core>& core, Socket socket) {
  const std::size_t limit = core->options.limits.connections, before = core->connections;
  constexpr std::size_t kRefusedAtATime = 128;
  if (before >= limit + kRefusedAtATime) return;  // closes it
  const auto connection = std::make_shared<Connection>(core, std::move(socket));
  {
    const std::lock_guard lock(core->mutex);
    core->open.emplace(connection.get(), connection);
  }
  asio::post(connection->strand(), [connection, full = before >= limit] {
    if (full)
      connection->refuse_connection();
    else
      connection->start();
  });
}

void drain_all(Core& core) {
  for (const auto& connection : core.all())
    asio::post(connection->strand(), [connection] { connection->drain(); });
}

void close_all(Core& core) {
  for (const auto& connection : core.all())
    asio::post(connection->strand(), [connection] { connection->close(Ending::kServerClosed); });
}

}  // namespace constate::http
