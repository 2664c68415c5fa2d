#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stores/access/table_definition.hpp"

namespace wardwatch::stores::access {

/// Where the parts of one row lie.
struct RowLayout {
  std::size_t column_count = 0;  ///< That the row was written with: fewer than the table has now, when some were added.
  std::size_t fixed_start = 0;
  Bytes null_mask;
  std::vector<std::size_t> ends;  ///< Where each value of variable length begins, and behind the last one its end.

  [[nodiscard]] bool is_set(std::size_t number) const noexcept {
    return number < column_count && number / 8 < null_mask.size() &&
           ((std::to_integer<unsigned>(null_mask[number / 8]) >> (number % 8)) & 1U) != 0;
  }
};

/// Reads the layout of a row into `layout`; false when it is not one of this table.
[[nodiscard]] bool read_layout(RowLayout& layout, Bytes row, bool is_jet3, bool has_variable_columns);

/// Reads the rows of a table from front to back.
class RowReader {
 public:
  RowReader(PageFile& file, const TableDefinition& table);

  /// The next row's cells, which hold until the next call; false at the end.
  [[nodiscard]] bool next(std::vector<std::string_view>& cells);
  [[nodiscard]] std::uint64_t unreadable() const noexcept { return unreadable_; }

 private:
  [[nodiscard]] bool open_next_page();
  [[nodiscard]] Bytes followed(PageFile::Row row);
  [[nodiscard]] bool read_cells(Bytes row, std::vector<std::string_view>& cells);
  void append_value(const Column& column, Bytes row);

  PageFile& file_;
  const TableDefinition& table_;
  std::vector<PageNumber> pages_;
  std::size_t next_page_ = 0;
  std::vector<std::byte> page_;   ///< A copy: reading memos moves other pages into the file's slots.
  std::vector<std::byte> moved_;  ///< The row that a pointer led to.
  std::size_t row_ = 0;
  std::size_t row_count_ = 0;
  std::uint64_t unreadable_ = 0;
  RowLayout layout_;
  std::string text_;
  std::vector<std::size_t> text_ends_;
};

}  // namespace wardwatch::stores::access
