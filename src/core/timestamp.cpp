#include "core/timestamp.hpp"

#include <array>
#include <cstdio>

namespace wardwatch {

std::string rfc3339(Timestamp time) {
  const auto micros = std::chrono::floor<std::chrono::microseconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(micros);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{micros - day};
  std::array<char, 64> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", int{date.year()},
                    unsigned{date.month()}, unsigned{date.day()}, int(clock.hours().count()),
                    int(clock.minutes().count()), int(clock.seconds().count()), int(clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string utc_day(Timestamp time) { return rfc3339(time).substr(0, 10); }

}  // namespace wardwatch
