#include "stores/audit/text_watch.hpp"

#include <algorithm>

#include "core/hash.hpp"

namespace wardwatch::stores {
namespace {

constexpr std::uint64_t kPeopleMin = 3;            ///< So many in a text, and it is of patients.
constexpr std::size_t kTablesWatchedMax = 256;     ///< Notes of further tables are not searched for people.
constexpr std::size_t kNoteBytesMin = 24;          ///< Shorter cells are names, codes and addresses.
constexpr std::size_t kNoteBytesMax = 16U << 10U;  ///< Of one cell.

/// By what a person in a text is one and the same; 0 where the text does not say enough.
std::uint64_t key_of_note(const persons::PersonFields& person) noexcept {
  const persons::PersonName& name = person.name;
  if (!person.ssn.nine.empty()) return hash_text(person.ssn.nine.view(), 1);
  if (!person.mrns[0].empty()) return hash_text(person.mrns[0].view(), 2);
  if (!name.is_whole() || person.birth.empty()) return 0;
  return combine64(combine64(hash_text(name.given.view(), 3), hash_text(name.surname.view())),
                   hash_text(person.birth.view()));
}

bool is_note(const TableVerdict& verdict, std::size_t column) noexcept {
  return verdict.columns[column].phi == PhiClass::free_text;
}

}  // namespace

void TextWatch::begin_table(const TableHead& head) {
  is_text_ = head.columns.size() == 1 && head.columns[0].is_nameless;
  if (in_notes_.size() < kTablesWatchedMax) in_notes_.emplace_back();
  classifier_.begin_table(head);
}

/// A note has words and, to tell one person from others, a date or a number.
bool TextWatch::is_read(std::string_view cell) const noexcept {
  if (cell.size() < kNoteBytesMin || in_notes_.size() >= kTablesWatchedMax) return false;
  constexpr std::size_t kNumberDigitsMin = 4;
  std::size_t run = 0, parts = 0, spaces = 0;
  bool has_number = false;
  for (const char c : cell.substr(0, kNoteBytesMax)) {
    const bool is_digit = c >= '0' && c <= '9';
    spaces += c == ' ' ? 1 : 0;
    if (is_digit) ++run;
    else if (run > 0 && (c == '/' || c == '-' || c == '.')) ++parts, run = 0;
    else run = parts = 0;
    has_number = has_number || run >= kNumberDigitsMin || (is_digit && parts >= 2);
  }
  return has_number && spaces >= 3;
}

void TextWatch::row(std::span<const std::string_view> cells) {
  if (is_text_ && !cells.empty()) text_.on(cells[0]);
  if (!is_text_) {
    for (const std::string_view cell : cells) {
      if (!is_read(cell)) continue;
      line_.assign(cell.substr(0, kNoteBytesMax));
      line_ += '\n';
      text_.on(line_);
      text_.end();
    }
  }
  classifier_.row(cells);
}

void TextWatch::end_table() {
  if (is_text_) text_.end();
  classifier_.end_table();
}

void TextWatch::take(const persons::PersonFields& person) {
  const bool is_patient = !person.birth.empty() || !person.ssn.last4.empty() || !person.mrns[0].empty();
  if (!person.name.is_whole() || !is_patient) return;
  people_ += is_text_ ? 1 : 0;
  if (const std::uint64_t key = key_of_note(person); key != 0 && !in_notes_.empty()) in_notes_.back().add(key);
}

void TextWatch::count_notes(StoreContent& content) const {
  for (std::size_t i = 0; i < std::min(in_notes_.size(), content.tables.size()); ++i) {
    ClassifiedTable& table = content.tables[i];
    const DistinctCounter& people = in_notes_[i];
    if (table.key || table.verdict.is_of_staff || people.count() < kPeopleMin) continue;
    bool has_notes = false;
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      has_notes = has_notes || is_note(table.verdict, column);
    if (!has_notes) continue;
    content.contains_phi = true;
    if (people.count() <= content.individuals) continue;
    content.individuals = people.count();
    content.individuals_error = people.error();
  }
}

void TextWatch::conclude(StoreReport& report) const {
  count_notes(report.content);
  const bool is_prose = report.content.tables.size() == 1 && report.content.tables[0].columns.size() == 1;
  const bool is_text = report.kind == Kind::text || (report.kind == Kind::pdf && is_prose);
  if (!is_text || report.content.contains_phi || people_ < kPeopleMin) return;
  report.content.contains_phi = true;
  report.content.individuals = std::min(people_, report.content.rows);
  report.content.tables.front().verdict.columns.front() = {PhiClass::free_text, Basis::text};
}

}  // namespace wardwatch::stores
