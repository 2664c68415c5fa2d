#include "stores/sqlite_file/sqlite_file.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "stores/sqlite_file/write_ahead_log.hpp"

namespace wardwatch::stores::sqlite_file {
namespace {

constexpr std::uint64_t kFileBytesMax = 1ULL << 30U;  ///< It is held in memory.
constexpr std::size_t kWriteVersion = 18;             // Offset in the header: 2 means that it has a write-ahead log.

struct CloseDatabase {
  void operator()(sqlite3* database) const noexcept { sqlite3_close(database); }
};
struct CloseStatement {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, CloseStatement>;

Statement prepared(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  static_cast<void>(sqlite3_prepare_v2(database, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr));
  return Statement{statement};
}

std::string sql_name(std::string_view name) {
  std::string text{"\""};
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + "\"";
}

std::string_view text_at(sqlite3_stmt* statement, int column) {
  if (sqlite3_column_type(statement, column) == SQLITE_BLOB) return {};
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  if (text == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return {text, std::min(size, kCellBytesMax)};
}

Database opened(std::vector<std::byte>& bytes) {
  sqlite3* raw = nullptr;
  static_cast<void>(sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr));
  Database database{raw};
  if (!database) return database;
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, 64 << 20);
  // A database in memory has no log beside it; one that is said to have one cannot be opened there.
  if (bytes.size() > kWriteVersion + 1) bytes[kWriteVersion] = bytes[kWriteVersion + 1] = std::byte{1};
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  const int done = sqlite3_deserialize(raw, "main", reinterpret_cast<unsigned char*>(bytes.data()), size, size,
                                       SQLITE_DESERIALIZE_READONLY);
  if (done != SQLITE_OK) database.reset();
  return database;
}

void read_table(sqlite3* database, const std::string& name, RowSink& sink, ReadStatus& status) {
  const Statement rows = prepared(database, "select * from " + sql_name(name));
  if (!rows) return status.note("a table cannot be read");
  const int count = std::min(sqlite3_column_count(rows.get()), static_cast<int>(kColumnsMax));
  std::vector<ColumnHead> heads;
  for (int i = 0; i < count; ++i) {
    const char* column = sqlite3_column_name(rows.get(), i);
    heads.push_back({std::string{column != nullptr ? column : ""}.substr(0, kNameBytesMax), PhiClass::none, false});
  }
  sink.begin_table({name, heads});
  std::vector<std::string> cells(heads.size());
  std::vector<std::string_view> views;
  int step = sqlite3_step(rows.get());
  for (; step == SQLITE_ROW; step = sqlite3_step(rows.get())) {
    for (int i = 0; i < count; ++i) cells[static_cast<std::size_t>(i)] = text_at(rows.get(), i);
    views.assign(cells.begin(), cells.end());
    sink.row(views);
    ++status.rows;
  }
  sink.end_table();
  ++status.tables;
  if (step != SQLITE_DONE) status.note("a table is damaged");
}

}  // namespace

ReadStatus read_sqlite(const RandomFile& file, const RandomFile* log, RowSink& sink) {
  ReadStatus status;
  if (file.size_bytes() > kFileBytesMax) {
    status.note("is larger than is held in memory");
    return status;
  }
  std::vector<std::byte> bytes(file.size_bytes());
  bytes.resize(file.read_at(0, bytes).size());
  if (log != nullptr) status.note(take_in_log(*log, kFileBytesMax, bytes));
  const Database database = opened(bytes);
  if (!database) {
    status.note("is no SQLite database that can be opened");
    return status;
  }
  std::vector<std::string> names;
  const Statement tables = prepared(database.get(),
                                    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' "
                                    "and sql not like 'create virtual%' order by rowid");
  int step = SQLITE_DONE;
  if (tables) step = sqlite3_step(tables.get());
  for (; tables && step == SQLITE_ROW && names.size() < kTablesMax; step = sqlite3_step(tables.get()))
    names.emplace_back(text_at(tables.get(), 0).substr(0, kNameBytesMax));
  if (!tables || step != SQLITE_DONE) status.note("its list of tables is damaged");
  for (const std::string& name : names) read_table(database.get(), name, sink, status);
  return status;
}

}  // namespace wardwatch::stores::sqlite_file
