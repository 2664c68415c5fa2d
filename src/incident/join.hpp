#pragma once

#include <string>
#include <vector>

#include "record/incident.hpp"
#include "record/site.hpp"

namespace wardwatch::incident {

/// Addresses that are known to be one machine's.
using SameHost = std::vector<std::vector<std::string>>;

/// Joins findings into incidents, worst first. B joins A only if the machine that A took over acts in B later, if they
/// share an attacker, or if an account that A stole is used in B. Shared targets never join: two guessers on one server
/// are two incidents. Exposures make no incident of their own; they are attached to the step that they made possible;
/// nor do outflows and beacons below medium. The result does not depend on the findings' order.
[[nodiscard]] std::vector<record::Incident> join(const std::vector<record::Finding>& findings, const record::Site& site,
                                                 const SameHost& same_host = {});

}  // namespace wardwatch::incident
