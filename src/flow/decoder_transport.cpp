#include "core/load.hpp"
#include "flow/decoder.hpp"
#include "flow/direction.hpp"

namespace wardwatch::flow {
namespace {

constexpr std::size_t kTcpHeaderBytesMin = 20, kUdpHeaderBytes = 8, kIcmpHeaderBytes = 8;
constexpr std::uint16_t kVxlanPort = 4789, kGenevePort = 6081;

void hash(Datagram& datagram) noexcept {
  datagram.flow_hash =
      flow_hash_of(datagram.src, datagram.src_port, datagram.dst, datagram.dst_port, datagram.protocol);
}

/// The GRE header (RFC 2784, RFC 2890; version 1 of RFC 2637 carries PPP). Empty when it is not one.
struct GreHeader {
  std::size_t size_bytes = 0;
  std::uint16_t type = 0;
};
GreHeader read_gre(Bytes bytes) noexcept {
  constexpr std::uint16_t kChecksum = 0x8000, kRouting = 0x4000, kKey = 0x2000, kSequence = 0x1000, kPptpAck = 0x0080;
  if (bytes.size() < 4) return {};
  const std::uint16_t flags = load_u16be(bytes, 0);
  GreHeader header{4, load_u16be(bytes, 2)};
  const unsigned version = flags & 7U;
  if (version > 1 || (flags & kRouting) != 0) return {};  // Source routing was never used (RFC 2784 5.3).
  if ((flags & kChecksum) != 0) header.size_bytes += 4;
  if ((flags & kKey) != 0) header.size_bytes += 4;
  if ((flags & kSequence) != 0) header.size_bytes += 4;
  if (version == 1 && (flags & kPptpAck) != 0) header.size_bytes += 4;
  // ERSPAN type II has a sequence number and a header of eight bytes; type I has neither.
  if (header.type == ether_type::kErspan) {
    if ((flags & kSequence) != 0) header.size_bytes += 8;
    header.type = ether_type::kTransparentBridging;
  }
  return bytes.size() < header.size_bytes ? GreHeader{} : header;
}

}  // namespace

std::optional<std::uint64_t> Decoder::plain_flow_hash(const Packet& packet) noexcept {
  constexpr std::size_t kEthernetBytes = 14, kIpBytesMin = 20;
  if (packet.link_type != LinkType::ethernet || packet.frame.size() < kEthernetBytes + kIpBytesMin) return std::nullopt;
  if (load_u16be(packet.frame, 12) != ether_type::kIpv4) return std::nullopt;
  const Bytes ip = packet.frame.subspan(kEthernetBytes);
  const std::size_t header_bytes = (load_u8(ip, 0) & 0x0fU) * 4U;
  const std::uint8_t protocol = load_u8(ip, 9);
  const std::size_t transport_bytes = protocol == ip_proto::kTcp ? kTcpHeaderBytesMin : kUdpHeaderBytes;
  const bool is_plain = load_u8(ip, 0) >> 4U == 4 && header_bytes >= kIpBytesMin &&
                        (protocol == ip_proto::kTcp || protocol == ip_proto::kUdp) &&
                        (load_u16be(ip, 6) & 0x3fffU) == 0 && load_u16be(ip, 2) >= header_bytes + transport_bytes &&
                        ip.size() >= header_bytes + transport_bytes;
  if (!is_plain) return std::nullopt;
  const std::uint16_t src_port = load_u16be(ip, header_bytes), dst_port = load_u16be(ip, header_bytes + 2);
  if (protocol == ip_proto::kUdp && (dst_port == kVxlanPort || dst_port == kGenevePort)) return std::nullopt;
  return flow_hash_of(IpAddress::v4(load_u32be(ip, 12)), src_port, IpAddress::v4(load_u32be(ip, 16)), dst_port,
                      protocol);
}

Decoder::Verdict Decoder::read_transport(Datagram& datagram, const IpHeader& ip) {
  datagram.payload = ip.payload;
  datagram.payload_wire_bytes = ip.payload_wire_bytes;
  switch (ip.protocol) {
    case ip_proto::kTcp: return read_tcp(datagram, ip);
    case ip_proto::kUdp: return read_udp(datagram, ip);
    case ip_proto::kIcmp:
    case ip_proto::kIcmp6: return read_icmp(datagram, ip);
    case ip_proto::kIpIp:
    case ip_proto::kIpv6:
    case ip_proto::kGre: return enter_ip_tunnel(datagram, ip);
    default: break;
  }
  datagram.transport = Transport::other;
  hash(datagram);
  return Verdict::done;
}

Decoder::Verdict Decoder::read_tcp(Datagram& datagram, const IpHeader& ip) {
  if (ip.payload.size() < kTcpHeaderBytesMin) {
    ++stats_.truncated_transport_header;
    return Verdict::nothing;
  }
  datagram.transport = Transport::tcp;
  datagram.src_port = load_u16be(ip.payload, 0);
  datagram.dst_port = load_u16be(ip.payload, 2);
  datagram.seq = load_u32be(ip.payload, 4);
  datagram.ack = load_u32be(ip.payload, 8);
  datagram.tcp_flags = load_u8(ip.payload, 13);
  datagram.window = load_u16be(ip.payload, 14);
  const std::size_t header_bytes = (load_u8(ip.payload, 12) >> 4U) * 4U;
  if (header_bytes < kTcpHeaderBytesMin || header_bytes > ip.payload_wire_bytes) [[unlikely]] {
    datagram.fault = HeaderFault::bad_header_length;
    datagram.payload = {};
    datagram.payload_wire_bytes = 0;
  } else {
    datagram.payload = ip.payload.size() > header_bytes ? ip.payload.subspan(header_bytes) : Bytes{};
    datagram.payload_wire_bytes = ip.payload_wire_bytes - static_cast<std::uint32_t>(header_bytes);
  }
  hash(datagram);
  return Verdict::done;
}

Decoder::Verdict Decoder::read_udp(Datagram& datagram, const IpHeader& ip) {
  if (ip.payload.size() < kUdpHeaderBytes) {
    ++stats_.truncated_transport_header;
    return Verdict::nothing;
  }
  datagram.transport = Transport::udp;
  datagram.src_port = load_u16be(ip.payload, 0);
  datagram.dst_port = load_u16be(ip.payload, 2);
  const std::uint32_t udp_bytes = load_u16be(ip.payload, 4);
  std::uint32_t payload_bytes = ip.payload_wire_bytes - static_cast<std::uint32_t>(kUdpHeaderBytes);
  // The IP length holds where UDP's is zero (jumbograms, segmentation in the card) or runs past it.
  if (udp_bytes >= kUdpHeaderBytes && udp_bytes - kUdpHeaderBytes < payload_bytes) {
    payload_bytes = udp_bytes - static_cast<std::uint32_t>(kUdpHeaderBytes);
  } else if (udp_bytes != 0 && (udp_bytes < kUdpHeaderBytes || udp_bytes > ip.payload_wire_bytes)) {
    datagram.fault = HeaderFault::bad_header_length;
  }
  datagram.payload = at_most(ip.payload.subspan(kUdpHeaderBytes), payload_bytes);
  datagram.payload_wire_bytes = payload_bytes;
  hash(datagram);
  if (datagram.dst_port == kVxlanPort || datagram.dst_port == kGenevePort) [[unlikely]] {
    if (find_udp_tunnel(datagram, ip)) {
      const std::size_t slot = static_cast<std::size_t>(&datagram - datagrams_.data()) + 1;
      datagram.inner = decode_inner(slot);
    }
  }
  return Verdict::done;
}

Decoder::Verdict Decoder::read_icmp(Datagram& datagram, const IpHeader& ip) {
  if (ip.payload.size() < 4) {
    ++stats_.truncated_transport_header;
    return Verdict::nothing;
  }
  datagram.transport = Transport::icmp;
  const std::uint8_t type = load_u8(ip.payload, 0);
  const int counterpart = icmp_counterpart(type, ip.protocol == ip_proto::kIcmp6);
  datagram.one_way = counterpart < 0;
  datagram.src_port = type;
  datagram.dst_port = datagram.one_way ? load_u8(ip.payload, 1) : static_cast<std::uint16_t>(counterpart);
  const std::size_t header_bytes = ip.payload.size() < kIcmpHeaderBytes ? ip.payload.size() : kIcmpHeaderBytes;
  datagram.payload = ip.payload.subspan(header_bytes);
  datagram.payload_wire_bytes = ip.payload_wire_bytes - static_cast<std::uint32_t>(header_bytes);
  hash(datagram);
  return Verdict::done;
}

void Decoder::follow_inner(LinkLayer layer, std::size_t cut_bytes) {
  inner_layer_ = layer;
  inner_cut_bytes_ = cut_bytes;
  ++depth_;
}

Decoder::Verdict Decoder::enter_ip_tunnel(Datagram& datagram, const IpHeader& ip) {
  datagram.transport = Transport::other;
  hash(datagram);
  std::uint16_t type = ip.protocol == ip_proto::kIpIp ? ether_type::kIpv4 : ether_type::kIpv6;
  Bytes inner = ip.payload;
  if (ip.protocol == ip_proto::kGre) {
    const GreHeader gre = read_gre(ip.payload);
    if (gre.size_bytes == 0) {
      ++stats_.tunnels_malformed;
      return Verdict::done;
    }
    type = gre.type;
    inner = ip.payload.subspan(gre.size_bytes);
  }
  LinkLayer layer;
  constexpr std::uint16_t kPptpPayload = 0x880b;
  if (type == kPptpPayload) layer = strip_link(LinkType::ppp, inner);
  else strip_ether_type(layer, type, inner);
  // What carries no IP (keep-alive probes, routing protocols) stays a connection of the tunnel's own protocol.
  if (layer.outcome != LinkLayer::Outcome::network) return Verdict::done;
  if (depth_ == kTunnelDepthMax) {
    ++stats_.tunnels_too_deep;
    return Verdict::done;
  }
  tunnels_[depth_] = registry_.uid_of_tunnel(datagram);
  follow_inner(layer, ip.cut_bytes);
  return Verdict::tunnel;
}

/// VXLAN (RFC 7348 5) and Geneve (RFC 8926 3.4). On success the inner layer stands ready.
bool Decoder::find_udp_tunnel(const Datagram& datagram, const IpHeader& ip) {
  constexpr std::size_t kHeaderBytes = 8;
  const Bytes payload = datagram.payload;
  if (payload.size() < kHeaderBytes) return false;
  LinkLayer layer;
  if (datagram.dst_port == kVxlanPort) {
    if ((load_u8(payload, 0) & 0x08U) == 0) return false;
    layer = strip_link(LinkType::ethernet, payload.subspan(kHeaderBytes));
  } else {
    const std::size_t options_bytes = (load_u8(payload, 0) & 0x3fU) * 4U;
    if (load_u8(payload, 0) >> 6U != 0 || payload.size() < kHeaderBytes + options_bytes) return false;
    strip_ether_type(layer, load_u16be(payload, 2), payload.subspan(kHeaderBytes + options_bytes));
  }
  if (layer.outcome == LinkLayer::Outcome::truncated) {
    ++stats_.tunnels_malformed;
    return false;
  }
  if (depth_ == kTunnelDepthMax) {
    ++stats_.tunnels_too_deep;
    return false;
  }
  tunnels_[depth_] = registry_.uid_of_tunnel(datagram);
  follow_inner(layer, ip.cut_bytes);
  return true;
}

}  // namespace wardwatch::flow
