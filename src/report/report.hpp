#pragma once

#include <string>
#include <vector>

#include "record/incident.hpp"
#include "record/manifest.hpp"

namespace wardwatch::report {

/// What a report tells. Everything in it that came from evidence is hostile text.
struct Material {
  const record::Manifest& manifest;
  const std::vector<record::Incident>& incidents;  ///< Worst first.
  const std::vector<record::Finding>& findings;    ///< Worst first.
};

/// report.html: one self-contained file without scripts, fonts or network, below 5 MB whatever the case holds.
[[nodiscard]] std::string html(const Material& material);

/// The summary of a run for a terminal of 100 columns: one screen.
[[nodiscard]] std::string text(const Material& material, bool colour);

/// One incident for a terminal: what to do, steps, timeline, and the findings down to their records.
[[nodiscard]] std::string incident_text(const Material& material, const record::Incident& incident, bool colour);

/// The findings that an incident names, in order of time.
[[nodiscard]] std::vector<const record::Finding*> findings_of(const record::Incident& incident,
                                                              const std::vector<record::Finding>& findings);

}  // namespace wardwatch::report
