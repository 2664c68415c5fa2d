#pragma once

#include "flow/connection.hpp"
#include "flow/stats.hpp"

namespace wardwatch::flow {

/// What a TCP packet means for its payload.
struct TcpStep {
  std::int64_t stream_offset = 0;      ///< Of the packet's first payload byte; negative before the stream's start.
  std::optional<std::uint64_t> acked;  ///< The other side's stream is acknowledged up to here.
};

/// Moves both sides' states, positions, history and time-outs by one packet, with Zeek's meaning.
[[nodiscard]] TcpStep follow_tcp(Connection& connection, Direction direction, const Datagram& datagram,
                                 TableStats& stats);

/// Whether this packet opens a new connection between the same ports: a SYN after the old one's end.
[[nodiscard]] bool reopens(const Connection& connection, Direction direction, const Datagram& datagram) noexcept;

}  // namespace wardwatch::flow
