#include "incident/story.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "incident/grouping.hpp"

namespace wardwatch::incident {
namespace {

using record::Finding;

std::string volume(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits{"bytes", "kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 999.5 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), value < 9.95 && unit > 0 ? "%.1f %s" : "%.0f %s", value, kUnits[unit]);
  return text.data();
}

std::string clock(Timestamp time) {
  const std::string text = rfc3339(time);
  return text.substr(0, 10) + " " + text.substr(11, 8) + " UTC";
}

/// One name, or how many.
std::string one_or_many(const std::set<std::string>& names, std::string_view kind) {
  if (names.empty()) return "an unknown address";
  return names.size() == 1 ? *names.begin() : std::to_string(names.size()) + " " + std::string{kind};
}

std::string attackers(const Finding& finding) { return one_or_many(entities_of(finding, "attacker", "ip"), "addresses"); }
std::string victims(const Finding& finding) { return one_or_many(entities_of(finding, "victim", "ip"), "servers"); }

std::string account_words(const Finding& finding) {
  const auto accounts = entities_of(finding, "account");
  return accounts.size() == 1 ? " as " + *accounts.begin() : "";
}

bool is_guessing(const Finding& finding) { return finding.stage == "credential-access"; }

/// The step in a few words; by kind of stage, with the rule's title where we have no words of our own.
std::string how(const Finding& finding) {
  if (is_guessing(finding)) return "guessed passwords over RDP, " + std::to_string(finding.count) + (finding.count == 1 ? " attempt" : " attempts");
  if (finding.rule == "rdp-login-after-guessing") return "logged on over RDP" + account_words(finding);
  if (finding.stage == "exfiltration") return "sent data out";
  if (finding.stage == "command-and-control") return "calls by the clock, " + std::to_string(finding.count) + " times";
  return finding.title;
}

const Finding* first_with(const Members& members, auto&& holds) {
  for (const Finding* finding : members.findings) {
    if (holds(*finding)) return finding;
  }
  return nullptr;
}

std::uint64_t bytes_out(const Members& members, std::set<std::string>& destinations) {
  std::uint64_t bytes = 0;
  std::set<std::pair<std::string, std::string>> counted;  // Bulk and slow may tell of the same bytes.
  for (const Finding* finding : members.findings) {
    if (finding->stage != "exfiltration") continue;
    const auto to = entities_of(*finding, "attacker", "ip");
    if (!counted.insert({victims(*finding), attackers(*finding)}).second) continue;
    bytes += finding->bytes;
    destinations.insert(to.begin(), to.end());
  }
  return bytes;
}

std::string sentence(const Finding& finding) {
  if (is_guessing(finding)) {
    return "From " + clock(finding.first_seen) + " on, " + attackers(finding) + " tried passwords on " + victims(finding) + ", " + std::to_string(finding.count) +
           (finding.count == 1 ? " time." : " times.");
  }
  if (finding.rule == "rdp-login-after-guessing") {
    const std::string sure = finding.confidence >= 0.9 ? "almost certainly" : finding.confidence >= 0.7 ? "very likely" : "possibly";
    return "At " + clock(finding.first_seen) + " " + attackers(finding) + " " + sure + " got in" + account_words(finding) +
           "; the session is encrypted, so this is read from its size and course, and the server's own log can confirm it.";
  }
  if (finding.stage == "exfiltration") {
    return "Between " + clock(finding.first_seen) + " and " + clock(finding.last_seen) + " " + victims(finding) + " sent " + volume(finding.bytes) + " to " + attackers(finding) + ".";
  }
  return finding.summary;
}

}  // namespace

std::vector<record::PathStep> path_of(const Members& members) {
  std::vector<record::PathStep> path;
  for (const Finding* finding : members.findings) {
    const bool outward = victim_acts(*finding);
    record::PathStep step;
    step.from = outward ? victims(*finding) : attackers(*finding);
    step.to = outward ? attackers(*finding) : victims(*finding);
    step.how = how(*finding);
    step.first_seen = finding->first_seen;
    step.last_seen = finding->last_seen;
    step.bytes = outward ? finding->bytes : 0;
    step.findings = {finding->id};
    path.push_back(std::move(step));
  }
  return path;
}

std::string title_of(const Members& members) {
  const Finding* login = first_with(members, [](const Finding& finding) { return finding.stage == "initial-access"; });
  const Finding* guessing = first_with(members, [](const Finding& finding) { return is_guessing(finding); });
  std::set<std::string> destinations;
  const std::uint64_t bytes = bytes_out(members, destinations);
  const std::string sent = bytes > 0 ? volume(bytes) + " sent to " + one_or_many(destinations, "addresses") : "";
  if (login != nullptr) {
    return "Break-in over remote desktop from " + attackers(*login) + " to " + victims(*login) + (sent.empty() ? "" : "; " + sent);
  }
  if (guessing != nullptr) {
    return "Password guessing from " + attackers(*guessing) + " against " + victims(*guessing) + (sent.empty() ? ", no success seen" : "; " + sent);
  }
  if (bytes > 0) return volume(bytes) + " sent from " + victims(*members.findings.front()) + " to " + one_or_many(destinations, "addresses");
  return members.findings.front()->title;
}

std::string story_of(const Members& members) {
  std::string story;
  bool explained = false;
  for (const Finding* finding : members.findings) {
    story += (story.empty() ? "" : " ") + sentence(*finding);
    if (explained || members.exposures.empty() || stage_rank(finding->stage) > stage_rank("credential-access")) continue;
    explained = true;
    story += " This was possible because ";
    for (std::size_t i = 0; i < members.exposures.size(); ++i) {
      std::string reason = members.exposures[i]->rule == "rdp-internet-exposed" ? "the server answers remote desktop to the whole internet"
                           : members.exposures[i]->rule == "rdp-weak-security"  ? "its remote desktop is weakly protected"
                                                                                : members.exposures[i]->title;
      story += (i == 0 ? "" : i + 1 == members.exposures.size() ? " and " : ", ") + reason;
      if (i == 2) break;
    }
    story += ".";
  }
  const bool success = std::any_of(members.findings.begin(), members.findings.end(), [](const Finding* finding) { return is_success(*finding); });
  if (!success) story += " No logon was seen to succeed in this evidence.";
  return story;
}

std::vector<std::string> advice_of(const Members& members) {
  std::vector<const Finding*> by_urgency = members.findings;
  std::stable_sort(by_urgency.begin(), by_urgency.end(), [](const Finding* a, const Finding* b) {
    const auto urgency = [](const Finding& finding) { return finding.stage == "initial-access" ? 0 : is_success(finding) ? 1 : 2; };
    return urgency(*a) < urgency(*b);
  });
  by_urgency.insert(by_urgency.end(), members.exposures.begin(), members.exposures.end());
  std::vector<std::string> advice;
  for (const Finding* finding : by_urgency) {
    if (!finding->advice.empty() && std::find(advice.begin(), advice.end(), finding->advice) == advice.end()) advice.push_back(finding->advice);
  }
  return advice;
}

}  // namespace wardwatch::incident
