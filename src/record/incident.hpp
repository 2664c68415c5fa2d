#pragma once

#include "record/finding.hpp"
#include "record/group_overlap.hpp"

namespace wardwatch::record {

struct Stage {
  std::string stage;
  std::vector<std::string> techniques;
  std::vector<std::string> findings;
};
template <>
inline constexpr auto schema_of<Stage> =
    schema("incident_stage", "One stage of an incident",
           field(1, "stage", &Stage::stage, Unit::none, Content::technical, "exposure, an ATT&CK tactic, or leak"),
           field(2, "techniques", &Stage::techniques, Unit::none, Content::technical, "ATT&CK techniques"),
           field(3, "findings", &Stage::findings, Unit::none, Content::technical, "Ids of its findings"));

struct PathStep {
  std::string from;
  std::string to;
  std::string how;
  Timestamp first_seen;
  Timestamp last_seen;
  std::uint64_t bytes = 0;
  std::vector<std::string> findings;
};
template <>
inline constexpr auto schema_of<PathStep> =
    schema("incident_path", "One step of the attack path",
           field(1, "from", &PathStep::from, Unit::none, Content::account, "Who acted"),
           field(2, "to", &PathStep::to, Unit::none, Content::account, "On whom"),
           field(3, "how", &PathStep::how, Unit::none, Content::account, "By what"),
           field(4, "first_seen", &PathStep::first_seen, Unit::time, Content::technical, "Start"),
           field(5, "last_seen", &PathStep::last_seen, Unit::time, Content::technical, "End"),
           field(6, "bytes", &PathStep::bytes, Unit::bytes, Content::technical, "Volume moved"),
           field(7, "findings", &PathStep::findings, Unit::none, Content::technical, "Ids of the findings behind it"));

struct PatientsAtRisk {
  std::uint64_t count = 0;
  std::string how;
};
template <>
inline constexpr auto schema_of<PatientsAtRisk> =
    schema("patients_at_risk", "How many patients an incident may concern",
           field(1, "count", &PatientsAtRisk::count, Unit::count, Content::technical, "Distinct patients"),
           field(2, "how", &PatientsAtRisk::how, Unit::none, Content::technical, "How that was counted"));

/// Findings that belong together, as one story.
struct Incident {
  std::string id;
  std::string title;
  Severity severity = Severity::informational;
  double confidence = 0;
  Timestamp first_seen;
  Timestamp last_seen;
  std::vector<Stage> stages;
  std::vector<Entity> entities;
  std::vector<PathStep> path;
  std::optional<PatientsAtRisk> patients_at_risk;  ///< JSON null when nothing is known.
  std::vector<std::string> advice;
  std::string story;  ///< What happened, in plain sentences.
  std::vector<GroupOverlap> similar_groups;
};
template <>
inline constexpr auto schema_of<Incident> =
    schema("incident", "Findings that belong together, as one story",
           field(1, "id", &Incident::id, Unit::none, Content::technical, "Made from its findings' ids"),
           field(2, "title", &Incident::title, Unit::none, Content::account, "In one line"),
           field(3, "severity", &Incident::severity, Unit::none, Content::technical, "Grows with how far it got"),
           field(4, "confidence", &Incident::confidence, Unit::ratio, Content::technical, "How sure, 0 to 1"),
           field(5, "first_seen", &Incident::first_seen, Unit::time, Content::technical, "First event"),
           field(6, "last_seen", &Incident::last_seen, Unit::time, Content::technical, "Last event"),
           field(7, "stages", &Incident::stages, Unit::none, Content::technical, "In order of the attack"),
           field(8, "entities", &Incident::entities, Unit::none, Content::account, "Who and what, with roles"),
           field(9, "path", &Incident::path, Unit::none, Content::account, "Who did what to whom, in time order"),
           field(10, "patients_at_risk", &Incident::patients_at_risk, Unit::none, Content::technical,
                 "Patients concerned, or null"),
           field(11, "advice", &Incident::advice, Unit::none, Content::technical, "What to do now, most urgent first"),
           field(12, "story", &Incident::story, Unit::none, Content::account, "What happened, in plain sentences"),
           field(13, "similar_groups", &Incident::similar_groups, Unit::none, Content::technical,
                 "Groups of ATT&CK that work alike, if any stands out; this is no attribution"));

}  // namespace wardwatch::record
