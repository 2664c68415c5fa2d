#include "listing/fold.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "listing/ascii.hpp"
#include "listing/charset.hpp"

namespace wardwatch::listing {
namespace {

/// Letters of Cyrillic and Greek that look like a Latin one, by code (Unicode's confusables, the usual ones).
constexpr std::array<std::pair<char32_t, char>, 66> kLookAlikes{
    {{0x391, 'A'}, {0x392, 'B'}, {0x395, 'E'}, {0x396, 'Z'}, {0x397, 'H'}, {0x399, 'I'}, {0x39a, 'K'}, {0x39c, 'M'},
     {0x39d, 'N'}, {0x39f, 'O'}, {0x3a1, 'P'}, {0x3a4, 'T'}, {0x3a5, 'Y'}, {0x3a7, 'X'}, {0x3b1, 'a'}, {0x3b9, 'i'},
     {0x3ba, 'k'}, {0x3bd, 'v'}, {0x3bf, 'o'}, {0x3c1, 'p'}, {0x3c5, 'u'}, {0x3c7, 'x'}, {0x405, 'S'}, {0x406, 'I'},
     {0x408, 'J'}, {0x410, 'A'}, {0x412, 'B'}, {0x415, 'E'}, {0x417, '3'}, {0x41a, 'K'}, {0x41c, 'M'}, {0x41d, 'H'},
     {0x41e, 'O'}, {0x420, 'P'}, {0x421, 'C'}, {0x422, 'T'}, {0x423, 'Y'}, {0x425, 'X'}, {0x430, 'a'}, {0x432, 'b'},
     {0x435, 'e'}, {0x43a, 'k'}, {0x43c, 'm'}, {0x43d, 'h'}, {0x43e, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x442, 't'},
     {0x443, 'y'}, {0x445, 'x'}, {0x451, 'e'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x475, 'v'}, {0x4ae, 'Y'},
     {0x4af, 'y'}, {0x4ba, 'h'}, {0x4bb, 'h'}, {0x4c0, 'I'}, {0x4cf, 'l'}, {0x501, 'd'}, {0x50d, 'g'}, {0x51b, 'q'},
     {0x51c, 'W'}, {0x51d, 'w'}}};

char look_alike(char32_t c) noexcept {
  const auto* found = std::lower_bound(kLookAlikes.begin(), kLookAlikes.end(), c,
                                       [](const auto& pair, char32_t wanted) { return pair.first < wanted; });
  return found != kLookAlikes.end() && found->first == c ? found->second : '\0';
}

bool is_invisible(char32_t c) noexcept {
  return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) ||
         c == 0xfeff || c == 0x180e || (c >= 0x300 && c <= 0x36f) || (c >= 0xfe00 && c <= 0xfe0f) ||
         (c >= 0xe0000 && c <= 0xe0fff);
}

/// Latin-1 and Latin Extended-A without their marks; `\0` where there is no plain letter.
char without_mark(char32_t c) noexcept {
  constexpr std::string_view kLatin1 = "AAAAAAACEEEEIIIIDNOOOOO*OUUUUY*saaaaaaaceeeeiiiidnooooo*ouuuuy*y";
  constexpr std::string_view kExtended =
      "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi**JjKk*LlLlLlLlLlNnNnNn***OoOoOo**"
      "RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUu"
      "WwYyYZzZzZzs";
  char plain = '*';
  if (c >= 0xc0 && c < 0xc0 + kLatin1.size()) plain = kLatin1[c - 0xc0];
  else if (c >= 0x100 && c < 0x100 + kExtended.size()) plain = kExtended[c - 0x100];
  return plain == '*' ? '\0' : plain;
}

/// Letters and digits that are drawn otherwise: full-width, circled, mathematical.
char32_t plain_form(char32_t c) noexcept {
  if (c >= 0xff01 && c <= 0xff5e) return c - 0xff01 + '!';
  if (c >= 0x24b6 && c <= 0x24cf) return c - 0x24b6 + 'A';
  if (c >= 0x24d0 && c <= 0x24e9) return c - 0x24d0 + 'a';
  if (c >= 0x1f130 && c <= 0x1f149) return c - 0x1f130 + 'A';
  if (c >= 0x1d400 && c <= 0x1d6a3) {  // 13 alphabets of 26 capitals and 26 small letters.
    const char32_t at = (c - 0x1d400) % 52;
    return at < 26 ? 'A' + at : 'a' + at - 26;
  }
  if (c >= 0x1d7ce && c <= 0x1d7ff) return '0' + (c - 0x1d7ce) % 10;
  if (c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000) return ' ';
  if (c >= 0x2010 && c <= 0x2015) return '-';
  if (c == 0x2018 || c == 0x2019) return '\'';
  if (c == 0x201c || c == 0x201d) return '"';
  const char plain = without_mark(c);
  return plain == '\0' ? c : static_cast<char32_t>(static_cast<unsigned char>(plain));
}

bool is_plain_letter(char32_t c) noexcept { return c < 0x80 && is_letter(static_cast<char>(c)); }

/// A word's letters into `out`. In a word that mixes Latin with others, what looks Latin is meant to be.
void append_word(std::string& out, const std::u32string& word, bool fold_all) {
  const bool mixes =
      fold_all || (std::any_of(word.begin(), word.end(), is_plain_letter) &&
                   std::any_of(word.begin(), word.end(), [](char32_t c) { return look_alike(c) != '\0'; }));
  for (const char32_t c : word) {
    const char latin = mixes ? look_alike(c) : '\0';
    if (latin != '\0') out.push_back(latin);
    else append_character(out, c);
  }
}

std::string plain_of(std::string_view text, bool fold_all) {
  std::string out;
  out.reserve(text.size());
  std::u32string word;
  const auto end_word = [&] {
    append_word(out, word, fold_all);
    word.clear();
  };
  while (!text.empty()) {
    const char32_t c = plain_form(take_character(text));
    if (is_invisible(c)) continue;
    const bool is_of_word = c >= 0x80 || is_word_byte(static_cast<char>(c));
    if (is_of_word) {
      word.push_back(c);
      continue;
    }
    end_word();
    out.push_back(static_cast<char>(c));
  }
  end_word();
  return out;
}

bool is_single(std::string_view text, std::size_t at) noexcept {
  if (at >= text.size() || !is_letter(text[at])) return false;
  return (at == 0 || !is_word_byte(text[at - 1])) && (at + 1 == text.size() || !is_word_byte(text[at + 1]));
}

/// Single letters, at least three, with one and the same mark between each two.
std::string joined(std::string_view text) {
  constexpr std::size_t kLettersMin = 3;
  constexpr std::string_view kMarks = " .-_*";
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::size_t letters = 0, next = at;
    if (is_single(text, at) && at + 1 < text.size() && kMarks.find(text[at + 1]) != std::string_view::npos) {
      const char mark = text[at + 1];
      while (is_single(text, next)) {
        ++letters;
        if (next + 1 >= text.size() || text[next + 1] != mark) {
          next += 1;
          break;
        }
        next += 2;
      }
      // The mark behind the last letter belongs to what follows, but for a dot, which is the abbreviation's own.
      if (!is_single(text, next) && next > 0 && text[next - 1] == mark && mark != '.') --next;
      if (letters >= kLettersMin) {
        for (std::size_t i = 0; i < letters; ++i) out.push_back(text[at + 2 * i]);
        at = next;
        continue;
      }
    }
    // What is too short is not looked at again letter by letter.
    const std::size_t end = std::max(at + 1, letters > 0 ? next : at + 1);
    out.append(text.substr(at, end - at));
    at = end;
  }
  return out;
}

char letter_for(char c) noexcept {
  constexpr std::array<std::pair<char, char>, 8> kLetters{
      {{'0', 'o'}, {'1', 'l'}, {'3', 'e'}, {'4', 'a'}, {'5', 's'}, {'7', 't'}, {'@', 'a'}, {'$', 's'}}};
  const auto* found = std::find_if(kLetters.begin(), kLetters.end(), [&](const auto& pair) { return pair.first == c; });
  return found == kLetters.end() ? c : found->second;
}

}  // namespace

std::string readable(std::string_view text) { return joined(plain_of(text, false)); }

std::string skeleton(std::string_view name) {
  const std::string plain = joined(plain_of(name, true));
  std::string out;
  out.reserve(plain.size());
  for (std::size_t at = 0; at < plain.size(); ++at) {
    const char c = plain[at];
    const bool beside_letter =
        (at > 0 && is_letter(plain[at - 1])) || (at + 1 < plain.size() && is_letter(plain[at + 1]));
    const char letter = beside_letter ? letter_for(c) : c;
    if (is_word_byte(letter)) out.push_back(lower(letter));
    else if (c != '\'' && !out.empty() && out.back() != ' ') out.push_back(' ');
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace wardwatch::listing
