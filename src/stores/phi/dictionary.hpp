#pragma once

#include <string_view>

namespace wardwatch::stores {

/// What is known of a word, whatever its case.
struct WordIs {
  bool given_name = false;
  bool surname = false;
};
[[nodiscard]] WordIs look_up_name(std::string_view word) noexcept;

/// Two letters of a state, district or territory of the United States.
[[nodiscard]] bool is_state_code(std::string_view text) noexcept;
/// The last word of a street's name: street, ave, blvd, court ...
[[nodiscard]] bool is_street_word(std::string_view word) noexcept;
/// A word of clinical notes that ordinary text seldom has: denies, bilateral, mg, hx ...
[[nodiscard]] bool is_clinical_word(std::string_view word) noexcept;

}  // namespace wardwatch::stores
