#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/ip_address.hpp"

namespace wardwatch::seeded {

/// One connection of an invented clinic, with what a conn record needs of it.
struct Call {
  double at_seconds = 0;  ///< After the start of the evidence.
  IpAddress from, to;
  std::uint16_t port = 443;
  std::uint64_t sent = 0, received = 0;
  double duration_seconds = 1;
};

/// What a pair of host and destination really is. `attack` names the kind and its setting, `benign` the kind.
struct Truth {
  bool attack = false;
  std::string rule;  ///< That has to find it; empty for what is benign.
  std::string kind;
};

/// Weeks of an invented clinic: browsing, mail, updates, back-ups, monitoring, and attacks hidden in them.
struct World {
  std::vector<Call> calls;                                     ///< In order of time.
  std::map<std::pair<std::string, std::string>, Truth> truth;  ///< By host and destination.
};

struct Size {
  int days = 60;
  int workstations = 30;
};

/// The same seed gives the same world, on every machine.
[[nodiscard]] World make_world(unsigned seed, const Size& size);

}  // namespace wardwatch::seeded
