#include "flow/connection_table.hpp"

#include <algorithm>

#include "flow/direction.hpp"
#include "flow/tcp_state.hpp"

namespace wardwatch::flow {
namespace {

/// Which side sent the datagram, when it belongs to this connection at all.
std::optional<Direction> side_of(const Connection& c, const Datagram& d) noexcept {
  if (c.protocol != d.protocol || c.one_way != d.one_way) return std::nullopt;
  if (c.orig == d.src && c.resp == d.dst && c.orig_port == d.src_port && c.resp_port == d.dst_port)
    return Direction::orig;
  if (!c.one_way && c.orig == d.dst && c.resp == d.src && c.orig_port == d.dst_port && c.resp_port == d.src_port) {
    return Direction::resp;
  }
  return std::nullopt;
}

}  // namespace

ConnectionTable::ConnectionTable(TableLimits limits, Consumer& consumer)
    : limits_{limits}, consumer_{consumer}, timers_{pool_}, reassembler_{limits.reassembly_bytes_max, stats_} {
  limits_.connections_max = std::clamp<std::uint64_t>(limits_.connections_max, 1, Connection::kNone - 1);
}

void ConnectionTable::on(const Datagram& d) {
  advance(d.ts);
  if (copies_.is_copy(d)) {
    ++stats_.duplicate_packets;
    return;
  }
  std::optional<Direction> side;
  std::uint32_t number = index_.find(d.flow_hash, [&](std::uint32_t candidate) {
    side = side_of(pool_.at(candidate), d);
    return side.has_value();
  });
  if (number != Connection::kNone) {
    Connection& known = pool_.at(number);
    const bool over = d.ts > known.due();
    if (over || (d.transport == Transport::tcp && reopens(known, *side, d))) {
      close(number, known.close_at == Timestamp::max() ? EndReason::timed_out : known.end_reason);
      number = Connection::kNone;
    }
  }
  if (number == Connection::kNone) {
    number = open(d);
    side = side_of(pool_.at(number), d);
  }
  Connection& c = pool_.at(number);
  // What follows the end of both sides (the last acknowledgement) does not make a connection longer.
  if (c.transport != Transport::tcp || !c.is_closed()) c.last = std::max(c.last, d.ts);
  c.last_packet = d.packet;
  Endpoint& end = c.end_of(*side);
  ++end.packets;
  end.ip_bytes += d.ip_bytes;
  if (!d.tunnels.empty() || c.extra) [[unlikely]]
    note_tunnels(c, d);
  if (d.fault != HeaderFault::none) [[unlikely]] {
    if (d.transport == Transport::tcp) add_oddity(c, "bad_TCP_header_len", stats_);
    else add_oddity(c, "UDP_datagram_length_mismatch", stats_);
  }
  switch (c.transport) {
    case Transport::tcp: on_tcp(c, number, *side, d); break;
    case Transport::udp: on_udp(c, *side, d); break;
    case Transport::icmp: end.last += d.payload_wire_bytes; break;
    case Transport::other: break;
  }
}

std::uint32_t ConnectionTable::open(const Datagram& d) {
  while (pool_.used() >= limits_.connections_max) {
    ++stats_.connections_evicted;
    close(timers_.nearest(), EndReason::evicted);
  }
  const std::uint32_t number = pool_.take();
  Connection& c = pool_.at(number);
  const bool flip = sent_by_responder(d);
  c.hash = d.flow_hash;
  c.orig = flip ? d.dst : d.src;
  c.resp = flip ? d.src : d.dst;
  c.orig_port = flip ? d.dst_port : d.src_port;
  c.resp_port = flip ? d.src_port : d.dst_port;
  c.orig_mac = flip ? d.dst_mac : d.src_mac;
  c.resp_mac = flip ? d.src_mac : d.dst_mac;
  c.protocol = d.protocol;
  c.transport = d.transport;
  c.one_way = d.one_way;
  c.vlan = d.vlan;
  c.inner_vlan = d.inner_vlan;
  c.vlan_count = d.vlan_count;
  c.first = c.last = d.ts;
  c.source = d.source;
  c.first_packet = d.packet;
  if (flip) c.history.push('^');
  index_.insert(d.flow_hash, number);
  timers_.add(number);
  return number;
}

void ConnectionTable::on_tcp(Connection& c, std::uint32_t number, Direction direction, const Datagram& d) {
  const Timestamp closes_before = c.close_at;
  const TcpStep step = follow_tcp(c, direction, d, stats_);
  if (c.close_at < closes_before) {
    timers_.remove(number);
    timers_.add(number);
  }
  // Data first, then what it acknowledges: a request is read before the answer's gap is told.
  if (step.acked) reassembler_.on_acknowledged(c, opposite(direction), *step.acked, d.ts);
  if (d.payload_wire_bytes == 0 || (d.tcp_flags & tcp_flag::kRst) != 0) return;
  if (!c.asked_for_handler) read_payload(c);
  reassembler_.on_segment(c, {direction, step.stream_offset, d.payload, d.payload_wire_bytes, d.ts, d.packet});
}

void ConnectionTable::on_udp(Connection& c, Direction direction, const Datagram& d) {
  Endpoint& end = c.end_of(direction);
  const auto offset = static_cast<std::uint64_t>(end.last);
  end.last += d.payload_wire_bytes;
  if (end.packets == 1) c.note(direction, 'd');
  if (d.payload_wire_bytes == 0) return;
  if (!c.asked_for_handler) read_payload(c);
  if (!c.handler || c.handler_done) return;
  Want want = c.handler->on_data(direction, d.payload, offset, d.ts, d.packet);
  if (want.kind != Want::Kind::done && d.payload.size() < d.payload_wire_bytes) {
    want = c.handler->on_gap(direction, d.payload_wire_bytes - d.payload.size(), d.ts);
  }
  if (want.kind == Want::Kind::done) c.stop_reading();
}

void ConnectionTable::note_tunnels(Connection& c, const Datagram& d) {
  Extra& extra = c.extras();
  const auto same = [&] {
    return std::equal(d.tunnels.begin(), d.tunnels.end(), extra.last_tunnels.begin(), extra.last_tunnels.end());
  };
  if (same()) return;
  const bool changed = c.ends[0].packets + c.ends[1].packets > 1;
  if (changed && c.history.view().find('X') == std::string_view::npos) c.history.push('X');
  constexpr std::size_t kTunnelsMax = 16;
  extra.last_tunnels.assign(d.tunnels.begin(), d.tunnels.end());
  for (const record::Uid& uid : d.tunnels) {
    const bool known = std::find(extra.tunnels.begin(), extra.tunnels.end(), uid) != extra.tunnels.end();
    if (!known && extra.tunnels.size() < kTunnelsMax) extra.tunnels.push_back(uid);
  }
}

void ConnectionTable::start_second(Timestamp now) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t ns = nanoseconds_of(now);
  const std::int64_t into_second = (ns % kSecond + kSecond) % kSecond;
  const Interval left{kSecond - into_second};
  next_second_ = now > Timestamp::max() - left ? Timestamp::max() : now + left;
  timers_.advance(now, [this](std::uint32_t number) {
    const Connection& c = pool_.at(number);
    close(number, c.close_at == Timestamp::max() ? EndReason::timed_out : c.end_reason);
  });
}

void ConnectionTable::close(std::uint32_t number, EndReason reason) {
  Connection& c = pool_.at(number);
  reassembler_.finish(c, c.last);
  if (c.handler) {
    if (const auto first = c.ended_first()) c.handler->on_ending(*first);
    c.handler->on_end(reason, c.last);
  }
  write_rows(c);
  timers_.remove(number);
  index_.erase(c.hash, number);
  pool_.give_back(number);
}

void ConnectionTable::finish() {
  std::vector<std::uint32_t> open;
  open.reserve(pool_.used());
  for (std::uint32_t number = 0; number < pool_.bound(); ++number) {
    if (pool_.at(number).in_use) open.push_back(number);
  }
  std::sort(open.begin(), open.end(), [this](std::uint32_t a, std::uint32_t b) {
    const Connection& x = pool_.at(a);
    const Connection& y = pool_.at(b);
    return std::tie(x.first, x.hash, x.protocol, x.orig, x.orig_port) <
           std::tie(y.first, y.hash, y.protocol, y.orig, y.orig_port);
  });
  // One that was seen to end has ended, also when the evidence stops before its last acknowledgements could come.
  for (const std::uint32_t number : open) {
    const Connection& c = pool_.at(number);
    const bool has_ended = c.close_at != Timestamp::max() && c.end_reason != EndReason::timed_out;
    close(number, has_ended ? c.end_reason : EndReason::evidence_ended);
  }
}

std::optional<Timestamp> ConnectionTable::earliest_open() const {
  std::optional<Timestamp> earliest;
  for (std::uint32_t number = 0; number < pool_.bound(); ++number) {
    const Connection& c = pool_.at(number);
    if (c.in_use && (!earliest || c.first < *earliest)) earliest = c.first;
  }
  return earliest;
}

}  // namespace wardwatch::flow
