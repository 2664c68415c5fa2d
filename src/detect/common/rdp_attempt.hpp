#pragma once

#include <string>

#include "record/rdp.hpp"

namespace wardwatch::detect {

/// What one RDP connection means to a detector of guessing. `failed`: at least one logon was refused. `named`: it gave a
/// user name and never became a session, which on servers whose outcome cannot be read is all that a guess shows.
enum class AttemptKind : std::uint8_t { none, named, failed, succeeded };

[[nodiscard]] inline AttemptKind attempt_kind(const record::Rdp& row) noexcept {
  if (row.transport == "udp") return AttemptKind::none;
  if (row.rdp_outcome == "logon-succeeded") return AttemptKind::succeeded;
  if (row.rdp_outcome == "logon-failed") return AttemptKind::failed;
  // Network scanners name themselves in the cookie; that is a scan, which the exposure counts.
  const bool scanner = row.cookie && (*row.cookie == "nmap" || *row.cookie == "masscan" || *row.cookie == "zgrab");
  return row.cookie && !row.cookie->empty() && !scanner ? AttemptKind::named : AttemptKind::none;
}

[[nodiscard]] inline std::string user_of(const record::Rdp& row) {
  return row.cookie ? std::string{*row.cookie} : std::string{};
}

}  // namespace wardwatch::detect
