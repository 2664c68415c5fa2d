#pragma once

#include <span>

#include "core/ip_address.hpp"
#include "core/packet.hpp"
#include "record/connection_ref.hpp"

namespace wardwatch::flow {

/// IANA protocol numbers that the decoder looks into.
namespace ip_proto {
inline constexpr std::uint8_t kIcmp = 1, kIpIp = 4, kTcp = 6, kUdp = 17, kIpv6 = 41, kGre = 47, kIcmp6 = 58;
}  // namespace ip_proto

/// Bits of the TCP header's flags (RFC 9293 3.1).
namespace tcp_flag {
inline constexpr std::uint8_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kPsh = 0x08, kAck = 0x10;
}  // namespace tcp_flag

/// What the decoder has found odd about a datagram; the connection table makes `weird` records of it.
enum class HeaderFault : std::uint8_t {
  none,
  truncated_header,   ///< The capture or the packet ends inside the transport header.
  bad_header_length,  ///< TCP's data offset or UDP's length contradicts the packet.
};

/// One IP datagram (fragments joined), as the connection table wants it. Views borrow from the packet or from the
/// decoder, until its next packet.
struct Datagram {
  Timestamp ts;
  SourceId source;
  std::uint32_t interface = 0;
  std::uint64_t packet = 0;     ///< Number of the (last) packet that carried it.
  std::uint64_t flow_hash = 0;  ///< The same for both directions of a connection.
  IpAddress src, dst;
  std::uint16_t src_port = 0, dst_port = 0;  ///< ICMP: type and code, or the type that answers.
  std::uint8_t protocol = 0;                 ///< IANA number.
  Transport transport = Transport::other;
  bool one_way = false;  ///< ICMP message that has no answer: each direction is a connection of its own.
  std::uint8_t tcp_flags = 0;
  HeaderFault fault = HeaderFault::none;
  std::uint16_t window = 0;  ///< As in the header, not scaled.
  std::uint16_t ip_id = 0;   ///< IPv4 only; tells copies of one packet from repeats.
  std::uint32_t seq = 0, ack = 0;
  std::uint32_t ip_bytes = 0;            ///< Length of the whole IP datagram, headers included, as its header says.
  std::uint32_t payload_wire_bytes = 0;  ///< What the packet carried, also when the capture cut it.
  Bytes payload;                         ///< What was captured of it.
  MacAddress src_mac, dst_mac;
  std::uint16_t vlan = 0, inner_vlan = 0;  ///< Valid when `vlan_count` says so.
  std::uint8_t vlan_count = 0;
  std::span<const record::Uid> tunnels;  ///< Uids of the tunnels around it, outermost first.
  /// The datagram inside this one, when this is a UDP tunnel's: one packet, two connections. Null otherwise.
  const Datagram* inner = nullptr;
};

/// Which of `shard_count` workers a flow belongs to.
[[nodiscard]] inline unsigned shard_of(std::uint64_t flow_hash, unsigned shard_count) noexcept {
  return static_cast<unsigned>(((flow_hash & 0xffffffffU) * shard_count) >> 32U);
}

/// The uid that starts with 'C': from content alone, so that the order of the evidence does not matter.
[[nodiscard]] record::Uid uid_of(const IpAddress& orig, std::uint16_t orig_port, const IpAddress& resp,
                                 std::uint16_t resp_port, std::uint8_t protocol, Timestamp first);

namespace detail {
[[nodiscard]] inline std::uint64_t side_hash(const IpAddress& address, std::uint16_t port) noexcept {
  std::uint64_t high = 0, low = 0;
  std::memcpy(&high, address.octets().data(), 8);
  std::memcpy(&low, address.octets().data() + 8, 8);
  std::uint64_t x = (high + port) * 0x9e3779b97f4a7c15ULL ^ low;
  x *= 0xff51afd7ed558ccdULL;
  return (x ^ x >> 32U) * 0xc4ceb9fe1a85ec53ULL;
}
}  // namespace detail

/// A hash of the five-tuple that does not depend on the direction.
[[nodiscard]] inline std::uint64_t flow_hash_of(const IpAddress& a, std::uint16_t a_port, const IpAddress& b,
                                                std::uint16_t b_port, std::uint8_t protocol) noexcept {
  std::uint64_t x = detail::side_hash(a, a_port) + detail::side_hash(b, b_port) + protocol;
  x ^= x >> 29U;
  x *= 0x9e3779b97f4a7c15ULL;
  return x ^ x >> 32U;
}

}  // namespace wardwatch::flow
