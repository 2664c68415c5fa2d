#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stores/delimited/headed_table.hpp"

namespace wardwatch::stores::office {

/// The rows of one sheet, whose width and header are concluded from the first ones.
class Sheet {
 public:
  Sheet(std::string name, RowSink& sink) : name_{std::move(name)}, sink_{sink} {
    dialect_.layout = delimited::Layout::separated;
  }
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;

  void row(const std::vector<std::string>& cells) {
    if (table_) return give(cells);
    held_.push_back(cells);
    if (held_.size() >= kRowsHeld) begin();
  }

  /// The number of its rows; a sheet without any is no table.
  std::uint64_t end() {
    if (!table_ && held_.empty()) return 0;
    if (!table_) begin();
    table_->end();
    return table_->rows();
  }

 private:
  static constexpr std::size_t kRowsHeld = 64;

  void begin() {
    dialect_.columns = 1;
    for (const auto& cells : held_) dialect_.columns = std::max(dialect_.columns, cells.size());
    table_.emplace(dialect_, name_, sink_);
    for (const auto& cells : held_) give(cells);
    held_ = {};
  }
  /// Sheets leave out empty cells at the end of a row.
  void give(const std::vector<std::string>& cells) {
    views_.assign(cells.begin(), cells.end());
    if (views_.size() < dialect_.columns) views_.resize(dialect_.columns);
    table_->row(views_);
  }

  std::string name_;
  RowSink& sink_;
  delimited::Dialect dialect_;
  std::optional<delimited::HeadedTable> table_;
  std::vector<std::vector<std::string>> held_;
  std::vector<std::string_view> views_;
};

}  // namespace wardwatch::stores::office
