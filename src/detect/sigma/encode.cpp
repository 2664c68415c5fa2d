#include "detect/sigma/encode.hpp"

#include <array>

#include "detect/sigma/fold.hpp"

namespace wardwatch::detect::sigma {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Five dashes, four places.
constexpr std::size_t kSpelledOutMax = 625;

std::uint32_t octet(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

Pattern of_bytes(std::string bytes) {
  Pattern pattern;
  if (!bytes.empty()) pattern.pieces.push_back({Piece::Kind::bytes, std::move(bytes)});
  return pattern;
}

Pattern as_utf16(const Pattern& pattern, bool is_big_endian) {
  Pattern out = pattern;
  for (Piece& piece : out.pieces) piece.bytes = utf16_of(piece.bytes, is_big_endian);
  return out;
}

}  // namespace

std::string base64_of(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::uint32_t group = octet(bytes, at) << 16U | octet(bytes, at + 1) << 8U | octet(bytes, at + 2);
    for (std::size_t i = 0; i < 4; ++i) {
      const bool is_filled = at + i <= bytes.size();
      out.push_back(is_filled ? kAlphabet[group >> (18U - 6U * i) & 63U] : '=');
    }
  }
  return out;
}

std::vector<std::string> base64_at_offsets(std::string_view bytes) {
  // Characters at the front that mix with what stands before, by offset; and at the end, by the length that is left over.
  constexpr std::array<std::size_t, 3> kFront{0, 2, 3};
  constexpr std::array<std::size_t, 3> kBack{0, 3, 2};
  std::vector<std::string> all;
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string whole = base64_of(std::string(offset, ' ') + std::string{bytes});
    const std::size_t drop = kFront[offset] + kBack[(offset + bytes.size()) % 3];
    if (whole.size() > drop) all.push_back(whole.substr(kFront[offset], whole.size() - drop));
  }
  return all;
}

std::string utf16_of(std::string_view text, bool is_big_endian) {
  std::string out;
  const auto put = [&](char32_t unit) {
    const char high = static_cast<char>(unit >> 8U & 0xFFU), low = static_cast<char>(unit & 0xFFU);
    out.push_back(is_big_endian ? high : low);
    out.push_back(is_big_endian ? low : high);
  };
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    if (character.code >= 0x10000) {
      put(0xD800U + ((character.code - 0x10000) >> 10U));
      put(0xDC00U + ((character.code - 0x10000) & 0x3FFU));
    } else {
      put(character.code);
    }
    at += character.length_bytes;
  }
  return out;
}

tl::expected<std::vector<Pattern>, std::string> encoded(Step step, const Pattern& pattern) {
  std::vector<Pattern> out;
  switch (step) {
    case Step::expand: return std::vector{pattern};
    case Step::windash: return std::vector{with_dashes(pattern)};
    case Step::utf16le: return std::vector{as_utf16(pattern, false)};
    case Step::utf16be: return std::vector{as_utf16(pattern, true)};
    case Step::utf16: {
      Pattern marked = as_utf16(pattern, false);
      marked.pieces.insert(marked.pieces.begin(), {Piece::Kind::bytes, "\xFF\xFE"});
      return std::vector{marked};
    }
    case Step::base64:
    case Step::base64offset: break;
  }
  if (pattern.has_wildcards()) return tl::make_unexpected("a value with wildcards cannot be encoded in Base64");
  const std::vector<std::string> texts = spelled_out(pattern, kSpelledOutMax);
  if (texts.empty())
    return tl::make_unexpected("windash before Base64 makes more than " + std::to_string(kSpelledOutMax) + " values");
  for (const std::string& text : texts) {
    if (step == Step::base64) {
      out.push_back(of_bytes(base64_of(text)));
      continue;
    }
    for (std::string& part : base64_at_offsets(text)) out.push_back(of_bytes(std::move(part)));
  }
  if (out.empty()) return tl::make_unexpected("the value is too short for base64offset");
  return out;
}

}  // namespace wardwatch::detect::sigma
