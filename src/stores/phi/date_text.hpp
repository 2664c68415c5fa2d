#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wardwatch::stores {

/// A calendar day as a number: days since 1970-01-01.
using Day = std::int32_t;

[[nodiscard]] Day day_of(int year, unsigned month, unsigned day) noexcept;

/// A day that exists, as it is written.
struct CalendarDate {
  int year;
  unsigned month, day;
  [[nodiscard]] Day number() const noexcept { return day_of(year, month, day); }
};
[[nodiscard]] int year_of(Day day) noexcept;

/// Reads a date as people and programs write it: 1967-09-11, 1967/9/11, 19670911, 09/11/1967, 9-11-67, 11.09.1967,
/// 11-Sep-1967, Sep 11, 1967, each with a time behind it or not. Of two-digit years, those above `kPivotYear` are of the
/// last century. Where day and month could both be meant, the month comes first unless dots separate them or it cannot
/// be one. Nothing where the text is no date between 1850 and 2150.
[[nodiscard]] std::optional<CalendarDate> calendar_date_of(std::string_view text) noexcept;
[[nodiscard]] std::optional<Day> date_of(std::string_view text) noexcept;

/// The same, for text known to be all digits (YYYYMMDD, YYYYMMDDhhmmss), which is a date only where a column is known
/// to hold dates.
[[nodiscard]] std::optional<CalendarDate> compact_calendar_date_of(std::string_view digits) noexcept;
[[nodiscard]] std::optional<Day> compact_date_of(std::string_view digits) noexcept;

inline constexpr unsigned kPivotYear = 29;

}  // namespace wardwatch::stores
