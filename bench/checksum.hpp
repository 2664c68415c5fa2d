#pragma once

#include <cstddef>
#include <cstdint>

#include "bytes.hpp"

/// The internet checksum (RFC 1071), for IPv4 headers and for TCP and UDP with their pseudo-headers.
namespace wardwatch::bench {

/// Adds the 16-bit words of `bytes` to a running sum; an odd last byte counts as the high half of a word.
inline std::uint32_t checksum_add(Bytes bytes, std::uint32_t sum) {
  std::size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) sum += load_u16be(bytes, at);
  if (at < bytes.size()) sum += static_cast<std::uint32_t>(bytes[at]) << 8U;
  return sum;
}

/// The checksum as it stands in a header.
inline std::uint16_t checksum_finish(std::uint32_t sum) {
  while (sum >> 16U != 0) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum & 0xffffU);
}

/// The sum over the pseudo-header of TCP or UDP (RFC 793 3.1, RFC 8200 8.1): both addresses, protocol, segment length.
inline std::uint32_t pseudo_header_sum(Bytes both_addresses, std::uint8_t protocol, std::size_t segment_bytes) {
  return checksum_add(both_addresses, 0) + protocol + static_cast<std::uint32_t>(segment_bytes);
}

}  // namespace wardwatch::bench
