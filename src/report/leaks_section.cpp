#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "report/parts.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::LeakSummary;
using record::Manifest;

constexpr std::size_t kLeaksShown = 200;

bool is_ours(const LeakSummary& leak) { return leak.verdict == "from-store"; }

/// "between 2015-06-30 and 2015-07-02".
std::string window_of(const LeakSummary& leak) {
  if (leak.taken_after && leak.taken_before)
    return *leak.taken_after == *leak.taken_before
               ? "on " + utc_day(*leak.taken_after)
               : "between " + utc_day(*leak.taken_after) + " and " + utc_day(*leak.taken_before);
  if (leak.taken_after) return "on " + utc_day(*leak.taken_after) + " or later";
  return leak.taken_before ? "on " + utc_day(*leak.taken_before) + " or earlier" : "";
}

/// The same with days that are not broken over lines.
std::string window_html(const LeakSummary& leak) {
  constexpr std::size_t kDayLength = 10;
  std::string out, text = escaped(window_of(leak));
  for (std::size_t at = text.find_first_of("0123456789"); at != std::string::npos;
       at = text.find_first_of("0123456789")) {
    out += text.substr(0, at) + "<span class=\"when\">" + text.substr(at, kDayLength) + "</span>";
    text.erase(0, at + kDayLength);
  }
  return out + text;
}

std::string verdict_of(const LeakSummary& leak) {
  if (is_ours(leak)) return "<span class=\"bad\">copied from this store</span>";
  if (leak.verdict == "undecided") return "cannot be told";
  return leak.matched > 0 && leak.matched == leak.matched_elsewhere
             ? "not from this store: the people in it are patients of another one too"
             : "not from this store";
}

std::string chance_of(const LeakSummary& leak) {
  char text[32];
  std::snprintf(text, sizeof text, leak.expected_by_chance < 10 ? "%.2f" : "%.0f", leak.expected_by_chance);
  return text;
}

std::string people_of(const LeakSummary& leak) {
  std::string text = grouped(leak.matched) + " of " + grouped(leak.people_in_sample);
  if (leak.matched_low != leak.matched || leak.matched_high != leak.matched)
    text += "<br>" + grouped(leak.matched_low) + " to " + grouped(leak.matched_high);
  return text;
}

std::string row_of(const LeakSummary& leak) {
  std::string out = "<tr><td><b>" + path_html(leak.sample) + "</b></td><td>" + path_html(leak.store) + "</td><td>" +
                    verdict_of(leak) + "</td><td class=\"n\">" + people_of(leak) + "</td><td class=\"n\">" +
                    chance_of(leak) + "</td><td>" + window_html(leak) + "</td><td class=\"n\">" +
                    grouped(leak.people_in_store) + "</td></tr>";
  return out;
}

/// The sentences that stand before the table, for who reads nothing else.
std::string told_first(const Manifest& manifest) {
  std::set<std::string_view> samples, ours, stores;
  std::uint64_t at_risk = 0;
  for (const LeakSummary& leak : manifest.leaks) {
    samples.insert(leak.sample);
    if (!is_ours(leak)) continue;
    ours.insert(leak.sample);
    if (stores.insert(leak.store).second) at_risk += leak.people_in_store;
  }
  std::string text =
      counted(samples.size(), "sample was", "samples were") + " compared with the organisation's stores. ";
  if (ours.empty()) return text + "None of them is shown to be from one.";
  text +=
      "<b>" + counted(ours.size(), "sample comes", "samples come") + " from " +
      counted(stores.size(), "store of ours", "stores of ours") + ".</b> If " +
      (stores.size() == 1 ? "all of it was copied, that concerns " : "all of them were copied, that concerns up to ") +
      counted(at_risk, "person", "people") + ".";
  for (const LeakSummary& leak : manifest.leaks) {
    const std::string window = window_of(leak);
    if (!is_ours(leak) || window.empty()) continue;
    text += " " + path_html(leak.sample) + " was copied " + window + ".";
  }
  return text;
}

}  // namespace

std::string leaks_section(const Manifest& manifest) {
  if (manifest.leaks.empty()) return {};
  std::string out =
      "<section id=\"leaks\"><h2>Is this leak ours?</h2><p>" + told_first(manifest) +
      "</p><div class=\"scroll\"><table class=\"evidence "
      "leaks\"><thead><tr><th>Sample</th><th>Store</th><th>Verdict</th><th "
      "class=\"n\">Of its people in the store</th><th class=\"n\">By chance</th><th>Copied</th><th class=\"n\">People "
      "in the "
      "store</th></tr></thead><tbody>";
  const std::size_t shown = std::min(manifest.leaks.size(), kLeaksShown);
  for (std::size_t i = 0; i < shown; ++i) out += row_of(manifest.leaks[i]);
  out += "</tbody></table></div>";
  out += more_in(manifest.leak_count, shown, "logs/leak_match.log");
  return out +
         "<p class=\"quiet\">People are compared by keyed tokens of their numbers, names, birth dates and telephones. "
         "By "
         "chance: how many a sample of strangers of the same size would show, measured with people made up from the "
         "sample's own values. A copy is dated by the latest visit that it knows and the first one that it does not."
         "</p></section>";
}

}  // namespace wardwatch::report
