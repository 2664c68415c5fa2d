#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace wardwatch {

/// A point of event time: the packet's or the log's clock, UTC, nanoseconds. Never the clock on the wall.
using Timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;
using Interval = std::chrono::nanoseconds;

/// From seconds and nanoseconds since 1970. Times beyond the year 2200 saturate: 64 bits of nanoseconds hold 62 years
/// more, so that adding a time-out to a time that a damaged capture claims cannot overflow.
[[nodiscard]] constexpr Timestamp timestamp_of(std::uint64_t seconds, std::uint64_t nanoseconds) noexcept {
  constexpr std::uint64_t kSecondsMax = 7'258'118'400ULL;
  if (seconds > kSecondsMax) seconds = kSecondsMax;
  if (nanoseconds > 999'999'999U) nanoseconds = 999'999'999U;
  return Timestamp{Interval{static_cast<std::int64_t>(seconds * 1'000'000'000U + nanoseconds)}};
}

[[nodiscard]] constexpr std::int64_t nanoseconds_of(Timestamp time) noexcept { return time.time_since_epoch().count(); }

/// RFC 3339 in UTC with microseconds: 2018-08-20T18:52:11.913746Z.
[[nodiscard]] std::string rfc3339(Timestamp time);

/// A day of UTC as YYYY-MM-DD.
[[nodiscard]] std::string utc_day(Timestamp time);

}  // namespace wardwatch
