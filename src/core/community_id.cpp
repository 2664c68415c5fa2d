#include "core/community_id.hpp"

#include <utility>

#include "core/digest.hpp"

namespace wardwatch {
namespace {

constexpr std::uint8_t kIcmp = 1, kTcp = 6, kUdp = 17, kIcmp6 = 58, kSctp = 132;

struct TypePair {
  std::uint16_t request, reply;
};
constexpr std::array<TypePair, 5> kIcmpPairs{{{8, 0}, {13, 14}, {15, 16}, {10, 9}, {17, 18}}};
constexpr std::array<TypePair, 5> kIcmp6Pairs{{{128, 129}, {133, 134}, {135, 136}, {130, 131}, {144, 145}}};

/// The type that answers `type`, so that request and reply share an id; nothing when the message is one-way.
bool answering_type(std::uint16_t type, bool v6, std::uint16_t& answer) noexcept {
  for (const TypePair& pair : v6 ? kIcmp6Pairs : kIcmpPairs) {
    if (pair.request == type) answer = pair.reply;
    else if (pair.reply == type) answer = pair.request;
    else continue;
    return true;
  }
  // ICMPv6 who-are-you (139) and its answer (140) are the two that stand outside the table's order.
  if (v6 && (type == 139 || type == 140)) {
    answer = type == 139 ? 140 : 139;
    return true;
  }
  return false;
}

struct Message {
  std::array<std::byte, 64> bytes{};
  std::size_t size = 0;
  void put(std::uint16_t value) noexcept {
    bytes[size++] = static_cast<std::byte>(value >> 8U);
    bytes[size++] = static_cast<std::byte>(value & 0xffU);
  }
  void put(const IpAddress& address) noexcept {
    for (std::size_t i = address.is_v4() ? 12 : 0; i < 16; ++i) bytes[size++] = std::byte{address.octets()[i]};
  }
};

}  // namespace

CommunityId community_id(const IpAddress& source, Port source_port, const IpAddress& destination, Port destination_port,
                         std::uint8_t ip_protocol) {
  IpAddress a = source, b = destination;
  std::uint16_t a_port = source_port.value, b_port = destination_port.value;
  const bool icmp = ip_protocol == kIcmp || ip_protocol == kIcmp6;
  bool one_way = false;
  if (icmp) {
    std::uint16_t answer = 0;
    one_way = !answering_type(a_port, ip_protocol == kIcmp6, answer);
    if (!one_way) b_port = answer;
  }
  if (!one_way && (b < a || (a == b && b_port < a_port))) {
    std::swap(a, b);
    std::swap(a_port, b_port);
  }
  Message message;
  message.put(std::uint16_t{0});  // seed
  message.put(a);
  message.put(b);
  message.put(static_cast<std::uint16_t>(ip_protocol << 8U));  // protocol, then a byte of padding
  if (icmp || ip_protocol == kTcp || ip_protocol == kUdp || ip_protocol == kSctp) {
    message.put(a_port);
    message.put(b_port);
  }
  const auto digest = sha1(Bytes{message.bytes}.first(message.size));
  CommunityId id{"1:"};
  std::array<char, 28> text{};
  id.append({text.data(), write_base64(digest, text.data())});
  return id;
}

}  // namespace wardwatch
