#pragma once

#include "stores/common/row_sink.hpp"
#include "stores/input/random_file.hpp"

namespace wardwatch::stores::sqlite_file {

/// Reads all tables of an SQLite database through SQLite itself, from memory: it never opens a file, and what the schema
/// would have it run (triggers, views, functions) it does not run. What still stands in a write-ahead log beside the file
/// is not read.
[[nodiscard]] ReadStatus read_sqlite(const RandomFile& file, RowSink& sink);

}  // namespace wardwatch::stores::sqlite_file
