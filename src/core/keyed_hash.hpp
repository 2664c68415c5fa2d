#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "core/bytes.hpp"

namespace wardwatch {

/// BLAKE2b (RFC 7693), keyed, with a digest of 64 bits, of many short texts: the block that holds the key is worked
/// through once, and eight texts are hashed at a time. Gives what OpenSSL's BLAKE2BMAC gives; a test compares them.
class KeyedHash {
 public:
  static constexpr std::size_t kKeyBytes = 32;
  static constexpr std::size_t kTextBytesMax = 128;  ///< One block; longer texts are refused by an assertion.
  static constexpr std::size_t kLanes = 8;

  using Key = std::array<std::byte, kKeyBytes>;

  /// Most texts are that short: a number, or a name with a date.
  static constexpr std::size_t kShortBytes = 40;
  /// A text as it is hashed: zeros behind it, as far as a short text reaches.
  struct Text {
    std::array<char, kTextBytesMax> bytes;
    std::uint8_t size = 0;

    Text() noexcept { clear(); }
    void clear() noexcept {
      size = 0;
      std::memset(bytes.data(), 0, kShortBytes);
    }
    void append(std::string_view part) noexcept;
    [[nodiscard]] std::string_view view() const noexcept { return {bytes.data(), size}; }
  };
  using Texts = std::array<const Text*, kLanes>;

  /// `purpose` has at most 16 bytes, the personalisation of BLAKE2b.
  KeyedHash(const Key& key, std::string_view purpose) noexcept;

  [[nodiscard]] std::uint64_t of(std::string_view text) const noexcept;
  /// Of eight texts at once, in little more than the time of one. None is empty.
  void of_eight(const Texts& texts, std::array<std::uint64_t, kLanes>& digests) const noexcept;

 private:
  std::array<std::uint64_t, 8> after_key_{};  ///< The state behind the block of the key.
};

}  // namespace wardwatch
