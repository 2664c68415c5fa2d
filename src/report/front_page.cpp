#include <algorithm>
#include <array>
#include <map>

#include "report/parts.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::Finding;
using record::Incident;

constexpr std::size_t kAdviceShown = 8, kIncidentsListed = 30;
/// Of texts on page one, which has to stay one page.
constexpr std::size_t kTitleMax = 160, kStoryMax = 900, kHowMax = 140, kPhaseTitleMax = 96;
/// Signs as close as this to the end of the evidence may well go on after it.
constexpr Interval kStillGoingOn = std::chrono::minutes{15};

/// What ATT&CK's tactics mean to somebody who runs a hospital.
struct Phase {
  std::string_view title;
  std::array<std::string_view, 10> stages;
};
constexpr std::array<Phase, 5> kPhases{
    {{"Open door", {"exposure", "reconnaissance", "resource-development"}},
     {"Way in", {"initial-access", "credential-access"}},
     {"Inside",
      {"execution", "persistence", "privilege-escalation", "defense-evasion", "discovery", "lateral-movement",
       "collection", "command-and-control", "impact"}},
     {"Data out", {"exfiltration"}},
     {"On offer", {"leak"}}}};

/// Who an incident was done to.
bool concerns_victim(const Finding& finding, const Incident& incident) {
  for (const record::Entity& entity : finding.entities) {
    for (const record::Entity& other : incident.entities) {
      if (other.role == "victim" && entity.type == other.type && entity.value == other.value) return true;
    }
  }
  return false;
}

/// The five phases of an attack and what the evidence has of each.
class Phases {
 public:
  Phases(const Incident& incident, const std::vector<Finding>& findings) {
    std::map<std::string_view, const Finding*> by_id;
    for (const Finding& finding : findings) by_id.emplace(finding.id, &finding);
    for (const record::Stage& stage : incident.stages) {
      for (const std::string& id : stage.findings) {
        if (const auto known = by_id.find(id); known != by_id.end()) add(stage.stage, *known->second);
      }
    }
    if (seen_[0].count > 0) return;
    // An exposure is not part of the attack, but the door that the attack went through is part of its story.
    for (const Finding& finding : findings) {
      if (finding.stage == "exposure" && concerns_victim(finding, incident)) add(finding.stage, finding);
    }
  }

  [[nodiscard]] std::string html() const {
    std::string out = "<h2 class=\"small\">How far it got</h2><ol class=\"phases\">";
    for (std::size_t i = 0; i < kPhases.size(); ++i) {
      const Seen& seen = seen_[i];
      out += seen.worst == nullptr ? "<li><b>" : "<li class=\"seen\"><b>";
      out += std::string{kPhases[i].title} + "</b>";
      if (seen.worst == nullptr) {
        out += "<span>no sign in this evidence</span></li>";
        continue;
      }
      out += "<span>" + escaped(with_short_paths(seen.worst->title), kPhaseTitleMax) + "</span><small>" +
             short_moment(seen.worst->first_seen);
      if (seen.count > 1) out += ", and " + grouped(seen.count - 1) + " more";
      out += "</small></li>";
    }
    return out + "</ol>";
  }

 private:
  struct Seen {
    const Finding* worst = nullptr;
    std::size_t count = 0;
  };

  void add(std::string_view stage, const Finding& finding) {
    for (std::size_t i = 0; i < kPhases.size(); ++i) {
      const auto& stages = kPhases[i].stages;
      if (std::find(stages.begin(), stages.end(), stage) == stages.end()) continue;
      Seen& seen = seen_[i];
      ++seen.count;
      if (seen.worst == nullptr || seen.worst->severity < finding.severity) seen.worst = &finding;
    }
  }

  std::array<Seen, kPhases.size()> seen_;
};

std::string fact(std::string_view label, const std::string& value_html, const std::string& note_html) {
  return "<div><dt>" + std::string{label} + "</dt><dd><b>" + value_html + "</b><small>" + note_html +
         "</small></dd></div>";
}

/// Confidence as ten boxes, of which some are full: read without a scale.
std::string meter(double confidence) {
  const auto full = static_cast<int>(std::clamp(confidence, 0.0, 1.0) * 10 + 0.5);
  std::string out = "<svg class=\"meter\" viewBox=\"0 0 100 8\" aria-hidden=\"true\">";
  for (int i = 0; i < 10; ++i) {
    out += "<rect x=\"" + std::to_string(i * 10) + "\" width=\"8\" height=\"8\" rx=\"2\"" +
           (i < full ? " class=\"full\"" : "") + "/>";
  }
  return out + "</svg>";
}

std::optional<Timestamp> evidence_end(const record::Manifest& manifest) {
  std::optional<Timestamp> end;
  for (const record::Evidence& item : manifest.evidence) {
    if (item.last_ts && (!end || *item.last_ts > *end)) end = item.last_ts;
  }
  return end;
}

std::string facts(const Incident& worst, const record::Manifest& manifest) {
  std::string out = "<dl class=\"facts\">";
  out += fact("How bad", pill(worst.severity), std::string{urgency(worst.severity)});
  out += fact("How sure", stage_title(confidence_word(worst.confidence)),
              meter(worst.confidence) + percent(worst.confidence));
  out += fact("Since", day_moment(worst.first_seen), "first sign in this evidence");
  const auto end = evidence_end(manifest);
  const bool open = end && *end - worst.last_seen < kStillGoingOn;
  out += fact(open ? "Last sign" : "Until", day_moment(worst.last_seen),
              open ? "where the evidence ends: it may go on" : "over " + span(worst.last_seen - worst.first_seen));
  if (worst.patients_at_risk) {
    out +=
        fact("Patients at risk", grouped(worst.patients_at_risk->count), escaped(worst.patients_at_risk->how, kHowMax));
  } else if (const LeakedPatients leaked = leaked_patients(manifest); leaked.stores > 0) {
    out += fact("Patients at risk", (leaked.stores > 1 ? "Up to " : "") + grouped(leaked.people),
                "if all of the <a href=\"#leaks\">" + counted(leaked.stores, "store", "stores") +
                    "</a> that samples are from was copied");
  } else if (const OpenPatients lying = open_patients(manifest); lying.stores > 0) {
    out += fact("Patients at risk", (lying.stores > 1 ? "Up to " : "") + grouped(lying.people),
                "<a href=\"#stores\">in " + counted(lying.stores, "open store", "open stores") +
                    "</a>; that they were reached is not shown");
  } else {
    out += fact("Patients at risk", "Not known yet",
                manifest.stores.empty() ? "no patient store was in the evidence"
                                        : "<a href=\"#stores\">the stores in this evidence</a>");
  }
  return out + "</dl>";
}

std::string advice(const std::vector<std::string>& sentences) {
  if (sentences.empty()) return {};
  std::string out = "<section id=\"now\"><h2>What to do now</h2><ol class=\"now\">";
  for (std::size_t i = 0; i < std::min(sentences.size(), kAdviceShown); ++i) {
    out += "<li>" + escaped(sentences[i], kSentenceMax) + "</li>";
  }
  return out + "</ol></section>";
}

std::string all_incidents(const std::vector<Incident>& incidents) {
  if (incidents.size() < 2) return {};
  std::string out =
      "<section id=\"incidents\"><h2>All incidents</h2><div class=\"scroll\"><table "
      "class=\"incidents\"><thead><tr><th>Severity</th>"
      "<th>What happened</th><th>Since</th><th>How sure</th></tr></thead><tbody>";
  for (std::size_t i = 0; i < std::min(incidents.size(), kIncidentsListed); ++i) {
    const Incident& incident = incidents[i];
    out += "<tr><td>" + pill(incident.severity) + "</td><td><a href=\"#i" + std::to_string(i + 1) + "\">" +
           escaped(with_short_paths(incident.title), kTitleMax) + "</a></td><td>" + day_moment(incident.first_seen) +
           "</td><td>" + std::string{confidence_word(incident.confidence)} + "</td></tr>";
  }
  out += "</tbody></table></div>";
  if (incidents.size() > kIncidentsListed) {
    out += "<p class=\"quiet\">" + counted(incidents.size() - kIncidentsListed, "more is", "more are") +
           " in incidents.json.</p>";
  }
  return out + "</section>";
}

/// Nobody was seen to break in, but patients' data lies where anybody can take it: no page for relief.
std::string patients_open(const Material& material, const OpenPatients& open) {
  std::string first = open.sentence();
  first[0] = first[0] == 'u' ? 'U' : first[0];
  std::string out = "<section class=\"verdict " + std::string{record::name_of(open.severity())} + "\"><h1>" + first +
                    "</h1><p class=\"lead\">";
  if (open.stores_for_everyone > 0) {
    out += (open.stores_for_everyone == open.stores ? (open.stores == 1 ? "It" : "All of them")
                                                    : grouped(open.stores_for_everyone) + " of them") +
           " can be read by everyone who reaches the machine. ";
  }
  out += can_show_attack(material.manifest)
             ? "No attack was found in this evidence. That is not proof that nothing happened: it says what this "
               "evidence shows, over the time that it covers. "
             : "Whether anybody took them, this evidence cannot show: it has no network captures and no event logs. ";
  return out + "<a href=\"#stores\">Which stores</a></p></section>" + advice(first_advice(material.findings));
}

std::string nothing_found(const Material& material) {
  if (const OpenPatients open = open_patients(material.manifest); open.stores > 0) return patients_open(material, open);
  std::string out = "<section class=\"verdict calm\"><h1>No attack was found in this evidence</h1><p class=\"lead\">";
  out += material.findings.empty() ? "Nothing in it matched a detection. "
                                   : "There are findings to look at below, but none that form an incident. ";
  if (!can_show_attack(material.manifest))
    out += "It has no network captures and no event logs, which alone can show one. ";
  return out +
         "That is not proof that nothing happened: it says what this evidence shows, over the time that it "
         "covers.</p></section>";
}

/// What a reader must know before he trusts the page: gaps in the evidence.
std::string gaps(const record::Manifest& manifest) {
  const std::size_t damaged = damaged_count(manifest);
  std::string out;
  if (manifest.status == "interrupted") out += "The examination was interrupted before its end. ";
  if (damaged > 0) {
    out += grouped(damaged) + " of " + counted(manifest.evidence.size(), "piece", "pieces") +
           " of evidence could not be read to the end. ";
  }
  if (out.empty()) return {};
  return "<p class=\"gap\"><b>Not everything was seen.</b> " + out + "<a href=\"#evidence\">What is missing</a></p>";
}

}  // namespace

std::string pill(record::Severity severity) {
  const std::string name{record::name_of(severity)};
  return "<span class=\"pill " + name + "\">" + name + "</span>";
}

std::string front_page(const Material& material) {
  if (material.incidents.empty()) return nothing_found(material) + gaps(material.manifest);
  const Incident& worst = material.incidents.front();
  std::string out = "<section class=\"verdict " + std::string{record::name_of(worst.severity)} + "\"><h1>" +
                    escaped(with_short_paths(worst.title), kTitleMax) + "</h1>";
  if (!worst.story.empty()) out += "<p class=\"lead\">" + escaped(with_short_paths(worst.story), kStoryMax) + "</p>";
  out += facts(worst, material.manifest) + Phases{worst, material.findings}.html() + "</section>" +
         gaps(material.manifest);
  return out + advice(worst.advice) + all_incidents(material.incidents);
}

}  // namespace wardwatch::report
