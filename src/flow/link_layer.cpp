#include "flow/link_layer.hpp"

#include "core/load.hpp"

namespace wardwatch::flow {
namespace {

constexpr std::size_t kEthernetBytes = 14, kVlanTagBytes = 4, kMplsLabelBytes = 4, kSllBytes = 16, kSll2Bytes = 20;
constexpr std::size_t kPppoeBytes = 6;
constexpr unsigned kTagsMax = 16;  ///< VLAN tags, labels and wrapped frames of one frame; real ones have up to four.
constexpr std::uint16_t kEtherTypeMin = 0x0600;  ///< Below, the field is a length (IEEE 802.3 3.2.6).
constexpr std::uint16_t kPppIpv4 = 0x0021, kPppIpv6 = 0x0057;
constexpr std::uint16_t kVlanIdMask = 0x0fff;

using Outcome = LinkLayer::Outcome;

void set_mac(MacAddress& mac, Bytes bytes, std::size_t offset) noexcept {
  std::memcpy(mac.octets.data(), bytes.data() + offset, mac.octets.size());
}

/// One step: what follows the ethertype `type` at `rest`. Turns until it stands at a network header or gives up.
struct Step {
  bool again = false;
  std::uint16_t type = 0;
  Bytes rest;
};

Step stop(LinkLayer& layer, Outcome outcome, std::uint16_t type, Bytes rest) noexcept {
  layer.outcome = outcome;
  layer.type = type;
  layer.network = rest;
  return {};
}

Step truncated(LinkLayer& layer) noexcept { return stop(layer, Outcome::truncated, 0, {}); }

Step by_ip_version(LinkLayer& layer, Bytes rest) noexcept {
  if (rest.empty()) return truncated(layer);
  const unsigned version = load_u8(rest, 0) >> 4U;
  if (version == 4) return stop(layer, Outcome::network, ether_type::kIpv4, rest);
  if (version == 6) return stop(layer, Outcome::network, ether_type::kIpv6, rest);
  return stop(layer, Outcome::unsupported_type, 0, rest);
}

Step after_ethernet(LinkLayer& layer, Bytes frame) noexcept {
  if (frame.size() < kEthernetBytes) return truncated(layer);
  set_mac(layer.dst_mac, frame, 0);
  set_mac(layer.src_mac, frame, 6);
  return {true, load_u16be(frame, 12), frame.subspan(kEthernetBytes)};
}

Step after_vlan(LinkLayer& layer, Bytes rest) noexcept {
  if (rest.size() < kVlanTagBytes) return truncated(layer);
  const auto id = static_cast<std::uint16_t>(load_u16be(rest, 0) & kVlanIdMask);
  if (layer.vlan_count == 0) layer.vlan = id;
  else if (layer.vlan_count == 1) layer.inner_vlan = id;
  if (layer.vlan_count < 2) ++layer.vlan_count;
  return {true, load_u16be(rest, 2), rest.subspan(kVlanTagBytes)};
}

/// A label stack says nothing of what it carries: the version nibble does, and zero is a pseudowire's control word
/// (RFC 4385 3).
Step after_mpls(LinkLayer& layer, Bytes rest) noexcept {
  for (unsigned i = 0; i < kTagsMax; ++i) {
    if (rest.size() < kMplsLabelBytes) return truncated(layer);
    const bool bottom = (load_u8(rest, 2) & 1U) != 0;
    rest = rest.subspan(kMplsLabelBytes);
    if (!bottom) continue;
    if (rest.size() >= kMplsLabelBytes && load_u8(rest, 0) >> 4U == 0) return after_ethernet(layer, rest.subspan(4));
    return by_ip_version(layer, rest);
  }
  return stop(layer, Outcome::unsupported_type, ether_type::kMpls, rest);
}

Step after_ppp(LinkLayer& layer, Bytes rest) noexcept {
  if (rest.size() < 2) return truncated(layer);
  const std::uint16_t protocol = load_u16be(rest, 0);
  if (protocol == kPppIpv4) return stop(layer, Outcome::network, ether_type::kIpv4, rest.subspan(2));
  if (protocol == kPppIpv6) return stop(layer, Outcome::network, ether_type::kIpv6, rest.subspan(2));
  return stop(layer, Outcome::unsupported_type, protocol, rest);
}

Step after_pppoe(LinkLayer& layer, Bytes rest) noexcept {
  return rest.size() < kPppoeBytes ? truncated(layer) : after_ppp(layer, rest.subspan(kPppoeBytes));
}

/// IEEE 802.3 with LLC: only SNAP names an ethertype (RFC 1042).
Step after_length(LinkLayer& layer, Bytes rest) noexcept {
  if (rest.size() >= 8 && load_u16be(rest, 0) == 0xaaaa && load_u8(rest, 2) == 3) {
    return {true, load_u16be(rest, 6), rest.subspan(8)};
  }
  return stop(layer, Outcome::unsupported_type, 0, rest);
}

Step after_ether_type(LinkLayer& layer, std::uint16_t type, Bytes rest) noexcept {
  switch (type) {
    case ether_type::kIpv4:
    case ether_type::kIpv6: return stop(layer, Outcome::network, type, rest);
    case ether_type::kVlan:
    case ether_type::kVlanService:
    case ether_type::kVlanOld: return after_vlan(layer, rest);
    case ether_type::kMpls:
    case ether_type::kMplsMulticast: return after_mpls(layer, rest);
    case ether_type::kPppoeSession: return after_pppoe(layer, rest);
    case ether_type::kTransparentBridging: return after_ethernet(layer, rest);
    default: break;
  }
  if (type < kEtherTypeMin) return after_length(layer, rest);
  return stop(layer, Outcome::unsupported_type, type, rest);
}

Step after_sll(LinkLayer& layer, Bytes frame) noexcept {
  if (frame.size() < kSllBytes) return truncated(layer);
  if (load_u16be(frame, 4) == 6) set_mac(layer.src_mac, frame, 6);
  return {true, load_u16be(frame, 14), frame.subspan(kSllBytes)};
}

Step after_sll2(LinkLayer& layer, Bytes frame) noexcept {
  if (frame.size() < kSll2Bytes) return truncated(layer);
  if (load_u8(frame, 11) == 6) set_mac(layer.src_mac, frame, 12);
  return {true, load_u16be(frame, 0), frame.subspan(kSll2Bytes)};
}

/// HDLC framing (RFC 1662) may stand before the protocol number or be left out.
Step after_ppp_frame(LinkLayer& layer, Bytes frame) noexcept {
  const bool framed = frame.size() >= 2 && load_u8(frame, 0) == 0xff && load_u8(frame, 1) == 0x03;
  return after_ppp(layer, framed ? frame.subspan(2) : frame);
}

Step first_step(LinkLayer& layer, LinkType type, Bytes frame) noexcept {
  switch (type) {
    case LinkType::ethernet: return after_ethernet(layer, frame);
    case LinkType::linux_sll: return after_sll(layer, frame);
    case LinkType::linux_sll2: return after_sll2(layer, frame);
    case LinkType::null:
    case LinkType::loop: return frame.size() < 4 ? truncated(layer) : by_ip_version(layer, frame.subspan(4));
    case LinkType::raw:
    case LinkType::raw_bsd:
    case LinkType::raw_openbsd:
    case LinkType::ipv4:
    case LinkType::ipv6: return by_ip_version(layer, frame);
    case LinkType::ppp:
    case LinkType::ppp_hdlc: return after_ppp_frame(layer, frame);
    case LinkType::ppp_ether: return after_pppoe(layer, frame);
  }
  return stop(layer, Outcome::unsupported_link, static_cast<std::uint16_t>(type), frame);
}

void follow(LinkLayer& layer, Step step) noexcept {
  for (unsigned i = 0; step.again; ++i) {
    if (i == kTagsMax) {
      stop(layer, Outcome::unsupported_type, step.type, step.rest);
      return;
    }
    step = after_ether_type(layer, step.type, step.rest);
  }
}

}  // namespace

LinkLayer strip_link(LinkType type, Bytes frame) noexcept {
  LinkLayer layer;
  follow(layer, first_step(layer, type, frame));
  return layer;
}

void strip_ether_type(LinkLayer& layer, std::uint16_t type, Bytes rest) noexcept {
  follow(layer, Step{true, type, rest});
}

}  // namespace wardwatch::flow
