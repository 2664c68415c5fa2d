#include <algorithm>

#include "report/parts.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::Finding;

constexpr std::size_t kEntitiesShown = 60, kRecordsShown = record::kEvidenceMax, kTechniquesShown = 12;

std::string row(std::string_view label, const std::string& text) {
  if (text.empty()) return {};
  return "<dt>" + std::string{label} + "</dt><dd>" + escaped(text) + "</dd>";
}

std::string techniques(const Finding& finding) {
  std::string out;
  for (std::size_t i = 0; i < std::min(finding.techniques.size(), kTechniquesShown); ++i) {
    out += (i > 0 ? ", " : "") + escaped(finding.techniques[i], kNameMax);
  }
  return out;
}

std::string facts(const Finding& finding) {
  std::string out = "<p class=\"meta\">" + escaped(stage_title(finding.stage), kNameMax);
  if (!finding.techniques.empty()) out += " · ATT&amp;CK " + techniques(finding);
  out += " · " + std::string{confidence_word(finding.confidence)} + " (" + percent(finding.confidence) + ") · " +
         moment(finding.first_seen);
  const Interval length = finding.last_seen - finding.first_seen;
  if (length >= std::chrono::seconds{1}) out += ", over " + span(length);
  out += " · " + counted(finding.count, "event", "events");
  if (finding.bytes > 0) out += " · " + volume(finding.bytes);
  return out + " · rule <code>" + escaped(finding.rule, kNameMax) + "</code></p>";
}

/// Who plays which role: a row for each role and kind, in the order in which the finding names them.
std::string entities(const Finding& finding) {
  std::vector<std::pair<std::string, std::string>> rows;  // what they are, and which
  const std::size_t shown = std::min(finding.entities.size(), kEntitiesShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const record::Entity& entity = finding.entities[i];
    const std::string label = stage_title(entity.role) + " (" + entity.type + ")";
    const auto known = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.first == label; });
    auto& which = known != rows.end() ? known->second : rows.emplace_back(label, "").second;
    which += (which.empty() ? "<b>" : ", <b>") + escaped(entity.value, kNameMax) + "</b>";
  }
  if (rows.empty()) return {};
  std::string out = "<table><tbody>";
  for (const auto& [label, which] : rows) {
    out += "<tr><td>" + escaped(label, kNameMax) + "</td><td>" + which + "</td></tr>";
  }
  out += "</tbody></table>";
  out += more_in(finding.entities.size(), shown, "findings.jsonl");
  return out;
}

std::string records(const Finding& finding) {
  if (finding.evidence.empty()) return {};
  std::string out = "<p class=\"records\"><span>Records (log / uid):</span> ";
  const std::size_t shown = std::min(finding.evidence.size(), kRecordsShown);
  for (std::size_t i = 0; i < shown; ++i) {
    out += (i > 0 ? " " : "") + std::string{"<code>"} + escaped(finding.evidence[i].record, kNameMax) + "/" +
           escaped(finding.evidence[i].ref, kNameMax) + "</code>";
  }
  if (finding.count > shown) {
    out += " These are the first " + grouped(shown) + " of " + grouped(finding.count) + "; the logs have all.";
  }
  return out + "</p>";
}

}  // namespace

std::string finding_article(const Finding& finding) {
  std::string out = "<article id=\"f" + escaped(finding.id, kNameMax) + "\"><h3>" +
                    escaped(with_short_paths(finding.title), kSentenceMax) + " " + pill(finding.severity) + "</h3>";
  if (!finding.explain_plain.empty()) out += "<p>" + escaped(finding.explain_plain) + "</p>";
  out += "<dl>" + row("What was seen", finding.summary) + row("What to do", finding.advice) +
         row("What else it could be", finding.innocent_explanation) + "</dl>" + facts(finding);
  const std::string more = entities(finding) + records(finding);
  if (!more.empty()) out += "<details><summary>Who, and which records</summary>" + more + "</details>";
  return out + "</article>";
}

}  // namespace wardwatch::report
