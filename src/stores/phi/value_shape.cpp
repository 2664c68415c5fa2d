#include "stores/phi/value_shape.hpp"

#include <algorithm>
#include <array>

#include "stores/phi/checksum.hpp"
#include "stores/phi/dictionary.hpp"
#include "stores/phi/free_text.hpp"

namespace wardwatch::stores {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) noexcept {
  return is_upper(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

/// How often each kind of character stands in a value: most shapes are ruled out by that alone.
struct Count {
  std::size_t digits = 0;
  std::size_t letters = 0;
  std::size_t spaces = 0;
  std::size_t others = 0;
};

Count count_of(std::string_view text) noexcept {
  Count count;
  for (const char c : text) {
    if (is_digit(c)) ++count.digits;
    else if (is_letter(c)) ++count.letters;
    else if (c == ' ') ++count.spaces;
    else ++count.others;
  }
  return count;
}

/// Whether the text follows a pattern, in which 0 stands for a digit, A for a capital and anything else for itself.
bool follows(std::string_view text, std::string_view pattern) noexcept {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool fits = pattern[i] == '0'   ? is_digit(text[i])
                      : pattern[i] == 'A' ? is_upper(text[i])
                                          : text[i] == pattern[i];
    if (!fits) return false;
  }
  return true;
}

void add_ssn(Shapes& shapes, std::string_view digits, bool dashed) noexcept {
  switch (ssn_look(digits)) {
    case SsnLook::issued_area: shapes.add(dashed ? Shape::ssn_dashed : Shape::ssn_plain); break;
    case SsnLook::itin_like: shapes.add(dashed ? Shape::itin_dashed : Shape::itin_plain); break;
    case SsnLook::not_one: break;
  }
}

void add_digits(Shapes& shapes, std::string_view text) noexcept {
  shapes.add(Shape::integer);
  switch (text.size()) {
    case 1:
      if (text == "1" || text == "2" || text == "9") shapes.add(Shape::sex_code);
      break;
    case 4: shapes.add(Shape::last_four); break;
    case 5:
      shapes.add(Shape::zip);
      shapes.add(Shape::cpt);
      break;
    case 9: add_ssn(shapes, text, false); break;
    case 10:
      if (text.front() >= '2') shapes.add(Shape::phone_plain);
      if (is_npi(text)) shapes.add(Shape::npi);
      shapes.add(Shape::insurer);
      break;
    case 11: shapes.add(Shape::ndc); [[fallthrough]];
    case 12: shapes.add(Shape::insurer); break;
    default: break;
  }
  if (compact_date_of(text)) shapes.add(Shape::compact_date);
  if (is_card(text)) shapes.add(Shape::card);
}

bool is_written_phone(std::string_view text) noexcept {
  if (text.starts_with("+1 ") || text.starts_with("+1-")) text.remove_prefix(3);
  else if (text.starts_with("1-") || text.starts_with("1 ")) text.remove_prefix(2);
  constexpr std::array<std::string_view, 7> kPatterns{"(000) 000-0000", "(000)000-0000", "000-000-0000", "000.000.0000",
                                                      "000 000-0000",   "000 000 0000",  "000/000-0000"};
  for (const std::string_view pattern : kPatterns) {
    if (text.size() < pattern.size() || !follows(text.substr(0, pattern.size()), pattern)) continue;
    const std::string_view rest = text.substr(pattern.size());
    return rest.empty() || rest.front() == ' ' || rest.front() == 'x';  // An extension.
  }
  return follows(text, "000-0000");
}

bool is_ip_address(std::string_view text) noexcept {
  unsigned parts = 0;
  while (!text.empty()) {
    unsigned value = 0;
    std::size_t length = 0;
    while (length < text.size() && length < 4 && is_digit(text[length]))
      value = value * 10 + static_cast<unsigned>(text[length++] - '0');
    if (length == 0 || length > 3 || value > 255) return false;
    ++parts;
    text.remove_prefix(length);
    if (text.empty()) break;
    if (text.front() != '.' || parts == 4) return false;
    text.remove_prefix(1);
  }
  return parts == 4;
}

bool is_ndc(std::string_view text) noexcept {
  return follows(text, "00000-0000-00") || follows(text, "0000-0000-00") || follows(text, "00000-000-00") ||
         follows(text, "00000-0000-0");
}

/// Digits with signs between them.
void add_numbers(Shapes& shapes, std::string_view text, const Count& count) noexcept {
  if (follows(text, "000-00-0000") || follows(text, "000 00 0000")) {
    std::array<char, 9> digits{};
    std::copy_if(text.begin(), text.end(), digits.begin(), is_digit);
    add_ssn(shapes, {digits.data(), digits.size()}, true);
  }
  if (is_written_phone(text)) shapes.add(Shape::phone_written);
  if (follows(text, "00000-0000")) shapes.add(Shape::zip);
  if (is_ip_address(text)) shapes.add(Shape::ip_address);
  if (is_ndc(text)) shapes.add(Shape::ndc);
  if (is_loinc(text)) shapes.add(Shape::loinc);
  if (count.digits >= 13 && count.digits <= 19) {
    std::array<char, 19> digits{};
    std::copy_if(text.begin(), text.end(), digits.begin(), is_digit);
    if (is_card({digits.data(), count.digits})) shapes.add(Shape::card);
  }
}

/// ICD-10-CM: a letter, a digit, a digit or letter, and up to four more behind a point that may be missing.
bool is_icd10(std::string_view text) noexcept {
  if (text.size() < 3 || text.size() > 8 || !is_upper(text[0]) || text[0] == 'U' || !is_digit(text[1])) return false;
  if (!is_digit(text[2]) && text[2] != 'A' && text[2] != 'B') return false;
  if (text.size() == 3) return true;
  std::string_view rest = text.substr(3);
  if (rest.front() == '.') rest.remove_prefix(1);
  return !rest.empty() && rest.size() <= 4 &&
         std::all_of(rest.begin(), rest.end(), [](char c) { return is_digit(c) || is_upper(c); });
}

/// As insurers number members: some letters, then digits; or nine to twelve of both.
bool is_insurer_number(std::string_view text, const Count& count) noexcept {
  return text.size() >= 8 && text.size() <= 15 && count.letters >= 1 && count.letters <= 5 && count.digits >= 5 &&
         count.spaces + count.others == 0;
}

/// Letters and digits run together.
void add_codes(Shapes& shapes, std::string_view text, const Count& count) noexcept {
  if (is_icd10(text)) shapes.add(Shape::icd10);
  if (follows(text, "A0000")) shapes.add(Shape::cpt);
  if (is_dea(text)) shapes.add(Shape::dea);
  const MbiLook look = mbi_look(text);
  if (look == MbiLook::valid) shapes.add(Shape::mbi);
  if (look != MbiLook::not_one) shapes.add(Shape::mbi_shaped);
  if (is_insurer_number(text, count)) shapes.add(Shape::insurer);
}

bool is_email(std::string_view text) noexcept {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) return false;
  const std::string_view domain = text.substr(at + 1);
  const std::size_t dot = domain.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 2 < domain.size() &&
         text.find(' ') == std::string_view::npos;
}

bool is_sex(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 10> kSexes{"F", "M", "U", "O", "f", "m", "Female", "Male", "female", "male"};
  return std::find(kSexes.begin(), kSexes.end(), text) != kSexes.end() || text == "FEMALE" || text == "MALE";
}

/// Ends in two letters of a state and five or nine digits: Fennburg, MO 63268.
bool ends_in_state_and_zip(std::string_view text) noexcept {
  const std::size_t space = text.rfind(' ');
  if (space == std::string_view::npos || space < 5) return false;
  const std::string_view zip = text.substr(space + 1);
  if (!follows(zip, "00000") && !follows(zip, "00000-0000")) return false;
  const std::string_view before = trimmed(text.substr(0, space));
  return before.size() > 3 && is_state_code(before.substr(before.size() - 2)) && !is_letter(before[before.size() - 3]);
}

void add_words(Shapes& shapes, std::string_view text, const Count& count) noexcept {
  const Words words = words_in(text);
  if (count.digits == 0 && count.letters > 0) {
    shapes.add(Shape::letters);
    if (words.count == 1 && words.names > 0) shapes.add(Shape::person_word);
    if (words.count >= 2 && words.count <= 5 && words.names > 0 && words.streets == 0 && words.ordinary == 0)
      shapes.add(Shape::person_words);
  }
  if (count.digits > 0 && words.count <= 10 && words.begins_with_number && words.streets > 0) shapes.add(Shape::street);
  if (ends_in_state_and_zip(text)) shapes.add(Shape::city_state_zip);
  constexpr std::size_t kSentenceWords = 4;
  if (words.count < kSentenceWords) return;
  if (words.letters >= kSentenceWords && words.ordinary > 0) shapes.add(Shape::sentence);
  if (words.clinical > 0) shapes.add(Shape::clinical);
  add_identifiers_inside(shapes, text);
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

Shapes shapes_of(std::string_view value) noexcept {
  Shapes shapes;
  const std::string_view text = value.substr(0, kShapeBytesMax);
  const Count count = count_of(text);
  if (count.digits == text.size()) {
    add_digits(shapes, text);
    return shapes;
  }
  if (count.digits >= 4 && text.size() <= 40 && date_of(text)) shapes.add(Shape::date);
  if (count.digits >= 4 && count.letters <= 4 && text.size() <= 30) add_numbers(shapes, text, count);
  if (count.letters > 0 && count.digits > 0 && count.spaces == 0 && text.size() <= 20) add_codes(shapes, text, count);
  if (count.others > 0 && count.letters >= 3 && text.find('@') != std::string_view::npos && is_email(text))
    shapes.add(Shape::email);
  if (text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www.")) shapes.add(Shape::url);
  if (text.size() <= 6 && is_sex(text)) shapes.add(Shape::sex);
  if (is_state_code(text) && is_upper(text[0])) shapes.add(Shape::state);
  if (count.letters >= 1) add_words(shapes, text, count);
  return shapes;
}

}  // namespace wardwatch::stores
