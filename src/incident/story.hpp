#pragma once

#include <string>
#include <vector>

#include "incident/grouping.hpp"
#include "record/incident.hpp"

namespace wardwatch::incident {

/// The findings of one incident in time order, and the exposures that made a step possible.
struct Members {
  /// For telling: a computer that the network knows by its address is called by it, so that a path can be followed.
  std::vector<const record::Finding*> findings;
  std::vector<const record::Finding*> as_found;  ///< The same as they were reported.
  std::vector<const record::Finding*> founders;
  std::vector<const record::Finding*> exposures;
  std::vector<const record::Finding*> stores;  ///< Data stores that lay open while somebody was inside.
  const HostNames& names;
};

[[nodiscard]] std::vector<record::PathStep> path_of(const Members& members);
[[nodiscard]] std::string title_of(const Members& members);
/// What happened in plain sentences, in the order of time, honest about what the wire does not show.
[[nodiscard]] std::string story_of(const Members& members);
/// What to do, most urgent first: contain, block, reset, preserve, then what the findings advise.
[[nodiscard]] std::vector<std::string> advice_of(const Members& members);

}  // namespace wardwatch::incident
