#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace wardwatch::listing {

using Octets = std::vector<std::byte>;

/// Base58 as Bitcoin has it; none when a character is no digit of it or the text is longer than 128.
[[nodiscard]] std::optional<Octets> from_base58(std::string_view text);
/// Base58 in blocks of 8 bytes, as Monero has it.
[[nodiscard]] std::optional<Octets> from_base58_blocks(std::string_view text);
/// Base32 (RFC 4648 6) in either case, without padding.
[[nodiscard]] std::optional<Octets> from_base32(std::string_view text);

/// Which of the two checksums of BIP 173 and BIP 350 holds.
enum class Bech32 : std::uint8_t { none, bech32, bech32m };
struct Bech32Text {
  Bech32 checksum = Bech32::none;
  std::string_view prefix;           ///< Human-readable part, a view into the text.
  std::vector<std::uint8_t> values;  ///< Of five bits, without the checksum.
};
/// Nothing when it is not of that shape: mixed case, foreign characters, no separator, too short or too long.
[[nodiscard]] std::optional<Bech32Text> from_bech32(std::string_view text);

/// Regroups five bits to eight (BIP 173); none when what is left over is not zero.
[[nodiscard]] std::optional<Octets> octets_of(const std::vector<std::uint8_t>& five_bits, std::size_t from);

}  // namespace wardwatch::listing
