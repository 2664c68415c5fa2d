#pragma once

#include <vector>

#include "detect/sigma/event.hpp"

namespace wardwatch::detect::sigma {

/// A rule that held. Silent ones (correlations only) are not among them.
struct Hit {
  std::uint32_t rule = 0;  ///< Index into the set.
  Timestamp at;            ///< Of the event, or of the last one that made a correlation hold.
  EventId event;           ///< The event, or the last one.
  /// Of a correlation: the events that made it, in order; at most kListedEventsMax.
  std::vector<EventId> events;
  std::vector<std::string> group;  ///< Of a correlation: the values that it was grouped by.
  double measured = 0;             ///< Of a correlation: the count, sum, average or percentage.
};

struct MatchCounts {
  std::uint64_t events = 0;
  std::uint64_t evaluated_rules = 0;  ///< Conditions that were looked at, over all events.
  std::uint64_t hits = 0;
  std::uint64_t cut_values = 0;  ///< Values longer than kSearchedMaxBytes, of which only the beginning was searched.
};

}  // namespace wardwatch::detect::sigma
