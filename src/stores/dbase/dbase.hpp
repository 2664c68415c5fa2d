#pragma once

#include <string_view>

#include "stores/common/row_sink.hpp"
#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores::dbase {

/// Reads a table of dBase, FoxPro or Clipper (.dbf): fields and records of fixed length. Deleted records are read too:
/// until the file is packed they are as easily copied as the others. Memos (.dbt, .fpt) lie beside the file and are not.
[[nodiscard]] ReadStatus read_dbase(ByteStream& stream, std::string_view table_name, RowSink& sink);

}  // namespace wardwatch::stores::dbase
