#include <algorithm>

#include "report/parts.hpp"
#include "report/report.hpp"
#include "report/screen.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::Incident;

constexpr std::size_t kIncidentsListed = 6, kAdviceShown = 5, kProblemsShown = 5, kStoryMax = 800;

void told(Screen& screen, const Incident& incident) {
  screen.title(incident.severity, with_short_paths(incident.title));
  screen.paragraph(cut_at_sentence(with_short_paths(incident.story), kStoryMax), 2);
  screen.paragraph(day_moment(incident.first_seen) + " to " + day_moment(incident.last_seen) + "; " +
                       std::string{confidence_word(incident.confidence)} + " (" + percent(incident.confidence) + ")",
                   2);
  screen.gap();
}

void others(Screen& screen, const std::vector<Incident>& incidents) {
  if (incidents.size() < 2) return;
  screen.heading("Also");
  const std::size_t shown = std::min(incidents.size(), kIncidentsListed);
  for (std::size_t i = 1; i < shown; ++i) {
    screen.line("  " + std::to_string(i + 1) + ". " + screen.severity(incidents[i].severity) + "  ",
                with_short_paths(incidents[i].title));
  }
  if (shown < incidents.size()) {
    screen.line("  ", "and " + counted(incidents.size() - shown, "more incident", "more incidents") + " in the report");
  }
  screen.gap();
}

void advice(Screen& screen, const Incident& worst) {
  if (worst.advice.empty()) return;
  screen.heading("What to do now");
  for (std::size_t i = 0; i < std::min(worst.advice.size(), kAdviceShown); ++i) {
    screen.item(std::to_string(i + 1) + ". ", cut(worst.advice[i], kSentenceMax), 2);
  }
  screen.gap();
}

/// Nobody was seen to break in, but patients' data lies where anybody can take it.
void patients(Screen& screen, const Material& material, const OpenPatients& open) {
  std::string first = open.sentence();
  first[0] = first[0] == 'u' ? 'U' : first[0];
  screen.title(open.severity(), first);
  if (open.stores_for_everyone > 0)
    screen.paragraph(grouped(open.stores_for_everyone) + " of " + counted(open.stores, "store", "stores") +
                         " can be read by everyone who reaches the machine.",
                     2);
  screen.paragraph(can_show_attack(material.manifest)
                       ? "No attack was found in this evidence. That is not proof that nothing happened."
                       : "Whether anybody took them, this evidence cannot show: it has no captures and no event logs.",
                   2);
  screen.gap();
  const std::vector<std::string> sentences = first_advice(material.findings);
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (i == 0) screen.heading("What to do now");
    screen.item(std::to_string(i + 1) + ". ", cut(sentences[i], kSentenceMax), 2);
  }
  if (!sentences.empty()) screen.gap();
}

/// What the evidence held, in two sentences.
void totals(Screen& screen, const Material& material) {
  std::uint64_t packets = 0, events = 0, records = 0;
  for (const record::Evidence& item : material.manifest.evidence) {
    packets += item.packets;
    events += item.events;
  }
  for (const record::Counter& log : material.manifest.records) records += log.count;
  std::vector<std::size_t> by_severity(5, 0);
  for (const record::Finding& finding : material.findings) ++by_severity[static_cast<std::size_t>(finding.severity)];
  std::string findings;
  for (std::size_t level = by_severity.size(); level-- > 0;) {
    if (by_severity[level] == 0) continue;
    findings += (findings.empty() ? ": " : ", ") + grouped(by_severity[level]) + " " +
                std::string{record::name_of(static_cast<record::Severity>(level))};
  }
  screen.paragraph("Read " + counted(material.manifest.evidence.size(), "piece of evidence", "pieces of evidence") +
                       ", " + counted(packets, "packet", "packets") +
                       (events > 0 ? ", " + counted(events, "event", "events") : "") + ", " +
                       counted(records, "record", "records") + ". " +
                       counted(material.findings.size(), "finding", "findings") + findings + ".",
                   0);
}

void problems(Screen& screen, const record::Manifest& manifest) {
  if (manifest.status == "interrupted") screen.paragraph("The run was interrupted: what follows is missing.", 0);
  const std::size_t damaged = damaged_count(manifest);
  if (damaged == 0) return;
  screen.heading("Not read, or not to the end");
  std::size_t shown = 0;
  for (const record::Evidence& item : manifest.evidence) {
    if (item.problem.empty() || shown == kProblemsShown) continue;
    ++shown;
    screen.item("", cut(item.path, kNameMax) + ": " + cut(item.problem, kSentenceMax), 2);
  }
  if (damaged > shown) screen.line("  ", "and " + grouped(damaged - shown) + " more in manifest.json");
}

}  // namespace

std::string text(const Material& material, bool colour) {
  Screen screen{colour};
  const OpenPatients open = open_patients(material.manifest);
  if (material.incidents.empty() && open.stores > 0) {
    patients(screen, material, open);
  } else if (material.incidents.empty()) {
    screen.line("", "No attack was found in this evidence.", Screen::Weight::bold);
    screen.paragraph(material.findings.empty() ? "Nothing in it matched a detection."
                                               : "There are findings, but none that form an incident: see the report.",
                     2);
    screen.gap();
  } else {
    told(screen, material.incidents.front());
    advice(screen, material.incidents.front());
    others(screen, material.incidents);
  }
  totals(screen, material);
  problems(screen, material.manifest);
  return screen.take();
}

}  // namespace wardwatch::report
