#pragma once

#include <string>
#include <vector>

#include "core/network_list.hpp"

namespace wardwatch::record {

/// What is known about the organisation's own networks. Detectors ask it when they judge, not when they count: the
/// answer grows while evidence is read.
struct Site {
  std::string organisation;
  NetworkList home;                      ///< Configured, or private ranges plus inferred public addresses.
  std::vector<std::string> assumptions;  ///< Why each inferred network is held to be home, for manifest and report.

  [[nodiscard]] bool is_home(const IpAddress& address) const noexcept { return home.contains(address); }
  /// Outside the organisation, and a single host: not multicast, broadcast or unspecified.
  [[nodiscard]] bool is_external(const IpAddress& address) const noexcept {
    return !is_home(address) && !address.is_multicast() && !address.is_unspecified();
  }
};

}  // namespace wardwatch::record
