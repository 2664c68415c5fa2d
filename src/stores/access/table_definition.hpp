#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/reader.hpp"
#include "stores/access/page_file.hpp"

namespace wardwatch::stores::access {

enum class ColumnType : std::uint8_t {
  boolean = 1,
  byte = 2,
  int16 = 3,
  int32 = 4,
  money = 5,
  float32 = 6,
  float64 = 7,
  date_time = 8,
  binary = 9,
  text = 10,
  ole = 11,
  memo = 12,
  guid = 15,
  numeric = 16,
  complex = 18,
  int64 = 19,
  extended_date_time = 20,
};

struct Column {
  std::string name;
  ColumnType type = ColumnType::text;
  std::uint16_t number = 0;          ///< Its bit in a row's null mask.
  std::uint16_t variable_index = 0;  ///< Among the columns of variable length.
  std::uint16_t fixed_offset = 0;
  std::uint16_t length_bytes = 0;
  std::uint8_t scale = 0;  ///< Decimal places of a numeric.
  bool is_fixed = false;
  bool is_calculated = false;  ///< Its value stands behind a header of its own.
};

/// A table as its definition pages describe it.
struct TableDefinition {
  PageNumber page = 0;
  std::uint32_t row_count = 0;  ///< As the table counts them; what can be read decides.
  RowPointer used_pages;
  bool has_variable_columns = false;
  std::vector<Column> columns;  ///< In the order in which they were made.
};

/// Reads the definition that begins at `page`. It spans pages; each is visited once.
[[nodiscard]] Parsed<TableDefinition> read_definition(PageFile& file, PageNumber page);

}  // namespace wardwatch::stores::access
