#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "stores/common/phi_class.hpp"

namespace wardwatch::stores {

/// A column as the store declares it. Formats that say by standard what a field holds (HL7, FHIR, DICOM) say so in
/// `known`; elsewhere it is `none`, and the classifier concludes from names and values.
struct ColumnHead {
  std::string name;
  PhiClass known = PhiClass::none;
  bool is_nameless = false;  ///< The name is ours ("column 3"): nothing can be concluded from it.
};

struct TableHead {
  std::string_view name;
  std::span<const ColumnHead> columns;
};

/// Where readers of stores put what they read, table by table, each row once. Cells are text in UTF-8 as far as the
/// store's encoding is known, empty where the store holds nothing; they borrow until the call returns. A row may have
/// fewer or more cells than the table has columns.
class RowSink {
 public:
  RowSink() = default;
  RowSink(const RowSink&) = delete;
  RowSink& operator=(const RowSink&) = delete;
  virtual ~RowSink() = default;

  virtual void begin_table(const TableHead& head) = 0;
  virtual void row(std::span<const std::string_view> cells) = 0;
  virtual void end_table() = 0;
};

// Bounds that all readers of stores share.
inline constexpr std::size_t kColumnsMax = 2'048;          ///< Of a table. SQLite's default is 2,000, Access has 255.
inline constexpr std::size_t kTablesMax = 10'000;          ///< Of a store; Access has 32,768 objects of all kinds.
inline constexpr std::size_t kCellBytesMax = 256U << 10U;  ///< Of one cell that is looked at; the rest is passed over.
inline constexpr std::size_t kRowBytesMax =
    4U << 20U;                                     ///< Of one row of a text file: a quote that never closes ends here.
inline constexpr std::size_t kNameBytesMax = 256;  ///< Of the name of a table or column.

/// How the reading of a store went.
struct ReadStatus {
  std::uint64_t tables = 0;
  std::uint64_t rows = 0;
  std::uint64_t rows_unreadable = 0;  ///< Where a row should be and none could be read.
  std::string problem;                ///< What could not be read and where; empty when all was.

  void note(std::string_view what) {
    constexpr std::size_t kProblemBytesMax = 512;
    if (what.empty() || problem.size() >= kProblemBytesMax || problem.find(what) != std::string::npos) return;
    if (!problem.empty()) problem += "; ";
    problem += what;
  }
};

}  // namespace wardwatch::stores
