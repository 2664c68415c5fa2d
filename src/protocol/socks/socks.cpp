#include "protocol/socks/socks.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "protocol/socks/messages.hpp"

namespace wardwatch::protocol::socks {
namespace {

constexpr std::string_view kAnalyzer = "SOCKS";
constexpr std::array<std::uint16_t, 4> kUsualPorts{1080, 1081, 9050, 10808};
/// The longest message, user and password, has 513 bytes; a client may send several without waiting.
constexpr std::size_t kBufferMaxBytes = 2048;

template <class Message>
Probe probe_of(const Parsed<Message>& message, bool complete) {
  if (message) return Probe::yes;
  return message.error().fault == ParseFault::truncated && !complete ? Probe::need_more : Probe::no;
}

/// The beginnings are so short that only both sides together are proof.
Probe both(Probe client, Probe server) {
  if (client == Probe::no || server == Probe::no) return Probe::no;
  return client == Probe::yes && server == Probe::yes ? Probe::yes : Probe::need_more;
}

Probe probe5(const FirstBytes& first) {
  const auto methods = parse_methods(first.orig);
  const Probe client = probe_of(methods, first.orig_complete);
  if (client != Probe::yes) return client;
  if (first.resp.size() < 2) return first.resp_complete ? Probe::no : Probe::need_more;
  const std::byte chosen = first.resp[1];
  const bool is_offered = std::find(methods->offered.begin(), methods->offered.end(), chosen) != methods->offered.end();
  const bool is_refusal = chosen == std::byte{kNoneAcceptable};
  return first.resp[0] == std::byte{kVersion5} && (is_offered || is_refusal) ? Probe::yes : Probe::no;
}

Probe probe(const FirstBytes& first) {
  if (first.orig.empty()) return first.orig_complete || !first.resp.empty() ? Probe::no : Probe::need_more;
  if (first.orig[0] == std::byte{kVersion5}) return probe5(first);
  if (first.orig[0] != std::byte{kVersion4}) return Probe::no;
  return both(probe_of(parse_request4(first.orig), first.orig_complete),
              probe_of(parse_answer4(first.resp), first.resp_complete));
}

/// What the other side says next. The dialogue is strictly in turns until the tunnel is open.
enum class Step : std::uint8_t {
  start,
  method,
  user_password,
  status,
  request5,
  answer5,
  answer4,
  second_answer,
  tunnel,
  over
};

class SocksSession final : public Session {
 public:
  explicit SocksSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) override {
    if (step_ == Step::over) return Next::done();
    Side& side = sides_[index_of(direction)];
    if (step_ == Step::tunnel) return pass(side, direction, bytes, stream_offset, ts);
    const Next next = converse(direction, bytes, stream_offset, ts);
    return step_ == Step::over ? Next::done() : next;
  }

  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override {
    if (step_ != Step::tunnel) return stop();
    return inner_ ? inner_->on_gap(direction, missing_bytes, ts) : Next::done();
  }

  void on_end(EndReason reason, Timestamp ts) override {
    if (inner_) inner_->on_end(reason, ts);
  }

 private:
  struct Side {
    std::vector<std::byte> waiting;   ///< What was not read yet; a client need not wait for the server's turn.
    std::uint64_t tunnel_offset = 0;  ///< Stream offset of the tunnel's first byte.
  };

  Next stop() {
    step_ = Step::over;
    return Next::done();
  }

  /// Reads messages in turn from both sides' buffers until neither has the next one.
  Next converse(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) {
    Side& side = sides_[index_of(direction)];
    if (side.waiting.size() + bytes.size() > kBufferMaxBytes) {
      context_.weird("socks_message_too_long", kAnalyzer);
      return stop();
    }
    side.waiting.insert(side.waiting.end(), bytes.begin(), bytes.end());
    side.tunnel_offset = stream_offset + bytes.size();
    while (step_ != Step::tunnel && step_ != Step::over) {
      Side& speaker = sides_[is_clients_turn() ? 0 : 1];
      const std::size_t used = read_step(speaker.waiting);
      if (used == 0) break;
      speaker.waiting.erase(speaker.waiting.begin(), speaker.waiting.begin() + static_cast<std::ptrdiff_t>(used));
    }
    return step_ == Step::tunnel ? open_tunnel(ts) : Next::more();
  }

  [[nodiscard]] bool is_clients_turn() const noexcept {
    return step_ == Step::start || step_ == Step::user_password || step_ == Step::request5;
  }

  /// Takes the next message; returns its length, or 0 when it is not all there.
  std::size_t read_step(Bytes stream) {
    switch (step_) {
      case Step::start: return read_start(stream);
      case Step::method: return read_method(stream);
      case Step::user_password: {
        const auto length = parse_user_password(stream);
        if (!length) return refuse(length.error());
        step_ = Step::status;
        return *length;
      }
      case Step::status:
        if (stream.size() < 2) return 0;
        step_ = stream[1] == std::byte{0} ? Step::request5 : Step::over;
        return 2;
      case Step::request5: return take_request(parse_request5(stream), Step::answer5);
      case Step::answer5: return take_answer(parse_answer5(stream));
      case Step::answer4: return take_answer(parse_answer4(stream));
      case Step::second_answer:
        is_bind_ = false;
        step_ = is_version5_ ? Step::answer5 : Step::answer4;
        return read_step(stream);
      case Step::tunnel:
      case Step::over: return 0;
    }
    return 0;
  }

  std::size_t read_start(Bytes stream) {
    if (stream.empty()) return 0;
    if (stream[0] == std::byte{kVersion4}) return take_request(parse_request4(stream), Step::answer4);
    const auto methods = parse_methods(stream);
    if (!methods) return refuse(methods.error());
    is_version5_ = true;
    step_ = Step::method;
    return methods->size_bytes;
  }

  std::size_t read_method(Bytes stream) {
    if (stream.size() < 2) return 0;
    switch (std::to_integer<std::uint8_t>(stream[1])) {
      case kNoAuthentication: step_ = Step::request5; break;
      case kUserPassword: step_ = Step::user_password; break;
      default: step_ = Step::over;  // Nothing acceptable; or GSS-API, which may encrypt all that follows (RFC 1961).
    }
    return 2;
  }

  std::size_t take_request(const Parsed<Request>& request, Step next) {
    if (!request) return refuse(request.error());
    is_bind_ = request->command == Command::bind;
    is_udp_ = request->command == Command::udp_associate;
    step_ = next;
    return request->size_bytes;
  }

  std::size_t take_answer(const Parsed<Answer>& answer) {
    if (!answer) return refuse(answer.error());
    if (!answer->is_granted || is_udp_) {
      step_ = Step::over;
    } else {
      // BIND is answered twice: once when the server listens, once when somebody calls (RFC 1928 6).
      step_ = is_bind_ ? Step::second_answer : Step::tunnel;
    }
    return answer->size_bytes;
  }

  std::size_t refuse(const ParseError& error) {
    if (error.fault == ParseFault::truncated) return 0;
    context_.weird("socks_malformed", kAnalyzer, error);
    step_ = Step::over;
    return 0;
  }

  Next open_tunnel(Timestamp ts) {
    inner_ = context_.open_recogniser();
    if (!inner_) return stop();
    for (const Direction direction : {Direction::orig, Direction::resp}) {
      Side& side = sides_[index_of(direction)];
      side.tunnel_offset -= side.waiting.size();
      if (side.waiting.empty()) continue;
      const Next next = inner_->on_data(direction, side.waiting, 0, ts);
      side.waiting = {};
      if (next.kind == Next::Kind::done) return Next::done();
    }
    return Next::more();
  }

  Next pass(Side& side, Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) {
    if (!inner_) return Next::done();
    return inner_->on_data(direction, bytes, stream_offset - std::min(stream_offset, side.tunnel_offset), ts);
  }

  Context& context_;
  std::array<Side, 2> sides_;
  std::unique_ptr<Session> inner_;
  Step step_ = Step::start;
  bool is_version5_ = false;
  bool is_bind_ = false;
  bool is_udp_ = false;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<SocksSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "socks",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::reviewed,
};

}  // namespace wardwatch::protocol::socks
