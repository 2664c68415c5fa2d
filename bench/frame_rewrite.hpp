#pragma once

#include <cstdint>

#include "bytes.hpp"

namespace wardwatch::bench {

/// Spreads the bits of `value` over all 64, so that neighbouring salts give unrelated addresses.
std::uint64_t scramble(std::uint64_t value);

/// Makes a copied Ethernet frame look like another session's. All frames of a session are given the same `salt`, and
/// within it equal addresses stay equal. Private IPv4 addresses become others in 10/8, public ones other public ones;
/// multicast, broadcast and unspecified addresses stay. IPv4, TCP and UDP checksums are made right again where the
/// packet is whole; fragments keep theirs.
void rewrite_frame(WritableBytes frame, std::uint64_t salt);

}  // namespace wardwatch::bench
