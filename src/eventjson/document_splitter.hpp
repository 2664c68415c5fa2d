#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace wardwatch::eventjson {

inline constexpr std::size_t kDocumentMaxBytes = 1U << 20U;
/// Of a document, those of objects inside it counted: a parser that keeps their order searches for each name.
inline constexpr std::size_t kMembersMax = 4'096;
inline constexpr std::size_t kDepthMax = 64;

/// Parts a stream of JSON (RFC 8259) into its outermost objects, whether they stand one a line, one after the other over
/// several lines, or in a list. An object that does not end is given up where a line begins with the next one.
class DocumentSplitter {
 public:
  /// The next piece of the stream, empty at its end; borrowed until the next call.
  using Feed = std::function<Bytes()>;

  struct Document {
    std::string_view text;           ///< One object; empty when there is a fault. Borrowed until the next call.
    std::uint64_t offset_bytes = 0;  ///< Where it begins in the stream.
    std::string_view fault;          ///< Why it cannot be read.
  };

  explicit DocumentSplitter(Feed feed) : feed_{std::move(feed)} {}

  /// False at the end of the stream.
  [[nodiscard]] bool next(Document& document);

 private:
  enum class State : std::uint8_t { between, inside, in_text, after_backslash, passing_over };

  [[nodiscard]] bool refill();
  /// Takes one byte; true when a document, or a faulty stretch, has come to its end.
  [[nodiscard]] bool take(char c);
  [[nodiscard]] bool take_between(char c);
  [[nodiscard]] bool take_inside(char c);
  void begin();
  [[nodiscard]] bool give_up(std::string_view why, State then);

  Feed feed_;
  Bytes piece_;
  std::size_t at_ = 0;        ///< In the piece.
  std::uint64_t passed_ = 0;  ///< Bytes of the stream before the piece.
  State state_ = State::between;
  char before_ = '\n';       ///< The last byte that is no blank.
  char previous_ = '\n';     ///< The last byte.
  bool holds_byte_ = false;  ///< The byte that ended a faulty document begins the next one.
  std::size_t depth_ = 0, members_ = 0;
  std::uint64_t begun_ = 0;  ///< Where the document began.
  std::string text_;
  std::string_view fault_;
};

}  // namespace wardwatch::eventjson
