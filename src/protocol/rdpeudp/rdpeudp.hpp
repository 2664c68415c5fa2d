#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::rdpeudp {

/// The datagram with which a client opens RDP over UDP (MS-RDPEUDP 3.1.5.1.1).
struct Syn {
  std::uint16_t flags = 0;
  std::uint32_t initial_sequence = 0;
  std::uint16_t upstream_mtu = 0;
  std::uint16_t downstream_mtu = 0;
};

[[nodiscard]] Parsed<Syn> parse_syn(Bytes datagram);

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::rdpeudp
