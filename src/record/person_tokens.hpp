#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/reader.hpp"

namespace wardwatch::record {

/// What a keyed token stands for: one or several normalised values by which a person is known
/// (docs/fingerprints.md). Numbers stand in files: they are never given anew.
enum class TokenKind : std::uint8_t {
  ssn = 1,             ///< Nine digits.
  last4_name = 2,      ///< The last four of them, given name and surname.
  last4_birth = 3,     ///< The last four of them and the date of birth.
  name_birth = 4,      ///< Given name, surname, date of birth.
  initials_birth = 5,  ///< Their first letters and the date of birth: finds names with typing errors.
  phone_name = 6,      ///< Ten digits, given name and surname.
  phone_surname = 7,   ///< Ten digits and surname: a household.
  mrn = 8,             ///< Medical record number.
  insurer_id = 9,
  email = 10,
  record_id = 11,    ///< The database's own number of the person.
  phone_birth = 12,  ///< Ten digits and date of birth: finds who has taken another name.
  phone_last4 = 13,  ///< Ten digits and the last four of the social security number: one of a household, by any name.
};
inline constexpr std::size_t kTokenKindCount = 14;  ///< 0 is none.

inline constexpr std::array<std::string_view, kTokenKindCount> kTokenKindNames{
    "none",          "ssn", "last4+name", "last4+birth", "name+birth", "initials+birth", "phone+name",
    "phone+surname", "mrn", "insurer_id", "email",       "record_id",  "phone+birth",    "phone+last4"};

[[nodiscard]] constexpr std::string_view name_of(TokenKind kind) noexcept {
  return kTokenKindNames[static_cast<std::size_t>(kind)];
}

/// A day of service, and from which date column of the store: days since 1970 in 24 bits, the column above them.
class DatedFact {
 public:
  constexpr DatedFact() noexcept = default;
  constexpr DatedFact(std::uint8_t column, std::int32_t day) noexcept
      : bits_{(std::uint32_t{column} << 24U) | (static_cast<std::uint32_t>(day + kOffset) & kDayMask)} {}
  [[nodiscard]] static constexpr DatedFact from_bits(std::uint32_t bits) noexcept {
    DatedFact fact;
    fact.bits_ = bits;
    return fact;
  }
  [[nodiscard]] constexpr std::uint8_t column() const noexcept { return static_cast<std::uint8_t>(bits_ >> 24U); }
  [[nodiscard]] constexpr std::int32_t day() const noexcept {
    return static_cast<std::int32_t>(bits_ & kDayMask) - kOffset;
  }
  [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }
  friend constexpr auto operator<=>(DatedFact, DatedFact) noexcept = default;

 private:
  static constexpr std::uint32_t kDayMask = (1U << 24U) - 1;
  static constexpr std::int32_t kOffset = 1 << 23;
  std::uint32_t bits_ = 0;
};

/// People of one store or sample, each as tokens and days. Person `i` has the tokens from `token_ends[i - 1]` up to
/// `token_ends[i]`, and the days likewise; each is there once, and days are in order.
struct PersonSet {
  std::vector<std::uint32_t> token_ends;
  std::vector<TokenKind> kinds;
  std::vector<std::uint64_t> tokens;
  std::vector<std::uint32_t> day_ends;
  std::vector<DatedFact> days;

  [[nodiscard]] std::size_t size() const noexcept { return token_ends.size(); }
  [[nodiscard]] std::size_t first_token(std::size_t person) const noexcept {
    return person == 0 ? 0 : token_ends[person - 1];
  }
  [[nodiscard]] std::span<const DatedFact> days_of(std::size_t person) const noexcept {
    const std::size_t first = person == 0 ? 0 : day_ends[person - 1];
    return std::span{days}.subspan(first, day_ends[person] - first);
  }
};

/// A store's people, and as many made-up ones as tell how often strangers look like somebody in a store.
struct StorePersons {
  PersonSet people;
  PersonSet decoys;
};

/// Most people of one store: what memory of 2 GiB holds.
inline constexpr std::uint32_t kPeopleMax = 8'000'000;
inline constexpr std::uint32_t kTokensMax = 120'000'000;

void encode(std::string& out, const PersonSet& set);
/// False for what is no such set: counts, order and kinds are looked at, so that nothing read from it can run wild.
[[nodiscard]] bool decode(Reader& in, PersonSet& set);

}  // namespace wardwatch::record
