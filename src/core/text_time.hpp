#pragma once

#include <optional>
#include <string_view>

#include "core/timestamp.hpp"

namespace wardwatch {

/// A time as exports write it, and whether it says its zone.
struct TextTime {
  Timestamp time;
  bool has_zone = false;
};

/// RFC 3339 or ISO 8601: `2020-08-05T07:48:17.592Z`, `2020-08-05 07:48:17`, `...+02:00`, any number of digits behind the
/// point. Between 1970 and 2200.
[[nodiscard]] std::optional<TextTime> read_time(std::string_view text);

}  // namespace wardwatch
