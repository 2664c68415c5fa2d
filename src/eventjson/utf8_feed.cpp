#include "eventjson/utf8_feed.hpp"

#include <utility>

#include "core/load.hpp"
#include "core/utf16.hpp"

namespace wardwatch::eventjson {
namespace {

constexpr std::size_t kStepBytes = 64U << 10U;  ///< Converted at once.

/// Bytes at the end of little-endian UTF-16 that wait for more: half a unit, or the first half of a surrogate pair.
std::size_t unfinished_bytes(Bytes units) noexcept {
  const std::size_t odd = units.size() % 2;
  const std::size_t whole = units.size() - odd;
  if (whole < 2) return units.size();
  return (load_u16le(units, whole - 2) & 0xfc00U) == 0xd800U ? odd + 2 : odd;
}

}  // namespace

Utf8Feed::Encoding encoding_of(Bytes beginning) noexcept {
  const std::string_view text = as_text(beginning).substr(0, 2);
  if (text.size() < 2) return Utf8Feed::Encoding::utf8;
  if (text == "\xff\xfe" || (text[0] != '\0' && text[1] == '\0')) return Utf8Feed::Encoding::utf16_le;
  if (text == "\xfe\xff" || (text[0] == '\0' && text[1] != '\0')) return Utf8Feed::Encoding::utf16_be;
  return Utf8Feed::Encoding::utf8;
}

Bytes Utf8Feed::operator()() {
  for (;;) {
    const Bytes piece = next_raw();
    if (piece.empty() || *encoding_ == Encoding::utf8) return piece;
    if (const Bytes text = converted(piece); !text.empty()) return text;
  }
}

Bytes Utf8Feed::next_raw() {
  Bytes piece = feed_();
  if (encoding_ || piece.empty()) return piece;
  if (piece.size() < 2) {  // Too little to tell: one byte is kept, and what follows it decides.
    begun_.assign(as_text(piece));
    piece = feed_();
    begun_ += as_text(piece.first(std::min<std::size_t>(piece.size(), 1)));
    encoding_ = encoding_of(as_bytes(begun_));
    if (*encoding_ != Encoding::utf8) {
      begun_.resize(1);
      return piece;
    }
    converted_ = std::exchange(begun_, {}).substr(0, 1);
    converted_ += as_text(piece);
    return as_bytes(converted_);
  }
  encoding_ = encoding_of(piece);
  return piece;
}

Bytes Utf8Feed::converted(Bytes piece) {
  converted_.clear();
  while (!piece.empty()) {
    const Bytes some = piece.first(std::min(piece.size(), kStepBytes));
    piece = piece.subspan(some.size());
    units_ = std::exchange(begun_, {});
    units_ += as_text(some);
    if (*encoding_ == Encoding::utf16_be) {
      for (std::size_t at = 0; at + 1 < units_.size(); at += 2) std::swap(units_[at], units_[at + 1]);
    }
    const std::size_t left = unfinished_bytes(as_bytes(units_));
    begun_ = units_.substr(units_.size() - left);
    units_.resize(units_.size() - left);
    if (*encoding_ == Encoding::utf16_be) {  // Kept as they came.
      for (std::size_t at = 0; at + 1 < begun_.size(); at += 2) std::swap(begun_[at], begun_[at + 1]);
    }
    append_utf8(converted_, as_bytes(units_));
  }
  return as_bytes(converted_);
}

}  // namespace wardwatch::eventjson
