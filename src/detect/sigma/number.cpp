#include "detect/sigma/number.hpp"

#include <charconv>
#include <chrono>

namespace wardwatch::detect::sigma {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Digits at a place, all of them.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// The week of ISO 8601: the one that holds the year's first Thursday is week 1.
int week_of(std::chrono::sys_days day) {
  using std::chrono::days;
  const std::chrono::weekday weekday{day};
  const auto thursday = day + days{4 - static_cast<int>(weekday.iso_encoding())};
  const std::chrono::year_month_day date{thursday};
  const std::chrono::sys_days first{date.year() / std::chrono::January / 1};
  return static_cast<int>((thursday - first).count() / 7) + 1;
}

}  // namespace

std::optional<double> number_of(std::string_view text) noexcept {
  text = trimmed(text);
  if (text.starts_with("0x") || text.starts_with("0X")) {
    std::uint64_t value = 0;
    text.remove_prefix(2);
    const auto [end, error] = std::from_chars(text.begin(), text.end(), value, 16);
    if (error != std::errc{} || end != text.end()) return std::nullopt;
    return static_cast<double>(value);
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  const bool is_finite = value - value == 0;
  if (error != std::errc{} || end != text.end() || !is_finite) return std::nullopt;
  return value;
}

bool holds(Compare compare, double value, double bound) noexcept {
  switch (compare) {
    case Compare::equal: return value == bound;
    case Compare::less: return value < bound;
    case Compare::at_most: return value <= bound;
    case Compare::greater: return value > bound;
    case Compare::at_least: return value >= bound;
  }
  return false;
}

std::optional<int> part_of(std::string_view date, TimePart part) noexcept {
  date = trimmed(date);
  const auto year = digits(date, 0, 4), month = digits(date, 5, 2), day = digits(date, 8, 2);
  if (!year || !month || !day || date[4] != '-' || date[7] != '-') return std::nullopt;
  const std::chrono::year_month_day whole{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                          std::chrono::day{static_cast<unsigned>(*day)}};
  if (!whole.ok()) return std::nullopt;
  switch (part) {
    case TimePart::year: return *year;
    case TimePart::month: return *month;
    case TimePart::day: return *day;
    case TimePart::week: return week_of(whole);
    case TimePart::hour:
    case TimePart::minute: break;
  }
  const auto hour = digits(date, 11, 2), minute = digits(date, 14, 2);
  if (!hour || !minute || (date[10] != 'T' && date[10] != ' ') || date[13] != ':' || *hour > 23 || *minute > 59)
    return std::nullopt;
  return part == TimePart::hour ? hour : minute;
}

}  // namespace wardwatch::detect::sigma
