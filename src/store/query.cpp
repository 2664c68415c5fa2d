#include "store/query.hpp"

#include <algorithm>
#include <vector>

#include "record/json.hpp"
#include "store/database.hpp"

namespace wardwatch::store {
namespace {

constexpr std::size_t kTableCellMax = 60;  ///< Characters; `--format json` has them all.

/// A finished query and its answer.
class Answer {
 public:
  static Result<std::unique_ptr<Answer>> of(Database& database, const std::string& sql) {
    std::unique_ptr<Answer> answer{new Answer};
    if (duckdb_query(database.connection(), sql.c_str(), &answer->result_) == DuckDBSuccess) {
      answer->note_types();
      if (!answer->has_nested()) return answer;
      // The value interface gives nothing for lists: the same question is asked again with every column as text.
      std::string end = sql;
      while (!end.empty() && (end.back() == ';' || end.back() == ' ' || end.back() == '\n')) end.pop_back();
      duckdb_destroy_result(&answer->result_);
      const std::string as_text = "select columns(*)::varchar from (" + end + "\n)";
      if (duckdb_query(database.connection(), as_text.c_str(), &answer->result_) == DuckDBSuccess) return answer;
    }
    const char* why = duckdb_result_error(&answer->result_);
    return fail(std::string{why != nullptr ? why : "the query failed"} +
                "\nTables and columns: wardwatch schema, or `show tables`, `describe conn`.");
  }
  ~Answer() { duckdb_destroy_result(&result_); }
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  [[nodiscard]] idx_t rows() { return duckdb_row_count(&result_); }
  [[nodiscard]] idx_t columns() { return duckdb_column_count(&result_); }
  [[nodiscard]] std::string name(idx_t column) { return duckdb_column_name(&result_, column); }
  [[nodiscard]] std::optional<std::string> cell(idx_t column, idx_t row) {
    if (duckdb_value_is_null(&result_, column, row)) return std::nullopt;
    char* text = duckdb_value_varchar(&result_, column, row);
    std::string copy = text != nullptr ? text : "";
    duckdb_free(text);
    return copy;
  }
  [[nodiscard]] bool is_bare_json(idx_t column) {
    switch (types_[column]) {
      case DUCKDB_TYPE_BOOLEAN:
      case DUCKDB_TYPE_TINYINT:
      case DUCKDB_TYPE_SMALLINT:
      case DUCKDB_TYPE_INTEGER:
      case DUCKDB_TYPE_BIGINT:
      case DUCKDB_TYPE_UTINYINT:
      case DUCKDB_TYPE_USMALLINT:
      case DUCKDB_TYPE_UINTEGER:
      case DUCKDB_TYPE_UBIGINT:
      case DUCKDB_TYPE_HUGEINT:
      case DUCKDB_TYPE_UHUGEINT:
      case DUCKDB_TYPE_FLOAT:
      case DUCKDB_TYPE_DOUBLE: return true;
      default: return false;
    }
  }

 private:
  Answer() = default;
  void note_types() {
    for (idx_t column = 0; column < columns(); ++column) types_.push_back(duckdb_column_type(&result_, column));
  }
  [[nodiscard]] bool has_nested() const {
    return std::any_of(types_.begin(), types_.end(), [](duckdb_type type) {
      return type == DUCKDB_TYPE_LIST || type == DUCKDB_TYPE_STRUCT || type == DUCKDB_TYPE_MAP ||
             type == DUCKDB_TYPE_ARRAY;
    });
  }

  duckdb_result result_{};
  std::vector<duckdb_type> types_;
};

using Write = std::function<void(std::string_view)>;

void write_json(Answer& answer, const Write& write) {
  for (idx_t row = 0; row < answer.rows(); ++row) {
    std::string line = "{";
    for (idx_t column = 0; column < answer.columns(); ++column) {
      if (column > 0) line += ',';
      record::append_json_text(line, answer.name(column));
      line += ':';
      const auto cell = answer.cell(column, row);
      if (!cell) line += "null";
      else if (answer.is_bare_json(column)) line += *cell;
      else record::append_json_text(line, *cell);
    }
    write(line + "}\n");
  }
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void write_csv(Answer& answer, const Write& write) {
  std::string line;
  for (idx_t column = 0; column < answer.columns(); ++column)
    line += (column > 0 ? "," : "") + csv_cell(answer.name(column));
  write(line + "\r\n");
  for (idx_t row = 0; row < answer.rows(); ++row) {
    line.clear();
    for (idx_t column = 0; column < answer.columns(); ++column) {
      line += (column > 0 ? "," : "") + csv_cell(answer.cell(column, row).value_or(""));
    }
    write(line + "\r\n");
  }
}

/// Control characters would let a log's text drive the terminal.
std::string table_cell(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  if (text.size() > kTableCellMax) text = text.substr(0, kTableCellMax - 1) + "…";
  return text;
}

std::size_t shown_width(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

void write_table(Answer& answer, const Write& write) {
  std::vector<std::vector<std::string>> rows(answer.rows() + 1);
  std::vector<std::size_t> widths(answer.columns());
  for (idx_t row = 0; row < rows.size(); ++row) {
    for (idx_t column = 0; column < answer.columns(); ++column) {
      rows[row].push_back(row == 0 ? answer.name(column) : table_cell(answer.cell(column, row - 1).value_or("-")));
      widths[column] = std::max(widths[column], shown_width(rows[row].back()));
    }
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::string line, rule;
    for (std::size_t column = 0; column < widths.size(); ++column) {
      const std::string& cell = rows[row][column];
      line += cell + std::string(widths[column] - shown_width(cell) + 2, ' ');
      rule += std::string(widths[column], '-') + "  ";
    }
    write(line.substr(0, line.find_last_not_of(' ') + 1) + "\n");
    if (row == 0) write(rule + "\n");
  }
}

}  // namespace

Result<void> query(const std::filesystem::path& database, const std::string& sql, QueryFormat format,
                   const Write& write) {
  auto opened = Database::open(database, {{"access_mode", "read_only"}, {"enable_external_access", "false"}});
  if (!opened) return tl::make_unexpected(opened.error());
  auto answer = Answer::of(**opened, sql);
  if (!answer) return tl::make_unexpected(answer.error());
  switch (format) {
    case QueryFormat::table: write_table(**answer, write); break;
    case QueryFormat::json: write_json(**answer, write); break;
    case QueryFormat::csv: write_csv(**answer, write); break;
  }
  return {};
}

Result<void> query_to_parquet(const std::filesystem::path& database, const std::string& sql,
                              const std::filesystem::path& file) {
  auto opened = Database::open(database, {{"access_mode", "read_only"}});
  if (!opened) return tl::make_unexpected(opened.error());
  std::string quoted;
  for (const char c : file.string()) quoted += c == '\'' ? std::string{"''"} : std::string{c};
  return (*opened)->run("copy (" + sql + "\n) to '" + quoted + "' (format parquet)");
}

}  // namespace wardwatch::store
