#include "stores/phi/classifier.hpp"

#include <algorithm>

namespace wardwatch::stores {
namespace {

constexpr double kDates = 0.5;  ///< Of the values of a column whose dates are followed.
constexpr double kIntegers = 0.9;
constexpr std::size_t kTestedMin = 16;  ///< Values of one column looked for in another before it is called a reference.
constexpr double kContained = 0.97;
constexpr std::size_t kTablesComparedMax = 64;  ///< With each other, for references.

// Dates of activity outside these years are placeholders or typing errors.
constexpr int kActivityFrom = 1960;
constexpr int kActivityUpTo = 2060;

bool may_link(const ColumnEvidence& values) noexcept { return values.share(Shape::integer) >= kIntegers; }

}  // namespace

void Classifier::begin_table(const TableHead& head) {
  if (is_open_) end_table();
  if (tables_.size() >= kTablesMax) {
    ++passed_over_;
    return;
  }
  Table& table = tables_.emplace_back();
  table.told.name = head.name.substr(0, kNameBytesMax);
  const std::size_t columns = std::min(head.columns.size(), kColumnsMax);
  table.told.columns.assign(head.columns.begin(), head.columns.begin() + static_cast<std::ptrdiff_t>(columns));
  table.evidence.resize(columns);
  table.days.resize(columns);
  is_open_ = in_head_ = true;
  key_.reset();
  date_columns_.clear();
  link_columns_.clear();
}

void Classifier::row(std::span<const std::string_view> cells) {
  if (!is_open_) return;
  Table& table = tables_.back();
  const std::uint64_t number = table.told.rows++;
  cells = cells.first(std::min(cells.size(), table.evidence.size()));
  if (!in_head_) {
    if (number % kStride == 0) look_at(cells);
    count(cells);
    return;
  }
  look_at(cells);
  for (const std::string_view cell : cells) {
    head_text_ += cell.substr(0, kShapeBytesMax);
    head_ends_.push_back(head_text_.size());
  }
  head_rows_.push_back(head_ends_.size());
  if (head_rows_.size() >= kHeadRows || head_text_.size() >= kHeadBytes) leave_head();
}

void Classifier::look_at(std::span<const std::string_view> cells) {
  std::vector<ColumnEvidence>& evidence = tables_.back().evidence;
  for (std::size_t i = 0; i < evidence.size(); ++i)
    evidence[i].note(i < cells.size() ? trimmed(cells[i]) : std::string_view{});
}

void Classifier::count(std::span<const std::string_view> cells) {
  if (key_) {
    if (const auto key = key_->key_of(cells)) people_[static_cast<std::size_t>(key_->kind())].add(*key);
  }
  Table& table = tables_.back();
  for (const std::size_t column : date_columns_) {
    if (column >= cells.size()) continue;
    const auto day = any_date_of(trimmed(cells[column]));
    if (!day || year_of(*day) < kActivityFrom || year_of(*day) > kActivityUpTo) continue;
    Days& days = table.days[column];
    days.first = std::min(days.first.value_or(*day), *day);
    days.last = std::max(days.last.value_or(*day), *day);
  }
  for (const std::size_t column : link_columns_) {
    if (column < cells.size()) table.evidence[column].note_value_only(trimmed(cells[column]));
  }
}

/// Decides from the first rows how all rows are counted, and counts those first rows.
void Classifier::leave_head() {
  in_head_ = false;
  const Table& table = tables_.back();
  const TableVerdict verdict = judge(table, {});
  if (verdict.is_of_persons) key_ = KeyPlan::choose(verdict.columns, table.evidence);
  for (std::size_t i = 0; i < table.evidence.size(); ++i) {
    const ColumnEvidence& values = table.evidence[i];
    if (values.share({Shape::date, Shape::compact_date}) >= kDates) date_columns_.push_back(i);
    if (may_link(values)) link_columns_.push_back(i);
  }
  std::vector<std::string_view> cells;
  std::size_t cell = 0;
  std::size_t start = 0;
  for (const std::size_t row_end : head_rows_) {
    cells.clear();
    for (; cell < row_end; ++cell) {
      cells.push_back(std::string_view{head_text_}.substr(start, head_ends_[cell] - start));
      start = head_ends_[cell];
    }
    count(cells);
  }
  std::fill(head_text_.begin(), head_text_.end(), '\0');
  head_text_.clear();
  head_ends_.clear();
  head_rows_.clear();
}

void Classifier::end_table() {
  if (!is_open_) return;
  if (in_head_) leave_head();
  is_open_ = false;
  Table& table = tables_.back();
  table.told.verdict = judge(table, {});
  if (key_) table.told.key = key_->kind();
}

TableVerdict Classifier::judge(const Table& table, const std::vector<bool>& linked) const {
  return judge_table(table.told.name, table.told.columns, table.evidence, linked);
}

/// A table whose column holds numbers of the persons of another table is of persons too, whatever its columns are
/// called.
void Classifier::join_linked_tables() {
  const std::size_t compared = std::min(tables_.size(), kTablesComparedMax);
  for (std::size_t child = 0; child < compared; ++child) {
    Table& table = tables_[child];
    if (table.told.verdict.is_of_persons || table.told.verdict.is_of_staff) continue;
    std::vector<bool> linked(table.evidence.size(), false);
    bool any = false;
    for (std::size_t column = 0; column < linked.size(); ++column) {
      const Claim claim = claim_of(table.told.columns[column], table.evidence[column]);
      if (!claim.is_meaningless || !may_link(table.evidence[column])) continue;
      for (std::size_t parent = 0; parent < compared && !linked[column]; ++parent) {
        const Table& persons = tables_[parent];
        if (parent == child || !persons.told.verdict.is_of_persons) continue;
        for (std::size_t i = 0; i < persons.evidence.size(); ++i) {
          const PhiClass phi = persons.told.verdict.columns[i].phi;
          if (phi != PhiClass::record_id && phi != PhiClass::mrn) continue;
          const auto found = table.evidence[column].values().within(persons.evidence[i].values());
          if (found.tested >= kTestedMin &&
              static_cast<double>(found.contained) >= kContained * static_cast<double>(found.tested))
            linked[column] = any = true;
        }
      }
    }
    if (any) table.told.verdict = judge(table, linked);
  }
}

StoreContent Classifier::finish() {
  end_table();
  join_linked_tables();
  StoreContent content;
  content.tables_passed_over = passed_over_;
  for (Table& table : tables_) {
    content.rows += table.told.rows;
    content.contains_phi = content.contains_phi || table.told.verdict.contains_phi();
    for (std::size_t i = 0; i < table.days.size(); ++i) {
      if (table.told.verdict.columns[i].phi != PhiClass::service_date || !table.days[i].first) continue;
      content.first_activity = std::min(content.first_activity.value_or(*table.days[i].first), *table.days[i].first);
      content.last_activity = std::max(content.last_activity.value_or(*table.days[i].last), *table.days[i].last);
    }
    content.tables.push_back(std::move(table.told));
  }
  for (const DistinctCounter& people : people_) {
    if (people.count() <= content.individuals) continue;
    content.individuals = people.count();
    content.individuals_error = people.error();
  }
  return content;
}

}  // namespace wardwatch::stores
