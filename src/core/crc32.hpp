#pragma once

#include "core/bytes.hpp"

namespace wardwatch {

/// CRC-32 of ISO 3309 (polynomial 0xEDB88320, reflected), as event logs, gzip and PNG have it. `before` is the sum of
/// what came before, so that bytes may come in pieces.
[[nodiscard]] std::uint32_t crc32(Bytes bytes, std::uint32_t before = 0) noexcept;

}  // namespace wardwatch
