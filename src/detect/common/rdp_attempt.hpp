#pragma once

#include <string>

#include "record/rdp.hpp"

namespace wardwatch::detect {

/// What one RDP connection means to a detector of guessing. `failed`: at least one logon was refused. `named`: it gave a
/// user name and never became a session, which on servers whose outcome cannot be read is all that a guess shows.
/// `session`: no outcome can be read, but so much went both ways for so long that somebody was working.
enum class AttemptKind : std::uint8_t { none, named, failed, session, succeeded };

/// A guess is over in seconds and draws at most a logon screen (some 10 kB as bitmaps, 300 kB in true colour); a desktop
/// in use is drawn for minutes while keys and mouse go the other way.
[[nodiscard]] inline bool looks_like_session(const record::Rdp& row) noexcept {
  constexpr Interval kDurationMin = std::chrono::minutes{3};
  constexpr std::uint64_t kDrawnBytesMin = 500'000, kTypedBytesMin = 20'000;
  return row.duration.value_or(Interval{}) >= kDurationMin && row.resp_bytes >= kDrawnBytesMin &&
         row.orig_bytes >= kTypedBytesMin;
}

[[nodiscard]] inline AttemptKind attempt_kind(const record::Rdp& row) noexcept {
  if (row.transport == "udp") return AttemptKind::none;
  if (row.rdp_outcome == "logon-succeeded") return AttemptKind::succeeded;
  if (row.rdp_outcome == "logon-failed") return AttemptKind::failed;
  if (looks_like_session(row)) return AttemptKind::session;
  if (row.client_kind == "interactive") return AttemptKind::none;  // Keys and mouse: a person, not a guess.
  // Network scanners name themselves in the cookie; that is a scan, which the exposure counts.
  const bool scanner = row.cookie && (*row.cookie == "nmap" || *row.cookie == "masscan" || *row.cookie == "zgrab");
  return row.cookie && !row.cookie->empty() && !scanner ? AttemptKind::named : AttemptKind::none;
}

/// Attempts that the row stands for.
[[nodiscard]] inline std::uint64_t attempts_of(const record::Rdp& row, AttemptKind kind) noexcept {
  return kind == AttemptKind::failed && row.attempts_min > 1 ? row.attempts_min : 1;
}

[[nodiscard]] inline std::string user_of(const record::Rdp& row) {
  return row.cookie ? std::string{*row.cookie} : std::string{};
}

/// DOMAIN\user without its domain.
[[nodiscard]] inline std::string_view without_domain(std::string_view user) noexcept {
  const std::size_t slash = user.find('\\');
  return slash == std::string_view::npos ? user : user.substr(slash + 1);
}

/// One spelling of a user name for comparisons: Windows ignores the case of its (ASCII) letters.
[[nodiscard]] inline std::string folded(std::string user) {
  for (char& c : user) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return user;
}

}  // namespace wardwatch::detect
