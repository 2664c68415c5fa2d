#pragma once

#include <array>

#include "core/keyed_hash.hpp"
#include "record/person_tokens.hpp"
#include "stores/persons/normalise.hpp"

namespace wardwatch::stores::persons {

/// What one row says of a person, normalised.
struct PersonFields {
  static constexpr std::size_t kPhonesMax = 4;
  static constexpr std::size_t kNumbersMax = 3;

  PersonName name;
  bool is_order_open = false;  ///< Either word of the name may be the surname.
  SocialSecurity ssn;
  InlineText<6> birth;
  std::array<Folded, kPhonesMax> phones;
  std::array<Folded, kNumbersMax> mrns;
  std::array<Folded, kNumbersMax> insurers;
  InlineText<96> email;
  Folded record;  ///< The database's number of the person, which joins its tables.

  /// Puts a value into the first free place; one more than there is room for is left out.
  template <std::size_t n>
  static void add(std::array<Folded, n>& places, const Folded& value) noexcept {
    if (value.empty()) return;
    for (Folded& place : places) {
      if (place == value) return;
      if (!place.empty()) continue;
      place = value;
      return;
    }
  }
};

/// The texts of which a person's tokens are made, ready to be hashed; each begins with its kind, so that no value of one
/// kind has a token of another's.
class TokenTexts {
 public:
  static constexpr std::size_t kOfPersonMax = 32;                ///< More of one person are left out.
  static constexpr std::size_t kEnough = 8 * KeyedHash::kLanes;  ///< To be worth hashing.
  static constexpr std::size_t kMax = kOfPersonMax + kEnough;

  void add(record::TokenKind kind, std::string_view first, std::string_view second = {},
           std::string_view third = {}) noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] const KeyedHash::Text& operator[](std::size_t i) const noexcept { return texts_[i]; }
  [[nodiscard]] record::TokenKind kind_of(std::size_t i) const noexcept {
    return static_cast<record::TokenKind>(texts_[i].bytes[0]);
  }
  /// Forgets the first `count`.
  void drop(std::size_t count) noexcept;

 private:
  std::array<KeyedHash::Text, kMax> texts_;
  std::size_t size_ = 0;
};

/// All kinds that the fields allow. Of a sample the last four digits are used only where it does not say the other five,
/// which tell more; of a store always, since nobody knows what a sample will say.
void add_token_texts(const PersonFields& person, bool is_sample, TokenTexts& texts) noexcept;

}  // namespace wardwatch::stores::persons
