#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "stores/common/row_sink.hpp"
#include "stores/phi/person_key.hpp"
#include "stores/phi/table_judge.hpp"

namespace wardwatch::stores {

/// One table as it was found to be.
struct ClassifiedTable {
  std::string name;
  std::uint64_t rows = 0;
  std::vector<ColumnHead> columns;
  TableVerdict verdict;
  std::optional<KeyKind> key;
};

/// What a store holds.
struct StoreContent {
  std::vector<ClassifiedTable> tables;
  std::uint64_t rows = 0;
  std::uint64_t individuals = 0;
  std::uint64_t individuals_error = 0;  ///< Half of the 95 % interval; 0 when counted exactly.
  std::optional<Day> first_activity;    ///< Of the dates of persons other than birth, where they are believable.
  std::optional<Day> last_activity;
  bool contains_phi = false;
  std::uint64_t tables_passed_over = 0;  ///< Beyond `kTablesMax`.
};

/// Reads the rows of a store once and says what its columns hold, how many people they are of and when they were served.
///
/// The first rows of a table, up to `kHeadRows`, are looked at whole, and held until it is known which columns tell
/// people apart; then they are forgotten. Of later rows, one in `kStride` is looked at whole; of all others only the
/// person's key and the dates are read. Memory does not grow with the number of rows.
class Classifier final : public RowSink {
 public:
  static constexpr std::size_t kHeadRows = 4'096;
  static constexpr std::size_t kHeadBytes = 2U << 20U;  ///< Whichever comes first.
  static constexpr std::uint64_t kStride = 16;

  void begin_table(const TableHead& head) override;
  void row(std::span<const std::string_view> cells) override;
  void end_table() override;

  /// Everything together, tables that refer to others included. The classifier is used up.
  [[nodiscard]] StoreContent finish();

 private:
  struct Days {
    std::optional<Day> first;
    std::optional<Day> last;
  };
  struct Table {
    ClassifiedTable told;
    std::vector<ColumnEvidence> evidence;
    std::vector<Days> days;
  };

  void look_at(std::span<const std::string_view> cells);
  void count(std::span<const std::string_view> cells);
  void leave_head();
  void join_linked_tables();
  [[nodiscard]] TableVerdict judge(const Table& table, const std::vector<bool>& linked) const;

  std::vector<Table> tables_;
  bool is_open_ = false;
  bool in_head_ = false;
  std::uint64_t passed_over_ = 0;

  // The head of the open table: the text of its cells, and where each ends.
  std::string head_text_;
  std::vector<std::size_t> head_ends_;
  std::vector<std::size_t> head_rows_;  ///< Number of cells when each row ended.

  std::optional<KeyPlan> key_;
  std::vector<std::size_t> date_columns_;
  std::vector<std::size_t> link_columns_;
  std::array<DistinctCounter, kKeyKindCount> people_;
};

}  // namespace wardwatch::stores
