#pragma once

#include <cstdint>
#include <string_view>

#include "stores/phi/date_text.hpp"

namespace wardwatch::stores {

/// What a value looks like. One value may look like several things; a column is judged by how many of its values look
/// like what.
enum class Shape : std::uint8_t {
  ssn_dashed,     // 123-45-6789, in an area that is issued
  itin_dashed,    // 9xx-xx-xxxx
  ssn_plain,      // nine digits, issued area
  itin_plain,     // nine digits, area 9xx
  last_four,      // four digits
  date,           // as people write one
  compact_date,   // 19670911
  phone_written,  // (555) 794-5584, 555-794-5584
  phone_plain,    // ten digits
  email,
  url,
  ip_address,
  npi,
  card,
  mbi,  // valid
  mbi_shaped,
  dea,
  loinc,
  ndc,
  icd10,
  cpt,
  zip,
  state,
  city_state_zip,
  street,
  sex,
  sex_code,      // 1, 2 or 9 of ISO 5218; 0 is left out, since yes and no are written with it
  person_word,   // one word, in the dictionary of names
  person_words,  // two to five words, some of them in the dictionary of names: Kathryn L King; KING^KATHRYN
  letters,       // a word or more without a digit
  integer,
  insurer,         // letters and digits as insurers number their members
  sentence,        // words of a text
  clinical,        // a text with a clinical word in it
  ssn_inside,      // a text with a social security number in it
  contact_inside,  // a text with a telephone number or an e-mail address in it
  date_inside,
  name_inside,  // a text with a given name and a surname side by side
};
inline constexpr std::size_t kShapeCount = 38;

/// The shapes of one value, as a set.
class Shapes {
 public:
  constexpr void add(Shape shape) noexcept { bits_ |= std::uint64_t{1} << static_cast<unsigned>(shape); }
  [[nodiscard]] constexpr bool has(Shape shape) const noexcept {
    return ((bits_ >> static_cast<unsigned>(shape)) & 1U) != 0;
  }
  [[nodiscard]] constexpr std::uint64_t bits() const noexcept { return bits_; }

 private:
  std::uint64_t bits_ = 0;
};

/// What `value`, without spaces at its ends, looks like. Reads no more of it than `kShapeBytesMax`.
[[nodiscard]] Shapes shapes_of(std::string_view value) noexcept;
inline constexpr std::size_t kShapeBytesMax = 4'096;

/// Without spaces, tabs and zero bytes at the ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// The date that a cell holds, whichever way it is written.
[[nodiscard]] inline std::optional<CalendarDate> any_calendar_date_of(std::string_view text) noexcept {
  if (const auto date = calendar_date_of(text)) return date;
  return compact_calendar_date_of(text);
}
[[nodiscard]] inline std::optional<Day> any_date_of(std::string_view text) noexcept {
  const auto date = any_calendar_date_of(text);
  return date ? std::optional{date->number()} : std::nullopt;
}

}  // namespace wardwatch::stores
