#pragma once

#include <string>
#include <vector>

#include "stores/common/row_sink.hpp"
#include "stores/delimited/dialect.hpp"

namespace wardwatch::stores::delimited {

/// Splits text into rows of cells, whatever pieces it comes in.
///
/// A quote at the start of a cell opens one that may hold separators, line ends and doubled quotes. One that never
/// closes would swallow the file: when a row exceeds `kRowBytesMax`, that row's quotes are taken for what they are,
/// and rows begin again behind its first line.
class RecordSplitter {
 public:
  explicit RecordSplitter(const Dialect& dialect) : dialect_{dialect} {}

  /// Adds text behind what is there; views given out before are void.
  void feed(std::string_view text);
  /// Says that no more text comes: what is there is the last row.
  void end() noexcept { is_ended_ = true; }

  /// The next row, whose cells hold until the next call; false when more text is needed. Empty lines are no rows.
  [[nodiscard]] bool next(std::vector<std::string_view>& cells);

  [[nodiscard]] std::uint64_t quotes_never_closed() const noexcept { return quotes_never_closed_; }
  [[nodiscard]] std::uint64_t rows_too_long() const noexcept { return rows_too_long_; }

 private:
  enum class Scan : std::uint8_t { row, more, too_long };
  [[nodiscard]] Scan scan_separated(std::vector<std::string_view>& cells, bool with_quotes);
  [[nodiscard]] bool next_fixed(std::vector<std::string_view>& cells);
  [[nodiscard]] bool next_separated(std::vector<std::string_view>& cells);
  [[nodiscard]] std::size_t closing_quote(std::size_t from) const noexcept;
  void undouble(std::string_view& cell) noexcept;
  void to_utf8(std::vector<std::string_view>& cells);
  void drop_long_row();

  Dialect dialect_;
  std::string text_;
  std::size_t at_ = 0;  ///< Where the next row begins.
  bool is_ended_ = false;
  bool in_long_row_ = false;          ///< The rest of a row that was given up is passed over.
  std::vector<std::size_t> doubled_;  ///< Cells of the row that hold doubled quotes.
  std::string converted_;
  std::vector<std::size_t> converted_ends_;
  std::uint64_t quotes_never_closed_ = 0;
  std::uint64_t rows_too_long_ = 0;
};

}  // namespace wardwatch::stores::delimited
