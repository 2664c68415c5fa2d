#include <algorithm>
#include <map>
#include <set>

#include "report/report.hpp"
#include "report/screen.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::Finding;
using record::Incident;

constexpr std::size_t kStepsShown = 60, kFindingsShown = 200, kEntitiesShown = 12, kRecordsShown = 8, kSharedShown = 5;
constexpr std::size_t kTimelineColumns = 28;

void path(Screen& screen, const Incident& incident) {
  if (incident.path.empty()) return;
  screen.heading("Step by step");
  const std::size_t shown = std::min(incident.path.size(), kStepsShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const record::PathStep& step = incident.path[i];
    std::string text = short_moment(step.first_seen) + "  " + cut(step.from, kNameMax) + " -> " +
                       cut(step.to, kNameMax) + ": " + cut(step.how, kSentenceMax);
    if (step.bytes > 0 && step.how.find(volume(step.bytes)) == std::string::npos) text += ", " + volume(step.bytes);
    if (step.last_seen - step.first_seen >= std::chrono::seconds{1}) {
      text += ", over " + span(step.last_seen - step.first_seen);
    }
    screen.item(std::to_string(i + 1) + ". ", text, 2);
  }
  if (shown < incident.path.size())
    screen.line("  ", grouped(incident.path.size() - shown) + " more in incidents.json");
  screen.gap();
}

/// A bar for each finding, in columns from the first sign to the last.
void timeline(Screen& screen, const std::vector<const Finding*>& findings) {
  Timestamp first = findings[0]->first_seen, last = findings[0]->last_seen;
  for (const Finding* finding : findings) {
    first = std::min(first, finding->first_seen);
    last = std::max(last, finding->last_seen);
  }
  const double range = std::max(std::chrono::duration<double>(last - first).count(), 1.0);
  const auto column_of = [&](Timestamp time) {
    const double share = std::chrono::duration<double>(time - first).count() / range;
    return static_cast<std::size_t>(share * double(kTimelineColumns - 1));
  };
  screen.heading("Timeline: " + moment(first) + ", over " + span(last - first));
  for (const Finding* finding : findings) {
    std::string bar(kTimelineColumns, '.');
    for (std::size_t at = column_of(finding->first_seen); at <= column_of(finding->last_seen); ++at) bar[at] = '#';
    screen.line("  " + bar + "  ", clock_time(finding->first_seen) + "  " + finding->title);
  }
  screen.gap();
}

void groups(Screen& screen, const Incident& incident) {
  if (incident.similar_groups.empty()) return;
  screen.heading("Who works like this? No attribution: techniques are shared, copied and sold");
  for (const record::GroupOverlap& alike : incident.similar_groups) {
    std::string rarest;
    for (std::size_t i = 0; i < std::min<std::size_t>(alike.shared.size(), kSharedShown); ++i)
      rarest += (i > 0 ? ", " : "") + alike.shared[i].technique + " (" + grouped(alike.shared[i].groups) + ")";
    screen.item("- ",
                cut(alike.name, kNameMax) + " (" + cut(alike.group, kNameMax) + ") shares " +
                    grouped(alike.shared.size()) + " of " + counted(alike.seen, "technique", "techniques") +
                    "; the rarest, with how many of " + grouped(alike.groups_compared) + " groups use them: " + rarest,
                2);
  }
  screen.gap();
}

void finding_told(Screen& screen, const Finding& finding) {
  screen.title(finding.severity, finding.title);
  screen.paragraph(finding.summary, 2);
  screen.paragraph(finding.explain_plain, 2);
  if (!finding.advice.empty()) screen.item("Do: ", finding.advice, 2);
  if (!finding.innocent_explanation.empty()) screen.item("It could also be: ", finding.innocent_explanation, 2);
  std::string who;
  for (std::size_t i = 0; i < std::min(finding.entities.size(), kEntitiesShown); ++i) {
    const record::Entity& entity = finding.entities[i];
    who += (i > 0 ? ", " : "") + cut(entity.role, kNameMax) + " " + cut(entity.value, kNameMax);
  }
  if (finding.entities.size() > kEntitiesShown)
    who += ", and " + grouped(finding.entities.size() - kEntitiesShown) + " more";
  if (!who.empty()) screen.item("Who: ", who, 2);
  std::string records;
  for (std::size_t i = 0; i < std::min(finding.evidence.size(), kRecordsShown); ++i) {
    records +=
        (i > 0 ? " " : "") + cut(finding.evidence[i].record, kNameMax) + "/" + cut(finding.evidence[i].ref, kNameMax);
  }
  if (finding.count > kRecordsShown) records += " ... of " + grouped(finding.count);
  if (!records.empty()) screen.item("Records: ", records, 2);
  std::string techniques;
  for (const std::string& technique : finding.techniques) techniques += " " + cut(technique, kNameMax);
  screen.paragraph(stage_title(finding.stage) + techniques + "; " + std::string{confidence_word(finding.confidence)} +
                       " (" + percent(finding.confidence) + "); " + moment(finding.first_seen) + "; rule " +
                       cut(finding.rule, kNameMax) + "; finding " + cut(finding.id, kNameMax),
                   2, Screen::Weight::quiet);
  screen.gap();
}

}  // namespace

std::vector<const Finding*> findings_of(const Incident& incident, const std::vector<Finding>& findings) {
  std::set<std::string_view> ids;
  for (const record::Stage& stage : incident.stages) ids.insert(stage.findings.begin(), stage.findings.end());
  std::vector<const Finding*> found;
  for (const Finding& finding : findings) {
    if (ids.erase(finding.id) > 0) found.push_back(&finding);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Finding* a, const Finding* b) { return a->first_seen < b->first_seen; });
  return found;
}

std::string incident_text(const Material& material, const Incident& incident, bool colour) {
  Screen screen{colour};
  screen.title(incident.severity, incident.title);
  screen.paragraph(incident.story, 2);
  screen.paragraph(moment(incident.first_seen) + " to " + moment(incident.last_seen) + "; " +
                       std::string{confidence_word(incident.confidence)} + " (" + percent(incident.confidence) +
                       "); incident " + cut(incident.id, kNameMax),
                   2);
  if (incident.patients_at_risk) {
    screen.paragraph("Patients at risk: " + grouped(incident.patients_at_risk->count) + " (" +
                         cut(incident.patients_at_risk->how, kSentenceMax) + ")",
                     2);
  }
  screen.gap();
  for (std::size_t i = 0; i < incident.advice.size(); ++i) {
    if (i == 0) screen.heading("What to do now");
    screen.item(std::to_string(i + 1) + ". ", incident.advice[i], 2);
  }
  if (!incident.advice.empty()) screen.gap();
  path(screen, incident);
  std::vector<const Finding*> findings = findings_of(incident, material.findings);
  const std::size_t left_out = findings.size() - std::min(findings.size(), kFindingsShown);
  findings.resize(findings.size() - left_out);
  if (findings.empty()) return screen.take();
  timeline(screen, findings);
  groups(screen, incident);
  screen.heading("What it rests on");
  for (const Finding* finding : findings) finding_told(screen, *finding);
  if (left_out > 0) screen.line("  ", grouped(left_out) + " more in findings.jsonl");
  return screen.take();
}

}  // namespace wardwatch::report
