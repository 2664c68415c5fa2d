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

/// report.html: one self-contained file without scripts from elsewhere, fonts or network.
[[nodiscard]] std::string html(const Material& material);

/// The summary of a run for a terminal: one screen.
[[nodiscard]] std::string text(const Material& material, bool colour);

}  // namespace wardwatch::report
