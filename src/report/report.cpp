#include "report/report.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/digest.hpp"
#include "report/drawing.hpp"
#include "report/parts.hpp"
#include "report/style.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::Finding;
using record::Incident;

// The page must open on any machine: it stays below 5 MB whatever the evidence holds. Each part stops at its mark and
// says what it left out; the rest is in the case's files.
constexpr std::size_t kIncidentsEnd_bytes = 3'000'000, kExposuresEnd_bytes = 3'800'000;
constexpr std::size_t kEvidenceEnd_bytes = 4'900'000;
constexpr std::size_t kIncidentsTold = 20, kFindingsOfIncident = 100, kExposuresShown = 200;
constexpr std::size_t kStepsOpen = 12, kStepsShown = 200;

/// Writes the page, part by part.
class Page {
 public:
  explicit Page(const Material& material) : material_{material} {
    for (const Finding& finding : material.findings) by_id_.emplace(finding.id, &finding);
    for (const Incident& incident : material.incidents) {
      for (const record::Stage& stage : incident.stages)
        in_incident_.insert(stage.findings.begin(), stage.findings.end());
    }
    for (const Finding& finding : material.findings) {
      if (!in_incident_.contains(finding.id)) others_.push_back(&finding);
    }
  }

  std::string write() {
    head();
    out_ += front_page(material_);
    const std::size_t told = std::min(material_.incidents.size(), kIncidentsTold);
    for (std::size_t i = 0; i < told && out_.size() < kIncidentsEnd_bytes; ++i) incident(material_.incidents[i], i + 1);
    const std::string leaks = leaks_section(material_.manifest);
    if (out_.size() + leaks.size() < kExposuresEnd_bytes) out_ += leaks;
    const std::string stores = stores_section(material_.manifest);
    if (out_.size() + stores.size() < kExposuresEnd_bytes) out_ += stores;
    const std::string sale = sale_section(material_.manifest);
    if (out_.size() + sale.size() < kExposuresEnd_bytes) out_ += sale;
    exposures();
    const std::string evidence = evidence_section(material_.manifest);
    if (out_.size() + evidence.size() < kEvidenceEnd_bytes) out_ += evidence;
    else
      out_ +=
          "<section id=\"evidence\"><h2>Evidence</h2><p>The list is too long for a page: see "
          "manifest.json.</p></section>";
    out_ += completeness_section(material_.manifest);
    out_ += "</main></body></html>\n";
    return std::move(out_);
  }

 private:
  void head() {
    // The hash allows this one style sheet: were markup ever to slip in, neither script nor style in it would run.
    const std::string style{style_sheet()};
    out_ =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" "
        "content=\"default-src 'none'; style-src 'sha256-" +
        base64(sha256(as_bytes(style))) + "'; base-uri 'none'; form-action 'none'\">";
    out_ +=
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"referrer\" "
        "content=\"no-referrer\"><title>Wardwatch report</title><style>" +
        style + "</style></head><body><header class=\"top\"><div><b>Wardwatch</b><span>" + covered() +
        "</span></div></header><main>";
    navigation();
  }

  [[nodiscard]] std::string covered() const {
    std::optional<Timestamp> first, last;
    for (const record::Evidence& item : material_.manifest.evidence) {
      if (item.first_ts && (!first || *item.first_ts < *first)) first = item.first_ts;
      if (item.last_ts && (!last || *item.last_ts > *last)) last = item.last_ts;
    }
    std::string text = counted(material_.manifest.evidence.size(), "piece of evidence", "pieces of evidence");
    if (first && last) text += " · " + day_moment(*first) + " to " + day_moment(*last);
    return text;
  }

  void navigation() {
    out_ += "<nav aria-label=\"On this page\">";
    if (!material_.incidents.empty()) out_ += "<a href=\"#i1\">How it went</a>";
    if (!material_.manifest.leaks.empty()) out_ += "<a href=\"#leaks\">Is this leak ours?</a>";
    if (!material_.manifest.stores.empty()) out_ += "<a href=\"#stores\">Patient data at rest</a>";
    if (!material_.manifest.listings.empty()) out_ += "<a href=\"#sale\">On sale</a>";
    if (!others_.empty()) out_ += "<a href=\"#doors\">Open doors</a>";
    out_ += "<a href=\"#evidence\">Evidence</a><a href=\"#complete\">How complete this is</a></nav>";
  }

  void incident(const Incident& incident, std::size_t number) {
    out_ += "<section class=\"incident\" id=\"i" + std::to_string(number) + "\"><h2>";
    if (material_.incidents.size() > 1)
      out_ += "Incident " + std::to_string(number) + ": " + escaped(with_short_paths(incident.title), kSentenceMax);
    else out_ += "How it went";
    out_ += "</h2>";
    if (number > 1) out_ += "<p>" + pill(incident.severity) + " " + escaped(with_short_paths(incident.story)) + "</p>";
    out_ += path_svg(incident);
    steps(incident);
    const auto findings = findings_of(incident, material_.findings);
    if (!findings.empty()) out_ += "<h3>Timeline</h3>" + timeline_svg(findings);
    out_ += groups_part(incident.similar_groups, material_.manifest);
    out_ += "</section>";
    if (findings.empty()) return;
    out_ += "<section><h2>What " +
            (material_.incidents.size() > 1 ? "incident " + std::to_string(number) : std::string{"it"}) +
            " rests on</h2>";
    articles(findings, kFindingsOfIncident, kIncidentsEnd_bytes);
    out_ += "</section>";
  }

  void steps(const Incident& incident) {
    const std::size_t shown = std::min(incident.path.size(), kStepsShown);
    if (shown == 0) return;
    out_ += "<h3>Step by step</h3><ol class=\"steps\">";
    for (std::size_t i = 0; i < std::min(shown, kStepsOpen); ++i) step(incident.path[i], i + 1);
    out_ += "</ol>";
    if (shown <= kStepsOpen) return;
    out_ += "<details><summary>" + counted(incident.path.size() - kStepsOpen, "more step", "more steps") +
            "</summary><ol class=\"steps\">";
    for (std::size_t i = kStepsOpen; i < shown; ++i) step(incident.path[i], i + 1);
    out_ += "</ol>";
    out_ += more_in(incident.path.size(), shown, "incidents.json");
    out_ += "</details>";
  }

  void step(const record::PathStep& step, std::size_t number) {
    out_ += "<li><span class=\"n\">" + std::to_string(number) + "</span><time datetime=\"" + rfc3339(step.first_seen) +
            "\">" + moment(step.first_seen) + "</time><span class=\"what\"><b>" + escaped(step.from, kNameMax) +
            "</b> → <b>" + escaped(step.to, kNameMax) + "</b>: " + escaped(step.how, kSentenceMax);
    if (step.bytes > 0 && step.how.find(volume(step.bytes)) == std::string::npos) out_ += ", " + volume(step.bytes);
    if (step.last_seen - step.first_seen >= std::chrono::seconds{1})
      out_ += ", over " + span(step.last_seen - step.first_seen);
    for (const std::string& id : step.findings) {
      if (!by_id_.contains(id)) continue;
      out_ += " <a class=\"why\" href=\"#f" + escaped(id, kNameMax) + "\">why</a>";
      break;
    }
    out_ += "</span></li>";
  }

  void articles(const std::vector<const Finding*>& findings, std::size_t count_max, std::size_t end_bytes) {
    std::size_t shown = 0;
    for (; shown < std::min(findings.size(), count_max) && out_.size() < end_bytes; ++shown)
      out_ += finding_article(*findings[shown]);
    if (shown < findings.size()) {
      out_ += "<p class=\"quiet\">" + counted(findings.size() - shown, "more finding is", "more findings are") +
              " in findings.jsonl.</p>";
    }
  }

  void exposures() {
    if (others_.empty()) return;
    out_ +=
        "<section id=\"doors\"><h2>Doors that stand open, and other findings</h2><p class=\"quiet\">Not part of an "
        "incident "
        "in this evidence. To close them is to prevent the next one.</p>";
    articles(others_, kExposuresShown, kExposuresEnd_bytes);
    out_ += "</section>";
  }

  const Material& material_;
  std::map<std::string_view, const Finding*> by_id_;
  std::set<std::string_view> in_incident_;
  std::vector<const Finding*> others_;
  std::string out_;
};

}  // namespace

std::string html(const Material& material) { return Page{material}.write(); }

}  // namespace wardwatch::report
