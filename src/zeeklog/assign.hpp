#pragma once

#include <charconv>
#include <cmath>
#include <optional>

#include "core/ip_address.hpp"
#include "record/batch.hpp"
#include "zeeklog/row.hpp"

namespace wardwatch::zeeklog {

/// A moment as Zeek writes it: seconds since 1970 with a fraction, or RFC 3339 (`LogAscii::json_timestamps`).
[[nodiscard]] std::optional<Timestamp> time_in(std::string_view text) noexcept;
/// Seconds with a fraction; times before 1970 and negative lengths are none.
[[nodiscard]] std::optional<Interval> seconds_in(std::string_view text) noexcept;
/// Six octets in hexadecimal, parted by colons.
[[nodiscard]] std::optional<MacAddress> mac_in(std::string_view text) noexcept;

template <class T>
[[nodiscard]] std::optional<T> number_in(std::string_view text) noexcept {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if constexpr (std::is_floating_point_v<T>) {
    if (!std::isfinite(value)) return std::nullopt;
  }
  return value;
}

/// What happened to the values of a row.
struct Assigned {
  std::size_t faulty = 0;         ///< Values that are not what their column must hold.
  std::string_view first_faulty;  ///< Name of that column.
};

/// Puts a column's value into a member of a record, converted to its type. False when it cannot be.
template <class R, class T>
[[nodiscard]] bool assign(record::Batch<R>& batch, const Value& value, T& member) {
  if constexpr (record::is_optional_v<T>) {
    if (assign(batch, value, member.emplace())) return true;
    member.reset();
    return false;
  } else if constexpr (std::is_same_v<T, record::TextList>) {
    if (value.kind == Value::Kind::list) member = batch.keep_list(value.items);
    else member = batch.keep_list(std::vector{value.text});
    return true;
  } else if constexpr (std::is_same_v<T, record::NumberList>) {
    std::vector<double> numbers;
    for (const std::string_view item : value.items) {
      const auto number = number_in<double>(item);
      if (!number) return false;
      numbers.push_back(*number);
    }
    member = batch.keep_numbers(numbers);
    return true;
  } else if constexpr (std::is_same_v<T, std::string_view>) {
    member = batch.keep(value.text);
    return true;
  } else if constexpr (record::is_inline_text_v<T>) {
    member = T{value.text};
    return true;
  } else if constexpr (std::is_same_v<T, bool>) {
    member = value.text == "T" || value.text == "true";
    return member || value.text == "F" || value.text == "false";
  } else {
    const auto put = [&](const auto& read) {
      if (read) member = T{*read};
      return read.has_value();
    };
    if constexpr (std::is_same_v<T, Timestamp>) return put(time_in(value.text));
    else if constexpr (std::is_same_v<T, Interval>) return put(seconds_in(value.text));
    else if constexpr (std::is_same_v<T, IpAddress>) return put(IpAddress::parse(value.text));
    else if constexpr (std::is_same_v<T, MacAddress>) return put(mac_in(value.text));
    else if constexpr (std::is_same_v<T, Port>) return put(number_in<std::uint16_t>(value.text));
    else if constexpr (std::is_arithmetic_v<T>) return put(number_in<T>(value.text));
    else return true;  // Lists of rows and maps are in no log of Zeek's.
  }
}

/// Places in our records that say where in the evidence a record stands, and must not be taken from somebody's column of
/// the same name.
[[nodiscard]] constexpr bool is_place(std::string_view name) noexcept {
  return name == "source" || name == "first_packet" || name == "last_packet";
}

/// For each field of the record `R` in its order, the column that holds it, or -1.
template <record::Record R>
void columns_of(const std::vector<std::string>& names, std::vector<int>& columns) {
  columns.clear();
  record::for_each_column<R>([&](const auto& field, auto) {
    int column = -1;
    for (std::size_t i = 0; i < names.size() && column < 0 && !is_place(field.name); ++i)
      column = names[i] == field.name ? static_cast<int>(i) : -1;
    columns.push_back(column);
  });
}

/// Fills a record from a row whose columns are known.
template <record::Record R>
[[nodiscard]] Assigned assign_row(record::Batch<R>& batch, const Row& row, const std::vector<int>& columns, R& out) {
  Assigned done;
  std::size_t index = 0;
  record::for_each_field<R>(out, [&](const auto& field, auto& member) {
    const int column = columns[index++];
    if (column < 0 || static_cast<std::size_t>(column) >= row.values.size()) return;
    const Value& value = row.values[static_cast<std::size_t>(column)];
    if (value.kind == Value::Kind::unset || assign(batch, value, member)) return;
    if (done.faulty++ == 0) done.first_faulty = field.name;
  });
  return done;
}

}  // namespace wardwatch::zeeklog
