#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "incident/join.hpp"

namespace wardwatch::incident {

/// Values of the finding's entities that have this role, and this type when one is given.
[[nodiscard]] std::set<std::string> entities_of(const record::Finding& finding, std::string_view role,
                                                std::string_view type = {});

/// A finding that shows somebody inside: a logon, or anything that comes after one.
[[nodiscard]] bool is_success(const record::Finding& finding) noexcept;
/// Somebody tries to get in.
[[nodiscard]] bool is_guessing(const record::Finding& finding) noexcept;
/// Data or control leaves from the victim: the machine acts.
[[nodiscard]] bool victim_acts(const record::Finding& finding) noexcept;

/// The place of a stage in the order of an attack; exposures first, unknown stages last.
[[nodiscard]] int stage_rank(std::string_view stage) noexcept;

/// One name for each machine, whatever address is used: the smallest of its addresses. Groups that overlap are one.
class HostNames {
 public:
  explicit HostNames(const SameHost& same_host);
  [[nodiscard]] const std::string& canonical(const std::string& address) const;
  /// Machines of those whose entity of type ip has this role.
  [[nodiscard]] std::set<std::string> hosts_of(const record::Finding& finding, std::string_view role) const;

 private:
  std::map<std::string, std::string> names_;
};

/// Findings that are one incident: indices in rising order. A founder continued nothing that came before it; later
/// findings come and go as evidence grows, founders stay.
struct Group {
  std::vector<std::size_t> members;
  std::vector<std::size_t> founders;
};

/// Groups of findings that are one incident each. `findings` are sorted by time, stage and id.
[[nodiscard]] std::vector<Group> group(const std::vector<record::Finding>& findings, const HostNames& names);

}  // namespace wardwatch::incident
