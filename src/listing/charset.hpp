#pragma once

#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/utf8.hpp"

namespace wardwatch::listing {

enum class Charset : std::uint8_t { utf8, utf16le, utf16be, koi8_r, windows_1251, windows_1252 };

[[nodiscard]] std::string_view name_of(Charset charset) noexcept;

struct DecodedText {
  std::string text;  ///< UTF-8 throughout; what was no character is U+FFFD. No zero bytes.
  Charset charset = Charset::utf8;
};

/// Text in whatever charset it is: by its mark, by the zeros of UTF-16, by being UTF-8; else by `declared` (a name as
/// MIME has it, may be empty), and where nothing is declared by which of the single-byte charsets makes words of it.
[[nodiscard]] DecodedText decode_text(Bytes bytes, std::string_view declared = {});

/// Whether the bytes are text in one of them, as far as they show: hardly any control characters.
[[nodiscard]] bool looks_like_text(Bytes first_bytes) noexcept;

/// Takes the next character off the front of `text`, which is not empty; a byte that is none is U+FFFD.
[[nodiscard]] char32_t take_character(std::string_view& text) noexcept;

}  // namespace wardwatch::listing
