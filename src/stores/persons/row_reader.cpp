#include "stores/persons/row_reader.hpp"

#include <algorithm>
#include <utility>

#include "stores/phi/value_shape.hpp"

namespace wardwatch::stores::persons {
namespace {

constexpr std::size_t kMrnLengthMin = 4;
constexpr std::size_t kInsurerLengthMin = 6;
/// Date columns of a store beyond these date nothing; a column of a sample has two numbers, one for each reading.
constexpr std::uint8_t kDateColumnsMax = 64;
constexpr std::uint8_t kDayFirst = 128;

/// A column's name in small letters without what stands between its words.
std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') out.push_back(static_cast<char>(c + 32));
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out.push_back(c);
  }
  return out;
}

bool has_any(std::string_view name, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return name.find(word) != std::string_view::npos; });
}
bool is_any(std::string_view name, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), name) != words.end();
}

Role role_of_name(std::string_view column) {
  const std::string name = plain(column);
  if (is_any(name, {"mi", "minit", "mname", "mn", "suffix", "sfx", "title", "prefix", "nickname", "alias"}) ||
      has_any(name, {"middle", "midnm", "midname", "midinit", "maiden", "mother", "suffix"}))
    return Role::none;
  if (is_any(name, {"fn", "first", "fst", "forename"}) ||
      has_any(name, {"first", "fname", "fnm", "given", "forename", "frstn", "fstn"}))
    return Role::given;
  if (is_any(name, {"ln", "last", "lst", "sname"}) ||
      has_any(name, {"last", "lname", "lnm", "surname", "family", "lstn"}))
    return Role::surname;
  return Role::full_name;
}

/// A telephone that is not the patient's leads to whoever has it.
bool is_of_others(std::string_view column) {
  return has_any(plain(column),
                 {"emerg", "contact", "kin", "employer", "guarantor", "provider", "doctor", "physician"});
}

Role role_of(const ColumnHead& head, PhiClass phi) {
  switch (phi) {
    case PhiClass::name: return head.is_nameless ? Role::full_name : role_of_name(head.name);
    case PhiClass::ssn: return Role::ssn;
    case PhiClass::dob: return Role::birth;
    case PhiClass::phone: return is_of_others(head.name) ? Role::none : Role::phone;
    case PhiClass::mrn: return Role::mrn;
    case PhiClass::insurer_id: return Role::insurer_id;
    case PhiClass::email: return Role::email;
    case PhiClass::record_id: return Role::record_id;
    case PhiClass::service_date: return Role::service_date;
    case PhiClass::free_text: return Role::free_text;
    default: return Role::none;
  }
}

/// The day when month and day of a text in numbers change places; the same where they cannot.
Day other_reading(std::string_view text, const CalendarDate& date) {
  const Day day = date.number();
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0 || digits > 2 || digits + 1 >= text.size()) return day;
  const char mark = text[digits];
  if (mark != '/' && mark != '-' && mark != '.') return day;
  if (text[digits + 1] < '0' || text[digits + 1] > '9' || date.day > 12) return day;
  return day_of(date.year, date.day, date.month);
}

constexpr int kServiceFrom = 1960, kServiceUpTo = 2060;  ///< Beyond are placeholders and typing errors.

}  // namespace

std::vector<Role> roles_of(const ClassifiedTable& table) {
  std::vector<Role> roles;
  bool has_record = false;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    Role role = role_of(table.columns[i], table.verdict.columns[i].phi);
    // The first number of a person joins; a second one is of something else that he has.
    if (role == Role::record_id && std::exchange(has_record, true)) role = Role::none;
    roles.push_back(role);
  }
  // A given name without a surname beside it, or the other way round, is a whole name or half of nothing.
  const bool has_given = std::count(roles.begin(), roles.end(), Role::given) > 0;
  const bool has_surname = std::count(roles.begin(), roles.end(), Role::surname) > 0;
  if (has_given != has_surname)
    std::replace(roles.begin(), roles.end(), has_given ? Role::given : Role::surname, Role::full_name);
  if (has_given && has_surname) std::replace(roles.begin(), roles.end(), Role::full_name, Role::none);
  return roles;
}

void RowReader::begin_table(const TableHead& /*head*/) {
  end_table();
  const std::size_t table = table_++;
  if (table >= content_.tables.size()) return;
  const ClassifiedTable& told = content_.tables[table];
  decoys_ = {};
  is_text_ = told.columns.size() == 1 && told.verdict.columns[0].phi == PhiClass::free_text;
  if (told.verdict.is_of_staff || !told.verdict.is_of_persons) return;
  people_.expect(told.rows);
  roles_ = roles_of(told);
  name_columns_ = static_cast<std::size_t>(std::count(roles_.begin(), roles_.end(), Role::full_name));
  date_numbers_.assign(roles_.size(), kDateColumnsMax);
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    if (roles_[i] == Role::service_date && next_date_ < kDateColumnsMax) date_numbers_[i] = next_date_++;
  }
}

void RowReader::row(std::span<const std::string_view> cells) {
  if (is_text_ && !cells.empty()) return text_.on(cells[0]);
  if (roles_.empty()) return;
  person_ = {};
  days_.clear();
  const std::size_t columns = std::min(cells.size(), roles_.size());
  for (std::size_t i = 0; i < columns; ++i) {
    if (roles_[i] != Role::none && !cells[i].empty()) take(roles_[i], i, cells[i]);
  }
  add(person_);
}

void RowReader::take(Role role, std::size_t column, std::string_view cell) {
  switch (role) {
    case Role::none:
    case Role::free_text: return;
    case Role::given: person_.name.given = given_name_of(cell); return;
    case Role::surname: person_.name.surname = surname_of(cell); return;
    case Role::full_name: return take_name(cell);
    case Role::ssn: person_.ssn = social_security_of(cell); return;
    case Role::birth:
      if (const auto birth = birth_of(cell)) person_.birth = *birth;
      return;
    case Role::phone: return PersonFields::add(person_.phones, phone_of(cell));
    case Role::mrn: return PersonFields::add(person_.mrns, number_of(cell, kMrnLengthMin));
    case Role::insurer_id: return PersonFields::add(person_.insurers, number_of(cell, kInsurerLengthMin));
    case Role::email: person_.email = email_of(cell); return;
    case Role::record_id: person_.record = row_number_of(cell); return;
    case Role::service_date: return take_day(column, cell);
  }
}

/// Several columns that are called alike hold the parts of one name, in an order that nobody knows.
void RowReader::take_name(std::string_view cell) {
  if (name_columns_ == 1) {
    person_.name = name_of_full(cell);
    return;
  }
  if (person_.name.given.empty()) person_.name.given = given_name_of(cell);
  else if (const Folded surname = surname_of(cell); surname.view().size() > 1) person_.name.surname = surname;
  person_.is_order_open = true;
}

void RowReader::take_day(std::size_t column, std::string_view cell) {
  const std::uint8_t number = date_numbers_[column];
  if (number >= kDateColumnsMax) return;
  cell = trimmed(cell);
  const auto date = any_calendar_date_of(cell);
  if (!date || date->year < kServiceFrom || date->year > kServiceUpTo) return;
  days_.emplace_back(number, date->number());
  if (purpose_ == Purpose::sample)
    days_.emplace_back(static_cast<std::uint8_t>(number + kDayFirst), other_reading(cell, *date));
}

void RowReader::add(const PersonFields& person) {
  if (people_.add(person, days_) && purpose_ == Purpose::sample && !decoys_.passes_over())
    decoys_.on(person, [this](const PersonFields& made) { people_.add_decoy(made); });
}

void RowReader::end_table() {
  if (is_text_) text_.end();
  is_text_ = false;
  roles_.clear();
}

}  // namespace wardwatch::stores::persons
