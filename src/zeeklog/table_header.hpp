#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wardwatch::zeeklog {

inline constexpr std::size_t kColumnsMax = 512;  ///< Zeek's widest log has some 30; packages add a few.

/// The lines that begin with `#` before the rows of a log of Zeek's ASCII writer: how rows are parted, and what the
/// columns are. Zeek writes them anew when a log is rotated, so that logs put one behind the other change in the middle.
struct TableHeader {
  char separator = '\t';
  std::string set_separator = ",";
  std::string empty_field = "(empty)";
  std::string unset_field = "-";
  std::string path;  ///< Name of the log: conn, dns, ...
  std::vector<std::string> fields;
  std::vector<std::string> types;

  /// Takes one such line, without its end. What it does not know is passed over.
  void take(std::string_view line);
  /// Whether a column holds a set or vector.
  [[nodiscard]] bool is_list(std::size_t column) const noexcept;
};

/// Undoes `\xNN` and `\\`, with which Zeek writes what is not printable and what would part columns. Text without a
/// backslash is not copied.
[[nodiscard]] std::string_view unescaped(std::string_view text, std::string& scratch);

/// Parts a text; at most `most` parts, the last of which holds the rest.
void split(std::string_view text, std::string_view by, std::size_t most, std::vector<std::string_view>& parts);

}  // namespace wardwatch::zeeklog
