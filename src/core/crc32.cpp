#include "core/crc32.hpp"

#include <array>

#include "core/load.hpp"

namespace wardwatch {
namespace {

constexpr std::size_t kSlices = 16;  ///< Bytes taken at once; one table for each of them.

using Tables = std::array<std::array<std::uint32_t, 256>, kSlices>;

constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t octet = 0; octet < 256; ++octet) {
    std::uint32_t sum = octet;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xedb88320U : 0U);
    tables[0][octet] = sum;
  }
  for (std::size_t slice = 1; slice < kSlices; ++slice) {
    for (std::size_t octet = 0; octet < 256; ++octet) {
      const std::uint32_t shorter = tables[slice - 1][octet];
      tables[slice][octet] = (shorter >> 8U) ^ tables[0][shorter & 0xffU];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

/// The share of four bytes of which `behind` others follow in the same step.
std::uint32_t share(std::uint32_t word, std::size_t behind) noexcept {
  return kTables[behind + 3][word & 0xffU] ^ kTables[behind + 2][(word >> 8U) & 0xffU] ^
         kTables[behind + 1][(word >> 16U) & 0xffU] ^ kTables[behind][word >> 24U];
}

}  // namespace

std::uint32_t crc32(Bytes bytes, std::uint32_t before) noexcept {
  std::uint32_t sum = ~before;
  std::size_t at = 0;
  for (; at + kSlices <= bytes.size(); at += kSlices) {
    sum = share(load_u32le(bytes, at) ^ sum, 12) ^ share(load_u32le(bytes, at + 4), 8) ^
          share(load_u32le(bytes, at + 8), 4) ^ share(load_u32le(bytes, at + 12), 0);
  }
  for (; at < bytes.size(); ++at) sum = (sum >> 8U) ^ kTables[0][(sum ^ load_u8(bytes, at)) & 0xffU];
  return ~sum;
}

}  // namespace wardwatch
