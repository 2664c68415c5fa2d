#pragma once

#include <array>
#include <string>

#include "core/bytes.hpp"

namespace wardwatch {

/// MD5 (RFC 1321), for JA3 only: never for anything that has to resist an attacker.
[[nodiscard]] std::array<std::byte, 16> md5(Bytes bytes) noexcept;
/// SHA-1 (FIPS 180-4), for Community ID and certificate fingerprints as the field writes them.
[[nodiscard]] std::array<std::byte, 20> sha1(Bytes bytes) noexcept;
/// SHA-256 (FIPS 180-4).
[[nodiscard]] std::array<std::byte, 32> sha256(Bytes bytes) noexcept;

/// SHA-256 over bytes that come in pieces.
class Sha256 {
 public:
  Sha256() noexcept;
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(Bytes bytes) noexcept;
  /// The digest of everything so far; the object is used up.
  [[nodiscard]] std::array<std::byte, 32> finish() noexcept;

 private:
  struct State;
  State* state_;
};

/// Lower-case hexadecimal.
[[nodiscard]] std::string hex(Bytes bytes);
/// Base64 with padding (RFC 4648 4).
[[nodiscard]] std::string base64(Bytes bytes);
/// The same at `out`, which has room for four characters for each three bytes begun; returns their number.
std::size_t write_base64(Bytes bytes, char* out) noexcept;
/// `count` characters of 0-9A-Za-z drawn from the 128 bits given: ids that look like Zeek's.
void write_base62(std::uint64_t high, std::uint64_t low, std::size_t count, char* out) noexcept;

}  // namespace wardwatch
