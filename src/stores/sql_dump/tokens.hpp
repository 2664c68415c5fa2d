#pragma once

#include <string>

#include "stores/common/text_window.hpp"

namespace wardwatch::stores::sql_dump {

/// One word, name, literal or sign of SQL.
struct Token {
  enum class Kind : std::uint8_t { end, word, name, text, number, sign };
  Kind kind = Kind::end;
  std::string text;      ///< Names and texts without their quotes.
  bool is_long = false;  ///< The text was longer than a cell may be and was cut.

  /// Whether it is this word, given in upper case, in whatever case it was written.
  [[nodiscard]] bool is(std::string_view word) const noexcept;
  [[nodiscard]] bool is_sign(char sign) const noexcept { return kind == Kind::sign && text[0] == sign; }
};

/// Takes SQL apart. Comments are passed over, but for what MySQL runs in them.
class Tokens {
 public:
  explicit Tokens(ByteStream& stream) : in_{stream} {}

  [[nodiscard]] Token next();
  /// The rest of the line as it stands, for the rows of COPY; false at the end of the text.
  [[nodiscard]] bool line(std::string& text);

 private:
  [[nodiscard]] bool pass_blanks();
  void pass_line();
  [[nodiscard]] bool pass_comment();
  void quoted(Token& token, char quote);
  void plain(Token& token, int first);

  TextWindow in_;
};

}  // namespace wardwatch::stores::sql_dump
