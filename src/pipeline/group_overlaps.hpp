#pragma once

#include <string>
#include <vector>

#include "pipeline/installed_intel.hpp"
#include "record/incident.hpp"
#include "record/manifest.hpp"

namespace wardwatch::pipeline {

/// Findings below this are too weak to say how somebody works (docs/confidence.md: "possible" begins here).
inline constexpr double kTechniqueConfidenceMin = 0.5;

/// The techniques that an incident's findings hold, each once, in order. An open door is not the deed of who went through,
/// so exposures are left out.
[[nodiscard]] std::vector<std::string> techniques_seen(const record::Incident& incident,
                                                       const std::vector<record::Finding>& findings);

/// Groups that stand out, those least by chance first: one list over all sets, each compared by itself.
[[nodiscard]] std::vector<record::GroupOverlap> groups_alike(const std::vector<std::string>& techniques,
                                                             const std::vector<LoadedIntel>& sets,
                                                             bool is_all_wanted = false);

/// Compares each incident, and each actor whose adverts are part of one, with what is installed of ATT&CK.
void compare_with_groups(const std::vector<LoadedIntel>& sets, const std::vector<record::Finding>& findings,
                         std::vector<record::Incident>& incidents, record::Manifest& manifest);

/// The same with what is installed; a set that cannot be read is named among the manifest's assumptions.
void compare_with_installed(const std::vector<record::Finding>& findings, std::vector<record::Incident>& incidents,
                            record::Manifest& manifest);

}  // namespace wardwatch::pipeline
