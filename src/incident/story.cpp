#include "incident/story.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/volume.hpp"
#include "incident/words.hpp"

namespace wardwatch::incident {
namespace {

using record::Finding;

constexpr std::size_t kSentencesMax = 12;  ///< A director reads no more; the findings have the rest.
constexpr std::size_t kReasonsMax = 3;
constexpr double kSure = 0.7;  ///< Below it a logon is told as a possibility.

bool is_told_by_log(const Finding& finding) { return !is_leak(finding) && (is_local(finding) || is_of_sigma(finding)); }

/// Two rules held on the same event: the weightier one tells it.
bool is_same_event_of_another(const Finding& finding, const Members& members) {
  if (finding.evidence.empty()) return false;
  return std::any_of(members.findings.begin(), members.findings.end(), [&](const Finding* other) {
    return other != &finding && !other->evidence.empty() && other->evidence.front() == finding.evidence.front() &&
           std::tuple(other->severity, other->confidence, other->count, std::string_view{other->id}) >
               std::tuple(finding.severity, finding.confidence, finding.count, std::string_view{finding.id});
  });
}

/// Guesses that a wider finding of the same attacker tells too, or one of the same hosts that counts more.
bool is_told_by_another(const Finding& finding, const Members& members) {
  if (is_told_by_log(finding) && is_same_event_of_another(finding, members)) return true;
  if (!is_guessing(finding)) return false;
  const auto from = machines_of(finding, "attacker"), on = machines_of(finding, "victim");
  return std::any_of(members.findings.begin(), members.findings.end(), [&](const Finding* other) {
    if (other == &finding || !is_guessing(*other)) return false;
    const auto other_from = machines_of(*other, "attacker"), other_on = machines_of(*other, "victim");
    const std::size_t hosts = from.size() + on.size(), other_hosts = other_from.size() + other_on.size();
    const bool tells_more = std::tuple(other_hosts, other->count, other->rule, other->id) >
                            std::tuple(hosts, finding.count, finding.rule, finding.id);
    return tells_more && other_hosts >= hosts &&
           std::includes(other_from.begin(), other_from.end(), from.begin(), from.end()) &&
           std::includes(other_on.begin(), other_on.end(), on.begin(), on.end());
  });
}

std::string how_sure(double confidence) {
  return confidence >= 0.9 ? "almost certainly" : confidence >= kSure ? "very likely" : "possibly";
}

/// What makes a logon that was read off the wire sure, or untrue: the server's own log, when it is in the case.
std::string break_in_sentence(const Finding& finding) {
  const std::string when = "At " + clock(finding.first_seen) + " " + attackers(finding) + " ";
  const std::string where = victims(finding) + over(finding) + as_account(finding);
  if (is_refuted_by_host(finding)) {
    return when + "had a session with " + where +
           " that looked like a logon; the server's own event log says that the logon was refused.";
  }
  const std::string told = when + how_sure(finding.confidence) + " logged on to " + where;
  if (is_logged_by_host(finding)) return told + "; the server's own event log confirms it.";
  return told +
         "; the session is encrypted, so this is read from its size and course, and the server's event log can "
         "confirm it.";
}

std::string between(Timestamp first, Timestamp last) {
  return last > first ? "Between " + clock(first) + " and " + clock(last) + " " : "At " + clock(first) + " ";
}

/// What one machine's log shows, rules in a row told in one breath.
class LogSentence {
 public:
  [[nodiscard]] bool takes(const Finding& finding) const {
    return parts_.empty() || (machine_ == victims(finding) && from_ == machines_of(finding, "attacker"));
  }
  void add(const Finding& finding) {
    constexpr std::size_t kPartsMax = 6;
    if (parts_.empty()) first_ = last_ = finding.first_seen;
    machine_ = victims(finding);
    from_ = machines_of(finding, "attacker");
    last_ = std::max(last_, finding.last_seen);
    const std::string part = what(finding) + as_account(finding);
    if (std::find(parts_.begin(), parts_.end(), part) != parts_.end()) return;
    if (parts_.size() < kPartsMax) parts_.push_back(part);
    else ++more_;
  }
  /// The sentence, and begins anew.
  [[nodiscard]] std::string take() {
    if (parts_.empty()) return {};
    std::string text = between(first_, last_) + "the log of " + machine_ + " shows";
    if (!from_.empty()) text += ", from " + one_or_many(from_, "addresses");
    for (std::size_t i = 0; i < parts_.size(); ++i) text += (i == 0 ? ": " : "; ") + parts_[i];
    if (more_ > 0) text += "; and " + std::to_string(more_) + " more";
    *this = {};
    return text + ".";
  }

 private:
  std::string machine_;
  std::set<std::string> from_;
  std::vector<std::string> parts_;
  std::size_t more_ = 0;
  Timestamp first_, last_;
};

std::string sentence(const Finding& finding) {
  if (finding.rule == "rdp-login-after-guessing") return break_in_sentence(finding);
  if (is_leak(finding) && !finding.summary.empty()) return finding.summary;  // The sample's own time says nothing.
  const std::string when = between(finding.first_seen, finding.last_seen);
  if (is_guessing(finding))
    return when + attackers(finding) + " tried passwords on " + victims(finding) + over(finding) + ", " +
           times(finding.count) + ".";
  if (finding.stage == "exfiltration")
    return when + victims(finding) + " sent " + volume(finding.bytes) + " to " + attackers(finding) + ".";
  if (finding.rule == "beacon")
    return when + victims(finding) + " called " + attackers(finding) + " at regular intervals, " +
           times(finding.count) + ", as remotely controlled machines do.";
  return when +
         (finding.summary.empty() ? "this was seen: " + finding.title + "." : "this was seen: " + finding.summary);
}

/// What the exposures say of why it worked; each kind once, however many servers have it.
std::string reasons(const Members& members) {
  std::map<std::string, std::set<std::string>> servers_by_rule;
  for (const Finding* exposure : members.exposures) {
    for (const std::string& server : machines_of(*exposure, "victim")) servers_by_rule[exposure->rule].insert(server);
  }
  std::vector<std::string> said;
  for (const auto& [rule, servers] : servers_by_rule) {
    const bool one = servers.size() == 1;
    const std::string who = one_or_many(servers, "servers");
    if (rule == "rdp-internet-exposed") {
      said.push_back(who + (one ? " answers" : " answer") + " remote desktop (RDP) to the whole internet");
    } else if (rule == "rdp-weak-security") {
      said.push_back("the remote desktop of " + who + " is weakly protected");
    } else {
      const auto exposure = std::find_if(members.exposures.begin(), members.exposures.end(),
                                         [&, name = rule](const Finding* finding) { return finding->rule == name; });
      said.push_back("of this: " + (*exposure)->title);
    }
  }
  if (said.size() > kReasonsMax) said.resize(kReasonsMax);
  std::string text;
  for (std::size_t i = 0; i < said.size(); ++i) text += (i == 0 ? "" : i + 1 == said.size() ? " and " : ", ") + said[i];
  return text;
}

std::string some_paths(const std::set<std::string>& paths) {
  constexpr std::size_t kPathsMax = 3;
  std::string text;
  std::size_t told = 0;
  for (const std::string& path : paths) {
    if (told++ == kPathsMax) return text + " and " + std::to_string(paths.size() - kPathsMax) + " more";
    text += (text.empty() ? "" : ", ") + path;
  }
  return text;
}

/// Addresses and names of this incident that are one machine's, told once so that the path can be followed.
std::string one_machine(const Members& members) {
  std::map<std::string, std::set<std::string>> by_machine;
  bool is_named = false;
  for (const Finding* finding : members.as_found) {
    for (const record::Entity& entity : finding->entities) {
      is_named = is_named || entity.type == "host";
      if (entity.type == "ip" || entity.type == "host")
        by_machine[members.names.canonical(entity.value)].insert(entity.value);
    }
  }
  std::string text;
  for (const auto& [name, addresses] : by_machine) {
    if (addresses.size() < 2) continue;
    std::size_t i = 0;
    for (const std::string& address : addresses)
      text += (i++ == 0 ? " " : i == addresses.size() ? " and " : ", ") + address;
    text += is_named ? " are one machine." : " are addresses of one machine.";
  }
  return text;
}

/// What the intruder may have found: no record of his says that he did.
std::string stores_sentence(const Members& members) {
  if (members.stores.empty()) return {};
  std::set<std::string> paths;
  for (const Finding* store : members.stores) paths.merge(entities_of(*store, "store"));
  return " In the same evidence patients' data lies at rest with too little protection: " + some_paths(paths) +
         ". Whether it was read, this evidence does not show.";
}

const Finding* first_with(const Members& members, bool (*holds)(const Finding&)) {
  for (const Finding* finding : members.findings) {
    if (holds(*finding)) return finding;
  }
  return nullptr;
}

/// "; 200 MB sent to 203.0.113.9", or nothing.
std::string sent_words(const Members& members) {
  std::map<std::pair<std::string, std::string>, std::uint64_t> by_pair;  // Bulk and slow may tell of the same bytes.
  std::set<std::string> destinations;
  for (const Finding* finding : members.findings) {
    if (finding->stage != "exfiltration" || finding->bytes == 0) continue;
    std::uint64_t& bytes = by_pair[{victims(*finding), attackers(*finding)}];
    bytes = std::max(bytes, finding->bytes);
    destinations.merge(machines_of(*finding, "attacker"));
  }
  std::uint64_t bytes = 0;
  for (const auto& [pair, most] : by_pair) bytes += most;
  return bytes == 0 ? "" : volume(bytes) + " sent to " + one_or_many(destinations, "addresses");
}

/// Everyone in this role of the findings that hold.
std::set<std::string> everyone(const Members& members, std::string_view role, bool (*holds)(const Finding&)) {
  std::set<std::string> all;
  for (const Finding* finding : members.findings) {
    if (holds(*finding)) all.merge(machines_of(*finding, role));
  }
  return all;
}

bool is_logon(const Finding& finding) {
  return finding.stage == "initial-access" && is_success(finding) && !is_refuted_by_host(finding);
}
bool is_loss(const Finding& finding) { return finding.stage == "exfiltration"; }
bool is_control(const Finding& finding) { return finding.stage == "command-and-control"; }

std::string listed(const std::set<std::string>& names, std::string_view kind) {
  constexpr std::size_t kListedMax = 5;
  if (names.size() > kListedMax) return one_or_many(names, kind);
  std::string text;
  std::size_t i = 0;
  for (const std::string& name : names) text += (i++ == 0 ? "" : i == names.size() ? " and " : ", ") + name;
  return text;
}

/// Our own first steps, when somebody got in or data left; the findings' advice comes after them.
std::vector<std::string> first_steps(const Members& members) {
  std::vector<std::string> steps;
  std::set<std::string> machines = everyone(members, "victim", is_success),
                        destinations = everyone(members, "attacker", is_loss), accounts;
  if (machines.empty()) return steps;
  destinations.merge(everyone(members, "attacker", is_control));
  for (const Finding* finding : members.findings) {
    if (is_logon(*finding)) accounts.merge(entities_of(*finding, "account", "user"));
  }
  const std::string which = listed(machines, "machines");
  if (first_with(members, is_logon) != nullptr) {
    steps.push_back(
        "Take " + which +
        " off the internet and off the network now. Do not power it off: its memory shows what the intruder ran.");
  }
  if (!destinations.empty())
    steps.push_back("Block " + listed(destinations, "addresses") + " at the firewall, in both directions.");
  if (!accounts.empty())
    steps.push_back("Reset the password of " + listed(accounts, "accounts") +
                    " wherever it is used, and end open sessions.");
  steps.push_back("Preserve the event logs of " + which +
                  ", the firewall's logs and this evidence before they are overwritten.");
  return steps;
}

/// The worst that logs tell of, and how much else.
std::string title_of_log(const Members& members) {
  const auto worst =
      std::max_element(members.findings.begin(), members.findings.end(), [](const Finding* a, const Finding* b) {
        return std::tuple{a->severity, a->confidence, b->first_seen} <
               std::tuple{b->severity, b->confidence, a->first_seen};
      });
  const std::size_t others = members.findings.size() - 1;
  if (others == 0) return (*worst)->title;
  if (std::all_of(members.findings.begin(), members.findings.end(), [](const Finding* f) { return is_leak(*f); }))
    return (*worst)->title + ", and " + std::to_string(others) + (others == 1 ? " more sample" : " more samples");
  return what(**worst) + " and " + std::to_string(others) + (others == 1 ? " more sign" : " more signs") +
         " of an intruder: " + one_or_many(everyone(members, "victim", is_told_by_log), "machines");
}

}  // namespace

std::string title_of(const Members& members) {
  const std::string sent = sent_words(members);
  if (const Finding* logon = first_with(members, is_logon)) {
    std::set<std::string> servers;
    double surest = 0;
    for (const Finding* finding : members.findings) {
      if (!is_logon(*finding) || attackers(*finding) != attackers(*logon)) continue;
      servers.merge(machines_of(*finding, "victim"));
      surest = std::max(surest, finding->confidence);
    }
    if (machines_of(*logon, "attacker").empty())
      return "Possible break-in on " + one_or_many(servers, "servers") + ": " + what(*logon) +
             (sent.empty() ? "" : "; " + sent);
    return (surest < kSure ? "Possible break-in" : "Break-in") + over(*logon) + " from " + attackers(*logon) + " to " +
           one_or_many(servers, "servers") + (sent.empty() ? "" : "; " + sent);
  }
  if (const Finding* guessing = first_with(members, is_guessing)) {
    const auto from = everyone(members, "attacker", is_guessing), on = everyone(members, "victim", is_guessing);
    if (from.size() > 1)
      return one_or_many(from, "addresses") + " guess passwords on " + one_or_many(on, "servers") +
             (sent.empty() ? "" : "; " + sent);
    return "Password guessing" + over(*guessing) + " from " + one_or_many(from, "addresses") + " against " +
           one_or_many(on, "servers") + (sent.empty() ? ", no success seen" : "; " + sent);
  }
  const auto senders = everyone(members, "victim", is_loss);
  if (!sent.empty()) return sent + " by " + one_or_many(senders, "machines");
  return title_of_log(members);
}

std::string story_of(const Members& members) {
  const bool success = first_with(members, is_success) != nullptr;
  const Finding* logon = first_with(members, is_logon);
  const Finding* explained = logon != nullptr ? logon : first_with(members, is_guessing);
  std::string story;
  std::size_t told = 0, untold = 0;
  LogSentence log;
  const auto say = [&](const std::string& text) {
    if (!text.empty()) story += (story.empty() ? "" : " ") + text;
  };
  for (const Finding* finding : members.findings) {
    if (is_told_by_another(*finding, members)) continue;
    const bool by_log = is_told_by_log(*finding) && !is_guessing(*finding) && finding != explained;
    if (by_log && log.takes(*finding) && told > 0) {
      log.add(*finding);
      continue;
    }
    if (finding != explained && !is_success(*finding) &&
        told >= kSentencesMax / 2) {  // Half is kept for what came of it.
      ++untold;
      continue;
    }
    if (finding != explained && told >= kSentencesMax) {
      ++untold;
      continue;
    }
    ++told;
    say(log.take());
    if (by_log) log.add(*finding);
    else say(sentence(*finding));
    if (finding != explained) continue;
    explained = nullptr;
    if (!members.exposures.empty())
      story += (success ? " This worked because " : " This was possible because ") + reasons(members) + ".";
  }
  say(log.take());
  if (explained != nullptr && !members.exposures.empty())
    story += (success ? " This worked because " : " This was possible because ") + reasons(members) + ".";
  if (untold > 0)
    story +=
        " " + std::to_string(untold) + (untold == 1 ? " more finding belongs" : " more findings belong") + " to it.";
  story += stores_sentence(members);
  story += one_machine(members);
  if (logon != nullptr && first_with(members, is_told_by_log) != nullptr) return story;
  if (logon != nullptr)
    return story +
           " The network shows sizes and times, not screens: what was done on the machine stands in its own logs.";
  if (first_with(members, is_guessing) != nullptr)
    return story + (success ? "" : " No logon was seen to succeed in this evidence.");
  return story + " How it came to this, this evidence does not show.";
}

std::vector<std::string> advice_of(const Members& members) {
  std::vector<std::string> advice = first_steps(members);
  std::vector<const Finding*> by_urgency = members.findings;
  std::stable_sort(by_urgency.begin(), by_urgency.end(), [](const Finding* a, const Finding* b) {
    const auto urgency = [](const Finding& finding) {
      return is_logon(finding) ? 0 : is_loss(finding) ? 1 : is_success(finding) ? 2 : 3;
    };
    return urgency(*a) < urgency(*b);
  });
  by_urgency.insert(by_urgency.end(), members.exposures.begin(), members.exposures.end());
  by_urgency.insert(by_urgency.end(), members.stores.begin(), members.stores.end());
  for (const Finding* finding : by_urgency) {
    if (!finding->advice.empty() && std::find(advice.begin(), advice.end(), finding->advice) == advice.end())
      advice.push_back(finding->advice);
  }
  return advice;
}

}  // namespace wardwatch::incident
