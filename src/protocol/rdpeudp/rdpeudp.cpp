#include "protocol/rdpeudp/rdpeudp.hpp"

#include <algorithm>
#include <array>

namespace wardwatch::protocol::rdpeudp {
namespace {

constexpr std::array<std::uint16_t, 1> kUsualPorts{3389};

// Flags of RDPUDP_FEC_HEADER (MS-RDPEUDP 2.2.2.1).
constexpr std::uint16_t kSyn = 0x0001;
constexpr std::uint16_t kAck = 0x0004;
constexpr std::uint16_t kData = 0x0008;
constexpr std::uint16_t kAckOfAcks = 0x0100;
constexpr std::uint16_t kSynLossy = 0x0200;
constexpr std::uint16_t kCorrelationId = 0x0800;
constexpr std::uint16_t kSynEx = 0x1000;
constexpr std::uint32_t kNoAck = 0xffffffff;
/// 3.1.5.1.1: the datagram is padded with zeros to the MTU, which lies between these.
constexpr std::uint16_t kMtuMinBytes = 1132;
constexpr std::uint16_t kMtuMaxBytes = 1232;
/// TLS or DTLS begins in the first data; later datagrams are only counted.
constexpr std::uint32_t kDatagramsReadMax = 16;

/// What a data datagram of version 1 carries (2.2.2.1 to 2.2.2.4), or nothing.
Bytes payload_of(Bytes datagram) {
  Reader in{datagram};
  in.skip(6, "ack_and_window");
  const std::uint16_t flags = in.u16be("flags");
  if ((flags & kSyn) != 0 || (flags & kData) == 0) return {};
  if ((flags & kAck) != 0) {
    const std::size_t size_bytes = in.u16be("ack_vector_size");
    const std::size_t padding_bytes = (4 - (size_bytes + 2) % 4) % 4;
    in.skip(size_bytes + padding_bytes, "ack_vector");
  }
  if ((flags & kAckOfAcks) != 0) in.skip(4, "ack_of_acks");
  in.skip(8, "source_payload_header");
  return in.rest("payload");
}

bool is_tls_or_dtls(Bytes payload) {
  Reader in{payload};
  const std::uint8_t type = in.u8("type");
  const std::uint8_t major = in.u8("major_version");
  return in.ok() && type == 22 && (major == 3 || major == 0xfe);
}

Probe probe(const FirstBytes& first) { return parse_syn(first.orig) ? Probe::yes : Probe::no; }

class DatagramSession final : public Session {
 public:
  explicit DatagramSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp ts) override {
    if (!first_ts_) first_ts_ = ts;
    last_ts_ = std::max(last_ts_, ts);
    bytes_[index_of(direction)] += bytes.size();
    if (datagrams_ < kDatagramsReadMax) {
      ++datagrams_;
      is_encrypted_ = is_encrypted_ || is_tls_or_dtls(payload_of(bytes));
    }
    return Next::more();
  }
  Next on_gap(Direction, std::uint64_t, Timestamp) override { return Next::more(); }

  void on_end(EndReason /*reason*/, Timestamp /*ts*/) override {
    auto& batch = context_.records().of<record::Rdp>();
    record::Rdp& row = batch.add();
    row.at = connection_at(context_, first_ts_.value_or(context_.connection().ts));
    row.transport = "udp";
    if (!context_.carrier().empty()) row.inside = batch.keep(context_.carrier());
    if (is_encrypted_) {
      row.result = "encrypted";
      row.ssl = true;
    }
    const bool is_answered = bytes_[index_of(Direction::resp)] > 0;
    row.rdp_outcome = is_answered ? "unknown" : "probe";
    row.rdp_outcome_confidence = is_answered ? 0.0 : 0.5;
    row.client_kind = is_answered ? "unknown" : "scanner";
    row.outcome_evidence = is_answered ? "a side channel over UDP; the logon is in the TCP connection beside it"
                                       : "a datagram that opens RDP over UDP and no answer from the server";
    if (first_ts_) row.duration = last_ts_ - *first_ts_;
    row.orig_bytes = bytes_[index_of(Direction::orig)];
    row.resp_bytes = bytes_[index_of(Direction::resp)];
  }

 private:
  Context& context_;
  std::optional<Timestamp> first_ts_;
  Timestamp last_ts_{};
  std::array<std::uint64_t, 2> bytes_{};
  std::uint32_t datagrams_ = 0;
  bool is_encrypted_ = false;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<DatagramSession>(context); }

}  // namespace

Parsed<Syn> parse_syn(Bytes datagram) {
  Reader in{datagram};
  Syn syn{};
  in.require(in.u32be("source_ack") == kNoAck, "source_ack");
  in.skip(2, "receive_window");
  syn.flags = in.u16be("flags");
  constexpr std::uint16_t kAllowed = kSyn | kSynLossy | kCorrelationId | kSynEx;
  in.require((syn.flags & kSyn) != 0 && (syn.flags & ~kAllowed) == 0, "flags");
  syn.initial_sequence = in.u32be("initial_sequence");
  syn.upstream_mtu = in.u16be("upstream_mtu");
  syn.downstream_mtu = in.u16be("downstream_mtu");
  const auto in_range = [](std::size_t bytes) { return bytes >= kMtuMinBytes && bytes <= kMtuMaxBytes; };
  in.require(in_range(syn.upstream_mtu) && in_range(syn.downstream_mtu), "mtu");
  if ((syn.flags & kCorrelationId) != 0) in.skip(32, "correlation_id");
  if ((syn.flags & kSynEx) != 0) {
    in.skip(2, "syn_ex_flags");
    const std::uint16_t version = in.u16be("version");
    if (version >= 0x0101) in.skip(32, "cookie_hash");
  }
  in.require(in_range(datagram.size()), "padding");
  const Bytes padding = in.rest("padding");
  in.require(std::all_of(padding.begin(), padding.end(), [](std::byte octet) { return octet == std::byte{0}; }),
             "padding");
  return in.finish([&] { return syn; });
}

constinit const Protocol kProtocol{
    .name = "rdpeudp",
    .over_udp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::reviewed,
};

}  // namespace wardwatch::protocol::rdpeudp
