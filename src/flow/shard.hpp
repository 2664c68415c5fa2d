#pragma once

#include "flow/connection_table.hpp"
#include "flow/decoder.hpp"

namespace wardwatch::flow {

/// One worker's share of the connections.
struct Shard {
  unsigned index = 0;
  unsigned count = 1;

  [[nodiscard]] bool has(std::uint64_t flow_hash) const noexcept {
    return count == 1 || shard_of(flow_hash, count) == index;
  }
};

/// Shows the table what of a packet falls to the worker's share.
inline void read_packet(const Packet& packet, Shard shard, Decoder& decoder, ConnectionTable& table) {
  // Every packet moves every worker's clock: which connections have timed out must not depend on who has them.
  table.advance(packet.ts);
  if (shard.count > 1) {
    const auto hash = Decoder::plain_flow_hash(packet);
    if (hash && !shard.has(*hash)) return;
  }
  // A packet of a UDP tunnel is two datagrams, of two connections.
  for (const Datagram* datagram = decoder.decode(packet); datagram != nullptr; datagram = datagram->inner) {
    if (shard.has(datagram->flow_hash)) table.on(*datagram);
  }
}

}  // namespace wardwatch::flow
