#pragma once

#include "core/bytes.hpp"

namespace wardwatch {

/// A good mixer of 64 bits (the finaliser of MurmurHash3 has these constants). Not for secrets.
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t x) noexcept {
  x ^= x >> 33U;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33U;
  x *= 0xc4ceb9fe1a85ec53ULL;
  x ^= x >> 33U;
  return x;
}

[[nodiscard]] constexpr std::uint64_t combine64(std::uint64_t a, std::uint64_t b) noexcept {
  return mix64(a * 0x9e3779b97f4a7c15ULL + b);
}

/// A fast hash of bytes for tables and content ids; the same on every machine. Not for secrets.
[[nodiscard]] inline std::uint64_t hash_bytes(Bytes bytes, std::uint64_t seed = 0) noexcept {
  std::uint64_t hash = mix64(seed ^ (bytes.size() * 0x9e3779b97f4a7c15ULL));
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, 8);
    hash = combine64(hash, word);
  }
  std::uint64_t tail = 0;
  if (at < bytes.size()) std::memcpy(&tail, bytes.data() + at, bytes.size() - at);
  return combine64(hash, tail);
}

[[nodiscard]] inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) noexcept {
  return hash_bytes(as_bytes(text), seed);
}

}  // namespace wardwatch
