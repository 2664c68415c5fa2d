#pragma once

#include <array>

#include "core/bytes.hpp"

namespace wardwatch::listing {

using Digest256 = std::array<std::byte, 32>;

/// SHA3-256 (FIPS 202), of which onion addresses take their checksum.
[[nodiscard]] Digest256 sha3_256(Bytes bytes) noexcept;
/// Keccak-256 as it was before the standard: Ethereum and Monero have this one.
[[nodiscard]] Digest256 keccak_256(Bytes bytes) noexcept;

}  // namespace wardwatch::listing
