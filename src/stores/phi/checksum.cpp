#include "stores/phi/checksum.hpp"

namespace wardwatch::stores {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr unsigned value_of(char c) noexcept { return static_cast<unsigned>(c - '0'); }
constexpr char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
constexpr bool is_letter(char c) noexcept { return upper(c) >= 'A' && upper(c) <= 'Z'; }

/// Luhn's sum: each second digit from the right doubled, its two digits added.
unsigned luhn_sum(std::string_view digits, bool double_last) noexcept {
  unsigned sum = 0;
  bool twice = double_last;
  for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
    const unsigned value = value_of(digits[i]) * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum;
}

}  // namespace

SsnLook ssn_look(std::string_view digits) noexcept {
  const std::string_view area = digits.substr(0, 3);
  if (area == "000" || area == "666" || digits.substr(3, 2) == "00" || digits.substr(5) == "0000")
    return SsnLook::not_one;
  return area.front() == '9' ? SsnLook::itin_like : SsnLook::issued_area;
}

bool passes_luhn(std::string_view digits, unsigned start) noexcept {
  return (luhn_sum(digits, false) + start) % 10 == 0;
}

bool is_npi(std::string_view digits) noexcept {
  constexpr unsigned kSumOf80840 = 24;
  return digits.size() == 10 && (digits.front() == '1' || digits.front() == '2') && passes_luhn(digits, kSumOf80840);
}

bool is_card(std::string_view digits) noexcept {
  return digits.size() >= 13 && digits.size() <= 19 && digits.front() >= '2' && digits.front() <= '6' &&
         passes_luhn(digits);
}

bool is_dea(std::string_view text) noexcept {
  if (text.size() != 9 || !is_letter(text[0]) || !(is_letter(text[1]) || text[1] == '9')) return false;
  for (const char c : text.substr(2)) {
    if (!is_digit(c)) return false;
  }
  const unsigned odd = value_of(text[2]) + value_of(text[4]) + value_of(text[6]);
  const unsigned even = value_of(text[3]) + value_of(text[5]) + value_of(text[7]);
  return (odd + 2 * even) % 10 == value_of(text[8]);
}

MbiLook mbi_look(std::string_view text) noexcept {
  // C: 1-9, N: 0-9, A: letter, X: letter or digit.
  constexpr std::string_view kKinds = "CAXNAXNAANN";
  constexpr std::string_view kNeverUsed = "SLOIBZ";
  if (text.size() != kKinds.size()) return MbiLook::not_one;
  bool never_used = false;
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    const char c = upper(text[i]);
    const bool digit = is_digit(c);
    const bool letter = is_letter(c);
    const char kind = kKinds[i];
    const bool fits = (kind == 'C' && digit && c != '0') || (kind == 'N' && digit) || (kind == 'A' && letter) ||
                      (kind == 'X' && (digit || letter));
    if (!fits) return MbiLook::not_one;
    if (letter && kNeverUsed.find(c) != std::string_view::npos) never_used = true;
  }
  return never_used ? MbiLook::shaped : MbiLook::valid;
}

bool is_loinc(std::string_view text) noexcept {
  const std::size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos || hyphen < 3 || hyphen > 7 || hyphen + 2 != text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i != hyphen && !is_digit(text[i])) return false;
  }
  return (luhn_sum(text.substr(0, hyphen), true) + value_of(text.back())) % 10 == 0;
}

}  // namespace wardwatch::stores
