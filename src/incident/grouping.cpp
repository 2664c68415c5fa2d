#include "incident/grouping.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace wardwatch::incident {
namespace {

constexpr std::array<std::string_view, 14> kStages{"exposure",        "initial-access",   "credential-access", "execution",  "persistence",
                                                   "privilege-escalation", "defense-evasion", "discovery", "lateral-movement", "collection",
                                                   "command-and-control",  "exfiltration",    "impact",    "leak"};

/// Sets that are merged two at a time.
class Unions {
 public:
  explicit Unions(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void unite(std::size_t a, std::size_t b) {
    const std::size_t first = std::min(root(a), root(b)), second = std::max(root(a), root(b));
    parent_[second] = first;
  }

 private:
  std::vector<std::size_t> parent_;
};

bool overlap(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& value) { return b.contains(value); });
}

std::set<std::string> hosts_of(const record::Finding& finding, std::string_view role, const HostNames& names) {
  std::set<std::string> hosts;
  for (const std::string& address : entities_of(finding, role, "ip")) hosts.insert(names.canonical(address));
  return hosts;
}

/// Whether `later` continues what `earlier` began. `earlier` does not start after `later`.
bool continues(const record::Finding& earlier, const record::Finding& later, const HostNames& names) {
  if (overlap(hosts_of(earlier, "attacker", names), hosts_of(later, "attacker", names))) return true;
  const bool acts_for_it = is_success(earlier) && later.last_seen >= earlier.first_seen;
  if (!acts_for_it) return false;
  const auto taken = hosts_of(earlier, "victim", names);
  if (victim_acts(later) && overlap(taken, hosts_of(later, "victim", names))) return true;
  if (overlap(taken, hosts_of(later, "attacker", names))) return true;
  // A stolen account that is used again; "shared targets" are not accounts, so the name alone is enough here.
  return earlier.stage == "initial-access" && later.stage == "initial-access" && overlap(entities_of(earlier, "account"), entities_of(later, "account"));
}

}  // namespace

std::set<std::string> entities_of(const record::Finding& finding, std::string_view role, std::string_view type) {
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

bool is_success(const record::Finding& finding) noexcept {
  return finding.stage != "exposure" && finding.stage != "credential-access" && finding.stage != "discovery";
}

bool victim_acts(const record::Finding& finding) noexcept {
  return finding.stage == "exfiltration" || finding.stage == "command-and-control";
}

HostNames::HostNames(const SameHost& same_host) {
  for (const auto& addresses : same_host) {
    if (addresses.empty()) continue;
    const std::string name = *std::min_element(addresses.begin(), addresses.end());
    for (const std::string& address : addresses) names_[address] = name;
  }
}

std::string HostNames::canonical(const std::string& address) const {
  const auto found = names_.find(address);
  return found == names_.end() ? address : found->second;
}

std::vector<std::vector<std::size_t>> group(const std::vector<record::Finding>& findings, const SameHost& same_host) {
  const HostNames names{same_host};
  Unions unions{findings.size()};
  for (std::size_t later = 0; later < findings.size(); ++later) {
    if (findings[later].stage == "exposure") continue;
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      if (findings[earlier].stage == "exposure") continue;
      if (continues(findings[earlier], findings[later], names) || continues(findings[later], findings[earlier], names)) unions.unite(earlier, later);
    }
  }
  std::map<std::size_t, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (findings[i].stage != "exposure") groups[unions.root(i)].push_back(i);
  }
  std::vector<std::vector<std::size_t>> result;
  for (auto& [root, members] : groups) result.push_back(std::move(members));
  return result;
}

}  // namespace wardwatch::incident
