#include "flow/direction.hpp"

#include <algorithm>

namespace wardwatch::flow {
namespace {

// Sorted. The ports that Zeek's protocols register, and those of medical and remote-access protocols.
constexpr std::array<std::uint16_t, 63> kTcpPorts{
    21,   22,   23,   25,   53,   80,   81,   88,   102,  104,  110,  111,  135,  139,  143,  389,
    443,  445,  502,  513,  514,  563,  585,  587,  614,  631,  636,  989,  990,  992,  993,  995,
    1080, 1433, 1434, 1883, 2049, 2404, 2575, 2761, 2762, 2811, 3128, 3268, 3269, 3306, 3389, 4712,
    5060, 5222, 5223, 5269, 5432, 5900, 5985, 6379, 6666, 6667, 6668, 8000, 8080, 8888, 11112};
constexpr std::array<std::uint16_t, 26> kUdpPorts{53,   67,   88,   111,  123,  137,  161,  162,  389,
                                                  443,  514,  1812, 2049, 2123, 2152, 3268, 3389, 3544,
                                                  4011, 4789, 5060, 5072, 5353, 5355, 6081, 20000};

struct TypePair {
  std::uint8_t request, reply;
};
constexpr std::array<TypePair, 5> kIcmpPairs{{{8, 0}, {13, 14}, {15, 16}, {10, 9}, {17, 18}}};
constexpr std::array<TypePair, 6> kIcmp6Pairs{{{128, 129}, {133, 134}, {135, 136}, {130, 131}, {139, 140}, {144, 145}}};

template <std::size_t n>
int counterpart(const std::array<TypePair, n>& pairs, std::uint8_t type) noexcept {
  for (const TypePair& pair : pairs) {
    if (pair.request == type) return pair.reply;
    if (pair.reply == type) return pair.request;
  }
  return -1;
}

}  // namespace

bool is_likely_server_port(std::uint16_t port, Transport transport) noexcept {
  static_assert(std::is_sorted(kTcpPorts.begin(), kTcpPorts.end()));
  static_assert(std::is_sorted(kUdpPorts.begin(), kUdpPorts.end()));
  if (transport == Transport::tcp) return std::binary_search(kTcpPorts.begin(), kTcpPorts.end(), port);
  return transport == Transport::udp && std::binary_search(kUdpPorts.begin(), kUdpPorts.end(), port);
}

bool sent_by_responder(const Datagram& first) noexcept {
  if (first.transport == Transport::tcp) {
    const bool syn = (first.tcp_flags & tcp_flag::kSyn) != 0;
    if (syn) return (first.tcp_flags & tcp_flag::kAck) != 0;
  } else if (first.transport != Transport::udp) {
    return false;
  }
  return is_likely_server_port(first.src_port, first.transport) &&
         !is_likely_server_port(first.dst_port, first.transport) && !first.dst.is_multicast();
}

int icmp_counterpart(std::uint8_t type, bool v6) noexcept {
  return v6 ? counterpart(kIcmp6Pairs, type) : counterpart(kIcmpPairs, type);
}

}  // namespace wardwatch::flow
