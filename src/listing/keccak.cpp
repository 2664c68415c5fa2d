#include "listing/keccak.hpp"

#include <bit>

namespace wardwatch::listing {
namespace {

constexpr std::size_t kRateBytes = 136;  // FIPS 202 6.1: 1600 - 2 * 256 bits.

constexpr std::array<std::uint64_t, 24> kRound{
    0x0000000000000001ULL, 0x0000000000008082ULL, 0x800000000000808aULL, 0x8000000080008000ULL, 0x000000000000808bULL,
    0x0000000080000001ULL, 0x8000000080008081ULL, 0x8000000000008009ULL, 0x000000000000008aULL, 0x0000000000000088ULL,
    0x0000000080008009ULL, 0x000000008000000aULL, 0x000000008000808bULL, 0x800000000000008bULL, 0x8000000000008089ULL,
    0x8000000000008003ULL, 0x8000000000008002ULL, 0x8000000000000080ULL, 0x000000000000800aULL, 0x800000008000000aULL,
    0x8000000080008081ULL, 0x8000000000008080ULL, 0x0000000080000001ULL, 0x8000000080008008ULL};
constexpr std::array<int, 24> kRotation{1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                        27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
constexpr std::array<std::size_t, 24> kLane{10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                            15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};

using State = std::array<std::uint64_t, 25>;

/// FIPS 202 3.3: theta, rho and pi, chi, iota.
void permute(State& a) noexcept {
  for (const std::uint64_t constant : kRound) {
    std::array<std::uint64_t, 5> c{};
    for (std::size_t x = 0; x < 5; ++x) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    for (std::size_t x = 0; x < 5; ++x) {
      const std::uint64_t d = c[(x + 4) % 5] ^ std::rotl(c[(x + 1) % 5], 1);
      for (std::size_t y = 0; y < 25; y += 5) a[y + x] ^= d;
    }
    std::uint64_t held = a[1];
    for (std::size_t i = 0; i < kLane.size(); ++i) {
      const std::uint64_t next = a[kLane[i]];
      a[kLane[i]] = std::rotl(held, kRotation[i]);
      held = next;
    }
    for (std::size_t y = 0; y < 25; y += 5) {
      const std::array<std::uint64_t, 5> row{a[y], a[y + 1], a[y + 2], a[y + 3], a[y + 4]};
      for (std::size_t x = 0; x < 5; ++x) a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    }
    a[0] ^= constant;
  }
}

void put(State& state, std::size_t at, unsigned value) noexcept {
  state[at / 8] ^= std::uint64_t{value} << 8U * (at % 8);
}

Digest256 sponge(Bytes bytes, unsigned suffix) noexcept {
  State state{};
  std::size_t at = 0;
  for (const std::byte octet : bytes) {
    put(state, at++, std::to_integer<unsigned>(octet));
    if (at < kRateBytes) continue;
    permute(state);
    at = 0;
  }
  put(state, at, suffix);
  put(state, kRateBytes - 1, 0x80);
  permute(state);
  Digest256 digest{};
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::byte>(state[i / 8] >> 8U * (i % 8) & 0xffU);
  return digest;
}

}  // namespace

Digest256 sha3_256(Bytes bytes) noexcept { return sponge(bytes, 0x06); }
Digest256 keccak_256(Bytes bytes) noexcept { return sponge(bytes, 0x01); }

}  // namespace wardwatch::listing
