#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/inline_text.hpp"

namespace wardwatch::protocol::ssl {

/// A name of a code point, as Zeek writes it. Known names live as long as the program; others are spelled out.
using Name = InlineText<96>;

/// `TLSv12`, `DTLSv12`, `TLSv13-draft28`, `unknown-769`.
[[nodiscard]] Name version_name(std::uint16_t version);
/// `TLS_RSA_WITH_RC4_128_MD5`; SSL 2.0's three-byte kinds too.
[[nodiscard]] Name cipher_suite_name(std::uint32_t suite);
/// `x25519`, `secp256r1`.
[[nodiscard]] Name group_name(std::uint16_t group);
/// `handshake_failure`.
[[nodiscard]] Name alert_name(std::uint16_t description);

/// Whether it is a reserved value that clients send to keep servers tolerant (RFC 8701): 0x0a0a, 0x1a1a ... 0xfafa.
[[nodiscard]] constexpr bool is_grease(std::uint16_t value) noexcept {
  return (value & 0x0f0fU) == 0x0a0aU && value >> 8U == (value & 0xffU);
}

}  // namespace wardwatch::protocol::ssl
