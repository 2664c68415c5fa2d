#pragma once

#include <optional>

#include "flow/datagram.hpp"
#include "flow/defragmenter.hpp"
#include "flow/link_layer.hpp"
#include "flow/stats.hpp"
#include "flow/tunnel_registry.hpp"

namespace wardwatch::flow {

/// Turns captured packets into datagrams: takes off link headers and tunnels, joins fragments, reads IP, TCP, UDP and
/// ICMP headers. Checksums are not verified: network cards compute them after the capture saw the packet
/// (docs/zeek-differences.md).
class Decoder {
 public:
  static constexpr std::size_t kTunnelDepthMax = 4;  ///< Zeek stops at 2.

  /// The datagram of this packet, or null: not IP, an incomplete fragment, or malformed, which `stats` counts. A UDP
  /// tunnel gives two: the outer one points to the `inner`. Both live until the next call.
  [[nodiscard]] const Datagram* decode(const Packet& packet);

  /// The flow hash of what most packets are, an Ethernet frame with a whole IPv4 datagram of TCP or UDP and no tunnel,
  /// for a fraction of the price: a worker need not decode what is another's. Nothing for all else.
  [[nodiscard]] static std::optional<std::uint64_t> plain_flow_hash(const Packet& packet) noexcept;

  [[nodiscard]] const DecoderStats& stats() const noexcept { return stats_; }

 private:
  /// A network header and what is known about the bytes behind it.
  struct Network {
    std::uint16_t type;
    Bytes bytes;
    std::size_t cut_bytes;  ///< Missing at the end: the capture's snap length.
  };
  /// What one IP header says.
  struct IpHeader {
    std::uint8_t protocol = 0;
    std::uint32_t ip_bytes = 0;
    std::uint32_t payload_wire_bytes = 0;
    Bytes payload;
    std::size_t cut_bytes = 0;  ///< Of `payload`.
    bool fragment = false;
    bool more_fragments = false;
    std::uint32_t fragment_offset_bytes = 0;
    std::uint32_t fragment_id = 0;
  };
  enum class Verdict : std::uint8_t { done, nothing, tunnel };

  Verdict read_network(Datagram& datagram, const Network& network);
  bool read_ipv4(Datagram& datagram, IpHeader& ip, Bytes bytes, std::size_t cut_bytes);
  bool read_ipv6(Datagram& datagram, IpHeader& ip, Bytes bytes, std::size_t cut_bytes);
  bool read_extension_headers(IpHeader& ip);
  bool join_fragments(Datagram& datagram, IpHeader& ip);
  Verdict read_transport(Datagram& datagram, const IpHeader& ip);
  Verdict read_tcp(Datagram& datagram, const IpHeader& ip);
  Verdict read_udp(Datagram& datagram, const IpHeader& ip);
  Verdict read_icmp(Datagram& datagram, const IpHeader& ip);
  Verdict enter_ip_tunnel(Datagram& datagram, const IpHeader& ip);
  bool find_udp_tunnel(const Datagram& datagram, const IpHeader& ip);
  void follow_inner(LinkLayer layer, std::size_t cut_bytes);
  const Datagram* decode_inner(std::size_t slot);
  void start_datagram(Datagram& datagram, const LinkLayer& layer);
  void count_unsupported(const LinkLayer& layer);
  [[nodiscard]] std::uint32_t wire(std::size_t captured, std::size_t cut) const noexcept {
    return static_cast<std::uint32_t>(captured + cut);
  }

  const Packet* packet_ = nullptr;
  std::array<Datagram, kTunnelDepthMax + 1> datagrams_;
  std::array<record::Uid, kTunnelDepthMax> tunnels_;
  std::size_t depth_ = 0;
  LinkLayer inner_layer_;
  std::size_t inner_cut_bytes_ = 0;
  Defragmenter defragmenter_;
  TunnelRegistry registry_;
  DecoderStats stats_;
};

}  // namespace wardwatch::flow
