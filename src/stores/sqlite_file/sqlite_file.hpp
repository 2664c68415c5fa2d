#pragma once

#include "stores/common/row_sink.hpp"
#include "stores/input/random_file.hpp"

namespace wardwatch::stores::sqlite_file {

/// Reads all tables of an SQLite database through SQLite itself, from memory: it never opens a file, and what the schema
/// would have it run (triggers, views, functions) it does not run. `log` is the write-ahead log beside it, or null: what is
/// complete in it belongs to the database.
[[nodiscard]] ReadStatus read_sqlite(const RandomFile& file, const RandomFile* log, RowSink& sink);

}  // namespace wardwatch::stores::sqlite_file
