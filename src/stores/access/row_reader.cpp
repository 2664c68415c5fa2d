#include "stores/access/row_reader.hpp"

#include <algorithm>

#include "core/load.hpp"
#include "stores/access/cell.hpp"
#include "stores/access/usage_map.hpp"
#include "stores/common/row_sink.hpp"

namespace wardwatch::stores::access {
namespace {

constexpr std::size_t kOwner = 4;  ///< Of a data page: the table that it belongs to.

/// Jet 4: at the end the null mask, before it the number of values of variable length, before that where each begins,
/// backwards.
bool read_ends_jet4(RowLayout& layout, Bytes row, std::size_t mask_bytes) {
  if (row.size() < mask_bytes + 4) return false;
  const std::size_t count_at = row.size() - mask_bytes - 2;
  const std::size_t count = load_u16le(row, count_at);
  if (count > layout.column_count || (count + 1) * 2 > count_at) return false;
  for (std::size_t i = 0; i <= count; ++i) layout.ends.push_back(load_u16le(row, count_at - 2 - i * 2));
  return true;
}

/// Jet 3: the same with offsets of one byte. Rows longer than 256 bytes have a table of jumps, which says from which
/// value on 256 must be added once more.
bool read_ends_jet3(RowLayout& layout, Bytes row, std::size_t mask_bytes) {
  if (row.size() < mask_bytes + 2) return false;
  const std::size_t count_at = row.size() - mask_bytes - 1;
  const std::size_t count = load_u8(row, count_at);
  if (count > layout.column_count) return false;
  std::size_t jumps = (row.size() - 1) / 256;
  if (count_at < jumps + 1 + count) return false;
  const std::size_t first_at = count_at - jumps - 1;  // Of the first value's offset; the others stand before it.
  // The table may have a last place that no value needs: it means nothing, and stays where it is.
  if (jumps > 0 && (first_at - count) / 256 < jumps) --jumps;
  std::size_t jumped = 0;
  for (std::size_t i = 0; i <= count; ++i) {
    while (jumped < jumps && i == load_u8(row, count_at - jumped - 1)) ++jumped;
    layout.ends.push_back(load_u8(row, first_at - i) + jumped * 256);
  }
  return true;
}

/// What an expression came to: behind 16 bytes of unknown meaning stands its length, then it. Texts may be names; numbers
/// are kept in ways that differ, and tell of nobody.
Bytes calculated(Bytes value) {
  constexpr std::size_t kLengthAt = 16, kValueAt = 20;
  if (value.size() < kValueAt) return {};
  return at_most(value.subspan(kValueAt), load_u32le(value, kLengthAt));
}

}  // namespace

bool read_layout(RowLayout& layout, Bytes row, bool is_jet3, bool has_variable_columns) {
  layout.ends.clear();
  layout.fixed_start = is_jet3 ? 1 : 2;
  if (row.size() < layout.fixed_start + 1) return false;
  layout.column_count = is_jet3 ? load_u8(row, 0) : load_u16le(row, 0);
  const std::size_t mask_bytes = (layout.column_count + 7) / 8;
  if (layout.column_count == 0 || layout.fixed_start + mask_bytes > row.size()) return false;
  layout.null_mask = row.last(mask_bytes);
  if (!has_variable_columns) return true;
  return is_jet3 ? read_ends_jet3(layout, row, mask_bytes) : read_ends_jet4(layout, row, mask_bytes);
}

RowReader::RowReader(PageFile& file, const TableDefinition& table)
    : file_{file}, table_{table}, pages_{pages_of(file, table)} {}

bool RowReader::open_next_page() {
  while (next_page_ < pages_.size()) {
    const Bytes page = file_.page(pages_[next_page_++]);
    if (page.empty() || load_u8(page, 0) != kDataPage || load_u32le(page, kOwner) != table_.page) continue;
    page_.assign(page.begin(), page.end());
    row_ = 0;
    row_count_ = file_.row_count(page_);
    return true;
  }
  return false;
}

/// The row itself, or the one that it was moved to. A pointer that leads to another pointer is damage.
Bytes RowReader::followed(PageFile::Row row) {
  if (!row.is_pointer) return row.bytes;
  if (row.bytes.size() < 4) return {};
  const RowPointer at = RowPointer::of(load_u32le(row.bytes, 0));
  const Bytes page = file_.page(at.page);
  if (page.empty() || load_u8(page, 0) != kDataPage || load_u32le(page, kOwner) != table_.page) return {};
  const PageFile::Row target = file_.row(page, at.row);
  if (target.is_pointer) return {};
  moved_.assign(target.bytes.begin(), target.bytes.end());
  return moved_;
}

void RowReader::append_value(const Column& column, Bytes row) {
  if (column.type == ColumnType::boolean) {
    if (column.number < layout_.column_count) text_.push_back(layout_.is_set(column.number) ? '1' : '0');
    return;
  }
  if (!layout_.is_set(column.number)) return;
  std::size_t start = 0;
  std::size_t end = 0;
  if (column.is_fixed) {
    start = layout_.fixed_start + column.fixed_offset;
    end = start + column.length_bytes;
  } else if (std::size_t{column.variable_index} + 1 < layout_.ends.size()) {
    start = layout_.ends[column.variable_index];
    end = layout_.ends[column.variable_index + 1U];
  }
  if (start >= end || end > row.size()) return;
  const Bytes value = row.subspan(start, end - start);
  if (!column.is_calculated) append_cell(text_, column, value, file_);
  else if (column.type == ColumnType::text) append_cell(text_, column, calculated(value), file_);
}

bool RowReader::read_cells(Bytes row, std::vector<std::string_view>& cells) {
  if (row.empty() || !read_layout(layout_, row, file_.is_jet3(), table_.has_variable_columns)) return false;
  text_.clear();
  text_ends_.clear();
  for (const Column& column : table_.columns) {
    if (text_.size() < kRowBytesMax) append_value(column, row);
    text_ends_.push_back(text_.size());
  }
  cells.clear();
  std::size_t start = 0;
  for (const std::size_t end : text_ends_) {
    cells.push_back(std::string_view{text_}.substr(start, end - start));
    start = end;
  }
  return true;
}

bool RowReader::next(std::vector<std::string_view>& cells) {
  for (;;) {
    if (row_ >= row_count_ && !open_next_page()) return false;
    while (row_ < row_count_) {
      const PageFile::Row row = file_.row(page_, row_++);
      if (row.is_deleted) continue;
      if (read_cells(followed(row), cells)) return true;
      ++unreadable_;
    }
  }
}

}  // namespace wardwatch::stores::access
