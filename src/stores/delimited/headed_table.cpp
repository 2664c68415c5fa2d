#include "stores/delimited/headed_table.hpp"

#include <algorithm>

#include "stores/delimited/header_row.hpp"

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

/// A line of dashes below a header.
bool is_rule(const std::vector<std::string>& row) {
  return std::all_of(row.begin(), row.end(), [](const std::string& cell) {
    return !cell.empty() && cell.find_first_not_of("-=+_ ") == std::string::npos;
  });
}

}  // namespace

void HeadedTable::row(std::span<const std::string_view> cells) {
  if (is_begun_) {
    sink_.row(cells);
    ++rows_;
    return;
  }
  held_.emplace_back(cells.begin(), cells.end());
  if (held_.size() > kRowsBelowHeader + kPreambleMax) begin();
}

void HeadedTable::end() {
  if (!is_begun_) begin();
  sink_.end_table();
}

void HeadedTable::begin() {
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

}  // namespace wardwatch::stores::delimited
