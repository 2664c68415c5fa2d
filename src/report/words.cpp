#include "report/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace wardwatch::report {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kWeekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct Calendar {
  int year;
  unsigned month, day, weekday;
  int hour, minute, second;
};

Calendar calendar_of(Timestamp time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{seconds - day};
  return {int{date.year()},
          unsigned{date.month()},
          unsigned{date.day()},
          std::chrono::weekday{day}.c_encoding(),
          int(clock.hours().count()),
          int(clock.minutes().count()),
          int(clock.seconds().count())};
}

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 96> text{};
  const int length = std::snprintf(text.data(), text.size(), format, values...);
  return {text.data(), std::min(static_cast<std::size_t>(length), text.size() - 1)};
}

bool continues_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; }

/// One character of a text: its code point and length, or no code point and length 1 where the text is not UTF-8.
struct Character {
  std::optional<char32_t> code;
  std::size_t length = 1;
};

/// Decodes the first character, strictly: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629 3).
Character first_character(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
  char32_t code = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues_character(text[i])) return {};
    code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3fU);
  }
  constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return {};
  return {code, length};
}

/// Control characters, marks that turn the direction, and characters that nobody sees.
bool acts(char32_t code) noexcept {
  struct Range {
    char32_t first, last;
  };
  constexpr std::array<Range, 14> kRanges{{{0x00, 0x1f},          // C0
                                           {0x7f, 0x9f},          // DEL, C1
                                           {0xad, 0xad},          // soft hyphen
                                           {0x61c, 0x61c},        // Arabic letter mark
                                           {0x115f, 0x1160},      // Hangul fillers
                                           {0x180e, 0x180e},      // Mongolian vowel separator
                                           {0x200b, 0x200f},      // zero width, direction marks
                                           {0x2028, 0x202e},      // line separators, embeddings, overrides
                                           {0x2060, 0x206f},      // invisible operators, isolates
                                           {0x3164, 0x3164},      // Hangul filler
                                           {0xfe00, 0xfe0f},      // variation selectors
                                           {0xfeff, 0xfeff},      // byte order mark
                                           {0xfff0, 0xffff},      // specials
                                           {0xe0000, 0xe0fff}}};  // tags
  return std::any_of(kRanges.begin(), kRanges.end(), [&](Range r) { return code >= r.first && code <= r.last; });
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character c = first_character(text);
    if (!c.code) out += formatted("\\x%02x", unsigned{static_cast<unsigned char>(text[0])});
    else if (acts(*c.code)) out += formatted(*c.code < 0x80 ? "\\x%02x" : "\\u%04x", static_cast<unsigned>(*c.code));
    else out += text.substr(0, c.length);
    text.remove_prefix(c.length);
  }
  return out;
}

std::string escaped(std::string_view text, std::size_t characters_max) {
  // Cut before and after: before, so that a huge text costs nothing; after, because writing out makes it longer.
  const std::string shown =
      cut(visible(cut(text.substr(0, 4 * characters_max + 8), characters_max + 1)), characters_max);
  std::string out;
  out.reserve(shown.size());
  for (const char c : shown) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if (c == '\'') out += "&#39;";
    else out.push_back(c);
  }
  return out;
}

std::string shortened_path(std::string_view path, std::size_t characters_max) {
  if (width_of(path) <= characters_max) return std::string{path};
  std::size_t from = path.find('/', 1);
  while (from != std::string_view::npos && width_of(path.substr(from)) + 1 > characters_max) {
    const std::size_t next = path.find('/', from + 1);
    if (next == std::string_view::npos) break;  // The last name is kept, whatever its length.
    from = next;
  }
  return from == std::string_view::npos || from == 0 ? std::string{path} : "…" + std::string{path.substr(from)};
}

std::string with_short_paths(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool is_at_word = out.empty() || out.back() == ' ' || out.back() == '"' || out.back() == '(';
    const std::size_t end = std::min(text.find_first_of(" \"),;"), text.size());
    if (is_at_word && text[0] == '/' && end > 0) {
      out += shortened_path(text.substr(0, end));
      text.remove_prefix(end);
      continue;
    }
    out.push_back(text[0]);
    text.remove_prefix(1);
  }
  return out;
}

std::string path_html(std::string_view path) {
  const std::string shown = shortened_path(path.substr(0, 4 * kParagraphMax));
  std::string out = "<span class=\"path\"";
  if (shown.size() != path.size()) out += " title=\"" + escaped(path, kSentenceMax) + "\"";
  out += ">";
  for (const char c : escaped(shown, kSentenceMax)) {
    out.push_back(c);
    if (c == '/') out += "<wbr>";
  }
  return out + "</span>";
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return grouped(number) + " " + std::string{number == 1 ? one : many};
}

std::string volume(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 6> kUnits{"bytes", "kB", "MB", "GB", "TB", "PB"};
  if (bytes == 1) return "1 byte";
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
  return formatted("%u %s %d %02d:%02d:%02d UTC", c.day, kMonths[c.month - 1].data(), c.year, c.hour, c.minute,
                   c.second);
}

std::string day_moment(Timestamp time) {
  const Calendar c = calendar_of(time);
  return formatted("%s %u %s %d, %02d:%02d UTC", kWeekdays[c.weekday].data(), c.day, kMonths[c.month - 1].data(),
                   c.year, c.hour, c.minute);
}

std::string short_moment(Timestamp time) {
  const Calendar c = calendar_of(time);
  return formatted("%u %s %02d:%02d", c.day, kMonths[c.month - 1].data(), c.hour, c.minute);
}

std::string clock_time(Timestamp time) {
  const Calendar c = calendar_of(time);
  return formatted("%02d:%02d:%02d", c.hour, c.minute, c.second);
}

std::string span(Interval interval) {
  const double seconds = std::max(std::chrono::duration<double>(interval).count(), 0.0);
  if (seconds < 119.5) return formatted("%.0f s", seconds);
  if (seconds < 119.5 * 60) return formatted("%.0f min", seconds / 60);
  if (seconds < 47.95 * 3600) {
    const double hours = seconds / 3600;
    return formatted(std::abs(hours - std::round(hours)) < 0.05 ? "%.0f h" : "%.1f h", hours);
  }
  return formatted("%.0f days", seconds / 86'400);
}

std::string_view confidence_word(double confidence) noexcept {
  if (confidence >= 0.9) return "almost certain";
  if (confidence >= 0.7) return "likely";
  if (confidence >= 0.5) return "possible";
  return "weak";
}

std::string percent(double ratio) {
  if (!(ratio >= 0)) ratio = 0;
  return formatted("%.0f\u00a0%%", std::min(ratio, 1.0) * 100);
}

std::string_view urgency(record::Severity severity) noexcept {
  switch (severity) {
    case record::Severity::critical: return "act now";
    case record::Severity::high: return "act today";
    case record::Severity::medium: return "act this week";
    case record::Severity::low: return "plan it";
    case record::Severity::informational: return "good to know";
  }
  return {};
}

std::string stage_title(std::string_view stage) {
  std::string title{stage};
  std::replace(title.begin(), title.end(), '-', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

std::size_t prefix_bytes(std::string_view text, std::size_t characters) noexcept {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (!continues_character(text[at]) && characters-- == 0) break;
  }
  return at;
}

std::string cut(std::string_view text, std::size_t characters_max) {
  if (prefix_bytes(text, characters_max) == text.size()) return std::string{text};
  return std::string{text.substr(0, prefix_bytes(text, characters_max - 1))} + "…";
}

std::string cut_at_sentence(std::string_view text, std::size_t characters_max) {
  const std::string_view head = text.substr(0, prefix_bytes(text, characters_max - 2));
  const std::size_t end = head.rfind(". ");
  if (prefix_bytes(text, characters_max) == text.size() || end == std::string_view::npos || end < head.size() / 2)
    return cut(text, characters_max);
  return std::string{head.substr(0, end + 1)} + " …";
}

std::size_t width_of(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

}  // namespace wardwatch::report
