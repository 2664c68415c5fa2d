#include "incident/grouping.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "core/joined_sets.hpp"

namespace wardwatch::incident {
namespace {

using record::Finding;
using record::Severity;

constexpr std::array<std::string_view, 15> kStages{"exposure",          "reconnaissance",  "initial-access",
                                                   "credential-access", "execution",       "privilege-escalation",
                                                   "persistence",       "defense-evasion", "discovery",
                                                   "lateral-movement",  "collection",      "command-and-control",
                                                   "exfiltration",      "impact",          "leak"};

/// Accounts that every machine has for itself, and what an RDP cookie of nine letters leaves of them.
constexpr std::array<std::string_view, 10> kBuiltIn{
    "administrator", "administr", "administrateur", "administrador", "admin", "guest", "root", "test", "user", "user1"};

/// Windows compares account names without regard to case.
std::string folded(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// Without the domain before it (down-level logon name) or behind it (user principal name, MS-ADTS 5.1.1.1.1).
std::string bare_account(const std::string& account) {
  const std::size_t start = account.rfind('\\') + 1;  // 0 when there is none
  return account.substr(start, account.find('@', start) - start);
}

/// Of no weight by itself: a nightly upload, or what many an honest program does too. It may be a later step, it founds
/// nothing.
bool is_faint(const Finding& finding) noexcept {
  if (is_of_sigma(finding)) return finding.severity < Severity::high;
  return victim_acts(finding) && finding.severity < Severity::medium;
}

bool takes_part(const Finding& finding) noexcept {
  return finding.stage != "exposure" && (!is_of_sigma(finding) || finding.severity >= Severity::medium);
}

/// What is done on one machine within this time of each other is held to be the same intruder's doing.
constexpr std::chrono::hours kSameIntruder{7 * 24};

/// Joins one finding after the other, in the order of time, to what it continues.
class Joiner {
 public:
  Joiner(const std::vector<Finding>& findings, const HostNames& names)
      : findings_{findings}, names_{names}, unions_{findings.size()}, founds_(findings.size(), true) {}

  void add(std::size_t index) {
    const Finding& finding = findings_[index];
    const auto attackers = names_.hosts_of(finding, "attacker"), victims = names_.hosts_of(finding, "victim");
    for (const std::string& host : victim_acts(finding) ? victims : attackers) {
      if (const auto taken = taken_over_.find(host); taken != taken_over_.end()) link(index, taken->second);
    }
    if (!is_faint(finding)) {
      for (const std::string& host : attackers) link_to_last(index, last_of_attacker_, host);
    }
    if (is_local(finding)) {
      for (const std::string& host : victims) link_to_neighbour(index, host);
    }
    if (is_leak(finding)) {
      for (const std::string& store : entities_of(finding, "store", "store"))
        link_to_last(index, last_of_store_, store);
      for (const std::string& seller : entities_of(finding, "seller", "actor"))
        link_to_last(index, last_of_seller_, seller);
    }
    if (!is_success(finding) || is_faint(finding)) return;
    for (const std::string& account : accounts_of(finding, victims)) link_to_last(index, last_of_account_, account);
    for (const std::string& host : victims) take_over(host, index);
  }

  [[nodiscard]] std::vector<Group> groups() {
    std::map<std::size_t, Group> by_root;
    for (std::size_t i = 0; i < findings_.size(); ++i) {
      if (!takes_part(findings_[i])) continue;
      Group& group = by_root[unions_.find(i)];
      group.members.push_back(i);
      if (founds_[i]) group.founders.push_back(i);
    }
    std::vector<Group> result;
    for (auto& [root, group] : by_root) {
      const bool faint = std::all_of(group.members.begin(), group.members.end(),
                                     [&](std::size_t i) { return is_faint(findings_[i]); });
      if (!faint) result.push_back(std::move(group));
    }
    return result;
  }

 private:
  void link(std::size_t later, std::size_t earlier) {
    unions_.join(later, earlier);
    founds_[later] = false;
  }
  void link_to_last(std::size_t index, std::map<std::string, std::size_t>& last, const std::string& key) {
    const auto [found, is_new] = last.try_emplace(key, index);
    if (is_new) return;
    link(index, found->second);
    found->second = index;
  }
  void link_to_neighbour(std::size_t index, const std::string& host) {
    const auto [found, is_new] = last_on_machine_.try_emplace(host, index);
    if (is_new) return;
    if (findings_[index].first_seen - findings_[found->second].last_seen <= kSameIntruder) link(index, found->second);
    found->second = index;
  }
  /// Of several intruders on one machine, what it does later continues the one who stands surest: the others shared a
  /// target with him and no more.
  void take_over(const std::string& host, std::size_t index) {
    const auto [found, is_new] = taken_over_.try_emplace(host, index);
    if (is_new) return;
    const Finding &known = findings_[found->second], &other = findings_[index];
    if (std::tie(other.severity, other.confidence) >= std::tie(known.severity, known.confidence)) found->second = index;
  }
  /// Names of stolen accounts. Logs tell them bare, the wire as `CLINIC\\name` or `name@clinic.example`: one account. A
  /// built-in one is another on each machine, unless a domain stands with it.
  static std::vector<std::string> accounts_of(const Finding& finding, const std::set<std::string>& victims) {
    std::vector<std::string> accounts;
    for (const std::string& value : entities_of(finding, "account", "user")) {
      const std::string whole = folded(value), name = bare_account(whole);
      const bool is_built_in = std::find(kBuiltIn.begin(), kBuiltIn.end(), name) != kBuiltIn.end();
      if (!is_built_in) accounts.push_back(name);
      else if (name != whole) accounts.push_back(whole);
      else
        for (const std::string& victim : victims) accounts.push_back(name + " on " + victim);
    }
    return accounts;
  }

  const std::vector<Finding>& findings_;
  const HostNames& names_;
  JoinedSets unions_;
  std::vector<bool> founds_;
  std::map<std::string, std::size_t> taken_over_;       ///< By machine, the surest success on it so far.
  std::map<std::string, std::size_t> last_on_machine_;  ///< That its own log told of.
  std::map<std::string, std::size_t> last_of_attacker_;
  std::map<std::string, std::size_t> last_of_store_;    ///< That a sample was copied from.
  std::map<std::string, std::size_t> last_of_seller_;   ///< Who offers what was copied.
  std::map<std::string, std::size_t> last_of_account_;  ///< That a successful logon used.
};

}  // namespace

std::set<std::string> entities_of(const Finding& finding, std::string_view role, std::string_view type) {
  std::set<std::string> values;
  for (const record::Entity& entity : finding.entities) {
    if (entity.role == role && (type.empty() || entity.type == type)) values.insert(entity.value);
  }
  return values;
}

int stage_rank(std::string_view stage) noexcept {
  const auto found = std::find(kStages.begin(), kStages.end(), stage);
  return static_cast<int>(found - kStages.begin());
}

std::set<std::string> machines_of(const Finding& finding, std::string_view role) {
  std::set<std::string> machines = entities_of(finding, role, "ip");
  machines.merge(entities_of(finding, role, "host"));
  return machines;
}

bool is_of_sigma(const Finding& finding) noexcept {
  constexpr std::size_t kUuidLength = 36;
  return finding.rule.size() == kUuidLength && finding.rule[8] == '-' && finding.rule[13] == '-';
}

bool is_guessing(const Finding& finding) noexcept {
  if (finding.stage != "credential-access") return false;
  // Sigma's rules of this tactic also tell of passwords read from memory, by somebody who is inside.
  return !is_of_sigma(finding) || std::any_of(finding.techniques.begin(), finding.techniques.end(),
                                              [](const std::string& name) { return name.starts_with("T1110"); });
}

bool is_local(const Finding& finding) noexcept {
  const auto is_attacker = [](const record::Entity& entity) {
    return entity.role == "attacker" && (entity.type == "ip" || entity.type == "host");
  };
  const auto is_computer = [](const record::Entity& entity) {
    return entity.role == "victim" && entity.type == "host";
  };
  return !is_guessing(finding) && std::any_of(finding.entities.begin(), finding.entities.end(), is_computer) &&
         std::none_of(finding.entities.begin(), finding.entities.end(), is_attacker);
}

bool is_success(const Finding& finding) noexcept {
  if (is_of_sigma(finding) && finding.severity < Severity::high) return false;
  return finding.stage != "exposure" && finding.stage != "reconnaissance" && finding.stage != "discovery" &&
         !is_leak(finding) && !is_guessing(finding);
}

bool is_leak(const Finding& finding) noexcept { return finding.stage == "leak"; }

bool victim_acts(const Finding& finding) noexcept {
  return finding.stage == "exfiltration" || finding.stage == "command-and-control" || is_local(finding);
}

HostNames::HostNames(const SameHost& same_host) {
  for (const auto& unfolded : same_host) {
    std::set<std::string> machine;
    for (const std::string& name : unfolded) machine.insert(folded(name));
    const std::set<std::string> given = machine;
    for (const auto& known : names_) {
      if (std::any_of(given.begin(), given.end(),
                      [&](const std::string& other) { return canonical(other) == known.second; }))
        machine.insert(known.first);
    }
    for (const std::string& name : machine) names_[name] = *machine.begin();
  }
}

std::string HostNames::canonical(const std::string& address) const {
  std::string name = folded(address);
  const auto found = names_.find(name);
  return found == names_.end() ? name : found->second;
}

std::set<std::string> HostNames::hosts_of(const Finding& finding, std::string_view role) const {
  std::set<std::string> hosts;
  for (const std::string& machine : machines_of(finding, role)) hosts.insert(canonical(machine));
  return hosts;
}

std::vector<Group> group(const std::vector<Finding>& findings, const HostNames& names) {
  Joiner joiner{findings, names};
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (takes_part(findings[i])) joiner.add(i);
  }
  return joiner.groups();
}

}  // namespace wardwatch::incident
