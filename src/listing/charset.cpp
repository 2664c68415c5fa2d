#include "listing/charset.hpp"

#include <algorithm>
#include <array>

#include "core/load.hpp"
#include "listing/charset_tables.hpp"

namespace wardwatch::listing {
namespace {

constexpr std::size_t kLookBytes = 64U << 10U;  ///< Of the text, to tell its charset.

struct CharsetName {
  std::string_view name;
  Charset charset;
};
/// In lower case, without the marks between letters and digits.
constexpr std::array<CharsetName, 14> kNames{{{"utf8", Charset::utf8},
                                              {"usascii", Charset::utf8},
                                              {"ascii", Charset::utf8},
                                              {"utf16", Charset::utf16le},
                                              {"utf16le", Charset::utf16le},
                                              {"utf16be", Charset::utf16be},
                                              {"koi8r", Charset::koi8_r},
                                              {"koi8", Charset::koi8_r},
                                              {"windows1251", Charset::windows_1251},
                                              {"cp1251", Charset::windows_1251},
                                              {"windows1252", Charset::windows_1252},
                                              {"cp1252", Charset::windows_1252},
                                              {"iso88591", Charset::windows_1252},
                                              {"latin1", Charset::windows_1252}}};

const CharsetName* named(std::string_view declared) noexcept {
  std::array<char, 16> plain{};
  std::size_t size = 0;
  for (const char c : declared) {
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const bool is_kept = (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9');
    if (is_kept && size < plain.size()) plain[size++] = low;
  }
  const std::string_view name{plain.data(), size};
  const auto* found = std::find_if(kNames.begin(), kNames.end(), [&](const CharsetName& n) { return n.name == name; });
  return found == kNames.end() ? nullptr : found;
}

const std::array<char16_t, 128>& table_of(Charset charset) noexcept {
  if (charset == Charset::koi8_r) return kKoi8R;
  return charset == Charset::windows_1251 ? kWindows1251 : kWindows1252;
}

bool is_utf8(std::string_view text) noexcept {
  constexpr std::size_t kCutMin = 4096;  // A first look may end within a character; a short text does not.
  const std::size_t end_bytes = text.size() >= kCutMin ? 4 : 0;
  while (!text.empty()) {
    const std::string_view before = text;
    // U+FFFD itself is three bytes long; what is broken costs one.
    if (take_character(text) == 0xfffd && before.size() - text.size() == 1 && before.size() >= end_bytes) return false;
  }
  return true;
}

/// Zeros in every second byte: Latin text in UTF-16. Cyrillic has 0x04 there.
bool is_utf16(Bytes bytes, std::size_t high_at) noexcept {
  std::size_t high = 0, low_zeros = 0, pairs = 0;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2, ++pairs) {
    const auto upper = std::to_integer<unsigned>(bytes[at + high_at]);
    high += upper == 0 || upper == 4 ? 1 : 0;
    low_zeros += bytes[at + 1 - high_at] == std::byte{0} ? 1 : 0;
  }
  return pairs > 4 && high * 10 >= pairs * 9 && low_zeros * 10 <= pairs;
}

std::string utf8_of_utf16(Bytes bytes, bool little) {
  std::string out;
  out.reserve(bytes.size() / 2);
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t unit = little ? load_u16le(bytes, at) : load_u16be(bytes, at);
    if (unit >= 0xd800 && unit < 0xdc00 && at + 3 < bytes.size()) {
      const char32_t next = little ? load_u16le(bytes, at + 2) : load_u16be(bytes, at + 2);
      if (next >= 0xdc00 && next < 0xe000) {
        unit = 0x10000 + ((unit - 0xd800) << 10U) + (next - 0xdc00);
        at += 2;
      }
    }
    append_character(out, unit);
  }
  return out;
}

std::string utf8_of_single_bytes(Bytes bytes, Charset charset) {
  const auto& table = table_of(charset);
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 2);
  for (const std::byte octet : bytes) {
    const auto value = std::to_integer<unsigned>(octet);
    append_character(out, value < 0x80 ? static_cast<char32_t>(value) : static_cast<char32_t>(table[value - 0x80]));
  }
  return out;
}

/// How well the upper half reads in a charset: Russian is written mostly in small letters, with capitals at the start of
/// words. In the wrong one of KOI8-R and Windows-1251 the two change places.
int russian_score(Bytes bytes, const std::array<char16_t, 128>& table) noexcept {
  int score = 0;
  bool in_word = false;
  for (const std::byte octet : at_most(bytes, kLookBytes)) {
    const auto value = std::to_integer<unsigned>(octet);
    const char32_t c = value < 0x80 ? static_cast<char32_t>(value) : static_cast<char32_t>(table[value - 0x80]);
    const bool is_small = (c >= 0x430 && c <= 0x44f) || c == 0x451;
    const bool is_capital = (c >= 0x410 && c <= 0x42f) || c == 0x401;
    const bool is_latin = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0x24f);
    if (is_small) score += 2;
    else if (is_capital) score += in_word ? -3 : 1;
    else if (value >= 0x80) score -= 3;
    else if (is_latin && in_word) score -= 1;
    in_word = is_small || is_capital || is_latin;
  }
  return score;
}

/// Western text has an accented letter here and there between plain ones; Russian has runs.
Charset guess(Bytes bytes) noexcept {
  std::size_t upper = 0, runs = 0;
  bool was_upper = false;
  for (const std::byte octet : at_most(bytes, kLookBytes)) {
    const bool is_upper = std::to_integer<unsigned>(octet) >= 0xa3;
    upper += is_upper ? 1 : 0;
    runs += is_upper && was_upper ? 1 : 0;
    was_upper = is_upper;
  }
  if (runs * 2 < upper || upper < 4) return Charset::windows_1252;
  return russian_score(bytes, kKoi8R) > russian_score(bytes, kWindows1251) ? Charset::koi8_r : Charset::windows_1251;
}

Bytes without(Bytes bytes, std::size_t mark_bytes) noexcept { return bytes.subspan(mark_bytes); }

DecodedText decode(Bytes bytes, std::string_view declared) {
  const std::string_view text = as_text(bytes);
  if (text.starts_with("\xef\xbb\xbf")) return {std::string{text.substr(3)}, Charset::utf8};
  if (text.starts_with("\xff\xfe")) return {utf8_of_utf16(without(bytes, 2), true), Charset::utf16le};
  if (text.starts_with("\xfe\xff")) return {utf8_of_utf16(without(bytes, 2), false), Charset::utf16be};
  if (is_utf16(at_most(bytes, kLookBytes), 1)) return {utf8_of_utf16(bytes, true), Charset::utf16le};
  if (is_utf16(at_most(bytes, kLookBytes), 0)) return {utf8_of_utf16(bytes, false), Charset::utf16be};
  if (is_utf8(text)) return {std::string{text}, Charset::utf8};
  const CharsetName* name = named(declared);
  const bool is_single = name != nullptr && name->charset >= Charset::koi8_r;
  const Charset charset = is_single ? name->charset : guess(bytes);
  return {utf8_of_single_bytes(bytes, charset), charset};
}

}  // namespace

std::string_view name_of(Charset charset) noexcept {
  switch (charset) {
    case Charset::utf8: return "utf-8";
    case Charset::utf16le: return "utf-16le";
    case Charset::utf16be: return "utf-16be";
    case Charset::koi8_r: return "koi8-r";
    case Charset::windows_1251: return "windows-1251";
    case Charset::windows_1252: return "windows-1252";
  }
  return "utf-8";
}

char32_t take_character(std::string_view& text) noexcept {
  const auto lead = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  if (lead < 0x80) return lead;
  const std::size_t followers = lead >= 0xf0 && lead <= 0xf4 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < followers) return 0xfffd;
  char32_t value = lead & (0x3fU >> followers);
  for (std::size_t i = 0; i < followers; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80U) return 0xfffd;
    value = value << 6U | (next & 0x3fU);
  }
  const bool is_overlong = (followers == 2 && value < 0x800) || (followers == 3 && value < 0x10000);
  if (is_overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return 0xfffd;
  text.remove_prefix(followers);
  return value;
}

DecodedText decode_text(Bytes bytes, std::string_view declared) {
  DecodedText decoded = decode(bytes, declared);
  // Whatever follows may rely on it being UTF-8 without zeros.
  std::string clean;
  clean.reserve(decoded.text.size());
  for (std::string_view left = decoded.text; !left.empty();) {
    const char32_t c = take_character(left);
    append_character(clean, c == 0 ? U' ' : c);
  }
  decoded.text = std::move(clean);
  return decoded;
}

bool looks_like_text(Bytes first_bytes) noexcept {
  if (first_bytes.size() < 2) return false;
  const std::uint16_t mark = load_u16le(first_bytes, 0);
  if (mark == 0xfeff || mark == 0xfffe) return true;
  if (is_utf16(first_bytes, 1) || is_utf16(first_bytes, 0)) return true;
  std::size_t controls = 0;
  for (const std::byte octet : first_bytes) {
    const auto value = std::to_integer<unsigned>(octet);
    if (value == 0) return false;
    controls += value < 0x20 && value != '\t' && value != '\n' && value != '\r' && value != '\f' ? 1 : 0;
  }
  return controls * 100 <= first_bytes.size();
}

}  // namespace wardwatch::listing
