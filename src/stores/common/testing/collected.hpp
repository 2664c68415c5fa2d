#pragma once

#include <string>
#include <vector>

#include "stores/common/row_sink.hpp"

namespace wardwatch::stores::testing {

/// Keeps what a reader gives, as text: "TABLE(a,b)", then "1|2" for each row.
class Collected final : public RowSink {
 public:
  void begin_table(const TableHead& head) override {
    std::string line{head.name};
    char before = '(';
    for (const ColumnHead& column : head.columns) {
      line += before + column.name;
      before = ',';
    }
    lines.push_back(line + (head.columns.empty() ? "()" : ")"));
  }
  void row(std::span<const std::string_view> cells) override {
    std::string line;
    for (const std::string_view cell : cells)
      line.append(line.empty() && cell.data() == cells[0].data() ? "" : "|").append(cell);
    lines.push_back(line);
  }
  void end_table() override { ++ended; }

  std::vector<std::string> lines;
  std::size_t ended = 0;
};

}  // namespace wardwatch::stores::testing
