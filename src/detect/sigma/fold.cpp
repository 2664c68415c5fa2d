#include "detect/sigma/fold.hpp"

#include <span>

namespace wardwatch::detect::sigma {
namespace {

char32_t byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool is_upper_in_pairs(char32_t letter) {
  // Blocks where capital and small letter alternate; the capital is the even one...
  const bool even_first = (letter >= 0x100 && letter <= 0x137) || (letter >= 0x14A && letter <= 0x177) ||
                          (letter >= 0x1DE && letter <= 0x1EF) || (letter >= 0x1F8 && letter <= 0x21F) ||
                          (letter >= 0x222 && letter <= 0x233) || (letter >= 0x246 && letter <= 0x24F) ||
                          (letter >= 0x460 && letter <= 0x481) || (letter >= 0x48A && letter <= 0x4BF) ||
                          (letter >= 0x4D0 && letter <= 0x52F) || (letter >= 0x1E00 && letter <= 0x1E95) ||
                          (letter >= 0x1EA0 && letter <= 0x1EFF);
  return even_first && letter % 2 == 0;
}

/// The small letter of a capital, or 0.
char32_t lower_of(char32_t letter) {
  if (letter < 0x80) return letter >= 'A' && letter <= 'Z' ? letter + 32 : 0;
  if (letter >= 0xC0 && letter <= 0xDE && letter != 0xD7) return letter + 32;
  if (letter == 0x130) return 0;  // Capital I with a dot: its small letter is the ASCII one, or two characters.
  if (is_upper_in_pairs(letter)) return letter + 1;
  // ...or the odd one.
  if (((letter >= 0x139 && letter <= 0x148) || (letter >= 0x179 && letter <= 0x17E) ||
       (letter >= 0x1CD && letter <= 0x1DC) || (letter >= 0x4C1 && letter <= 0x4CE)) &&
      letter % 2 == 1)
    return letter + 1;
  if (letter == 0x178) return 0xFF;
  if (letter == 0x386) return 0x3AC;
  if (letter >= 0x388 && letter <= 0x38A) return letter + 37;
  if (letter == 0x38C) return 0x3CC;
  if (letter == 0x38E || letter == 0x38F) return letter + 63;
  if (letter >= 0x391 && letter <= 0x3AB && letter != 0x3A2) return letter + 32;
  if (letter >= 0x400 && letter <= 0x40F) return letter + 80;
  if (letter >= 0x410 && letter <= 0x42F) return letter + 32;
  if (letter == 0x4C0) return 0x4CF;
  if (letter >= 0x531 && letter <= 0x556) return letter + 48;
  return 0;
}

/// How far below a small letter its capital can stand.
constexpr char32_t kCaseDistances[] = {1, 15, 32, 37, 48, 63, 80};

}  // namespace

char32_t other_case(char32_t letter) noexcept {
  if (const char32_t lower = lower_of(letter); lower != 0) return lower;
  if (letter == 0xFF) return 0x178;
  if (letter == 0x3AC) return 0x386;
  if (letter == 0x3CC) return 0x38C;
  for (const char32_t distance : kCaseDistances) {
    if (letter > distance && lower_of(letter - distance) == letter) return letter - distance;
  }
  return 0;
}

Character character_at(std::string_view text, std::size_t at) noexcept {
  const char32_t first = byte_at(text, at);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return {first, 1, false};
  char32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const char32_t next = byte_at(text, at + i);
    if ((next & 0xC0U) != 0x80) return {first, 1, false};
    code = code << 6U | (next & 0x3FU);
  }
  const bool is_short_enough = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (is_short_enough || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {first, 1, false};
  return {code, length, true};
}

void append_utf8(std::string& out, char32_t code) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0U | code >> 6U);
  } else {
    if (code < 0x10000) {
      put(0xE0U | code >> 12U);
    } else {
      put(0xF0U | code >> 18U);
      put(0x80U | (code >> 12U & 0x3FU));
    }
    put(0x80U | (code >> 6U & 0x3FU));
  }
  put(0x80U | (code & 0x3FU));
}

void fold_case(std::string_view text, std::string& out) {
  out.resize(text.size());
  // Plain loops without branches: the compiler makes vector code of them, and each value of an event comes through here.
  // Through spans of their own: a write through the string could move the string itself, as far as the compiler knows.
  const std::span<char> to{out};
  const std::span<const char> from{text};
  unsigned char seen = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto byte = static_cast<unsigned char>(from[i]);
    const unsigned char is_capital = static_cast<unsigned char>(byte - 'A') < 26 ? 0x20 : 0;
    to[i] = static_cast<char>(byte | is_capital);
    seen |= byte;
  }
  if (seen < 0x80) return;
  std::string whole;
  for (std::size_t at = 0; at < out.size();) {
    const Character character = character_at(out, at);
    const char32_t lower = character.is_valid ? lower_of(character.code) : 0;
    if (lower != 0) append_utf8(whole, lower);
    else whole.append(out, at, character.length_bytes);
    at += character.length_bytes;
  }
  out = std::move(whole);
}

std::string folded(std::string_view text) {
  std::string out;
  fold_case(text, out);
  return out;
}

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    if (!character.is_valid) return false;
    at += character.length_bytes;
  }
  return true;
}

}  // namespace wardwatch::detect::sigma
