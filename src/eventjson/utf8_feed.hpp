#pragma once

#include <optional>
#include <string>

#include "eventjson/document_splitter.hpp"

namespace wardwatch::eventjson {

/// Hands on a stream of JSON as UTF-8. PowerShell 5's `Out-File` and `>` write UTF-16, with a byte order mark; without
/// one, JSON begins with two ASCII characters, which tell the encoding (RFC 4627 section 3). Anything else passes as it is.
class Utf8Feed {
 public:
  enum class Encoding : std::uint8_t { utf8, utf16_le, utf16_be };

  explicit Utf8Feed(DocumentSplitter::Feed feed) : feed_{std::move(feed)} {}

  /// The next piece, empty at the end of the stream; borrowed until the next call.
  [[nodiscard]] Bytes operator()();

 private:
  [[nodiscard]] Bytes next_raw();
  [[nodiscard]] Bytes converted(Bytes piece);

  DocumentSplitter::Feed feed_;
  std::optional<Encoding> encoding_;
  std::string begun_;      ///< Bytes of a character that the next piece ends.
  std::string units_;      ///< What is being converted, little-endian.
  std::string converted_;  ///< Handed out.
};

/// By the byte order mark or the zero bytes of the first characters.
[[nodiscard]] Utf8Feed::Encoding encoding_of(Bytes beginning) noexcept;

}  // namespace wardwatch::eventjson
