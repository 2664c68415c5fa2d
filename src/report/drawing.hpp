#pragma once

#include <string>
#include <vector>

#include "record/incident.hpp"

namespace wardwatch::report {

/// The attack path as SVG: who acted on whom, left to right, arrows numbered as the list of steps below it is.
[[nodiscard]] std::string path_svg(const record::Incident& incident);

/// The findings of an incident over time as SVG: a bar each, by severity.
[[nodiscard]] std::string timeline_svg(const std::vector<const record::Finding*>& findings);

}  // namespace wardwatch::report
