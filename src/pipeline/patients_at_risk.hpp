#pragma once

#include <span>
#include <vector>

#include "record/incident.hpp"
#include "record/manifest.hpp"

namespace wardwatch::pipeline {

/// Says of each incident that touches stores how many patients it concerns: those of the largest of them, since two
/// stores may hold the same people. Stores that were not audited in this case are counted by what their fingerprints say.
void tell_patients_at_risk(std::span<const record::StoreSummary> stores, std::span<const record::LeakSummary> leaks,
                           std::vector<record::Incident>& incidents);

}  // namespace wardwatch::pipeline
