#include "report/report.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "report/drawing.hpp"
#include "report/style.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::Evidence;
using record::Finding;
using record::Incident;

constexpr std::size_t kFindingsShown = 300;  ///< The rest is in findings.jsonl; the page stays readable.
constexpr std::size_t kEvidenceShown = 500;

std::string pill(record::Severity severity) {
  const std::string name{record::name_of(severity)};
  return "<span class=\"pill " + name + "\">" + name + "</span>";
}

std::string joined(const std::vector<std::string>& items, std::string_view between) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : std::string{between}) + escaped(item);
  return out;
}

std::string percent(double confidence) { return std::to_string(int(confidence * 100 + 0.5)) + " %"; }

/// Writes the page, part by part.
class Page {
 public:
  explicit Page(const Material& material) : material_{material} {
    for (const Finding& finding : material.findings) by_id_[finding.id] = &finding;
    for (const Incident& incident : material.incidents) {
      for (const record::Stage& stage : incident.stages) in_incident_.insert(stage.findings.begin(), stage.findings.end());
    }
  }

  std::string write() {
    head();
    front_page();
    for (std::size_t i = 0; i < material_.incidents.size(); ++i) incident(material_.incidents[i], i + 1);
    exposures();
    evidence();
    how_sure();
    out_ += "</main></body></html>\n";
    return std::move(out_);
  }

 private:
  void head() {
    out_ = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
           "content=\"width=device-width,initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" "
           "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"><title>Wardwatch report</title><style>";
    out_ += style_sheet();
    out_ += "</style></head><body><header class=\"top\"><div><b>Wardwatch</b><span>";
    out_ += escaped(material_.manifest.started.substr(0, 10)) + " · " + std::to_string(material_.manifest.evidence.size()) +
            (material_.manifest.evidence.size() == 1 ? " piece of evidence" : " pieces of evidence") + "</span></div></header><main>";
  }

  void front_page() {
    if (material_.incidents.empty()) return nothing_found();
    const Incident& worst = material_.incidents.front();
    out_ += "<section class=\"verdict " + std::string{record::name_of(worst.severity)} + "\"><h1>" + escaped(worst.title) +
            "</h1><p class=\"lead\">" + escaped(worst.story) + "</p>";
    out_ += "<div class=\"facts\">";
    fact("How bad", pill(worst.severity), "of " + std::to_string(material_.incidents.size()) +
                                              (material_.incidents.size() == 1 ? " incident" : " incidents"));
    fact("How sure", escaped(confidence_word(worst.confidence)), percent(worst.confidence));
    fact("Since", escaped(moment(worst.first_seen)), "first sign in this evidence");
    fact("Until", escaped(moment(worst.last_seen)), "last sign in this evidence");
    if (worst.patients_at_risk) fact("Patients at risk", grouped(worst.patients_at_risk->count), escaped(worst.patients_at_risk->how));
    else fact("Patients at risk", "not known yet", "no patient store was in the evidence");
    out_ += "</div></section>";
    if (!worst.advice.empty()) {
      out_ += "<section><h2>What to do now</h2><ol class=\"now\">";
      for (const std::string& advice : worst.advice) out_ += "<li>" + escaped(advice) + "</li>";
      out_ += "</ol></section>";
    }
    if (material_.incidents.size() > 1) other_incidents();
  }

  void fact(std::string_view label, const std::string& value_html, const std::string& note_html) {
    out_ += "<div><dt>" + std::string{label} + "</dt><b>" + value_html + "</b><small>" + note_html + "</small></div>";
  }

  void nothing_found() {
    out_ += "<section class=\"verdict\"><h1>No attack was found in this evidence</h1><p class=\"lead\">";
    out_ += material_.findings.empty() ? "Nothing in it matched a detection. "
                                       : "There are findings to look at below, but none that form an incident. ";
    out_ += "That is not proof that nothing happened: it says what this evidence shows, over the time that it covers.</p></section>";
  }

  void other_incidents() {
    out_ += "<section><h2>All incidents</h2><table><tr><th>Severity</th><th>What</th><th>When</th><th>How sure</th></tr>";
    for (std::size_t i = 0; i < material_.incidents.size(); ++i) {
      const Incident& incident = material_.incidents[i];
      out_ += "<tr><td>" + pill(incident.severity) + "</td><td><a href=\"#i" + std::to_string(i + 1) + "\">" + escaped(incident.title) +
              "</a></td><td>" + escaped(moment(incident.first_seen)) + "</td><td>" + std::string{confidence_word(incident.confidence)} + "</td></tr>";
    }
    out_ += "</table></section>";
  }

  void incident(const Incident& incident, std::size_t number) {
    out_ += "<section id=\"i" + std::to_string(number) + "\"><h2>";
    if (material_.incidents.size() > 1) out_ += "Incident " + std::to_string(number) + ": " + escaped(incident.title);
    else out_ += "How it went";
    out_ += "</h2>";
    if (number > 1) out_ += "<p>" + escaped(incident.story) + "</p>";
    out_ += path_svg(incident);
    steps(incident);
    const auto findings = findings_of(incident);
    if (!findings.empty()) out_ += "<h3>Timeline</h3>" + timeline_svg(findings);
    out_ += "</section><section><h2>What it rests on</h2>";
    for (const Finding* finding : findings) article(*finding);
    out_ += "</section>";
  }

  void steps(const Incident& incident) {
    if (incident.path.empty()) return;
    out_ += "<ol class=\"steps\">";
    std::size_t number = 0;
    for (const record::PathStep& step : incident.path) {
      out_ += "<li><span class=\"n\">" + std::to_string(++number) + "</span><time>" + escaped(moment(step.first_seen)) +
              "</time><span class=\"what\"><b>" + escaped(step.from) + "</b> → <b>" + escaped(step.to) + "</b>: " + escaped(step.how);
      if (step.bytes > 0) out_ += " (" + volume(step.bytes) + ")";
      if (step.last_seen - step.first_seen >= std::chrono::seconds{1}) {
        out_ += "<span class=\"quiet\"> over " + span(step.last_seen - step.first_seen) + "</span>";
      }
      out_ += "</span></li>";
    }
    out_ += "</ol>";
  }

  [[nodiscard]] std::vector<const Finding*> findings_of(const Incident& incident) const {
    std::vector<const Finding*> findings;
    std::set<std::string> seen;
    for (const record::Stage& stage : incident.stages) {
      for (const std::string& id : stage.findings) {
        const auto known = by_id_.find(id);
        if (known != by_id_.end() && seen.insert(id).second) findings.push_back(known->second);
      }
    }
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding* a, const Finding* b) { return a->first_seen < b->first_seen; });
    return findings;
  }

  void article(const Finding& finding) {
    out_ += "<article id=\"f" + escaped(finding.id) + "\"><h3>" + escaped(finding.title) + " " + pill(finding.severity) + "</h3>";
    out_ += "<div class=\"meta\">" + escaped(stage_title(finding.stage)) + " · " + joined(finding.techniques, ", ") + " · " +
            std::string{confidence_word(finding.confidence)} + " (" + percent(finding.confidence) + ") · " +
            escaped(moment(finding.first_seen)) + " to " + escaped(moment(finding.last_seen)) + " · " + grouped(finding.count) +
            (finding.count == 1 ? " event" : " events") + " · rule <code>" + escaped(finding.rule) + "</code></div>";
    out_ += "<p>" + escaped(finding.summary) + "</p><dl>";
    row("In plain words", finding.explain_plain);
    row("What to do", finding.advice);
    row("What else it could be", finding.innocent_explanation);
    out_ += "</dl>";
    entities_and_evidence(finding);
    out_ += "</article>";
  }

  void row(std::string_view label, const std::string& text) {
    if (!text.empty()) out_ += "<dt>" + std::string{label} + "</dt><dd>" + escaped(text) + "</dd>";
  }

  void entities_and_evidence(const Finding& finding) {
    out_ += "<details><summary>Who and which records</summary><table><tr><th>Role</th><th>What</th></tr>";
    for (const record::Entity& entity : finding.entities) {
      out_ += "<tr><td>" + escaped(entity.role) + "</td><td>" + escaped(entity.type) + " <b>" + escaped(entity.value) + "</b></td></tr>";
    }
    out_ += "</table><p class=\"quiet\">Records: ";
    for (std::size_t i = 0; i < finding.evidence.size(); ++i) {
      out_ += (i > 0 ? ", " : "") + std::string{"<code>"} + escaped(finding.evidence[i].record) + "/" + escaped(finding.evidence[i].ref) + "</code>";
    }
    if (finding.count > finding.evidence.size()) out_ += " and more: the logs and case.duckdb have all " + grouped(finding.count);
    out_ += "</p></details>";
  }

  void exposures() {
    std::vector<const Finding*> others;
    for (const Finding& finding : material_.findings) {
      if (!in_incident_.contains(finding.id)) others.push_back(&finding);
    }
    if (others.empty()) return;
    out_ += "<section><h2>Doors that stand open, and other findings</h2><p class=\"quiet\">Not part of an incident in this "
            "evidence. Closing these is what prevents the next one.</p>";
    for (std::size_t i = 0; i < std::min(others.size(), kFindingsShown); ++i) article(*others[i]);
    if (others.size() > kFindingsShown) {
      out_ += "<p class=\"quiet\">" + grouped(others.size() - kFindingsShown) + " more are in findings.jsonl.</p>";
    }
    out_ += "</section>";
  }

  void evidence() {
    const auto& all = material_.manifest.evidence;
    out_ += "<section><h2>Evidence</h2><table><tr><th>File</th><th>Kind</th><th class=\"n\">Size</th><th class=\"n\">Packets</th><th>Covers</th><th>State</th></tr>";
    for (std::size_t i = 0; i < std::min(all.size(), kEvidenceShown); ++i) {
      const Evidence& item = all[i];
      out_ += "<tr><td>" + escaped(item.path) + "<br><span class=\"hash quiet\">" + (item.sha256.empty() ? "not hashed" : "SHA-256 " + escaped(item.sha256)) +
              "</span></td><td>" + escaped(item.kind) + "</td><td class=\"n\">" + volume(item.size_bytes) + "</td><td class=\"n\">" +
              grouped(item.packets) + "</td><td>";
      if (item.first_ts) out_ += escaped(moment(*item.first_ts)) + "<br>" + escaped(moment(*item.last_ts));
      out_ += "</td><td>" + (item.problem.empty() ? std::string{"read whole"} : "<span class=\"bad\">" + escaped(item.problem) + "</span>") + "</td></tr>";
    }
    out_ += "</table>";
    if (all.size() > kEvidenceShown) out_ += "<p class=\"quiet\">" + grouped(all.size() - kEvidenceShown) + " more are in manifest.json.</p>";
    out_ += "</section>";
  }

  void how_sure() {
    const record::Manifest& manifest = material_.manifest;
    out_ += "<section><h2>How complete this is</h2>";
    if (manifest.status != "complete") out_ += "<p class=\"bad\">The run was interrupted: what follows the interruption is missing.</p>";
    list("Assumptions", manifest.assumptions);
    counters("Records by log", manifest.records);
    counters("Dropped because a limit was reached", manifest.dropped);
    counters("Seen but not decoded", manifest.skipped);
    out_ += "<p class=\"quiet\">wardwatch " + escaped(manifest.version) + ", rules <code>" + escaped(manifest.rules_hash.substr(0, 16)) +
            "</code>. No patient's name, number or image, and no password, is in this report or in the case.</p></section>";
  }

  void list(std::string_view title, const std::vector<std::string>& items) {
    if (items.empty()) return;
    out_ += "<h3>" + std::string{title} + "</h3><ul>";
    for (const std::string& item : items) out_ += "<li>" + escaped(item) + "</li>";
    out_ += "</ul>";
  }

  void counters(std::string_view title, const std::vector<record::Counter>& items) {
    std::string rows;
    for (const record::Counter& item : items) {
      if (item.count > 0) rows += "<tr><td>" + escaped(item.name) + "</td><td class=\"n\">" + grouped(item.count) + "</td></tr>";
    }
    if (!rows.empty()) out_ += "<h3>" + std::string{title} + "</h3><table>" + rows + "</table>";
  }

  const Material& material_;
  std::map<std::string, const Finding*> by_id_;
  std::set<std::string> in_incident_;
  std::string out_;
};

}  // namespace

std::string html(const Material& material) { return Page{material}.write(); }

}  // namespace wardwatch::report
