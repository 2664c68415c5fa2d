#include "stores/persons/normalise.hpp"

#include <algorithm>
#include <array>

#include "stores/phi/value_shape.hpp"

namespace wardwatch::stores::persons {
namespace {

constexpr std::size_t kPlainWordMax = 40;      ///< What a folded value holds.
constexpr std::size_t kNameBytesLooked = 160;  ///< Longer cells hold no name.

/// U+00C0 to U+017F without their accents; a dot stands for what is no letter.
constexpr std::string_view kBaseLetters =
    "AAAAAAACEEEEIIIIDNOOOOO.OUUUUYTSAAAAAAACEEEEIIIIDNOOOOO.OUUUUYTY"
    "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIIIJJKKKLLLLLLLLLLNNNNNNNNNOOOOOOOORRRRRRSSSSSSSSTTTTTT"
    "UUUUUUUUUUUUWWYYYZZZZZZS";
static_assert(kBaseLetters.size() == 0x180 - 0xC0);

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Gives out a text's letters and digits, folded, one after the other.
class Folding {
 public:
  explicit Folding(std::string_view text) noexcept : rest_{text} {}

  enum class What : std::uint8_t { end, letter, nothing, space, comma };
  /// `letter` is set when that is what came. Apostrophes and accents by themselves are nothing; other marks are spaces.
  [[nodiscard]] What next(char& letter) noexcept {
    if (rest_.empty()) return What::end;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if ((c >= 'A' && c <= 'Z') || is_digit(c)) return give(letter, c);
    if (c >= 'a' && c <= 'z') return give(letter, static_cast<char>(c - 32));
    if (c == ',' || c == '^') return What::comma;
    if (c == '\'' || c == '`') return What::nothing;
    if (static_cast<unsigned char>(c) < 0x80) return What::space;
    return of_character(letter, static_cast<unsigned char>(c));
  }

 private:
  static What give(char& letter, char c) noexcept {
    letter = c;
    return What::letter;
  }
  What of_character(char& letter, unsigned char lead) noexcept {
    if (rest_.empty()) return What::nothing;
    const auto next = static_cast<unsigned char>(rest_.front());
    if (lead >= 0xC3 && lead <= 0xC5 && (next & 0xC0U) == 0x80U) {
      rest_.remove_prefix(1);
      const unsigned character = ((lead & 0x1FU) << 6U) | (next & 0x3FU);
      const char base = kBaseLetters[character - 0xC0];
      return base == '.' ? What::space : give(letter, base);
    }
    if (lead == 0xCC || lead == 0xCD) {  // U+0300 to U+036F: accents that follow their letter.
      rest_.remove_prefix(1);
      return What::nothing;
    }
    if (lead == 0xE2 && rest_.starts_with("\x80\x99")) {  // U+2019, which word processors make of an apostrophe.
      rest_.remove_prefix(2);
      return What::nothing;
    }
    return give(letter, static_cast<char>(lead));  // Other scripts are compared as they are written.
  }

  std::string_view rest_;
};

constexpr auto kNoNames = std::to_array<std::string_view>(
    {"JR", "SR", "II",  "III", "IV",  "MD",  "RN",  "PHD", "ESQ", "MR", "MRS", "MS", "MISS", "DR", "PROF",
     "DE", "LA", "DEL", "LOS", "LAS", "VAN", "VON", "DER", "DEN", "DA", "DOS", "DI", "EL",   "BIN"});

bool is_no_name(std::string_view word) noexcept {
  constexpr std::size_t kLongest = 4;
  return word.size() <= kLongest && std::find(kNoNames.begin(), kNoNames.end(), word) != kNoNames.end();
}

/// The words of a name that count, as they come.
struct NameWords {
  Folded first;         ///< Of all; of those behind the comma where there is one.
  Folded last;          ///< Of all; of those before the comma where there is one.
  Folded first_before;  ///< The first word before the comma.
  bool has_comma = false;
  std::size_t count = 0;
};

void take_word(NameWords& words, const Folded& word) noexcept {
  if (word.empty() || is_no_name(word.view())) return;
  const bool is_initial = word.view().size() == 1;
  ++words.count;
  // An initial counts only until a word comes.
  if (words.first.empty() || (words.first.view().size() == 1 && !is_initial)) words.first = word;
  if (words.has_comma) return;
  if (words.last.empty() || !is_initial) words.last = word;
}

NameWords words_of(std::string_view text) noexcept {
  NameWords words;
  Folding folding{text.substr(0, kNameBytesLooked)};
  Folded word;
  for (char letter = 0;;) {
    const Folding::What what = folding.next(letter);
    if (what == Folding::What::letter) word.push(letter);
    if (what == Folding::What::letter || what == Folding::What::nothing) continue;
    take_word(words, word);
    word.clear();
    if (what == Folding::What::end) break;
    // "Smith, Jr" has no given name behind its comma, but "Smith, Kathryn" has; a second comma changes nothing.
    if (what == Folding::What::comma && !words.has_comma && !words.last.empty()) {
      words.has_comma = true;
      words.first_before = words.first;
      words.first.clear();
    }
  }
  return words;
}

/// Most cells are one word in plain letters: in capitals, nothing for any other cell.
Folded plain_word(std::string_view text) noexcept {
  Folded word;
  if (text.size() > kPlainWordMax) return word;
  for (const char c : text) {
    const char capital = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    if (capital < 'A' || capital > 'Z') return {};
    word.push(capital);
  }
  return is_no_name(word.view()) ? Folded{} : word;
}

/// A number's letters and digits, in capitals.
template <std::size_t n>
void keep_digits(std::string_view text, InlineText<n>& digits) noexcept {
  for (const char c : text) {
    if (is_digit(c) && !digits.full()) digits.push(c);
  }
}

bool is_one_digit_repeated(std::string_view digits) noexcept {
  return std::all_of(digits.begin(), digits.end(), [&](char c) { return c == digits.front(); });
}

unsigned number_in(std::string_view digits) noexcept {
  unsigned value = 0;
  for (const char c : digits) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

InlineText<6> birth_text(unsigned year, unsigned month, unsigned day) noexcept {
  if (month <= 12 && day <= 12 && month > day) std::swap(month, day);
  InlineText<6> text;
  for (const unsigned part : {year % 100, month, day}) {
    text.push(static_cast<char>('0' + part / 10));
    text.push(static_cast<char>('0' + part % 10));
  }
  return text;
}

/// 052431, 05241931, 24051931: all digits, as no program writes a date, but people do.
std::optional<InlineText<6>> run_together(std::string_view digits) noexcept {
  if (digits.size() != 6 && digits.size() != 8) return std::nullopt;
  unsigned first = number_in(digits.substr(0, 2));
  unsigned second = number_in(digits.substr(2, 2));
  if (first > 12) std::swap(first, second);
  if (first < 1 || first > 12 || second < 1 || second > 31) return std::nullopt;
  return birth_text(number_in(digits.substr(4)), first, second);
}

}  // namespace

PersonName name_of_full(std::string_view text) noexcept {
  const NameWords words = words_of(text);
  if (words.count < 2) return {{}, words.last};
  if (words.has_comma && words.first.empty()) return {words.first_before, words.last};
  return {words.first, words.last};
}

Folded given_name_of(std::string_view text) noexcept {
  const Folded word = plain_word(text);
  return word.empty() ? words_of(text).first : word;
}

Folded surname_of(std::string_view text) noexcept {
  const Folded word = plain_word(text);
  return word.empty() ? words_of(text).last : word;
}

SocialSecurity social_security_of(std::string_view text) noexcept {
  SocialSecurity number;
  Folded digits;
  keep_digits(text, digits);
  const std::string_view all = digits.view();
  constexpr Folded kZeros{"000"};
  if (all.size() == 7 || all.size() == 8 || all.size() == 9) {
    if (is_one_digit_repeated(all) || all == "123456789") return number;
    number.nine.append(kZeros.view().substr(0, 9 - all.size()));
    number.nine.append(all);
    number.last4 = number.nine.view().substr(5);
  } else if (all.size() == 4 || all.size() == 3) {
    number.last4.append(kZeros.view().substr(0, 4 - all.size()));
    number.last4.append(all);
    if (number.last4.view() == "0000") number.last4.clear();
  }
  return number;
}

std::optional<InlineText<6>> birth_of(std::string_view text) noexcept {
  text = trimmed(text);
  if (const auto date = any_calendar_date_of(text))
    return birth_text(static_cast<unsigned>(date->year), date->month, date->day);
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  return run_together(text);
}

Folded phone_of(std::string_view text) noexcept {
  InlineText<16> digits;
  for (const char c : text) {
    if (c == 'x' || c == 'X') break;  // Behind it, or behind "ext", is an extension.
    if (is_digit(c)) digits.push(c);
  }
  std::string_view all = digits.view();
  if (all.size() == 11 && all.front() == '1') all.remove_prefix(1);
  constexpr std::size_t kDigitsMin = 10, kDigitsMax = 15;  // E.164.
  if (all.size() < kDigitsMin || all.size() > kDigitsMax || is_one_digit_repeated(all)) return {};
  return Folded{all};
}

Folded row_number_of(std::string_view text) noexcept {
  Folded number;
  for (char c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    const bool counts = (c >= 'A' && c <= 'Z') || is_digit(c);
    if (counts && !(c == '0' && number.empty())) number.push(c);
  }
  return number;
}

Folded number_of(std::string_view text, std::size_t length_min) noexcept {
  const Folded number = row_number_of(text);
  if (number.view().size() < length_min || is_one_digit_repeated(number.view())) return {};
  return number;
}

InlineText<96> email_of(std::string_view text) noexcept {
  text = trimmed(text);
  const std::size_t at = text.find('@');
  InlineText<96> address;
  if (at == 0 || at == std::string_view::npos || at + 3 > text.size() || text.size() > 96) return {};
  if (text.find('@', at + 1) != std::string_view::npos || text.find('.', at) == std::string_view::npos) return {};
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ') return {};
    address.push(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  }
  return address;
}

}  // namespace wardwatch::stores::persons
