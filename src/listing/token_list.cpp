#include "listing/token_list.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "listing/ascii.hpp"
#include "listing/charset.hpp"

namespace wardwatch::listing {
namespace {

constexpr std::size_t kWordBytesMax = 128;  ///< Longer ones are no words; they are kept cut.

struct Named {
  std::string_view word;
  double value;
};
constexpr std::array<Named, 29> kSmall{
    {{"zero", 0},      {"one", 1},       {"two", 2},       {"three", 3},    {"four", 4},     {"five", 5},
     {"six", 6},       {"seven", 7},     {"eight", 8},     {"nine", 9},     {"ten", 10},     {"eleven", 11},
     {"twelve", 12},   {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17},
     {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},   {"thirty", 30},  {"forty", 40},   {"fourty", 40},
     {"fifty", 50},    {"sixty", 60},    {"seventy", 70},  {"eighty", 80},  {"ninety", 90}}};
/// What multiplies a number, behind it. `kk` and the rest are how Russian forums write it.
constexpr std::array<Named, 24> kFactors{
    {{"k", 1e3},    {"kk", 1e6},      {"kkk", 1e9},      {"m", 1e6},         {"mm", 1e6},        {"mil", 1e6},
     {"mill", 1e6}, {"mln", 1e6},     {"mio", 1e6},      {"million", 1e6},   {"millions", 1e6},  {"b", 1e9},
     {"bn", 1e9},   {"billion", 1e9}, {"thousand", 1e3}, {"thousands", 1e3}, {"thou", 1e3},      {"к", 1e3},
     {"кк", 1e6},   {"тыс", 1e3},     {"тысяч", 1e3},    {"млн", 1e6},       {"миллионов", 1e6}, {"hundred", 1e2}}};

template <std::size_t n>
const Named* find_named(const std::array<Named, n>& names, std::string_view word) noexcept {
  for (const Named& name : names) {
    if (name.word == word) return &name;
  }
  return nullptr;
}

std::string lower_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    char32_t c = take_character(text);
    if (c < 0x80) c = static_cast<char32_t>(static_cast<unsigned char>(lower(static_cast<char>(c))));
    else if (c >= 0x410 && c <= 0x42f) c += 32;
    else if (c == 0x401) c = 0x435;  // The Russian dots are left out as often as not.
    else if (c == 0x451) c = 0x435;
    append_character(out, c);
  }
  return out;
}

std::size_t number_end(std::string_view text, std::size_t at) noexcept {
  while (at < text.size()) {
    if (is_digit(text[at])) {
      ++at;
      continue;
    }
    const bool joins = text[at] == ',' || text[at] == '.' || text[at] == '\'';
    if (!joins || at + 1 >= text.size() || !is_digit(text[at + 1])) break;
    ++at;
  }
  return at;
}

std::size_t word_end(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && is_word_byte(text[at]) && !is_digit(text[at])) ++at;
  return at;
}

/// The value of digits with marks: a mark before groups of three is for reading, the last other one is the decimal one.
double value_of(std::string_view text) {
  std::size_t groups = 0, last_mark = std::string_view::npos;
  bool all_three = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_digit(text[at])) continue;
    std::size_t digits = 0;
    while (at + 1 + digits < text.size() && is_digit(text[at + 1 + digits])) ++digits;
    ++groups;
    all_three = all_three && digits == 3;
    last_mark = at;
  }
  const std::size_t lead = text.find_first_not_of("0123456789");
  // "9.300" may be either; a lone dot before three digits after one to three digits groups them, as "1.200" does.
  const bool is_grouped = groups > 0 && all_three && lead <= 3 && text.front() != '0';
  std::string digits;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_digit(text[at])) digits.push_back(text[at]);
    else if (at == last_mark && !is_grouped) digits.push_back('.');
  }
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return std::isfinite(value) ? value : 0;
}

bool is_plain_digits(std::string_view text, std::size_t count) noexcept {
  return text.size() == count && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "210 000": groups of three behind one to three digits, one blank apart.
std::size_t blank_groups(const std::vector<Token>& tokens, std::size_t at) {
  if (tokens[at].text.size() > 3 || !is_plain_digits(tokens[at].text, tokens[at].text.size()) ||
      tokens[at].text.front() == '0')
    return 0;
  std::size_t groups = 0;
  for (std::size_t next = at + 1; next < tokens.size(); ++next, ++groups) {
    const Token &before = tokens[next - 1], &token = tokens[next];
    const bool is_near =
        token.at == before.at + before.text.size() + 1 || token.at == before.at + before.text.size() + 2;
    if (token.kind != Token::Kind::number || token.is_glued || !is_near || token.line != before.line ||
        !is_plain_digits(token.text, 3))
      break;
  }
  return groups;
}

/// "sixty thousand", "one hundred and twenty thousand", "half a million".
Quantity words_at(const std::vector<Token>& tokens, std::size_t at) {
  double total = 0, part = 0;
  bool has_part = false, has_number = false;
  std::size_t next = at;
  std::size_t end = at;
  if (tokens[at].low == "half" || tokens[at].low == "quarter") {
    part = tokens[at].low == "half" ? 0.5 : 0.25;
    has_part = true;
    ++next;
    while (next < tokens.size() && next < at + 4 &&
           (tokens[next].low == "a" || tokens[next].low == "of" || tokens[next].text == "-"))
      ++next;
    if (next >= tokens.size() || find_named(kFactors, tokens[next].low) == nullptr || tokens[next].low.size() < 4)
      return {};
  }
  for (; next < tokens.size() && next < at + 12; ++next) {
    const std::string& word = tokens[next].low;
    if (const Named* small = find_named(kSmall, word)) {
      part += small->value;
      has_part = has_number = true;
    } else if (const Named* factor = find_named(kFactors, word); factor != nullptr && (has_part || next == at + 1)) {
      if (word.size() < 3 && !has_number) break;
      part = has_part ? part : 1;
      if (factor->value >= 1e3) {
        total += part * factor->value;
        part = 0;
        has_part = false;
      } else {
        part *= factor->value;
      }
      has_number = true;
    } else if ((word == "and" || word == "-") && has_number) {
      continue;
    } else if ((word == "a" || word == "an") && next == at) {
      continue;
    } else {
      break;
    }
    end = next + 1;
  }
  if (!has_number || end == at) return {};
  return {total + part, end - at, false};
}

}  // namespace

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::uint32_t line = 0;
  std::size_t last_end = 0;
  for (std::size_t at = 0; at < text.size() && tokens.size() < kTokensMax;) {
    const char c = text[at];
    if (c == '\n') ++line;
    if (is_blank(c)) {
      ++at;
      continue;
    }
    Token token;
    std::size_t end = at + 1;
    if (is_digit(c)) {
      token.kind = Token::Kind::number;
      end = number_end(text, at);
    } else if (is_word_byte(c)) {
      token.kind = Token::Kind::word;
      end = word_end(text, at);
    }
    token.text = text.substr(at, std::min(end - at, kWordBytesMax));
    token.low = token.kind == Token::Kind::word ? lower_text(token.text) : std::string{token.text};
    token.line = line;
    token.at = static_cast<std::uint32_t>(at);
    token.is_glued = at > 0 && at == last_end;
    tokens.push_back(std::move(token));
    at = last_end = end;
  }
  return tokens;
}

Quantity quantity_at(const std::vector<Token>& tokens, std::size_t at) {
  if (at >= tokens.size()) return {};
  if (tokens[at].kind == Token::Kind::word) return words_at(tokens, at);
  if (tokens[at].kind != Token::Kind::number || tokens[at].text.size() > 24) return {};
  Quantity quantity{value_of(tokens[at].text), 1, is_plain_digits(tokens[at].text, 4)};
  if (quantity.is_year) quantity.is_year = quantity.value >= 1900 && quantity.value < 2100;
  if (const std::size_t groups = blank_groups(tokens, at); groups > 0) {
    for (std::size_t i = 1; i <= groups; ++i) quantity.value = quantity.value * 1000 + value_of(tokens[at + i].text);
    quantity.tokens += groups;
    quantity.is_year = false;
  }
  const std::size_t next = at + quantity.tokens;
  if (next < tokens.size() && tokens[next].line == tokens[at].line) {
    const Named* factor = find_named(kFactors, tokens[next].low);
    // A letter alone counts only where it touches the digits: "5 m" may be metres.
    const bool counts = factor != nullptr && (tokens[next].is_glued || tokens[next].low.size() >= 3);
    const bool is_size =
        next + 1 < tokens.size() && tokens[next + 1].is_glued && tokens[next + 1].kind == Token::Kind::word;
    if (counts && !is_size) {
      quantity.value *= factor->value;
      ++quantity.tokens;
      quantity.is_year = false;
      // "9.300M" has a decimal mark after all, whatever stands before it: nobody groups a number of millions.
    }
  }
  return quantity;
}

}  // namespace wardwatch::listing
