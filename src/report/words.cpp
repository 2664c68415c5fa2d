#include "report/words.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace wardwatch::report {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Calendar {
  int year;
  unsigned month, day;
  int hour, minute, second;
};

Calendar calendar_of(Timestamp time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{seconds - day};
  return {int{date.year()}, unsigned{date.month()}, unsigned{date.day()}, int(clock.hours().count()),
          int(clock.minutes().count()), int(clock.seconds().count())};
}

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 96> text{};
  const int length = std::snprintf(text.data(), text.size(), format, values...);
  return {text.data(), static_cast<std::size_t>(length)};
}

bool continues_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; }

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    // U+202A to U+202E and U+2066 to U+2069 turn the reading direction: "gpj.exe" would read as "exe.jpg".
    const bool override_mark = c == 0xe2 && i + 2 < text.size() &&
                               ((static_cast<unsigned char>(text[i + 1]) == 0x80 && static_cast<unsigned char>(text[i + 2]) >= 0xaa &&
                                 static_cast<unsigned char>(text[i + 2]) <= 0xae) ||
                                (static_cast<unsigned char>(text[i + 1]) == 0x81 && static_cast<unsigned char>(text[i + 2]) >= 0xa6 &&
                                 static_cast<unsigned char>(text[i + 2]) <= 0xa9));
    if (override_mark) {
      out += "\\u{direction}";
      i += 2;
    } else if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if (c == '\'') out += "&#39;";
    else if (c < 0x20 || c == 0x7f) out += formatted("\\x%02x", unsigned{c});
    else out.push_back(text[i]);
  }
  return out;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string volume(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 6> kUnits{"bytes", "kB", "MB", "GB", "TB", "PB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  const bool whole = unit == 0 || value >= 99.5 || std::abs(value - std::round(value)) < 0.05;
  return formatted(whole ? "%.0f " : "%.1f ", value) + std::string{kUnits[unit]};
}

std::string moment(Timestamp time) {
  const Calendar c = calendar_of(time);
  return formatted("%u %s %d %02d:%02d:%02d UTC", c.day, kMonths[c.month - 1].data(), c.year, c.hour, c.minute, c.second);
}

std::string short_moment(Timestamp time) {
  const Calendar c = calendar_of(time);
  return formatted("%u %s %02d:%02d", c.day, kMonths[c.month - 1].data(), c.hour, c.minute);
}

std::string span(Interval interval) {
  const double seconds = std::chrono::duration<double>(interval).count();
  if (seconds < 120) return formatted("%.0f s", seconds);
  if (seconds < 7200) return formatted("%.0f min", seconds / 60);
  if (seconds < 172'800) return formatted("%.1f h", seconds / 3600);
  return formatted("%.0f days", seconds / 86'400);
}

std::string_view confidence_word(double confidence) noexcept {
  if (confidence >= 0.9) return "almost certain";
  if (confidence >= 0.7) return "likely";
  if (confidence >= 0.5) return "possible";
  return "weak";
}

std::string stage_title(std::string_view stage) {
  std::string title{stage};
  for (char& c : title) {
    if (c == '-') c = ' ';
  }
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

std::string cut(std::string_view text, std::size_t characters_max) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (continues_character(text[i])) continue;
    if (++characters > characters_max) return std::string{text.substr(0, i)} + "…";
  }
  return std::string{text};
}

}  // namespace wardwatch::report
