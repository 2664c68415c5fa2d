#include "stores/phi/date_text.hpp"

#include <array>
#include <chrono>

namespace wardwatch::stores {
namespace {

constexpr int kYearMin = 1850;
constexpr int kYearMax = 2150;
constexpr std::size_t kDateBytesMax = 40;  ///< "Wednesday" is not read; the longest date with a time is shorter.

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::optional<CalendarDate> checked(int year, unsigned month, unsigned day) noexcept {
  if (year < kYearMin || year > kYearMax || month < 1 || month > 12 || day < 1) return std::nullopt;
  constexpr std::array<std::uint8_t, 12> kDays{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (day > kDays[month - 1]) return std::nullopt;
  if (month == 2 && day == 29 && !std::chrono::year{year}.is_leap()) return std::nullopt;
  return CalendarDate{year, month, day};
}

unsigned number_at(std::string_view text, std::size_t at, std::size_t count) noexcept {
  unsigned value = 0;
  for (std::size_t i = at; i < at + count; ++i) value = value * 10 + static_cast<unsigned>(text[i] - '0');
  return value;
}

/// What follows a date: nothing, or a time.
bool is_time_or_end(std::string_view rest) noexcept {
  if (rest.empty()) return true;
  if (rest.front() != ' ' && rest.front() != 'T' && rest.front() != 't') return false;
  rest.remove_prefix(1);
  if (rest.size() < 4 || !is_digit(rest.front())) return false;
  for (const char c : rest) {
    if (!is_digit(c) && c != ':' && c != '.' && c != ' ' && c != '+' && c != '-' && lower(c) != 'a' &&
        lower(c) != 'p' && lower(c) != 'm' && lower(c) != 'z')
      return false;
  }
  return true;
}

struct Part {
  std::size_t digits = 0;
  unsigned value = 0;
};

Part take_number(std::string_view& text) noexcept {
  Part part;
  while (part.digits < text.size() && part.digits < 4 && is_digit(text[part.digits])) ++part.digits;
  part.value = number_at(text, 0, part.digits);
  text.remove_prefix(part.digits);
  return part;
}

/// 1 to 12 when the text begins with a month's name, which is taken off.
unsigned take_month(std::string_view& text) noexcept {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (text.size() < 3 || lower(text[0]) < 'a' || lower(text[0]) > 's') return 0;
  const std::array<char, 3> first{lower(text[0]), lower(text[1]), lower(text[2])};
  for (unsigned month = 0; month < 12; ++month) {
    if (kMonths.substr(month * 3, 3) != std::string_view{first.data(), 3}) continue;
    std::size_t length = 3;
    while (length < text.size() && lower(text[length]) >= 'a' && lower(text[length]) <= 'z') ++length;
    if (length > 9) return 0;
    text.remove_prefix(length);
    return month + 1;
  }
  return 0;
}

int full_year(Part year) noexcept {
  if (year.digits == 4) return static_cast<int>(year.value);
  if (year.digits != 2) return 0;
  return static_cast<int>(year.value) + (year.value > kPivotYear ? 1900 : 2000);
}

void skip_separator(std::string_view& text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '-' || text.front() == '.' || text.front() == ',' ||
                           text.front() == '/'))
    text.remove_prefix(1);
}

/// Sep 11, 1967.
std::optional<CalendarDate> month_first_date(std::string_view text) noexcept {
  const unsigned month = take_month(text);
  if (month == 0) return std::nullopt;
  skip_separator(text);
  const Part day = take_number(text);
  skip_separator(text);
  const Part year = take_number(text);
  if (day.digits == 0 || day.digits > 2 || !is_time_or_end(text)) return std::nullopt;
  return checked(full_year(year), month, day.value);
}

/// Numbers apart from each other, the middle one perhaps a month's name.
std::optional<CalendarDate> separated_date(std::string_view text) noexcept {
  const Part first = take_number(text);
  if (first.digits == 0 || first.digits == 3 || text.empty()) return std::nullopt;
  const char separator = text.front();
  if (separator != '-' && separator != '/' && separator != '.' && separator != ' ') return std::nullopt;
  text.remove_prefix(1);
  if (const unsigned month = take_month(text); month > 0) {
    skip_separator(text);
    const Part year = take_number(text);
    if (!is_time_or_end(text)) return std::nullopt;
    return checked(full_year(year), month, first.value);
  }
  const Part second = take_number(text);
  if (second.digits == 0 || second.digits > 2 || text.empty() || text.front() != separator || separator == ' ')
    return std::nullopt;
  text.remove_prefix(1);
  const Part third = take_number(text);
  if (!is_time_or_end(text)) return std::nullopt;
  if (first.digits == 4) {
    if (third.digits == 0 || third.digits > 2) return std::nullopt;
    return checked(static_cast<int>(first.value), second.value, third.value);
  }
  const bool day_first = separator == '.' || first.value > 12;
  return checked(full_year(third), day_first ? second.value : first.value, day_first ? first.value : second.value);
}

}  // namespace

Day day_of(int year, unsigned month, unsigned day) noexcept {
  const std::chrono::sys_days days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
  return static_cast<Day>(days.time_since_epoch().count());
}

int year_of(Day day) noexcept {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return static_cast<int>(date.year());
}

std::optional<CalendarDate> calendar_date_of(std::string_view text) noexcept {
  if (text.size() < 6 || text.size() > kDateBytesMax) return std::nullopt;
  if (is_digit(text.front())) return separated_date(text);
  return month_first_date(text);
}

std::optional<Day> date_of(std::string_view text) noexcept {
  const auto date = calendar_date_of(text);
  return date ? std::optional{date->number()} : std::nullopt;
}

std::optional<CalendarDate> compact_calendar_date_of(std::string_view digits) noexcept {
  if (digits.size() != 8 && digits.size() != 12 && digits.size() != 14) return std::nullopt;
  for (const char c : digits) {
    if (!is_digit(c)) return std::nullopt;
  }
  return checked(static_cast<int>(number_at(digits, 0, 4)), number_at(digits, 4, 2), number_at(digits, 6, 2));
}

std::optional<Day> compact_date_of(std::string_view digits) noexcept {
  const auto date = compact_calendar_date_of(digits);
  return date ? std::optional{date->number()} : std::nullopt;
}

}  // namespace wardwatch::stores
