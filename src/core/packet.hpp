#pragma once

#include "core/bytes.hpp"
#include "core/strong.hpp"
#include "core/timestamp.hpp"

namespace wardwatch {

/// Link types as pcap and pcapng number them (the tcpdump group's LINKTYPE_ list); others are counted, not decoded.
enum class LinkType : std::uint16_t {
  null = 0,
  ethernet = 1,
  ppp = 9,
  raw_bsd = 12,
  raw_openbsd = 14,
  ppp_hdlc = 50,
  ppp_ether = 51,
  raw = 101,
  loop = 108,
  linux_sll = 113,
  ipv4 = 228,
  ipv6 = 229,
  linux_sll2 = 276,
};

/// One captured packet. `frame` borrows from the reader until its next packet.
struct Packet {
  Timestamp ts;
  SourceId source;
  std::uint64_t number = 0;  ///< From 1, as tshark numbers frames.
  LinkType link_type = LinkType::ethernet;
  std::uint32_t interface = 0;   ///< pcapng interface; 0 for pcap.
  std::uint32_t wire_bytes = 0;  ///< Length on the wire, at least frame.size() unless the capture lies.
  Bytes frame;
};

}  // namespace wardwatch
