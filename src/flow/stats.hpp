#pragma once

#include <map>
#include <vector>

#include "record/manifest.hpp"

namespace wardwatch::flow {

/// What the decoder met and did not, or could not, decode. Every packet is in `packets`; the rest says why some led to
/// no datagram.
struct DecoderStats {
  std::uint64_t packets = 0;
  std::uint64_t datagrams = 0;
  std::uint64_t truncated_link_header = 0;
  std::uint64_t truncated_ip_header = 0;
  std::uint64_t bad_ip_header = 0;
  std::uint64_t truncated_transport_header = 0;
  std::uint64_t fragments = 0;
  std::uint64_t fragments_dropped = 0;  ///< Over a limit, too late, or contradicting.
  std::uint64_t tunnels_too_deep = 0;
  std::uint64_t tunnels_malformed = 0;

  struct Unsupported {
    std::uint64_t count = 0;
    std::uint64_t first_packet = 0;
  };
  std::map<std::uint16_t, Unsupported> link_types;   ///< Link types that are not decoded.
  std::map<std::uint16_t, Unsupported> ether_types;  ///< What is not IP: ARP, LLDP, spanning tree (as 0) ...

  /// Names and counts of what was not decoded, without zeros, in a fixed order.
  [[nodiscard]] std::vector<record::Counter> counters() const;
};

/// What the connection table dropped or bounded.
struct TableStats {
  std::uint64_t connections = 0;           ///< Rows written.
  std::uint64_t connections_evicted = 0;   ///< Closed early: the table was full.
  std::uint64_t duplicate_packets = 0;     ///< The same packet seen by two taps.
  std::uint64_t stream_bytes_dropped = 0;  ///< Out-of-order TCP data over the reassembly limits, told as gaps.
  std::uint64_t weird_over_limit = 0;      ///< Oddities beyond those kept for each connection.

  void add(const TableStats& other) noexcept;
  [[nodiscard]] std::vector<record::Counter> counters() const;
};

}  // namespace wardwatch::flow
