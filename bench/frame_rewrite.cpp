#include "frame_rewrite.hpp"

#include <cstddef>

#include "checksum.hpp"

namespace wardwatch::bench {
namespace {

constexpr std::uint16_t kEtherIpv4 = 0x0800;
constexpr std::uint16_t kEtherIpv6 = 0x86dd;
constexpr std::uint16_t kEtherVlan = 0x8100;
constexpr std::uint16_t kEtherServiceVlan = 0x88a8;
constexpr std::uint8_t kProtocolTcp = 6;
constexpr std::uint8_t kProtocolUdp = 17;
constexpr std::size_t kIpv4HeaderMinBytes = 20;
constexpr std::size_t kIpv6HeaderBytes = 40;

std::uint8_t byte_of(std::uint64_t hash, unsigned shift) { return static_cast<std::uint8_t>(hash >> shift & 0xffU); }

void rewrite_mac(WritableBytes address, std::uint64_t hash) {
  const bool is_group = (address[0] & 1U) != 0;
  if (is_group) return;
  address[5] = byte_of(hash, 0);
  address[4] = byte_of(hash, 8);
}

bool is_private(Bytes ipv4) {
  return ipv4[0] == 10 || (ipv4[0] == 172 && (ipv4[1] & 0xf0U) == 16) || (ipv4[0] == 192 && ipv4[1] == 168) ||
         (ipv4[0] == 169 && ipv4[1] == 254);
}

void rewrite_ipv4_address(WritableBytes address, std::uint64_t salt) {
  const bool is_special = address[0] >= 224 || address[0] == 0 || address[3] == 255;
  if (is_special) return;
  const std::uint64_t address_bits = load_native<std::uint32_t>(address, 0);
  const std::uint64_t hash = scramble(address_bits * 0x9e3779b97f4a7c15ULL ^ salt);
  const auto public_first = static_cast<std::uint8_t>(20 + (hash >> 24U) % 60);  // 20/8 to 79/8 are public throughout
  address[0] = is_private(address) ? std::uint8_t{10} : public_first;
  address[1] = byte_of(hash, 0);
  address[2] = byte_of(hash, 8);
  address[3] = static_cast<std::uint8_t>(1 + (hash >> 16U) % 253);
}

void rewrite_ipv6_address(WritableBytes address, std::uint64_t salt) {
  const bool is_special = address[0] == 0xff || address[0] == 0xfe || address[0] == 0;
  if (is_special) return;
  const std::uint64_t hash = scramble(salt ^ 0x55U);
  address[4] = byte_of(hash, 0);
  address[5] = byte_of(hash, 8);
  address[6] = byte_of(hash, 16);
}

/// Recomputes the checksum of a whole TCP segment or UDP datagram. A UDP checksum of zero would mean "none" and is
/// sent as all ones (RFC 768).
void mend_transport_checksum(WritableBytes segment, Bytes both_addresses, std::uint8_t protocol) {
  const bool is_tcp = protocol == kProtocolTcp && segment.size() >= 20;
  const bool is_udp = protocol == kProtocolUdp && segment.size() >= 8;
  if (!is_tcp && !is_udp) return;
  const std::size_t checksum_offset_bytes = is_tcp ? 16 : 6;
  store_u16be(segment, checksum_offset_bytes, 0);
  const std::uint32_t pseudo = pseudo_header_sum(both_addresses, protocol, segment.size());
  const std::uint16_t checksum = checksum_finish(checksum_add(segment, pseudo));
  store_u16be(segment, checksum_offset_bytes, is_udp && checksum == 0 ? std::uint16_t{0xffff} : checksum);
}

void rewrite_ipv4(WritableBytes packet, std::uint64_t salt) {
  if (packet.size() < kIpv4HeaderMinBytes) return;
  const std::size_t header_bytes = (packet[0] & 15U) * std::size_t{4};
  const std::size_t total_bytes = load_u16be(packet, 2);
  if (header_bytes < kIpv4HeaderMinBytes || header_bytes > packet.size()) return;
  rewrite_ipv4_address(packet.subspan(12, 4), salt);
  rewrite_ipv4_address(packet.subspan(16, 4), salt);
  store_u16be(packet, 10, 0);
  store_u16be(packet, 10, checksum_finish(checksum_add(packet.first(header_bytes), 0)));
  const bool is_fragment = (load_u16be(packet, 6) & 0x3fffU) != 0;
  if (is_fragment || total_bytes < header_bytes || total_bytes > packet.size()) return;
  mend_transport_checksum(packet.subspan(header_bytes, total_bytes - header_bytes), packet.subspan(12, 8), packet[9]);
}

void rewrite_ipv6(WritableBytes packet, std::uint64_t salt) {
  if (packet.size() < kIpv6HeaderBytes) return;
  const std::size_t payload_bytes = load_u16be(packet, 4);
  rewrite_ipv6_address(packet.subspan(8, 16), salt);
  rewrite_ipv6_address(packet.subspan(24, 16), salt);
  if (payload_bytes > packet.size() - kIpv6HeaderBytes) return;
  mend_transport_checksum(packet.subspan(kIpv6HeaderBytes, payload_bytes), packet.subspan(8, 32), packet[6]);
}

}  // namespace

std::uint64_t scramble(std::uint64_t value) {  // the finaliser of MurmurHash3
  value ^= value >> 33U;
  value *= 0xff51afd7ed558ccdULL;
  value ^= value >> 33U;
  value *= 0xc4ceb9fe1a85ec53ULL;
  value ^= value >> 33U;
  return value;
}

void rewrite_frame(WritableBytes frame, std::uint64_t salt) {
  if (frame.size() < 14) return;
  std::uint16_t ether_type = load_u16be(frame, 12);
  std::size_t header_bytes = 14;
  while ((ether_type == kEtherVlan || ether_type == kEtherServiceVlan) && header_bytes + 4 <= frame.size()) {
    ether_type = load_u16be(frame, header_bytes + 2);
    header_bytes += 4;
  }
  rewrite_mac(frame.subspan(0, 6), scramble(salt * 31 + 1));
  rewrite_mac(frame.subspan(6, 6), scramble(salt * 31 + 2));
  const WritableBytes packet = frame.subspan(header_bytes);
  if (ether_type == kEtherIpv4) rewrite_ipv4(packet, salt);
  if (ether_type == kEtherIpv6) rewrite_ipv6(packet, salt);
}

}  // namespace wardwatch::bench
