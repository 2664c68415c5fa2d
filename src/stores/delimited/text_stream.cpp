#include "stores/delimited/text_stream.hpp"

#include <utility>

#include "core/utf16.hpp"

namespace wardwatch::stores::delimited {

std::string_view TextStream::from_utf16(Bytes piece) {
  pending_ += as_text(piece);
  std::string whole = std::exchange(pending_, {});
  std::size_t length = whole.size() & ~std::size_t{1};
  if (encoding_ == Encoding::utf16be) {
    for (std::size_t i = 0; i + 1 < whole.size(); i += 2) std::swap(whole[i], whole[i + 1]);
  }
  // The first half of a pair waits for the second one.
  if (length >= 2 && (static_cast<unsigned char>(whole[length - 1]) & 0xfcU) == 0xd8U) length -= 2;
  text_.clear();
  append_utf8(text_, as_bytes(std::string_view{whole}.substr(0, length)));
  pending_ = whole.substr(length);
  if (encoding_ == Encoding::utf16be && pending_.size() >= 2) std::swap(pending_[0], pending_[1]);
  return text_;
}

bool TextStream::next(std::string_view& text) {
  Bytes piece = stream_.next();
  if (piece.empty()) return false;
  if (std::exchange(is_first_, false)) {
    encoding_ = encoding_of(piece);
    if (encoding_ == Encoding::utf16le || encoding_ == Encoding::utf16be) piece = piece.subspan(2);
    else if (as_text(piece).starts_with("\xef\xbb\xbf")) piece = piece.subspan(3);
  }
  const bool is_utf16 = encoding_ == Encoding::utf16le || encoding_ == Encoding::utf16be;
  text = is_utf16 ? from_utf16(piece) : as_text(piece);
  return true;
}

}  // namespace wardwatch::stores::delimited
