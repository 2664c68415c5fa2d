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

/// Addresses and names of computers that have this role.
[[nodiscard]] std::set<std::string> machines_of(const record::Finding& finding, std::string_view role);
/// Told by a Sigma rule: its `rule` is a UUID. Such rules are many, and of strangers: they found an incident only from
/// `high` on, and those below `medium` are part of none.
[[nodiscard]] bool is_of_sigma(const record::Finding& finding) noexcept;
/// What a computer's own log says happened on it, with nobody named from outside: whoever it was, he acted from there.
[[nodiscard]] bool is_local(const record::Finding& finding) noexcept;
/// A finding that shows somebody inside: a logon, or anything that comes after one.
[[nodiscard]] bool is_success(const record::Finding& finding) noexcept;
/// Data of a store has come to light elsewhere; who took it and how, it does not show.
[[nodiscard]] bool is_leak(const record::Finding& finding) noexcept;
/// Somebody tries to get in.
[[nodiscard]] bool is_guessing(const record::Finding& finding) noexcept;
/// The machine acts: data or control leaves from it, or its own log tells of something done on it.
[[nodiscard]] bool victim_acts(const record::Finding& finding) noexcept;

/// The place of a stage in the order of an attack; exposures first, unknown stages last.
[[nodiscard]] int stage_rank(std::string_view stage) noexcept;

/// One name for each machine, whatever address or name is used: the smallest of them, names without regard to case.
/// Groups that overlap are one.
class HostNames {
 public:
  explicit HostNames(const SameHost& same_host);
  [[nodiscard]] std::string canonical(const std::string& address) const;
  /// Machines of those whose entity of type ip or host has this role.
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
