#pragma once

#include <string>
#include <vector>

#include "record/incident.hpp"

namespace wardwatch::report {

/// The attack path as SVG: who acted on whom, arrows numbered as the list of steps below it is. Two drawings, of which
/// the style sheet shows the one that fits: wide, left to right, and narrow, top to bottom.
[[nodiscard]] std::string path_svg(const record::Incident& incident);

/// The findings of an incident over time as SVG: a bar each, by severity.
[[nodiscard]] std::string timeline_svg(const std::vector<const record::Finding*>& findings);

/// A coordinate with one decimal.
[[nodiscard]] std::string svg_number(double value);

}  // namespace wardwatch::report
