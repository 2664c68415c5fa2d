#pragma once

#include <map>
#include <string>
#include <vector>

#include "stores/common/row_sink.hpp"
#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores::office {

/// What the sheets of an XLSX refer to: texts, names, and which numbers are dates.
struct Workbook {
  std::vector<std::string> shared;  ///< xl/sharedStrings.xml
  std::size_t shared_bytes = 0;
  bool is_shared_cut = false;
  std::vector<std::string> sheet_names;  ///< xl/workbook.xml, in order.
  std::vector<bool> is_date_style;       ///< xl/styles.xml, by number of cell format.

  void read_shared(ByteStream& stream);
  void read_names(ByteStream& stream);
  void read_styles(ByteStream& stream);
};

/// One sheet (ECMA-376 part 1, 18.3.1); returns the number of rows.
[[nodiscard]] std::uint64_t read_sheet(const Workbook& workbook, const std::string& name, ByteStream& stream,
                                       RowSink& sink);

}  // namespace wardwatch::stores::office
