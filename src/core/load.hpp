#pragma once

#include "core/bytes.hpp"

namespace wardwatch {

/// Loads at a fixed offset, for headers whose length was checked once. The caller has proved `offset + sizeof`
/// to be inside `bytes`; nothing is checked here, because this runs for every packet.
[[nodiscard]] inline std::uint8_t load_u8(Bytes bytes, std::size_t offset) noexcept {
  return std::to_integer<std::uint8_t>(bytes[offset]);
}

[[nodiscard]] inline std::uint16_t load_u16le(Bytes bytes, std::size_t offset) noexcept {
  std::uint16_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

[[nodiscard]] inline std::uint32_t load_u32le(Bytes bytes, std::size_t offset) noexcept {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

[[nodiscard]] inline std::uint64_t load_u64le(Bytes bytes, std::size_t offset) noexcept {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

[[nodiscard]] inline std::uint16_t load_u16be(Bytes bytes, std::size_t offset) noexcept {
  return __builtin_bswap16(load_u16le(bytes, offset));
}

[[nodiscard]] inline std::uint32_t load_u32be(Bytes bytes, std::size_t offset) noexcept {
  return __builtin_bswap32(load_u32le(bytes, offset));
}

[[nodiscard]] inline std::uint64_t load_u64be(Bytes bytes, std::size_t offset) noexcept {
  return __builtin_bswap64(load_u64le(bytes, offset));
}

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the loads assume a little-endian processor");

}  // namespace wardwatch
