#pragma once

#include <optional>
#include <string_view>

#include "detect/sigma/rule.hpp"

namespace wardwatch::detect::sigma {

/// A number as events spell it: 4625, -1, 0x1f, 12.5. Blanks round it do not count.
[[nodiscard]] std::optional<double> number_of(std::string_view text) noexcept;

[[nodiscard]] bool holds(Compare compare, double value, double bound) noexcept;

/// A part of a date written as `2026-11-24T16:18:16Z` or with a blank instead of the T; no time zone is converted
/// (appendix "Time Modifiers"). Weeks are ISO 8601's.
[[nodiscard]] std::optional<int> part_of(std::string_view date, TimePart part) noexcept;

}  // namespace wardwatch::detect::sigma
