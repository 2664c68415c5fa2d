#include "pipeline/group_overlaps.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "intel/overlap.hpp"

namespace wardwatch::pipeline {
namespace {

/// Of one incident; who matches more than these matches nothing in particular.
constexpr std::size_t kGroupsToldMax = 5;
constexpr std::size_t kNotSeenMax = 8;

record::GroupOverlap row_for(const intel::Overlap& overlap, const intel::Comparison& comparison,
                             const std::vector<std::string>& techniques) {
  const intel::Attack& attack = comparison.attack();
  record::GroupOverlap row;
  row.group = overlap.group->id;
  row.name = overlap.group->name;
  row.aliases = overlap.group->aliases;
  row.known_from = attack.title + (attack.version.empty() ? "" : " " + attack.version);
  row.score = overlap.score;
  row.by_chance = overlap.by_chance;
  row.seen = overlap.seen_count;
  for (const intel::SharedTechnique& shared : overlap.shared) {
    const intel::Technique& technique = attack.techniques[shared.place];
    row.shared.push_back({technique.id, technique.name, shared.is_exact, shared.groups});
  }
  row.rare = overlap.rare_count;
  row.expected_shared = overlap.expected_shared;
  row.group_techniques = overlap.group->techniques.size();
  row.groups_compared = comparison.group_count();
  for (const std::uint32_t place : comparison.not_seen(overlap, techniques)) {
    if (row.not_seen.size() == kNotSeenMax) break;
    row.not_seen.push_back(attack.techniques[place].id + " " + attack.techniques[place].name);
  }
  return row;
}

}  // namespace

std::vector<std::string> techniques_seen(const record::Incident& incident,
                                         const std::vector<record::Finding>& findings) {
  std::set<std::string_view> ids;
  for (const record::Stage& stage : incident.stages) {
    if (stage.stage != "exposure") ids.insert(stage.findings.begin(), stage.findings.end());
  }
  std::set<std::string> techniques;
  for (const record::Finding& finding : findings) {
    if (ids.contains(finding.id) && finding.confidence >= kTechniqueConfidenceMin)
      techniques.insert(finding.techniques.begin(), finding.techniques.end());
  }
  return {techniques.begin(), techniques.end()};
}

std::vector<record::GroupOverlap> groups_alike(const std::vector<std::string>& techniques,
                                               const std::vector<LoadedIntel>& sets, bool is_all_wanted) {
  std::vector<record::GroupOverlap> alike;
  for (const LoadedIntel& set : sets) {
    const intel::Comparison comparison{set.attack};
    for (const intel::Overlap& overlap : comparison.rank(techniques)) {
      if (is_all_wanted || intel::Comparison::is_told(overlap))
        alike.push_back(row_for(overlap, comparison, techniques));
    }
  }
  std::stable_sort(alike.begin(), alike.end(), [](const record::GroupOverlap& a, const record::GroupOverlap& b) {
    return std::tuple{a.by_chance, -a.score} < std::tuple{b.by_chance, -b.score};
  });
  if (!is_all_wanted && alike.size() > kGroupsToldMax) alike.resize(kGroupsToldMax);
  return alike;
}

void compare_with_groups(const std::vector<LoadedIntel>& sets, const std::vector<record::Finding>& findings,
                         std::vector<record::Incident>& incidents, record::Manifest& manifest) {
  if (sets.empty()) return;
  for (const LoadedIntel& set : sets) manifest.intel.push_back(set.set.about);
  std::map<std::string_view, record::ActorSummary*> actors;
  for (record::ActorSummary& actor : manifest.actors) actors.emplace(actor.name, &actor);
  for (record::Incident& incident : incidents) {
    const std::vector<std::string> techniques = techniques_seen(incident, findings);
    incident.similar_groups = groups_alike(techniques, sets);
    for (const record::Entity& entity : incident.entities) {
      const auto actor = entity.type == "actor" ? actors.find(entity.value) : actors.end();
      if (actor == actors.end()) continue;
      actor->second->incidents.push_back(incident.id);
      auto& of_actor = actor->second->techniques;
      of_actor.insert(of_actor.end(), techniques.begin(), techniques.end());
    }
  }
  for (record::ActorSummary& actor : manifest.actors) {
    std::sort(actor.techniques.begin(), actor.techniques.end());
    actor.techniques.erase(std::unique(actor.techniques.begin(), actor.techniques.end()), actor.techniques.end());
    if (!actor.techniques.empty()) actor.similar_groups = groups_alike(actor.techniques, sets);
  }
}

void compare_with_installed(const std::vector<record::Finding>& findings, std::vector<record::Incident>& incidents,
                            record::Manifest& manifest) {
  if (const auto home = intel_home())
    compare_with_groups(load_intel(*home, manifest.assumptions), findings, incidents, manifest);
}

}  // namespace wardwatch::pipeline
