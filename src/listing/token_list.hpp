#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wardwatch::listing {

/// A word, a number or a sign of a text.
struct Token {
  enum class Kind : std::uint8_t { word, number, sign };
  Kind kind = Kind::sign;
  std::string_view text;  ///< A view into the text.
  std::string low;        ///< In lower case, Cyrillic too.
  std::uint32_t line = 0;
  std::uint32_t at = 0;   ///< Offset in bytes.
  bool is_glued = false;  ///< Nothing stands between it and the token before.
};

inline constexpr std::size_t kTokensMax = 60'000;  ///< Of one text: 1 MiB of prose has more only when it is none.

/// All tokens of a text, in its order. A number keeps the marks between its digits: "48,000", "9.3".
[[nodiscard]] std::vector<Token> tokens_of(std::string_view text);

/// A quantity that tokens say, and how many of them: "61k", "210 000", "9.3M", "1.2kk", "sixty thousand", "half a million".
struct Quantity {
  double value = 0;
  std::size_t tokens = 0;  ///< 0 when there is none.
  bool is_year = false;    ///< Four digits that may be a year, without more.
};
[[nodiscard]] Quantity quantity_at(const std::vector<Token>& tokens, std::size_t at);

}  // namespace wardwatch::listing
