#include "stores/delimited/delimited_store.hpp"

#include <algorithm>

#include "stores/delimited/header_row.hpp"
#include "stores/delimited/record_splitter.hpp"
#include "stores/delimited/text_stream.hpp"
#include "stores/phi/value_shape.hpp"

namespace wardwatch::stores::delimited {
namespace {

constexpr std::size_t kRowsBelowHeader = 50;  ///< Looked at to tell whether the first row is a header.
constexpr std::size_t kPreambleMax = 20;      ///< Lines before the table: titles, rules.

/// What stands before the first row that has as many cells as most have.
std::size_t preamble_of(const std::vector<std::vector<std::string>>& rows, const Dialect& dialect) {
  if (dialect.layout != Layout::separated) return 0;
  for (std::size_t i = 0; i < rows.size() && i < kPreambleMax; ++i) {
    if (rows[i].size() == dialect.columns) return i;
  }
  return 0;
}

std::vector<std::string_view> views_of(const std::vector<std::string>& row) { return {row.begin(), row.end()}; }

/// Holds the first rows until it is known what the columns are called, and then lets rows through.
class Table {
 public:
  Table(const Dialect& dialect, std::string_view name, RowSink& sink) : dialect_{dialect}, name_{name}, sink_{sink} {}

  void row(std::span<const std::string_view> cells) {
    if (is_begun_) {
      sink_.row(cells);
      ++rows_;
      return;
    }
    held_.emplace_back(cells.begin(), cells.end());
    if (held_.size() > kRowsBelowHeader + kPreambleMax) begin();
  }

  void end() {
    if (!is_begun_) begin();
    sink_.end_table();
  }

  [[nodiscard]] bool has_header() const noexcept { return has_header_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

 private:
  void begin() {
    is_begun_ = true;
    std::size_t first = preamble_of(held_, dialect_);
    std::vector<ColumnHead> heads = numbered_heads(dialect_.columns);
    if (dialect_.layout != Layout::prose && first < held_.size()) {
      const std::vector<std::string_view> header = views_of(held_[first]);
      has_header_ = is_header(header, std::span{held_}.subspan(first + 1));
      if (has_header_) heads = heads_from(header, dialect_.columns);
      first += has_header_ ? 1 : 0;
    }
    sink_.begin_table({name_, heads});
    for (std::size_t i = first; i < held_.size(); ++i) {
      if (is_rule(held_[i])) continue;
      sink_.row(views_of(held_[i]));
      ++rows_;
    }
    held_ = {};
  }

  /// A line of dashes below a header.
  static bool is_rule(const std::vector<std::string>& row) {
    return std::all_of(row.begin(), row.end(), [](const std::string& cell) {
      return !cell.empty() && cell.find_first_not_of("-=+_ ") == std::string::npos;
    });
  }

  const Dialect& dialect_;
  std::string_view name_;
  RowSink& sink_;
  bool is_begun_ = false;
  bool has_header_ = false;
  std::uint64_t rows_ = 0;
  std::vector<std::vector<std::string>> held_;
};

/// Reads until there is enough to conclude from, or the end.
std::string first_text(TextStream& text) {
  std::string first;
  std::string_view piece;
  while (first.size() < kSniffBytes && text.next(piece)) first += piece;
  return first;
}

}  // namespace

DelimitedStore read_delimited(ByteStream& stream, std::string_view table_name, RowSink& sink) {
  DelimitedStore store;
  TextStream text{stream};
  const std::string first = first_text(text);
  store.dialect = dialect_of(first);
  store.dialect.encoding = text.encoding();
  RecordSplitter splitter{store.dialect};
  Table table{store.dialect, table_name, sink};
  std::vector<std::string_view> cells;
  splitter.feed(first);
  for (std::string_view piece; text.next(piece); splitter.feed(piece)) {
    while (splitter.next(cells)) table.row(cells);
  }
  splitter.end();
  while (splitter.next(cells)) table.row(cells);
  table.end();
  store.has_header = table.has_header();
  store.status.tables = 1;
  store.status.rows = table.rows();
  store.status.rows_unreadable = splitter.rows_too_long();
  if (!stream.problem().empty()) store.status.note(stream.problem());
  if (splitter.quotes_never_closed() > 0)
    store.status.note(std::to_string(splitter.quotes_never_closed()) + " rows have a quote that never closes");
  if (splitter.rows_too_long() > 0)
    store.status.note(std::to_string(splitter.rows_too_long()) + " rows are longer than can be read");
  return store;
}

}  // namespace wardwatch::stores::delimited
