#pragma once

#include "stores/common/row_sink.hpp"
#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores::json_file {

/// Reads objects of JSON as rows of one table: an array of objects, an object a line, or an object that has such an array
/// in it. Members of members are columns too ("name.last"); of a list the first one counts. Columns are those of the first
/// `kObjectsForColumns` objects.
[[nodiscard]] ReadStatus read_json_file(ByteStream& stream, std::string_view table_name, RowSink& sink);

inline constexpr std::size_t kObjectsForColumns = 64;

}  // namespace wardwatch::stores::json_file
