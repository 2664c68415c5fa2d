#pragma once

#include <array>

#include "core/digest.hpp"
#include "core/hash.hpp"
#include "record/schema.hpp"

namespace wardwatch::record {

/// An id out of 128 bits of a digest or hash of what it is the id of: `kind`, which tells records apart, and as many
/// digits as Zeek's ids have.
[[nodiscard]] inline Uid uid_of_bits(char kind, std::uint64_t high, std::uint64_t low) {
  constexpr std::size_t kDigits = 17;
  std::array<char, kDigits> digits{};
  write_base62(high, low, kDigits, digits.data());
  Uid uid{std::string_view{&kind, 1}};
  uid.append({digits.data(), kDigits});
  return uid;
}

/// The same out of a text; other seeds give other ids.
[[nodiscard]] inline Uid uid_of_text(char kind, std::string_view text, std::uint64_t seed) {
  const std::uint64_t high = hash_text(text, seed);
  return uid_of_bits(kind, high, combine64(high, hash_text(text, seed + 1)));
}

}  // namespace wardwatch::record
