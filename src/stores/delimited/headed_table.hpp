#pragma once

#include <string>
#include <vector>

#include "stores/common/row_sink.hpp"
#include "stores/delimited/dialect.hpp"

namespace wardwatch::stores::delimited {

/// Holds the first rows until it is known what the columns are called, and then lets rows through.
class HeadedTable {
 public:
  /// `dialect` says how many columns there are; it, `name` and `sink` outlive the object.
  HeadedTable(const Dialect& dialect, std::string_view name, RowSink& sink)
      : dialect_{dialect}, name_{name}, sink_{sink} {}

  void row(std::span<const std::string_view> cells);
  void end();

  [[nodiscard]] bool has_header() const noexcept { return has_header_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

 private:
  void begin();

  const Dialect& dialect_;
  std::string_view name_;
  RowSink& sink_;
  bool is_begun_ = false;
  bool has_header_ = false;
  std::uint64_t rows_ = 0;
  std::vector<std::vector<std::string>> held_;
};

}  // namespace wardwatch::stores::delimited
