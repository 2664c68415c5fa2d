#pragma once

#include <array>
#include <compare>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/bytes.hpp"
#include "core/hash.hpp"

namespace wardwatch {

/// An IPv4 or IPv6 address; IPv4 is kept in its mapped form (RFC 4291 2.5.5.2), which is what makes the two compare.
class IpAddress {
 public:
  constexpr IpAddress() noexcept = default;
  [[nodiscard]] static constexpr IpAddress v4(std::uint32_t host_order) noexcept {
    IpAddress address;
    if (std::is_constant_evaluated()) {
      address.octets_[10] = address.octets_[11] = 0xff;
      for (std::size_t i = 0; i < 4; ++i)
        address.octets_[12 + i] = static_cast<std::uint8_t>(host_order >> (24U - 8U * i));
    } else {  // For each packet, twice: as one word.
      const std::uint64_t low = std::uint64_t{0xffff0000U} | std::uint64_t{__builtin_bswap32(host_order)} << 32U;
      std::memcpy(address.octets_.data() + 8, &low, sizeof low);
    }
    return address;
  }
  /// From 4 or 16 bytes in network order; any other length yields `::`.
  [[nodiscard]] static IpAddress from_bytes(Bytes bytes) noexcept;
  /// `10.0.0.1`, `2001:db8::1`; empty when the text is neither.
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] constexpr bool is_v4() const noexcept {
    for (std::size_t i = 0; i < 10; ++i) {
      if (octets_[i] != 0) return false;
    }
    return octets_[10] == 0xff && octets_[11] == 0xff;
  }
  [[nodiscard]] constexpr const std::array<std::uint8_t, 16>& octets() const noexcept { return octets_; }
  [[nodiscard]] constexpr std::uint32_t v4_host_order() const noexcept {
    return std::uint32_t{octets_[12]} << 24U | std::uint32_t{octets_[13]} << 16U | std::uint32_t{octets_[14]} << 8U |
           octets_[15];
  }
  /// Canonical text (RFC 5952).
  [[nodiscard]] std::string text() const;
  /// Writes the canonical text at `out`, which has room for 46 characters; returns its length.
  std::size_t write(char* out) const noexcept;

  [[nodiscard]] bool is_private() const noexcept;    ///< RFC 1918, RFC 6598, ULA, link-local, loopback.
  [[nodiscard]] bool is_multicast() const noexcept;  ///< Multicast, and IPv4's limited broadcast.
  [[nodiscard]] bool is_unspecified() const noexcept;

  /// As the octets in network order. Tables compare addresses for every record: two words, not sixteen octets.
  [[nodiscard]] friend std::strong_ordering operator<=>(const IpAddress& a, const IpAddress& b) noexcept {
    const std::uint64_t high_a = a.word(0), high_b = b.word(0);
    return high_a != high_b ? high_a <=> high_b : a.word(8) <=> b.word(8);
  }
  [[nodiscard]] friend bool operator==(const IpAddress& a, const IpAddress& b) noexcept {
    return std::memcmp(a.octets_.data(), b.octets_.data(), a.octets_.size()) == 0;
  }
  [[nodiscard]] friend std::uint64_t hash_of(const IpAddress& address) noexcept {
    return combine64(address.word(0), address.word(8));
  }

 private:
  [[nodiscard]] std::uint64_t word(std::size_t at) const noexcept {
    std::uint64_t value = 0;
    std::memcpy(&value, octets_.data() + at, sizeof value);
    return __builtin_bswap64(value);
  }

  std::array<std::uint8_t, 16> octets_{};
};

/// A network in CIDR notation.
struct Cidr {
  IpAddress network;
  std::uint8_t prefix_bits = 0;  ///< Of 128; an IPv4 /24 is 120.

  /// `10.0.0.0/8`, `2001:db8::/32`, or a bare address.
  [[nodiscard]] static std::optional<Cidr> parse(std::string_view text);
  [[nodiscard]] IpAddress first() const noexcept;  ///< Its lowest address.
  [[nodiscard]] IpAddress last() const noexcept;   ///< Its highest address.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] friend auto operator<=>(const Cidr&, const Cidr&) = default;
};

/// An Ethernet address.
struct MacAddress {
  std::array<std::uint8_t, 6> octets{};
  [[nodiscard]] std::string text() const;       ///< aa:bb:cc:dd:ee:ff
  std::size_t write(char* out) const noexcept;  ///< The same, 17 characters at `out`; returns their number.
  [[nodiscard]] bool is_set() const noexcept { return octets != std::array<std::uint8_t, 6>{}; }
  [[nodiscard]] bool is_group() const noexcept { return (octets[0] & 1U) != 0; }
  [[nodiscard]] friend std::strong_ordering operator<=>(const MacAddress& a, const MacAddress& b) noexcept {
    return a.number() <=> b.number();
  }
  [[nodiscard]] friend bool operator==(const MacAddress& a, const MacAddress& b) noexcept {
    return a.octets == b.octets;
  }
  [[nodiscard]] friend std::uint64_t hash_of(const MacAddress& address) noexcept { return mix64(address.number()); }
  /// The octets in network order as a number.
  [[nodiscard]] std::uint64_t number() const noexcept {
    std::uint64_t value = 0;
    std::memcpy(&value, octets.data(), octets.size());
    return __builtin_bswap64(value) >> 16U;
  }
};

}  // namespace wardwatch
