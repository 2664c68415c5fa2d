#pragma once

#include <optional>
#include <string_view>

#include "core/inline_text.hpp"

namespace wardwatch::stores::persons {

/// A value as it is compared: letters without accents in capitals, digits; short.
using Folded = InlineText<40>;

/// Given name and surname, one word each: what is left of a name in all the ways in which people write it.
struct PersonName {
  Folded given;
  Folded surname;
  [[nodiscard]] bool is_whole() const noexcept { return !given.view().empty() && !surname.view().empty(); }
};

/// "Kathryn L. King-Smith Jr", "KING SMITH, KATHRYN L", "KING^KATHRYN^L": KATHRYN, SMITH. Of a surname of several words
/// the last one counts, of given names the first; titles, generations and particles (de la, van der) are left out. One word alone
/// is a surname.
[[nodiscard]] PersonName name_of_full(std::string_view text) noexcept;
/// From a column of given names: its first word.
[[nodiscard]] Folded given_name_of(std::string_view text) noexcept;
/// From a column of surnames: its last word.
[[nodiscard]] Folded surname_of(std::string_view text) noexcept;

/// A social security number: nine digits, with the zeros that a spreadsheet took away, or only the last four.
struct SocialSecurity {
  Folded nine;
  Folded last4;
};
[[nodiscard]] SocialSecurity social_security_of(std::string_view text) noexcept;

/// A date of birth as six digits: the last two of the year, then month and day, the smaller first where both could be a
/// month. 05/24/1931, 24.05.31, 1931-05-24 and 19310524 are one, whatever the habit of the column.
[[nodiscard]] std::optional<InlineText<6>> birth_of(std::string_view text) noexcept;

/// Ten digits of a telephone number of North America, or up to fifteen of one with another country's prefix.
[[nodiscard]] Folded phone_of(std::string_view text) noexcept;
/// Letters and digits of a number that is given to somebody, without zeros in front; empty below
/// `length_min`, and where one digit is repeated, as in placeholders.
[[nodiscard]] Folded number_of(std::string_view text, std::size_t length_min) noexcept;
/// The same for a number that a database has given out, where 7 and 7777 are as good as any other.
[[nodiscard]] Folded row_number_of(std::string_view text) noexcept;
/// An e-mail address in small letters; empty for what is none.
[[nodiscard]] InlineText<96> email_of(std::string_view text) noexcept;

}  // namespace wardwatch::stores::persons
