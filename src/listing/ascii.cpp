#include "listing/ascii.hpp"

#include <charconv>

namespace wardwatch::listing {

std::string lower_ascii(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = lower(c);
  return out;
}

bool equals_folded(std::string_view text, std::string_view lower_case) noexcept {
  if (text.size() != lower_case.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower(text[i]) != lower_case[i]) return false;
  }
  return true;
}

std::size_t find_folded(std::string_view text, std::string_view lower_case, std::size_t from) noexcept {
  if (lower_case.empty() || text.size() < lower_case.size()) return std::string_view::npos;
  for (std::size_t at = from; at + lower_case.size() <= text.size(); ++at) {
    if (lower(text[at]) == lower_case.front() && equals_folded(text.substr(at, lower_case.size()), lower_case))
      return at;
  }
  return std::string_view::npos;
}

std::size_t find_word(std::string_view text, std::string_view lower_case, std::size_t from) noexcept {
  for (std::size_t at = find_folded(text, lower_case, from); at != std::string_view::npos;
       at = find_folded(text, lower_case, at + 1)) {
    const std::size_t end = at + lower_case.size();
    const bool starts = at == 0 || !is_word_byte(text[at - 1]) || !is_word_byte(lower_case.front());
    const bool ends = end == text.size() || !is_word_byte(text[end]) || !is_word_byte(lower_case.back());
    if (starts && ends) return at;
  }
  return std::string_view::npos;
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::uint64_t> number_of(std::string_view digits) noexcept {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  return value;
}

}  // namespace wardwatch::listing
