#pragma once

#include "flow/datagram.hpp"

namespace wardwatch::flow {

/// A port that servers are known to listen on, as far as protocols of the field have registered one. A hint for the
/// direction of a connection whose opening was not seen, never for what is spoken on it.
[[nodiscard]] bool is_likely_server_port(std::uint16_t port, Transport transport) noexcept;

/// Whether the sender of a connection's first packet is its responder: it sends TCP's SYN-ACK, or it sends from a
/// server's port to one that is none. Not judged when the destination is a group (as Zeek).
[[nodiscard]] bool sent_by_responder(const Datagram& first) noexcept;

/// The type that answers an ICMP message, or that asks for it; -1 when the message goes one way (RFC 792, RFC 4443,
/// RFC 4861, RFC 4620; the same table as Community ID's).
[[nodiscard]] int icmp_counterpart(std::uint8_t type, bool v6) noexcept;

/// How long a UDP flow may be silent before the next datagram starts another.
inline constexpr Interval kUdpInactivity = std::chrono::minutes{1};

}  // namespace wardwatch::flow
