#include "flow/decoder.hpp"

#include "core/load.hpp"

namespace wardwatch::flow {

void Decoder::start_datagram(Datagram& datagram, const LinkLayer& layer) {
  const Packet& packet = *packet_;
  datagram.ts = packet.ts;
  datagram.source = packet.source;
  datagram.interface = packet.interface;
  datagram.packet = packet.number;
  datagram.src_mac = layer.src_mac;
  datagram.dst_mac = layer.dst_mac;
  datagram.vlan = layer.vlan;
  datagram.inner_vlan = layer.inner_vlan;
  datagram.vlan_count = layer.vlan_count;
  datagram.tunnels = std::span{tunnels_}.first(depth_);
  datagram.inner = nullptr;
  datagram.fault = HeaderFault::none;
  datagram.one_way = false;
  datagram.tcp_flags = 0;
  datagram.src_port = datagram.dst_port = 0;
}

void Decoder::count_unsupported(const LinkLayer& layer) {
  if (layer.outcome == LinkLayer::Outcome::truncated) {
    ++stats_.truncated_link_header;
    return;
  }
  auto& by_type = layer.outcome == LinkLayer::Outcome::unsupported_link ? stats_.link_types : stats_.ether_types;
  auto& seen = by_type[layer.type];
  if (seen.count++ == 0) seen.first_packet = packet_->number;
}

const Datagram* Decoder::decode(const Packet& packet) {
  ++stats_.packets;
  packet_ = &packet;
  depth_ = 0;
  inner_layer_ = strip_link(packet.link_type, packet.frame);
  inner_cut_bytes_ = packet.wire_bytes > packet.frame.size() ? packet.wire_bytes - packet.frame.size() : 0;
  return decode_inner(0);
}

/// Reads the layer that stands in `inner_layer_`, through IP tunnels, to a datagram in `slot`.
const Datagram* Decoder::decode_inner(std::size_t slot) {
  Datagram& datagram = datagrams_[slot];
  for (;;) {
    if (inner_layer_.outcome != LinkLayer::Outcome::network) [[unlikely]] {
      count_unsupported(inner_layer_);
      return nullptr;
    }
    start_datagram(datagram, inner_layer_);
    switch (read_network(datagram, {inner_layer_.type, inner_layer_.network, inner_cut_bytes_})) {
      case Verdict::nothing: return nullptr;
      case Verdict::tunnel: continue;
      case Verdict::done: break;
    }
    ++stats_.datagrams;
    return &datagram;
  }
}

Decoder::Verdict Decoder::read_network(Datagram& datagram, const Network& network) {
  IpHeader ip;
  const bool v6 = network.type == ether_type::kIpv6;
  const bool read = v6 ? read_ipv6(datagram, ip, network.bytes, network.cut_bytes)
                       : read_ipv4(datagram, ip, network.bytes, network.cut_bytes);
  if (!read) return Verdict::nothing;
  if (ip.fragment && !join_fragments(datagram, ip)) return Verdict::nothing;
  datagram.protocol = ip.protocol;
  datagram.ip_bytes = ip.ip_bytes;
  return read_transport(datagram, ip);
}

bool Decoder::read_ipv4(Datagram& datagram, IpHeader& ip, Bytes bytes, std::size_t cut_bytes) {
  constexpr std::size_t kHeaderBytesMin = 20;
  if (bytes.size() < kHeaderBytesMin) {
    ++stats_.truncated_ip_header;
    return false;
  }
  const std::uint8_t version_and_length = load_u8(bytes, 0);
  const std::size_t header_bytes = (version_and_length & 0x0fU) * 4U;
  std::uint32_t total_bytes = load_u16be(bytes, 2);
  // A card that segments for the stack is handed packets with length zero: the packet's own length holds then.
  if (total_bytes == 0) total_bytes = wire(bytes.size(), cut_bytes);
  if (version_and_length >> 4U != 4 || header_bytes < kHeaderBytesMin || total_bytes < header_bytes) {
    ++stats_.bad_ip_header;
    return false;
  }
  if (bytes.size() < header_bytes) {
    ++stats_.truncated_ip_header;
    return false;
  }
  datagram.src = IpAddress::v4(load_u32be(bytes, 12));
  datagram.dst = IpAddress::v4(load_u32be(bytes, 16));
  datagram.ip_id = load_u16be(bytes, 4);
  ip.protocol = load_u8(bytes, 9);
  ip.ip_bytes = total_bytes;
  ip.payload = at_most(bytes, total_bytes).subspan(header_bytes);
  ip.payload_wire_bytes = total_bytes - static_cast<std::uint32_t>(header_bytes);
  ip.cut_bytes = ip.payload_wire_bytes - ip.payload.size();
  const std::uint16_t fragment = load_u16be(bytes, 6);
  ip.more_fragments = (fragment & 0x2000U) != 0;
  ip.fragment_offset_bytes = (fragment & 0x1fffU) * 8U;
  ip.fragment = ip.more_fragments || ip.fragment_offset_bytes != 0;
  ip.fragment_id = datagram.ip_id;
  return true;
}

bool Decoder::read_ipv6(Datagram& datagram, IpHeader& ip, Bytes bytes, std::size_t cut_bytes) {
  constexpr std::size_t kHeaderBytes = 40;
  if (bytes.size() < kHeaderBytes) {
    ++stats_.truncated_ip_header;
    return false;
  }
  if (load_u8(bytes, 0) >> 4U != 6) {
    ++stats_.bad_ip_header;
    return false;
  }
  std::uint32_t payload_bytes = load_u16be(bytes, 4);
  // Zero stands for a jumbogram (RFC 2675) or a packet that the card will segment.
  if (payload_bytes == 0) payload_bytes = wire(bytes.size(), cut_bytes) - static_cast<std::uint32_t>(kHeaderBytes);
  datagram.src = IpAddress::from_bytes(bytes.subspan(8, 16));
  datagram.dst = IpAddress::from_bytes(bytes.subspan(24, 16));
  datagram.ip_id = 0;
  ip.protocol = load_u8(bytes, 6);
  ip.ip_bytes = payload_bytes + static_cast<std::uint32_t>(kHeaderBytes);
  ip.payload = at_most(bytes.subspan(kHeaderBytes), payload_bytes);
  ip.payload_wire_bytes = payload_bytes;
  ip.cut_bytes = ip.payload_wire_bytes - ip.payload.size();
  return read_extension_headers(ip);
}

/// RFC 8200 4: steps over the headers between IPv6 and the transport.
bool Decoder::read_extension_headers(IpHeader& ip) {
  constexpr std::uint8_t kHopByHop = 0, kRouting = 43, kFragment = 44, kAuthentication = 51, kDestination = 60,
                         kMobility = 135, kHip = 139, kShim6 = 140;
  constexpr unsigned kHeadersMax = 16;
  for (unsigned i = 0; i < kHeadersMax; ++i) {
    const bool authentication = ip.protocol == kAuthentication;
    switch (ip.protocol) {
      case kHopByHop:
      case kRouting:
      case kDestination:
      case kMobility:
      case kHip:
      case kShim6:
      case kFragment:
      case kAuthentication: break;
      default: return true;
    }
    if (ip.payload.size() < 8) {
      ++stats_.truncated_ip_header;
      return false;
    }
    std::size_t header_bytes = 8;
    if (ip.protocol == kFragment) {
      const std::uint16_t fragment = load_u16be(ip.payload, 2);
      ip.more_fragments = (fragment & 1U) != 0;
      ip.fragment_offset_bytes = fragment & 0xfff8U;
      ip.fragment_id = load_u32be(ip.payload, 4);
      ip.fragment = ip.more_fragments || ip.fragment_offset_bytes != 0;
    } else {
      const std::size_t units = load_u8(ip.payload, 1);
      header_bytes = authentication ? (units + 2) * 4 : (units + 1) * 8;
    }
    if (ip.payload.size() < header_bytes) {
      ++stats_.truncated_ip_header;
      return false;
    }
    ip.protocol = load_u8(ip.payload, 0);
    ip.payload = ip.payload.subspan(header_bytes);
    ip.payload_wire_bytes -= static_cast<std::uint32_t>(header_bytes);
    if (ip.fragment) return true;
  }
  ++stats_.bad_ip_header;
  return false;
}

bool Decoder::join_fragments(Datagram& datagram, IpHeader& ip) {
  ++stats_.fragments;
  if (ip.cut_bytes != 0) {  // What the capture cut cannot be joined.
    ++stats_.fragments_dropped;
    return false;
  }
  const std::uint32_t header_bytes = ip.ip_bytes - ip.payload_wire_bytes;
  const FragmentKey key{datagram.src, datagram.dst, ip.fragment_id, ip.protocol};
  const auto result = defragmenter_.add(key, ip.fragment_offset_bytes, ip.more_fragments, ip.payload, datagram.ts);
  stats_.fragments_dropped += result.evicted + (result.dropped ? 1U : 0U);
  if (!result.complete) return false;
  ip.payload = *result.complete;
  ip.payload_wire_bytes = static_cast<std::uint32_t>(ip.payload.size());
  ip.ip_bytes = header_bytes + ip.payload_wire_bytes;
  ip.fragment = false;
  // An IPv6 datagram's first fragment may still carry headers of its own.
  return datagram.src.is_v4() || read_extension_headers(ip);
}

}  // namespace wardwatch::flow
