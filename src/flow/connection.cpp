#include "flow/connection.hpp"

#include <algorithm>

#include "flow/direction.hpp"

namespace wardwatch::flow {
namespace {

using State = EndpointState;

// Zeek's defaults.
constexpr Interval kTcpInactivity = std::chrono::minutes{5};
constexpr Interval kOtherInactivity = std::chrono::minutes{1};

bool opened(const Endpoint& end) noexcept {
  return end.state == State::established || end.state == State::closed ||
         (end.state == State::reset && end.previous == State::established);
}

bool silent(const Endpoint& end) noexcept { return end.state == State::inactive || end.state == State::partial; }

std::string_view tcp_state_name(const Connection& c) noexcept {
  const Endpoint& orig = c.end_of(Direction::orig);
  const Endpoint& resp = c.end_of(Direction::resp);
  if (resp.state == State::reset) {
    const bool no_payload = c.payload_bytes(Direction::orig) == 0 && c.payload_bytes(Direction::resp) == 0;
    const bool refused = orig.state == State::syn_sent || orig.state == State::syn_ack_sent ||
                         (orig.state == State::reset && no_payload);
    if (refused) return "REJ";
    return silent(orig) ? "RSTRH" : "RSTR";
  }
  if (orig.state == State::reset) return silent(resp) ? "RSTOS0" : "RSTO";
  if (orig.state == State::closed && resp.state == State::closed) return "SF";
  if (orig.state == State::closed) return silent(resp) ? "SH" : "S2";
  if (resp.state == State::closed) return silent(orig) ? "SHR" : "S3";
  if (orig.state == State::syn_sent && resp.state == State::inactive) return "S0";
  if (orig.state == State::established && resp.state == State::established) return "S1";
  return "OTH";
}

std::string_view udp_state_name(const Connection& c) noexcept {
  const bool orig = c.end_of(Direction::orig).packets > 0;
  const bool resp = c.end_of(Direction::resp).packets > 0;
  if (orig) return resp ? "SF" : "S0";
  return resp ? "SHR" : "OTH";
}

}  // namespace

bool Connection::is_established() const noexcept { return opened(ends[0]) && opened(ends[1]); }

std::uint64_t Connection::payload_bytes(Direction direction) const noexcept {
  const Endpoint& end = end_of(direction);
  if (transport != Transport::tcp) return static_cast<std::uint64_t>(end.last);
  const Endpoint& peer = end_of(opposite(direction));
  // SYN, then RST before anything was acknowledged: the RST's sequence number is not to be trusted.
  if (end.previous == State::syn_sent && end.state == State::reset && peer.state == State::inactive && end.acked <= 0) {
    return 0;
  }
  std::int64_t size = std::max(end.last, end.acked);
  if (size > 0) --size;             // SYN
  if (size > 0 && end.fin) --size;  // FIN
  return size > 0 ? static_cast<std::uint64_t>(size) : 0;
}

std::string_view Connection::state_name() const noexcept {
  switch (transport) {
    case Transport::tcp: return tcp_state_name(*this);
    case Transport::udp: return udp_state_name(*this);
    case Transport::icmp:
    case Transport::other: break;
  }
  return "OTH";
}

Timestamp Connection::due() const noexcept {
  const Interval inactivity = transport == Transport::tcp   ? kTcpInactivity
                              : transport == Transport::udp ? kUdpInactivity
                                                            : kOtherInactivity;
  return std::min(close_at, last + inactivity);
}

}  // namespace wardwatch::flow
