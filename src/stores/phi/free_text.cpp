#include "stores/phi/free_text.hpp"

#include <algorithm>
#include <array>

#include "stores/phi/checksum.hpp"
#include "stores/phi/dictionary.hpp"

namespace wardwatch::stores {
namespace {

constexpr std::size_t kWordsMax = 400;  ///< Of one text; what stands behind them is passed over.

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) noexcept {
  return is_lower(c) || is_capital(c) || static_cast<unsigned char>(c) >= 0x80 || c == '\'';
}

/// Takes the next word off the text: letters and digits, and what joins them inside a number, a date or an address.
std::string_view take_word(std::string_view& text) noexcept {
  std::size_t start = 0;
  while (start < text.size() && !is_letter(text[start]) && !is_digit(text[start])) ++start;
  std::size_t end = start;
  const auto joins = [&](std::size_t at) {
    const char c = text[at];
    const bool is_joint = c == '-' || c == '/' || c == '.' || c == '@' || c == '_';
    return is_joint && at + 1 < text.size() && (is_letter(text[at + 1]) || is_digit(text[at + 1]));
  };
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) || joins(end))) ++end;
  const std::string_view word = text.substr(start, end - start);
  text.remove_prefix(end);
  return word;
}

bool is_plain_ssn(std::string_view word) noexcept {
  if (word.size() != 11 || word[3] != '-' || word[6] != '-') return false;
  std::array<char, 9> digits{};
  if (std::count_if(word.begin(), word.end(), is_digit) != 9) return false;
  std::copy_if(word.begin(), word.end(), digits.begin(), is_digit);
  return ssn_look({digits.data(), digits.size()}) != SsnLook::not_one;
}

bool is_phone(std::string_view word) noexcept {
  const auto digits = std::count_if(word.begin(), word.end(), is_digit);
  return word.size() == 12 && digits == 10 && (word[3] == '-' || word[3] == '.') && word[7] == word[3];
}

/// The second half of (555) 794-5584.
bool is_phone_end(std::string_view before, std::string_view word) noexcept {
  return before.size() == 3 && word.size() == 8 && word[3] == '-' &&
         std::all_of(before.begin(), before.end(), is_digit) && std::count_if(word.begin(), word.end(), is_digit) == 7;
}

}  // namespace

Words words_in(std::string_view text) noexcept {
  Words words;
  while (!text.empty() && words.count < kWordsMax) {
    const std::string_view word = take_word(text);
    if (word.empty()) continue;
    if (words.count++ == 0) words.begins_with_number = is_digit(word.front());
    if (!std::all_of(word.begin(), word.end(), is_letter)) continue;
    ++words.letters;
    if (is_street_word(word)) ++words.streets;
    const WordIs is = look_up_name(word);
    if ((is.given_name || is.surname) && is_capital(word.front())) ++words.names;
    else if (is_clinical_word(word)) ++words.clinical;
    if (word.size() >= 3 && std::all_of(word.begin(), word.end(), is_lower)) ++words.ordinary;
  }
  return words;
}

void add_identifiers_inside(Shapes& shapes, std::string_view text) noexcept {
  std::string_view before;
  bool given_before = false;
  for (std::size_t count = 0; !text.empty() && count < kWordsMax; ++count) {
    const std::string_view word = take_word(text);
    if (word.empty()) continue;
    if (is_plain_ssn(word)) shapes.add(Shape::ssn_inside);
    else if (is_phone(word) || is_phone_end(before, word) || word.find('@') != std::string_view::npos)
      shapes.add(Shape::contact_inside);
    else if (is_digit(word.front()) && date_of(word)) shapes.add(Shape::date_inside);
    const WordIs is = is_capital(word.front()) ? look_up_name(word) : WordIs{};
    if (given_before && is.surname) shapes.add(Shape::name_inside);
    given_before = is.given_name;
    before = word;
  }
}

}  // namespace wardwatch::stores
