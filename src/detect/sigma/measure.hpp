#pragma once

#include <deque>
#include <vector>

#include "detect/sigma/window.hpp"

namespace wardwatch::detect::sigma {

/// Whether a number keeps to all bounds ("you can use the conjunction 'AND' in the mapping").
[[nodiscard]] bool within(const std::vector<Correlation::Bound>& bounds, double measured) noexcept;

/// Sum, average, percentile or median of the entries' numbers. Percentiles lie between neighbours (linear), so that the
/// fiftieth is the median.
[[nodiscard]] double measure(const Correlation& correlation, const std::deque<WindowEntry>& entries);

/// value_percentile over values: how many per cent of the entries each value has; the values that keep to the bounds.
[[nodiscard]] std::vector<Outcome> rarity_outcomes(const Correlation& correlation,
                                                   const std::deque<WindowEntry>& entries);

/// temporal and temporal_ordered with a condition: over the rules' names, or over how many of them held.
[[nodiscard]] std::optional<Outcome> listed_outcome(const Correlation& correlation,
                                                    const std::deque<WindowEntry>& entries);

}  // namespace wardwatch::detect::sigma
