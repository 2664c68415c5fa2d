#pragma once

#include <unordered_map>

#include "flow/datagram.hpp"

namespace wardwatch::flow {

/// Knows the uid of each tunnel, so that what runs inside can name it. For a tunnel in UDP this is the uid that its
/// own connection row bears; every worker computes it for itself, from the same packets.
class TunnelRegistry {
 public:
  static constexpr std::size_t kTunnelsMax = 65'536;  ///< At the limit the registry starts anew.

  /// `outer` is the datagram that carries the tunnel.
  [[nodiscard]] record::Uid uid_of_tunnel(const Datagram& outer);

 private:
  struct Tunnel {
    IpAddress src, dst;
    std::uint16_t src_port, dst_port;
    std::uint8_t protocol;
    Timestamp last;
    record::Uid uid;
  };
  std::unordered_map<std::uint64_t, Tunnel> tunnels_;  ///< Looked up only, never walked.
};

}  // namespace wardwatch::flow
