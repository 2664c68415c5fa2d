#include "listing/day.hpp"

#include <algorithm>
#include <array>

#include "listing/ascii.hpp"

namespace wardwatch::listing {
namespace {

constexpr std::array<std::string_view, 24> kMonths{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug",
                                                   "sep", "oct", "nov", "dec", "янв", "фев", "мар", "апр",
                                                   "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"};
constexpr std::array<std::string_view, 14> kCalled{"date",  "posted",   "on",      "published", "created",
                                                   "added", "time",     "listed",  "дата",      "опубликовано",
                                                   "sent",  "uploaded", "updated", "bumped"};
constexpr std::array<std::string_view, 15> kOther{"joined", "registered", "member",  "since",    "seen",
                                                  "from",   "until",      "dump",    "of",       "fresh",
                                                  "dated",  "before",     "expires", "deadline", "регистрация"};
constexpr std::uint32_t kTopLines = 12;

unsigned month_of(std::string_view low) noexcept {
  if (low.size() < 3) return 0;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    const bool is_named = low.starts_with(kMonths[i]);
    // "marketing" is no March: what follows must be the rest of a month's name.
    const std::size_t rest = low.size() - std::min(low.size(), kMonths[i].size());
    if (is_named && rest <= (i < 12 ? 6U : 12U)) {
      constexpr std::array<std::string_view, 12> kFull{"january",   "february", "march",    "april",
                                                       "may",       "june",     "july",     "august",
                                                       "september", "october",  "november", "december"};
      if (i >= 12) return static_cast<unsigned>(i - 11);
      if (rest == 0 || low == "sept" || kFull[i] == low) return static_cast<unsigned>(i + 1);
    }
  }
  return 0;
}

std::optional<unsigned> small_number(const Token& token, unsigned highest) noexcept {
  const std::optional<std::uint64_t> value = number_of(token.text);
  if (token.kind != Token::Kind::number || !value || token.text.size() > 2 || *value < 1 || *value > highest)
    return std::nullopt;
  return static_cast<unsigned>(*value);
}

std::optional<int> year_of(std::string_view text) noexcept {
  const std::optional<std::uint64_t> value = number_of(text);
  if (!value) return std::nullopt;
  if (text.size() == 4 && *value >= 1990 && *value < 2100) return static_cast<int>(*value);
  if (text.size() == 2 && *value < 70) return static_cast<int>(2000 + *value);
  return std::nullopt;
}

std::optional<Timestamp> time_of(int year, unsigned month, unsigned day) noexcept {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (!date.ok()) return std::nullopt;
  return Timestamp{std::chrono::sys_days{date}};
}

/// Three numbers within one token ("14.08.2016") or apart by the same sign.
DayAt numeric_day(const std::vector<Token>& tokens, std::size_t at) {
  std::array<std::string_view, 3> parts{};
  char mark = 0;
  std::size_t used = 1;
  const std::string_view text = tokens[at].text;
  const std::size_t first = text.find('.');
  if (first != std::string_view::npos) {
    const std::size_t second = text.find('.', first + 1);
    if (second == std::string_view::npos || text.find_first_not_of("0123456789.") != std::string_view::npos) return {};
    parts = {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
    mark = '.';
  } else {
    if (at + 4 >= tokens.size()) return {};
    mark = tokens[at + 1].text.front();
    if ((mark != '-' && mark != '/') || tokens[at + 3].text.front() != mark) return {};
    for (std::size_t i = 1; i <= 4; ++i) {
      if (!tokens[at + i].is_glued) return {};
    }
    parts = {text, tokens[at + 2].text, tokens[at + 4].text};
    used = 5;
  }
  const auto small = [](std::string_view part) { return part.size() <= 2 ? number_of(part).value_or(0) : 0; };
  if (parts[0].size() == 4) {
    const auto year = year_of(parts[0]);
    const auto day =
        year ? time_of(*year, static_cast<unsigned>(small(parts[1])), static_cast<unsigned>(small(parts[2])))
             : std::optional<Timestamp>{};
    return day ? DayAt{*day, used} : DayAt{};
  }
  const auto year = year_of(parts[2]);
  auto first_number = static_cast<unsigned>(small(parts[0])), second_number = static_cast<unsigned>(small(parts[1]));
  if (!year) return {};
  const bool day_first = mark == '.' || first_number > 12 || (mark == '-' && second_number <= 12);
  if (day_first) std::swap(first_number, second_number);
  const auto day = time_of(*year, first_number, second_number);
  return day ? DayAt{*day, used} : DayAt{};
}

/// "14 Aug 2016", "14-Aug-16", "August 14th, 2016".
DayAt worded_day(const std::vector<Token>& tokens, std::size_t at) {
  std::optional<unsigned> day;
  unsigned month = 0;
  std::size_t next = at;
  for (; next < tokens.size() && next < at + 7; ++next) {
    const Token& token = tokens[next];
    if (const unsigned found = token.kind == Token::Kind::word ? month_of(token.low) : 0; found > 0 && month == 0) {
      month = found;
      continue;
    }
    if (!day && token.text.size() <= 2) {
      day = small_number(token, 31);
      if (day) continue;
    }
    if (day && month > 0) {
      if (const auto year = token.kind == Token::Kind::number ? year_of(token.text) : std::nullopt) {
        const auto time = time_of(*year, month, *day);
        return time ? DayAt{*time, next + 1 - at} : DayAt{};
      }
    }
    const bool is_between =
        token.text == "," || token.text == "-" || token.text == "." || token.low == "of" ||
        (token.is_glued && (token.low == "th" || token.low == "st" || token.low == "nd" || token.low == "rd"));
    if (!is_between || (!day && month == 0)) return {};
  }
  return {};
}

template <std::size_t n>
bool has_before(const std::vector<Token>& tokens, std::size_t at, const std::array<std::string_view, n>& words) {
  for (std::size_t back = 1; back <= 3 && back <= at && tokens[at - back].line == tokens[at].line; ++back) {
    if (std::find(words.begin(), words.end(), std::string_view{tokens[at - back].low}) != words.end()) return true;
  }
  return false;
}

}  // namespace

DayAt day_at(const std::vector<Token>& tokens, std::size_t at) {
  if (tokens[at].kind == Token::Kind::sign) return {};
  if (tokens[at].kind == Token::Kind::number) {
    const DayAt day = numeric_day(tokens, at);
    if (day.tokens > 0) return day;
  } else if (month_of(tokens[at].low) == 0) {
    return {};
  }
  return worded_day(tokens, at);
}

std::optional<Timestamp> find_day(const std::vector<Token>& tokens) {
  std::optional<Timestamp> best;
  int best_weight = 0;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const DayAt day = day_at(tokens, at);
    if (day.tokens == 0) continue;
    int weight = tokens[at].line < kTopLines ? 3 : 1;
    if (has_before(tokens, at, kCalled)) weight += 4;
    if (has_before(tokens, at, kOther)) weight -= 5;
    if (weight > best_weight) {
      best_weight = weight;
      best = day.day;
    }
    at += day.tokens - 1;
  }
  return best;
}

std::optional<Timestamp> container_day(std::string_view text) {
  text = trimmed(text).substr(0, 64);
  if (const auto seconds = number_of(text); seconds && text.size() >= 9 && text.size() <= 13) {
    return timestamp_of(text.size() > 11 ? *seconds / 1000 : *seconds, 0);
  }
  std::string plain{text};
  // "2016-06-25T10:00:00Z": the time of day is not kept.
  const std::size_t time = plain.find('T');
  if (time == 10) plain.resize(time);
  const std::vector<Token> tokens = tokens_of(plain);
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const DayAt day = day_at(tokens, at);
    if (day.tokens > 0) return day.day;
  }
  return std::nullopt;
}

}  // namespace wardwatch::listing
