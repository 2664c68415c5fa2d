#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"

namespace wardwatch::stores::delimited {

enum class Encoding : std::uint8_t { utf8, windows_1252, utf16le, utf16be };

enum class Layout : std::uint8_t {
  separated,    ///< Cells parted by one character, perhaps in quotes (RFC 4180 and its relatives).
  fixed_width,  ///< Cells in the same columns of each line.
  prose,        ///< Lines of text.
};

/// How a text file lays out its rows.
struct Dialect {
  Encoding encoding = Encoding::utf8;
  Layout layout = Layout::prose;
  char separator = '\0';
  char line_end = '\n';  ///< A return before it belongs to it; files of old Macs end lines with that alone.
  std::size_t columns = 1;
  std::vector<std::size_t> starts;  ///< Of fixed columns, in bytes.
  bool quotes_in_use = false;
};

inline constexpr std::size_t kSniffBytes = 64U << 10U;

/// The encoding of a text by its mark or its bytes; bytes that are not UTF-8 are taken for Windows-1252.
[[nodiscard]] Encoding encoding_of(Bytes first_bytes) noexcept;

/// Concludes from the first bytes of a text, already in UTF-8 or an encoding that holds ASCII, how it is laid out.
[[nodiscard]] Dialect dialect_of(std::string_view first_text);

/// "comma-separated, UTF-8".
[[nodiscard]] std::string describe(const Dialect& dialect);

}  // namespace wardwatch::stores::delimited
