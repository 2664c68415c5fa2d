#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wardwatch::detect::sigma {

/// The other letter of a pair that differs in case only, or 0 when a character has none. Letters of Latin (U+0041 to
/// U+024F), Greek, Cyrillic and Armenian have pairs one to one; characters of other scripts, and those whose case
/// changes their number (German sharp s), stand for themselves.
[[nodiscard]] char32_t other_case(char32_t letter) noexcept;

/// One character of UTF-8 and its length; a byte that begins no valid character is itself, with length 1.
struct Character {
  char32_t code = 0;
  std::size_t length_bytes = 1;
  bool is_valid = false;
};
[[nodiscard]] Character character_at(std::string_view text, std::size_t at) noexcept;
void append_utf8(std::string& out, char32_t code);

/// `text` with each upper-case letter replaced by its lower-case one, for comparing whole values.
void fold_case(std::string_view text, std::string& out);
[[nodiscard]] std::string folded(std::string_view text);

/// Whether all of it is UTF-8 (RFC 3629).
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}  // namespace wardwatch::detect::sigma
