#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

/// Fixed-offset loads and stores for the benchmark's tools, which read only captures that the project made or keeps.
/// The caller has checked that the offset and the width fit; nothing here checks again.
namespace wardwatch::bench {

using Bytes = std::span<const std::uint8_t>;
using WritableBytes = std::span<std::uint8_t>;

static_assert(std::endian::native == std::endian::little, "The captures that are made here are little-endian.");

/// The value of type T in the machine's order at `offset_bytes`.
template <typename T>
T load_native(Bytes bytes, std::size_t offset_bytes) {
  T value;
  std::memcpy(&value, bytes.data() + offset_bytes, sizeof value);
  return value;
}

/// The 16-bit value in network order at `offset_bytes`.
inline std::uint16_t load_u16be(Bytes bytes, std::size_t offset_bytes) {
  return __builtin_bswap16(load_native<std::uint16_t>(bytes, offset_bytes));
}

/// Writes a 16-bit value in network order at `offset_bytes`.
inline void store_u16be(WritableBytes bytes, std::size_t offset_bytes, std::uint16_t value) {
  bytes[offset_bytes] = static_cast<std::uint8_t>(value >> 8U);
  bytes[offset_bytes + 1] = static_cast<std::uint8_t>(value & 0xffU);
}

/// Writes a 32-bit value in network order at `offset_bytes`.
inline void store_u32be(WritableBytes bytes, std::size_t offset_bytes, std::uint32_t value) {
  store_u16be(bytes, offset_bytes, static_cast<std::uint16_t>(value >> 16U));
  store_u16be(bytes, offset_bytes + 2, static_cast<std::uint16_t>(value & 0xffffU));
}

}  // namespace wardwatch::bench
