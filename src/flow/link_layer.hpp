#pragma once

#include "core/ip_address.hpp"
#include "core/packet.hpp"

namespace wardwatch::flow {

/// IEEE numbers of what an Ethernet frame carries.
namespace ether_type {
inline constexpr std::uint16_t kIpv4 = 0x0800, kIpv6 = 0x86dd, kVlan = 0x8100, kVlanService = 0x88a8, kVlanOld = 0x9100,
                               kMpls = 0x8847, kMplsMulticast = 0x8848, kPppoeSession = 0x8864,
                               kTransparentBridging = 0x6558, kErspan = 0x88be;
}  // namespace ether_type

/// What lies below the network layer of one frame.
struct LinkLayer {
  enum class Outcome : std::uint8_t { network, truncated, unsupported_link, unsupported_type };
  Outcome outcome = Outcome::truncated;
  std::uint16_t type = 0;  ///< Ethertype of `network`, or the one that is not supported; 0 for IEEE 802.3 lengths.
  Bytes network;           ///< From the network header on; link padding may follow.
  MacAddress src_mac, dst_mac;
  std::uint16_t vlan = 0, inner_vlan = 0;
  std::uint8_t vlan_count = 0;
};

/// Takes off the link header, VLAN tags, MPLS labels and PPPoE.
[[nodiscard]] LinkLayer strip_link(LinkType type, Bytes frame) noexcept;

/// Continues at an ethertype, for frames and packets inside tunnels.
void strip_ether_type(LinkLayer& layer, std::uint16_t type, Bytes rest) noexcept;

}  // namespace wardwatch::flow
