#include "flow/tunnel_registry.hpp"

#include "flow/direction.hpp"

namespace wardwatch::flow {
namespace {

constexpr Interval kIpTunnelIdleMax = std::chrono::hours{24};

}  // namespace

record::Uid TunnelRegistry::uid_of_tunnel(const Datagram& outer) {
  if (tunnels_.size() >= kTunnelsMax) tunnels_.clear();
  const auto [at, is_new] = tunnels_.try_emplace(outer.flow_hash);
  Tunnel& tunnel = at->second;
  const auto is = [&](const IpAddress& src, std::uint16_t src_port, const IpAddress& dst, std::uint16_t dst_port) {
    return tunnel.src == src && tunnel.dst == dst && tunnel.src_port == src_port && tunnel.dst_port == dst_port;
  };
  const Interval idle_max = outer.transport == Transport::udp ? kUdpInactivity : kIpTunnelIdleMax;
  const bool same = !is_new && tunnel.protocol == outer.protocol && outer.ts - tunnel.last <= idle_max &&
                    (is(outer.src, outer.src_port, outer.dst, outer.dst_port) ||
                     is(outer.dst, outer.dst_port, outer.src, outer.src_port));
  if (!same) {
    tunnel.protocol = outer.protocol;
    const bool flip = sent_by_responder(outer);
    tunnel.src = flip ? outer.dst : outer.src;
    tunnel.dst = flip ? outer.src : outer.dst;
    tunnel.src_port = flip ? outer.dst_port : outer.src_port;
    tunnel.dst_port = flip ? outer.src_port : outer.dst_port;
    tunnel.uid = uid_of(tunnel.src, tunnel.src_port, tunnel.dst, tunnel.dst_port, tunnel.protocol, outer.ts);
  }
  tunnel.last = outer.ts;
  return tunnel.uid;
}

}  // namespace wardwatch::flow
