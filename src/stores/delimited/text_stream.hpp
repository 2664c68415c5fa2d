#pragma once

#include <string>

#include "stores/delimited/dialect.hpp"
#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores::delimited {

/// The text of a stream without its mark; UTF-16 comes as UTF-8, anything else as it is.
class TextStream {
 public:
  explicit TextStream(ByteStream& stream) : stream_{stream} {}

  /// The next piece of text, which holds until the next call; false at the end.
  [[nodiscard]] bool next(std::string_view& text);
  /// Known after the first piece.
  [[nodiscard]] Encoding encoding() const noexcept { return encoding_; }

 private:
  [[nodiscard]] std::string_view from_utf16(Bytes piece);

  ByteStream& stream_;
  bool is_first_ = true;
  Encoding encoding_ = Encoding::utf8;
  std::string pending_;  ///< Half of a character, between pieces.
  std::string text_;
};

}  // namespace wardwatch::stores::delimited
