#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "incident/join.hpp"

namespace wardwatch::incident {

/// Values of the finding's entities that have this role, and this type when one is given.
[[nodiscard]] std::set<std::string> entities_of(const record::Finding& finding, std::string_view role, std::string_view type = {});

/// A finding that shows somebody inside: a logon, or anything that comes after one.
[[nodiscard]] bool is_success(const record::Finding& finding) noexcept;
/// Data or control leaves from the victim: the machine acts.
[[nodiscard]] bool victim_acts(const record::Finding& finding) noexcept;

/// The place of a stage in the order of an attack; exposures first.
[[nodiscard]] int stage_rank(std::string_view stage) noexcept;

/// Groups of findings that are one incident each: indices into `findings`, which are sorted by time and id.
[[nodiscard]] std::vector<std::vector<std::size_t>> group(const std::vector<record::Finding>& findings, const SameHost& same_host);

/// Another name for an address: the first of the names of its machine.
class HostNames {
 public:
  explicit HostNames(const SameHost& same_host);
  [[nodiscard]] std::string canonical(const std::string& address) const;

 private:
  std::map<std::string, std::string> names_;
};

}  // namespace wardwatch::incident
