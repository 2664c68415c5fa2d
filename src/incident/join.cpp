#include "incident/join.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <deque>
#include <tuple>

#include "core/hash.hpp"
#include "incident/grouping.hpp"
#include "incident/story.hpp"

namespace wardwatch::incident {
namespace {

using record::Finding;
using record::Incident;

constexpr std::size_t kEntitiesOfRoleMax = 200;  ///< Of one incident; the findings have them all.

/// The order of time; within one instant the order of an attack, so that a logon precedes what it made possible.
bool comes_before(const Finding* a, const Finding* b) {
  return std::tuple{a->first_seen, stage_rank(a->stage), std::string_view{a->id}, a->revision} <
         std::tuple{b->first_seen, stage_rank(b->stage), std::string_view{b->id}, b->revision};
}

/// From the founding findings alone: an incident that grows keeps its id.
std::string id_of(const Members& members) {
  std::vector<std::string> ids;
  for (const Finding* finding : members.founders) ids.push_back(finding->id);
  std::sort(ids.begin(), ids.end());
  std::uint64_t hash = 0;
  for (const std::string& id : ids) hash = hash_text(id, hash);
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "i-%016llx", static_cast<unsigned long long>(hash));
  return text.data();
}

/// Exposures of the machines on which this incident guessed or logged on. That data left does not say how somebody came in.
std::vector<const Finding*> exposures_of(const Members& members,
                                         const std::multimap<std::string, const Finding*>& exposures_by_host) {
  std::vector<const Finding*> attached;
  std::set<std::string> done;
  for (const Finding* finding : members.findings) {
    if (!is_guessing(*finding) && finding->stage != "initial-access") continue;
    for (const std::string& host : members.names.hosts_of(*finding, "victim")) {
      if (!done.insert(host).second) continue;
      const auto [first, last] = exposures_by_host.equal_range(host);
      for (auto at = first; at != last; ++at) attached.push_back(at->second);
    }
  }
  std::sort(attached.begin(), attached.end(), comes_before);
  attached.erase(std::unique(attached.begin(), attached.end()), attached.end());
  return attached;
}

/// Unprotected stores, the weightiest first: what somebody who is inside may have read.
std::vector<const Finding*> open_stores(const std::vector<Finding>& findings) {
  constexpr std::size_t kStoresMax = 20;  // The findings have the rest.
  std::vector<const Finding*> stores;
  for (const Finding& finding : findings) {
    if (finding.stage == "exposure" && !entities_of(finding, "store", "store").empty()) stores.push_back(&finding);
  }
  std::stable_sort(stores.begin(), stores.end(),
                   [](const Finding* a, const Finding* b) { return a->severity > b->severity; });
  if (stores.size() > kStoresMax) stores.resize(kStoresMax);
  return stores;
}

std::vector<record::Stage> stages_of(const Members& members) {
  std::vector<const Finding*> all = members.exposures;
  all.insert(all.end(), members.stores.begin(), members.stores.end());
  all.insert(all.end(), members.findings.begin(), members.findings.end());
  std::vector<record::Stage> stages;
  for (const Finding* finding : all) {
    auto stage =
        std::find_if(stages.begin(), stages.end(), [&](const record::Stage& s) { return s.stage == finding->stage; });
    if (stage == stages.end()) stage = stages.insert(stages.end(), {finding->stage, {}, {}});
    stage->findings.push_back(finding->id);
    for (const std::string& technique : finding->techniques) {
      if (std::find(stage->techniques.begin(), stage->techniques.end(), technique) == stage->techniques.end())
        stage->techniques.push_back(technique);
    }
  }
  // Exposure, then ATT&CK's tactics; the path has the order of time.
  std::stable_sort(stages.begin(), stages.end(), [](const record::Stage& a, const record::Stage& b) {
    return stage_rank(a.stage) < stage_rank(b.stage);
  });
  return stages;
}

int role_rank(std::string_view role) noexcept {
  constexpr std::array<std::string_view, 5> kRoles{"attacker", "relay", "victim", "store", "account"};
  return static_cast<int>(std::find(kRoles.begin(), kRoles.end(), role) - kRoles.begin());
}

/// Each entity once, in its strongest role. A victim that attacks others is a relay: it is ours, and must not be told,
/// blocked or shared as an attacker.
std::vector<record::Entity> entities_of_all(const Members& members) {
  std::set<std::string> hit;
  for (const Finding* finding : members.findings) hit.merge(members.names.hosts_of(*finding, "victim"));
  std::vector<record::Entity> entities;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  std::vector<const Finding*> all = members.as_found;
  all.insert(all.end(), members.stores.begin(), members.stores.end());
  for (const Finding* finding : all) {
    for (record::Entity entity : finding->entities) {
      if ((entity.type == "ip" || entity.type == "host") && entity.role == "attacker" &&
          hit.contains(members.names.canonical(entity.value)))
        entity.role = "relay";
      const auto [place, is_new] = places.try_emplace({entity.type, entity.value}, entities.size());
      if (is_new) {
        entities.push_back(std::move(entity));
      } else if (role_rank(entity.role) < role_rank(entities[place->second].role)) {
        entities[place->second].role = entity.role;
      }
    }
  }
  std::stable_sort(entities.begin(), entities.end(), [](const record::Entity& a, const record::Entity& b) {
    return role_rank(a.role) < role_rank(b.role);
  });
  std::map<std::string, std::size_t> of_role;
  std::erase_if(entities, [&](const record::Entity& entity) { return ++of_role[entity.role] > kEntitiesOfRoleMax; });
  return entities;
}

/// That of the worst finding; critical when data left after somebody had got in.
record::Severity severity_of(const Members& members) {
  auto severity = record::Severity::informational;
  bool inside = false;
  for (const Finding* finding : members.findings) {
    severity = std::max(severity, finding->severity);
    if (inside && finding->stage == "exfiltration") return record::Severity::critical;
    inside = inside || (is_success(*finding) && !victim_acts(*finding));
  }
  return severity;
}

/// Copies in which a computer's name is the first address by which the same incident's findings know it, if any does.
std::deque<Finding> called_by_address(const std::vector<const Finding*>& findings, const HostNames& names) {
  std::map<std::string, std::string> addresses;
  for (const Finding* finding : findings) {
    for (const record::Entity& entity : finding->entities) {
      if (entity.type == "ip") addresses.try_emplace(names.canonical(entity.value), entity.value);
    }
  }
  std::deque<Finding> told;
  for (const Finding* finding : findings) {
    Finding& copy = told.emplace_back(*finding);
    for (record::Entity& entity : copy.entities) {
      const auto known = entity.type == "host" ? addresses.find(names.canonical(entity.value)) : addresses.end();
      if (known != addresses.end()) entity.value = known->second;
    }
  }
  return told;
}

Incident incident_of(const Members& members) {
  Incident incident;
  incident.id = id_of(members);
  incident.title = title_of(members);
  incident.severity = severity_of(members);
  incident.first_seen = members.findings.front()->first_seen;
  incident.last_seen = members.findings.front()->last_seen;
  // An incident is as sure as its decisive step: the worst finding, and among equals the surest.
  std::pair<record::Severity, double> decisive{record::Severity::informational, 0};
  for (const Finding* finding : members.findings) {
    incident.first_seen = std::min(incident.first_seen, finding->first_seen);
    incident.last_seen = std::max(incident.last_seen, finding->last_seen);
    decisive = std::max(decisive, {finding->severity, finding->confidence});
  }
  incident.confidence = decisive.second;
  incident.stages = stages_of(members);
  incident.entities = entities_of_all(members);
  incident.path = path_of(members);
  incident.advice = advice_of(members);
  incident.story = story_of(members);
  return incident;
}

}  // namespace

std::vector<Incident> join(const std::vector<Finding>& unsorted, const record::Site&, const SameHost& same_host) {
  std::vector<Finding> findings = unsorted;
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) { return comes_before(&a, &b); });
  const HostNames names{same_host};
  std::multimap<std::string, const Finding*> exposures_by_host;
  for (const Finding& finding : findings) {
    if (finding.stage != "exposure") continue;
    for (const std::string& host : names.hosts_of(finding, "victim")) exposures_by_host.emplace(host, &finding);
  }
  const std::vector<const Finding*> stores = open_stores(findings);
  std::vector<Incident> incidents;
  for (const Group& found : group(findings, names)) {
    Members members{{}, {}, {}, {}, {}, names};
    for (const std::size_t index : found.members) members.as_found.push_back(&findings[index]);
    const std::deque<Finding> told = called_by_address(members.as_found, names);
    for (const Finding& finding : told) members.findings.push_back(&finding);
    for (const std::size_t index : found.founders) members.founders.push_back(&findings[index]);
    members.exposures = exposures_of(members, exposures_by_host);
    if (std::any_of(members.findings.begin(), members.findings.end(), [](const Finding* f) { return is_success(*f); }))
      members.stores = stores;
    incidents.push_back(incident_of(members));
  }
  std::sort(incidents.begin(), incidents.end(), [](const Incident& a, const Incident& b) {
    return std::tuple{-int(a.severity), -a.confidence, a.first_seen, std::string_view{a.id}} <
           std::tuple{-int(b.severity), -b.confidence, b.first_seen, std::string_view{b.id}};
  });
  return incidents;
}

}  // namespace wardwatch::incident
