#include <algorithm>

#include "report/parts.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::Evidence;
using record::Manifest;

constexpr std::size_t kEvidenceShown = 500, kListShown = 60;

std::string evidence_row(const Evidence& item) {
  std::string out = "<tr><td><b>" + escaped(item.path, kSentenceMax) + "</b><span class=\"hash\">" +
                    (item.sha256.empty() ? "not hashed" : "SHA-256 " + escaped(item.sha256, kNameMax)) +
                    "</span></td><td>" + escaped(item.kind, kNameMax) + "</td><td class=\"n\">" +
                    volume(item.size_bytes) + "</td><td class=\"n\">" +
                    (item.listings > 0 ? counted(item.listings, "listing", "listings")
                     : item.stores > 0 ? counted(item.stores, "data store", "data stores")
                     : item.events > 0 ? counted(item.events, "event", "events")
                                       : grouped(item.packets)) +
                    "</td><td class=\"when\">";
  if (item.first_ts) out += moment(*item.first_ts);
  if (item.last_ts) out += "<br>" + moment(*item.last_ts);
  out += "</td><td>";
  if (!item.problem.empty()) out += "<span class=\"bad\">" + escaped(item.problem, kSentenceMax) + "</span>";
  else out += item.complete ? "read whole" : "not read to the end";
  return out + "</td></tr>";
}

std::string list(std::string_view title, const std::vector<std::string>& items) {
  if (items.empty()) return {};
  std::string out = "<h3>" + std::string{title} + "</h3><ul>";
  for (std::size_t i = 0; i < std::min(items.size(), kListShown); ++i) {
    out += "<li>" + escaped(items[i], kSentenceMax) + "</li>";
  }
  if (items.size() > kListShown) out += "<li>" + grouped(items.size() - kListShown) + " more in manifest.json</li>";
  return out + "</ul>";
}

std::string counters(std::string_view title, const std::vector<record::Counter>& items) {
  std::string rows;
  std::size_t shown = 0;
  for (const record::Counter& item : items) {
    if (item.count == 0 || ++shown > kListShown) continue;
    rows += "<tr><td>" + escaped(item.name, kNameMax) + "</td><td class=\"n\">" + grouped(item.count) + "</td></tr>";
  }
  if (rows.empty()) return {};
  return "<div><h3>" + std::string{title} + "</h3><table><tbody>" + rows + "</tbody></table></div>";
}

constexpr std::string_view kMeanings =
    "<h3>What the words mean</h3><p><b>Almost certain</b>: 90 % and more. <b>Likely</b>: 70 to 90 %. "
    "<b>Possible</b>: 50 to 70 %. <b>Weak</b>: below. <b>Critical</b>: act now. <b>High</b>: act today. "
    "<b>Medium</b>: act this week. <b>Low</b>: plan it. Times are UTC, from the clocks of the evidence.</p>";

}  // namespace

std::size_t damaged_count(const Manifest& manifest) {
  return static_cast<std::size_t>(std::count_if(manifest.evidence.begin(), manifest.evidence.end(),
                                                [](const Evidence& item) { return !item.problem.empty(); }));
}

std::string evidence_section(const Manifest& manifest) {
  // What could not be read comes first: nobody should have to look for it.
  std::vector<const Evidence*> items;
  for (const Evidence& item : manifest.evidence) items.push_back(&item);
  std::stable_sort(items.begin(), items.end(),
                   [](const Evidence* a, const Evidence* b) { return !a->problem.empty() && b->problem.empty(); });
  std::string out =
      "<section id=\"evidence\"><h2>Evidence</h2><div class=\"scroll\"><table class=\"evidence\"><thead><tr>"
      "<th>File</th><th>Kind</th><th class=\"n\">Size</th><th class=\"n\">Packets</th><th>Covers</th><th>State</th>"
      "</tr></thead><tbody>";
  for (std::size_t i = 0; i < std::min(items.size(), kEvidenceShown); ++i) out += evidence_row(*items[i]);
  out += "</tbody></table></div>";
  out += more_in(items.size(), kEvidenceShown, "manifest.json");
  return out + "</section>";
}

std::string completeness_section(const Manifest& manifest) {
  std::string out = "<section id=\"complete\"><h2>How complete this is</h2>";
  if (manifest.status == "interrupted") {
    out += "<p class=\"bad\">The run was interrupted: what follows the interruption is missing.</p>";
  }
  out += list("Assumptions", manifest.assumptions);
  const std::string numbers = counters("Records by log", manifest.records) +
                              counters("Dropped at a limit", manifest.dropped) +
                              counters("Seen, not decoded", manifest.skipped);
  if (!numbers.empty()) out += "<div class=\"columns\">" + numbers + "</div>";
  out += kMeanings;
  out += "<p class=\"quiet\">wardwatch " + escaped(manifest.version, kNameMax) + ", rules <code>" +
         escaped(manifest.rules_hash.substr(0, 16), kNameMax) + "</code>";
  if (!manifest.started.empty()) out += ", examined on " + escaped(manifest.started.substr(0, 10), kNameMax);
  return out + ". No patient's name, number or image, and no password, is in this report or in the case.</p></section>";
}

std::string more_in(std::uint64_t all, std::uint64_t shown, std::string_view file) {
  if (all <= shown) return {};
  return "<p class=\"quiet\">" + grouped(all - shown) + " more are in " + std::string{file} + ".</p>";
}

}  // namespace wardwatch::report
