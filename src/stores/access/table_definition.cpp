#include "stores/access/table_definition.hpp"

#include <algorithm>

#include "core/load.hpp"
#include "core/utf16.hpp"
#include "stores/common/encoding.hpp"
#include "stores/common/row_sink.hpp"

namespace wardwatch::stores::access {
namespace {

constexpr std::size_t kDefinitionPagesMax = 64;  ///< 255 columns with their longest names need 45.
constexpr std::size_t kPageHeaderBytes = 8;
constexpr std::uint32_t kIndexesMax = 1'024;  ///< Jet allows 32; deleted ones stay counted.
constexpr std::uint8_t kCalculated = 0xC0;    ///< Since ACE 14: an expression, its value kept with the row.
constexpr std::uint16_t kColumnsMaxOfJet = 255;
constexpr std::uint8_t kFixedLength = 1;

/// The definition's bytes without the headers of the pages after the first one.
std::vector<std::byte> gather(PageFile& file, PageNumber page) {
  std::vector<std::byte> bytes;
  for (std::size_t count = 0; count < kDefinitionPagesMax; ++count) {
    const Bytes piece = file.page(page);
    if (piece.empty() || load_u8(piece, 0) != kDefinitionPage) break;
    const Bytes body = count == 0 ? piece : piece.subspan(kPageHeaderBytes);
    bytes.insert(bytes.end(), body.begin(), body.end());
    page = load_u32le(piece, 4);
    if (page == 0) break;
  }
  return bytes;
}

Column read_column(Reader& in, bool is_jet3) {
  Column column;
  column.type = static_cast<ColumnType>(in.u8("column_type"));
  if (!is_jet3) in.skip(4, "column_unknown");
  column.number = in.u16le("column_number");
  column.variable_index = in.u16le("column_variable_index");
  in.skip(2, "column_number_again");
  in.skip(is_jet3 ? 2 : 1, "column_sort_order_or_precision");
  column.scale = in.u8("column_scale");
  in.skip(is_jet3 ? 3 : 2, "column_sort_version");
  column.is_fixed = (in.u8("column_flags") & kFixedLength) != 0;
  if (!is_jet3) {
    column.is_calculated = (in.u8("column_more_flags") & kCalculated) == kCalculated;
    in.skip(4, "column_unknown");
  }
  column.fixed_offset = in.u16le("column_fixed_offset");
  column.length_bytes = in.u16le("column_length");
  return column;
}

std::string read_name(Reader& in, bool is_jet3) {
  const std::size_t length = is_jet3 ? in.u8("column_name_length") : in.u16le("column_name_length");
  const Bytes raw = in.bytes(length, "column_name");
  std::string name;
  if (is_jet3) append_windows_1252(name, at_most(raw, kNameBytesMax));
  else append_utf8(name, at_most(raw, kNameBytesMax * 2));
  return name;
}

}  // namespace

Parsed<TableDefinition> read_definition(PageFile& file, PageNumber page) {
  const std::vector<std::byte> bytes = gather(file, page);
  const bool is_jet3 = file.is_jet3();
  Reader in{bytes};
  TableDefinition table;
  table.page = page;
  in.skip(kPageHeaderBytes + 4, "page_header_and_length");
  if (!is_jet3) in.skip(4, "unknown");
  table.row_count = in.u32le("row_count");
  in.skip(is_jet3 ? 4 : 20, "automatic_numbers");
  in.skip(1 + 2, "table_type_and_columns_max");
  table.has_variable_columns = in.u16le("variable_column_count") > 0;
  const std::uint16_t columns = in.u16le("column_count");
  in.require_limit(columns <= kColumnsMaxOfJet, "column_count");
  in.skip(4, "index_count");
  const std::uint32_t real_indexes = in.u32le("real_index_count");
  in.require_limit(real_indexes <= kIndexesMax, "real_index_count");
  table.used_pages = RowPointer::of(in.u32le("used_pages"));
  in.skip(4, "free_pages");
  in.skip(real_indexes * (is_jet3 ? 8U : 12U), "indexes");
  for (std::uint16_t i = 0; i < columns && in.ok(); ++i) table.columns.push_back(read_column(in, is_jet3));
  for (std::uint16_t i = 0; i < columns && in.ok(); ++i) table.columns[i].name = read_name(in, is_jet3);
  std::sort(table.columns.begin(), table.columns.end(),
            [](const Column& a, const Column& b) { return a.number < b.number; });
  return in.finish([&] { return std::move(table); });
}

}  // namespace wardwatch::stores::access
