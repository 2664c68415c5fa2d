#pragma once

#include "core/inline_text.hpp"
#include "core/ip_address.hpp"
#include "core/strong.hpp"

namespace wardwatch {

using CommunityId = InlineText<32>;

/// Community ID version 1 with seed 0, for TCP, UDP, SCTP and ICMP. For ICMP the ports are type and code, mapped as
/// the specification's table of request and reply types says. Other protocols use addresses and protocol only.
[[nodiscard]] CommunityId community_id(const IpAddress& source, Port source_port, const IpAddress& destination,
                                       Port destination_port, std::uint8_t ip_protocol);

}  // namespace wardwatch
