#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wardwatch::listing {

// Questions about bytes of text that do not depend on a locale.
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || is_upper(c); }
[[nodiscard]] constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
/// A byte of a word: letter, digit, or part of a character beyond ASCII.
[[nodiscard]] constexpr bool is_word_byte(char c) noexcept {
  return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}
[[nodiscard]] constexpr char lower(char c) noexcept { return is_upper(c) ? static_cast<char>(c + 32) : c; }
/// 0 to 15, or -1.
[[nodiscard]] constexpr int hex_digit(char c) noexcept {
  if (is_digit(c)) return c - '0';
  const char low = lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

[[nodiscard]] std::string lower_ascii(std::string_view text);
/// Without regard to the case of ASCII letters; `lower_case` is in lower case.
[[nodiscard]] bool equals_folded(std::string_view text, std::string_view lower_case) noexcept;
[[nodiscard]] std::size_t find_folded(std::string_view text, std::string_view lower_case,
                                      std::size_t from = 0) noexcept;
/// The same at the start and the end of words only.
[[nodiscard]] std::size_t find_word(std::string_view text, std::string_view lower_case, std::size_t from = 0) noexcept;
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
/// A whole number in decimal digits and nothing else; none when it does not fit.
[[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view digits) noexcept;

/// Calls `use(line)` for each line, without its end.
template <class Use>
void for_each_line(std::string_view text, Use&& use) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    use(line);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace wardwatch::listing
