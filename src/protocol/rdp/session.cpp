#include "protocol/rdp/session.hpp"

#include <algorithm>

namespace wardwatch::protocol::rdp {
namespace {

constexpr std::string_view kAnalyzer = "RDP";
/// Once nothing more is learnt, the stream is looked at in steps of an eighth of what has passed, for its length only.
constexpr std::uint64_t kStrideMinBytes = 64U << 10U;
constexpr std::uint64_t kStrideFraction = 8;
/// Shorter bodies are not worth a skip: what is shown is counted exactly.
constexpr std::uint64_t kSkipMinBytes = 4096;
/// A cookie is a user name and a routing token an address; the X.224 header allows 255 bytes.
constexpr std::size_t kNegotiationMaxBytes = 300;

/// TPKT (4), X.224 data (3) and MCS send data (8) stand before a share PDU in its TLS record.
constexpr std::size_t kShareCarrierBytes = 15;

bool is_tls(Bytes stream) {
  const std::uint8_t type = std::to_integer<std::uint8_t>(stream[0]);
  return type >= 20 && type <= 24 && (stream.size() == 1 || std::to_integer<std::uint8_t>(stream[1]) == 3);
}

}  // namespace

StreamSession::StreamSession(Context& context) : context_{context} {}

// --- Positions ---------------------------------------------------------------------------------------------------

void StreamSession::count(Side& side, Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) {
  if (!side.has_begun) {
    side.has_begun = true;
    side.first_offset = side.position = stream_offset;
  }
  std::uint64_t& total = draft_.stream_bytes[index_of(direction)];
  total = std::max(total, stream_offset + bytes.size() - std::min(side.first_offset, stream_offset));
  if (!draft_.first_ts) draft_.first_ts = ts;
  draft_.last_ts = std::max(draft_.last_ts, ts);
  if (features_.reply != Reply::none && direction == client_) features_.client_spoke_after_reply = true;
}

/// Brings the piece to where reading goes on. False when there is nothing to read in it.
bool StreamSession::place(Side& side, Bytes& bytes, std::uint64_t stream_offset) {
  const std::uint64_t end = stream_offset + bytes.size();
  if (end <= side.position) return false;
  if (stream_offset > side.position) lose(side);
  if (stream_offset < side.position) bytes = bytes.subspan(static_cast<std::size_t>(side.position - stream_offset));
  side.position = end;
  return !side.is_lost;
}

void StreamSession::lose(Side& side) {
  side.is_lost = true;
  side.buffer.clear();
  reader_.on_gap();
}

Next StreamSession::skip_ahead(Direction direction) {
  const std::uint64_t seen = draft_.stream_bytes[index_of(direction)];
  return Next::skip(std::max(kStrideMinBytes, seen / kStrideFraction));
}

// --- The session -------------------------------------------------------------------------------------------------

Next StreamSession::on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) {
  Side& side = sides_[index_of(direction)];
  count(side, direction, bytes, stream_offset, ts);
  if (phase_ == Phase::counting) return skip_ahead(direction);
  if (phase_ == Phase::tls && side.buffer.held_bytes() == 0) return feed_tls(direction, bytes, stream_offset, ts);
  if (!place(side, bytes, stream_offset)) return side.is_lost ? skip_ahead(direction) : Next::more();

  const Bytes all = side.buffer.append(bytes);
  std::size_t used_bytes = 0;
  while (used_bytes < all.size() && !side.is_lost) {
    const Bytes rest = all.subspan(used_bytes);
    if (phase_ == Phase::counting) {
      used_bytes = all.size();
      break;
    }
    if (phase_ == Phase::tls) {
      const Next next = feed_tls(direction, rest, side.position - rest.size(), ts);
      side.buffer.keep_from(all.size());
      return next;
    }
    const Used used = phase_ == Phase::negotiation ? negotiate(direction, rest, ts) : read_pdu(direction, rest, ts);
    used_bytes += used.bytes;
    if (used.needs_more) break;
  }
  // A PDU whose rest is not needed reaches beyond what has come.
  const std::size_t ahead_bytes = used_bytes > all.size() ? used_bytes - all.size() : 0;
  side.position += ahead_bytes;
  if (side.is_lost) return skip_ahead(direction);
  side.buffer.keep_from(used_bytes);
  if (side.buffer.overflowed()) lose(side);
  if (phase_ == Phase::conference && reader_.is_settled()) phase_ = Phase::counting;
  if (phase_ == Phase::counting || side.is_lost) return skip_ahead(direction);
  return ahead_bytes >= kSkipMinBytes ? Next::skip(ahead_bytes) : Next::more();
}

Next StreamSession::on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) {
  reader_.on_gap();
  // In clear, the offset of the next piece tells whether anything that is wanted is missing.
  if (phase_ != Phase::tls || !tls_) return Next::more();
  const Next next = tls_->on_gap(direction, missing_bytes, ts);
  if (next.kind == Next::Kind::done) phase_ = Phase::counting;
  return next.kind == Next::Kind::done ? Next::more() : next;
}

void StreamSession::on_end(EndReason reason, Timestamp ts) {
  if (tls_) tls_->on_end(reason, ts);
  if (x509_) x509_->on_end(reason, ts);
  const bool end_seen = reason == EndReason::closed || reason == EndReason::reset || reason == EndReason::timed_out;
  features_.is_complete = features_.is_complete && end_seen;
  features_.tls_established = tls_units_.is_established();
  features_.is_tls13 = tls_units_.is_tls13();
  features_.sizes_are_exact = tls_units_.sizes_are_exact();
  reader_.end();
  features_.handshake_is_odd = features_.handshake_is_odd || tls_units_.is_odd();
  if (const auto first = context_.ended_first()) features_.ended_first = role_of(*first);
  if (phase_ == Phase::counting && reason != EndReason::timed_out) draft_.last_ts = std::max(draft_.last_ts, ts);
  write_row(context_, draft_, features_, judge(features_));
}

// --- Negotiation -------------------------------------------------------------------------------------------------

StreamSession::Used StreamSession::negotiate(Direction direction, Bytes stream, Timestamp ts) {
  if (is_tls(stream)) {
    // The confirmation was missed, or stands in the other stream behind what is captured.
    if (stream.size() == 1) return {0, true};
    if (!draft_.request && !features_.request_seen) client_ = Direction::orig;
    begin_tls();
    return {};
  }
  const auto length = tpkt_length(stream);
  if (!length) {
    if (length.error().fault == ParseFault::truncated) return {0, true};
    context_.weird("rdp_malformed_negotiation", kAnalyzer, length.error());
    phase_ = Phase::counting;
    return {};
  }
  if (stream.size() >= 6 && std::to_integer<std::uint8_t>(stream[5]) == 0xf0) {
    begin_conference();
    return {};
  }
  if (*length > kNegotiationMaxBytes) {
    context_.weird("rdp_malformed_negotiation", kAnalyzer);
    phase_ = Phase::counting;
    return {};
  }
  if (stream.size() < *length) return {0, true};
  const Bytes packet = stream.first(*length);
  if (const auto request = parse_request(packet)) {
    on_request(direction, *request, ts);
  } else if (const auto confirm = parse_confirm(packet)) {
    on_confirm(direction, *confirm);
  } else {
    context_.weird("rdp_malformed_negotiation", kAnalyzer, confirm.error());
  }
  return {*length, false};
}

void StreamSession::on_request(Direction direction, const ConnectionRequest& request, Timestamp ts) {
  if (features_.request_seen) return;
  client_ = direction;
  features_.request_seen = true;
  draft_.first_ts = ts;
  if (request.cookie) draft_.cookie = std::string{*request.cookie};
  if (request.routing_token) draft_.routing_token = std::string{*request.routing_token};
  if (request.cookie) features_.cookie = *request.cookie;
  draft_.request = request.negotiation;
  if (request.negotiation) features_.requested_protocols = request.negotiation->value;
  if (!request.is_well_formed) context_.weird("rdp_malformed_request", kAnalyzer);
}

void StreamSession::on_confirm(Direction direction, const ConnectionConfirm& confirm) {
  client_ = opposite(direction);
  if (!confirm.is_well_formed) context_.weird("rdp_malformed_confirm", kAnalyzer);
  if (confirm.failure) {
    features_.reply = Reply::failure;
    features_.failure_code = draft_.failure_code = confirm.failure->value;
    phase_ = Phase::counting;
    return;
  }
  if (!confirm.response && !confirm.is_well_formed) {
    features_.is_complete = false;
    phase_ = Phase::counting;
    return;
  }
  // No negotiation at all is standard security (MS-RDPBCGR 2.2.1.2).
  features_.reply = confirm.response ? Reply::response : Reply::plain;
  const Negotiation response = confirm.response.value_or(Negotiation{});
  draft_.response = confirm.response;
  draft_.security_protocol = features_.selected_protocol = response.value;
  features_.response_flags = response.flags;
  if (response.value == 0) {
    begin_conference();
  } else {
    begin_tls();
  }
}

// --- Standard security -------------------------------------------------------------------------------------------

void StreamSession::begin_conference() {
  phase_ = Phase::conference;
  reader_.begin(false, 0);
}

StreamSession::Used StreamSession::read_pdu(Direction direction, Bytes stream, Timestamp ts) {
  const Role from = role_of(direction);
  const auto pdu = parse_pdu_head(stream, from);
  if (!pdu) {
    if (pdu.error().fault == ParseFault::truncated) return {0, true};
    context_.weird("rdp_malformed_pdu", kAnalyzer, pdu.error());
    lose(sides_[index_of(direction)]);
    return {};
  }
  if (pdu->kind == Pdu::Kind::connect_initial || pdu->kind == Pdu::Kind::connect_response) {
    if (pdu->size_bytes > kConnectPduMaxBytes) {
      context_.weird("rdp_connect_pdu_too_long", kAnalyzer);
    } else if (stream.size() < pdu->size_bytes) {
      return {0, true};
    } else {
      on_connect_pdu(pdu->kind, stream.first(pdu->size_bytes), ts);
    }
  }
  Unit unit = pdu->unit;
  unit.ts = ts;
  reader_.on(unit);
  return {pdu->size_bytes, false};
}

void StreamSession::on_connect_pdu(Pdu::Kind kind, Bytes packet, Timestamp ts) {
  constexpr std::size_t kHeadersBytes = 7;  // TPKT and X.224 data.
  const Bytes mcs = packet.subspan(kHeadersBytes);
  std::optional<ParseError> fault;
  if (kind == Pdu::Kind::connect_initial && !draft_.client) {
    if (const auto client = parse_connect_initial(mcs)) {
      draft_.client = *client;
      fault = client->fault;
    } else {
      fault = client.error();
    }
  } else if (kind == Pdu::Kind::connect_response && !draft_.server) {
    if (auto server = parse_connect_response(mcs)) {
      read_chain(*server, ts);
      draft_.server = *server;
      fault = server->fault;
    } else {
      fault = server.error();
    }
  }
  if (fault) context_.weird("rdp_malformed_connect_pdu", kAnalyzer, *fault);
}

/// Hands an X.509 chain to its protocol, the server's own certificate first, as TLS sends it.
void StreamSession::read_chain(ServerData& server, Timestamp ts) {
  if (!server.certificate || server.certificate->chain.empty()) return;
  const auto& chain = server.certificate->chain;
  x509_ = context_.open_child("x509", nullptr);
  for (std::size_t i = 0; x509_ && i < chain.size(); ++i) {
    x509_->on_data(opposite(client_), chain[chain.size() - 1 - i], i, ts);
  }
  server.certificate->chain.clear();
}

// --- TLS ---------------------------------------------------------------------------------------------------------

void StreamSession::begin_tls() {
  phase_ = Phase::tls;
  reader_.begin(features_.selected_protocol == kProtocolHybrid || features_.selected_protocol == kProtocolHybridEx,
                kShareCarrierBytes);
}

Next StreamSession::feed_tls(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) {
  if (!tls_) {
    tls_ = context_.open_child("ssl", this);
    features_.tls_started = draft_.tls_started = is_tls(bytes);
  }
  if (!tls_) {
    phase_ = Phase::counting;
    return skip_ahead(direction);
  }
  const Next next = tls_->on_data(direction, bytes, stream_offset, ts);
  if (next.kind == Next::Kind::done || reader_.is_settled()) {
    phase_ = Phase::counting;
    return skip_ahead(direction);
  }
  return next.skip_bytes >= kSkipMinBytes ? next : Next::more();
}

void StreamSession::on(const events::TlsServerHello& hello) { tls_units_.on_server_hello(hello); }

void StreamSession::on(const events::TlsRecordSeen& record) {
  if (const auto unit = tls_units_.on_record(record, role_of(record.direction))) reader_.on(*unit);
}

}  // namespace wardwatch::protocol::rdp
