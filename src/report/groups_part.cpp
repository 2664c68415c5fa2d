#include <algorithm>
#include <cstdio>

#include "report/parts.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::GroupOverlap;
using record::OverlapTechnique;

constexpr std::size_t kSharedShown = 12, kAliasesShown = 4, kNotSeenShown = 8;

/// What overlap does not prove; it stands wherever a group is named.
constexpr std::string_view kCaution =
    "This is no attribution. Techniques and tools are shared, copied and sold; ATT&CK knows of a group only what was "
    "published; and what was not seen here may have happened all the same. Use it to know where to look next, not to "
    "say "
    "who it was.";

std::string chance_of(const GroupOverlap& alike) {
  if (alike.by_chance < 0.001) return "below 1 in 1,000";
  if (alike.by_chance >= 0.995) return "certain";
  return "1 in " + grouped(static_cast<std::uint64_t>(1 / alike.by_chance + 0.5));
}

std::string technique_of(const OverlapTechnique& technique, std::uint64_t groups) {
  std::string out = "<b>" + escaped(technique.technique, kNameMax) + "</b> " + escaped(technique.name, kNameMax);
  out += technique.exact ? ": " : ", by its parent or a relative: ";
  return out + grouped(technique.groups) + " of " + grouped(groups) + " groups";
}

std::string shared_of(const GroupOverlap& alike) {
  std::string out;
  for (std::size_t i = 0; i < std::min(alike.shared.size(), kSharedShown); ++i)
    out += (i > 0 ? "<br>" : "") + technique_of(alike.shared[i], alike.groups_compared);
  if (alike.shared.size() > kSharedShown)
    out += "<br>" + grouped(alike.shared.size() - kSharedShown) + " more in incidents.json";
  return out;
}

std::string row_of(const GroupOverlap& alike) {
  char expected[32];
  std::snprintf(expected, sizeof expected, "%.1f", alike.expected_shared);
  std::string out = "<tr><td><b>" + escaped(alike.name, kNameMax) + "</b> " + escaped(alike.group, kNameMax);
  for (std::size_t i = 0; i < std::min(alike.aliases.size(), kAliasesShown); ++i)
    out += (i > 0 ? ", " : "<br><span class=\"quiet\">also ") + escaped(alike.aliases[i], kNameMax);
  if (!alike.aliases.empty()) out += "</span>";
  out += "</td><td>" + grouped(alike.shared.size()) + " of " + grouped(alike.seen) + "<br><span class=\"quiet\">" +
         expected + " expected of a random group</span></td><td>" + chance_of(alike) + "</td><td>" + shared_of(alike);
  if (!alike.not_seen.empty()) {
    out += "<br><span class=\"quiet\">Known of it and not seen here: ";
    for (std::size_t i = 0; i < std::min(alike.not_seen.size(), kNotSeenShown); ++i)
      out += (i > 0 ? ", " : "") + escaped(alike.not_seen[i], kNameMax);
    out += "</span>";
  }
  return out + "</td></tr>";
}

/// "Enterprise ATT&CK 17.1 (168 groups)"
std::string compared_with(const record::Manifest& manifest) {
  std::string out;
  for (const record::IntelSummary& set : manifest.intel) {
    out += (out.empty() ? "" : " and ") + escaped(set.title, kNameMax);
    if (!set.version.empty()) out += " " + escaped(set.version, kNameMax);
    else if (!set.changed.empty()) out += " as of " + escaped(set.changed, kNameMax);
    out += " (" + counted(set.groups, "group", "groups") + ")";
  }
  return out;
}

std::string copyright_of(const record::Manifest& manifest) {
  std::string out;
  for (const record::IntelSummary& set : manifest.intel) {
    if (set.copyright.empty() || out.find(escaped(set.copyright, kSentenceMax)) != std::string::npos) continue;
    out += " " + escaped(set.copyright, kSentenceMax);
  }
  return out;
}

}  // namespace

std::string groups_part(const std::vector<GroupOverlap>& alike, const record::Manifest& manifest) {
  if (manifest.intel.empty()) return {};
  std::string out = "<h3>Who works like this?</h3><p>The techniques of these findings were laid beside what " +
                    compared_with(manifest) + " knows. ";
  if (alike.empty())
    return out +
           "No group stands out: what was seen is too little, or what many do. That does not rule any of them out.</p>";
  out += counted(alike.size(), "group stands out: it shares", "groups stand out: they share") +
         " rare techniques, and more than chance would.</p><p class=\"gap\">" + std::string{kCaution} +
         "</p><div class=\"scroll\"><table class=\"evidence groups\"><thead><tr><th>Group</th><th>Shares</th><th>By "
         "chance</th><th>Shared techniques, the rarest first</th></tr></thead><tbody>";
  for (const GroupOverlap& one : alike) out += row_of(one);
  return out +
         "</tbody></table></div><p class=\"quiet\">By chance: how likely any of all these groups, made of techniques "
         "at "
         "random, each as frequent as it is, would match as well." +
         copyright_of(manifest) + "</p>";
}

}  // namespace wardwatch::report
