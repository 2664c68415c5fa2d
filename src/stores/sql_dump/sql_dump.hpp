#pragma once

#include "stores/common/row_sink.hpp"
#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores::sql_dump {

/// Reads the rows of a dump as mysqldump, pg_dump, sqlite3 and SQL Server's scripts write them: CREATE TABLE for the
/// columns' names, INSERT INTO with one or many rows, and COPY ... FROM stdin. Other statements are passed over. Rows of
/// one table that stand apart are one table to the sink as long as no other comes between.
[[nodiscard]] ReadStatus read_sql_dump(ByteStream& stream, RowSink& sink);

}  // namespace wardwatch::stores::sql_dump
