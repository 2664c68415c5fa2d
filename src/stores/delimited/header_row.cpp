#include "stores/delimited/header_row.hpp"

#include <algorithm>

#include "stores/phi/column_name.hpp"
#include "stores/phi/value_shape.hpp"

namespace wardwatch::stores::delimited {
namespace {

constexpr std::size_t kHeaderCellBytesMax = 64;

bool has_digit(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// What no column is called: numbers, dates, addresses, names of people.
bool is_value(std::string_view text) noexcept {
  if (text.size() > kHeaderCellBytesMax) return true;
  const Shapes shapes = shapes_of(text);
  for (const Shape shape : {Shape::integer, Shape::date, Shape::ssn_dashed, Shape::itin_dashed, Shape::phone_written,
                            Shape::email, Shape::ip_address, Shape::street, Shape::person_word, Shape::person_words,
                            Shape::city_state_zip, Shape::icd10, Shape::mbi_shaped, Shape::sentence}) {
    if (shapes.has(shape)) return true;
  }
  return false;
}

/// Whether most of the cells below hold digits.
bool is_above_numbers(std::size_t column, std::span<const std::vector<std::string>> rows) {
  std::size_t filled = 0;
  std::size_t numeric = 0;
  for (const std::vector<std::string>& row : rows) {
    if (column >= row.size() || row[column].empty()) continue;
    ++filled;
    numeric += has_digit(row[column]) ? 1 : 0;
  }
  return filled > 0 && numeric * 5 >= filled * 4;
}

}  // namespace

bool is_header(std::span<const std::string_view> first, std::span<const std::vector<std::string>> rows) {
  std::size_t known = 0;
  std::size_t filled = 0;
  bool above_numbers = false;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const std::string_view cell = trimmed(first[i]);
    if (cell.empty()) continue;
    const bool is_known = name_says(cell).is_known;
    if (is_value(cell) && !is_known) return false;
    ++filled;
    known += is_known ? 1 : 0;
    above_numbers = above_numbers || (!has_digit(cell) && is_above_numbers(i, rows));
  }
  if (filled * 2 < first.size()) return false;
  return known * 3 >= filled || above_numbers;
}

std::vector<ColumnHead> numbered_heads(std::size_t columns) {
  std::vector<ColumnHead> heads;
  for (std::size_t i = 0; i < std::min(columns, kColumnsMax); ++i)
    heads.push_back({"column " + std::to_string(i + 1), PhiClass::none, true});
  return heads;
}

std::vector<ColumnHead> heads_from(std::span<const std::string_view> header, std::size_t columns) {
  std::vector<ColumnHead> heads = numbered_heads(std::max(columns, header.size()));
  for (std::size_t i = 0; i < header.size() && i < heads.size(); ++i) {
    const std::string_view cell = trimmed(header[i]);
    if (cell.empty() || (is_value(cell) && !name_says(cell).is_known)) continue;
    heads[i] = {std::string{cell.substr(0, kNameBytesMax)}, PhiClass::none, false};
  }
  return heads;
}

}  // namespace wardwatch::stores::delimited
