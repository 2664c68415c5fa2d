#include "incident/join.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "core/hash.hpp"
#include "incident/grouping.hpp"
#include "incident/story.hpp"

namespace wardwatch::incident {
namespace {

using record::Finding;
using record::Incident;

constexpr std::size_t kEntitiesMax = 200;  ///< Of one incident; the findings have them all.

std::string id_of(const Members& members) {
  std::vector<std::string> ids;
  for (const Finding* finding : members.findings) ids.push_back(finding->id);
  std::sort(ids.begin(), ids.end());
  std::uint64_t hash = 0;
  for (const std::string& id : ids) hash = hash_text(id, hash);
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "i-%016llx", static_cast<unsigned long long>(hash));
  return text.data();
}

/// Exposures of a machine on which this incident guessed, logged on or got further.
std::vector<const Finding*> exposures_of(const std::vector<const Finding*>& members, const std::vector<const Finding*>& exposures) {
  std::set<std::string> victims;
  for (const Finding* finding : members) {
    if (victim_acts(*finding)) continue;  // That data left does not say how somebody came in.
    for (const std::string& victim : entities_of(*finding, "victim", "ip")) victims.insert(victim);
  }
  std::vector<const Finding*> attached;
  for (const Finding* exposure : exposures) {
    const auto exposed = entities_of(*exposure, "victim", "ip");
    if (std::any_of(exposed.begin(), exposed.end(), [&](const std::string& victim) { return victims.contains(victim); })) attached.push_back(exposure);
  }
  return attached;
}

std::vector<record::Stage> stages_of(const Members& members) {
  std::vector<const Finding*> all = members.exposures;
  all.insert(all.end(), members.findings.begin(), members.findings.end());
  std::vector<record::Stage> stages;
  for (const Finding* finding : all) {
    auto stage = std::find_if(stages.begin(), stages.end(), [&](const record::Stage& s) { return s.stage == finding->stage; });
    if (stage == stages.end()) stage = stages.insert(stages.end(), {finding->stage, {}, {}});
    stage->findings.push_back(finding->id);
    for (const std::string& technique : finding->techniques) {
      if (std::find(stage->techniques.begin(), stage->techniques.end(), technique) == stage->techniques.end()) stage->techniques.push_back(technique);
    }
  }
  // Exposure, then ATT&CK's tactics; the path has the order of time.
  std::stable_sort(stages.begin(), stages.end(), [](const record::Stage& a, const record::Stage& b) { return stage_rank(a.stage) < stage_rank(b.stage); });
  return stages;
}

std::vector<record::Entity> entities_of_all(const Members& members) {
  std::vector<record::Entity> entities;
  for (const Finding* finding : members.findings) {
    for (const record::Entity& entity : finding->entities) {
      if (entities.size() < kEntitiesMax && std::find(entities.begin(), entities.end(), entity) == entities.end()) entities.push_back(entity);
    }
  }
  return entities;
}

record::Severity severity_of(const Members& members) {
  auto severity = record::Severity::low;
  bool inside = false, out = false;
  for (const Finding* finding : members.findings) {
    severity = std::max(severity, finding->severity);
    inside = inside || finding->stage == "initial-access";
    out = out || finding->stage == "exfiltration";
  }
  return inside && out ? record::Severity::critical : severity;
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
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) { return std::tie(a.first_seen, a.id) < std::tie(b.first_seen, b.id); });
  std::vector<const Finding*> exposures;
  for (const Finding& finding : findings) {
    if (finding.stage == "exposure") exposures.push_back(&finding);
  }
  std::vector<Incident> incidents;
  for (const auto& indices : group(findings, same_host)) {
    Members members;
    for (const std::size_t index : indices) members.findings.push_back(&findings[index]);
    members.exposures = exposures_of(members.findings, exposures);
    incidents.push_back(incident_of(members));
  }
  std::sort(incidents.begin(), incidents.end(), [](const Incident& a, const Incident& b) {
    return std::tuple{-int(a.severity), -a.confidence, a.first_seen, std::string_view{a.id}} < std::tuple{-int(b.severity), -b.confidence, b.first_seen, std::string_view{b.id}};
  });
  return incidents;
}

}  // namespace wardwatch::incident
