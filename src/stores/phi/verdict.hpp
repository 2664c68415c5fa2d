#pragma once

#include <string>

#include "stores/common/phi_class.hpp"

namespace wardwatch::stores {

/// What a class was concluded from.
enum class Basis : std::uint8_t {
  name = 1,         ///< The column's name.
  shape = 2,        ///< What its values look like.
  checksum = 4,     ///< Their check digits, or the rules by which the numbers were issued.
  dictionary = 8,   ///< Their words are in a dictionary.
  neighbours = 16,  ///< The other columns of the table, or a table that it refers to.
  standard = 32,    ///< The format says what the field holds.
  text = 64,        ///< What stands within its texts.
};

/// A set of bases.
class Bases {
 public:
  constexpr Bases() noexcept = default;
  constexpr Bases(Basis basis) noexcept : bits_{static_cast<std::uint8_t>(basis)} {}  // NOLINT: implicit on purpose.
  [[nodiscard]] friend constexpr Bases operator|(Bases a, Bases b) noexcept {
    Bases both;
    both.bits_ = static_cast<std::uint8_t>(a.bits_ | b.bits_);
    return both;
  }
  [[nodiscard]] constexpr bool has(Basis basis) const noexcept {
    return (bits_ & static_cast<std::uint8_t>(basis)) != 0;
  }
  /// In words, joined by commas: "name, shape, checksum".
  [[nodiscard]] std::string text() const;

 private:
  std::uint8_t bits_ = 0;
};
[[nodiscard]] constexpr Bases operator|(Basis a, Basis b) noexcept { return Bases{a} | Bases{b}; }

/// What one column holds.
struct Verdict {
  PhiClass phi = PhiClass::none;
  Bases from;
};

}  // namespace wardwatch::stores
