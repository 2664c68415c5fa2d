#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/ip_address.hpp"
#include "record/windows_event.hpp"

namespace wardwatch::detect::rdp_login {

/// A logon, or a refused one, of which a server's own log tells.
struct LoggedLogon {
  Timestamp ts;
  record::Uid uid;
  bool succeeded = false;
  std::uint32_t type = 0;            ///< 3 network (under NLA it comes first), 10 remote interactive, 7 unlock.
  std::optional<IpAddress> address;  ///< The log often lacks it for refusals under NLA.
  std::string user;                  ///< Folded, without its domain.
  std::string computer;
};

/// Security events 4624 and 4625 of the types that Remote Desktop leads to; nothing for every other event. 1149 is not
/// among them: it says that a connection came past network-level authentication, and nothing where that is off.
[[nodiscard]] std::optional<LoggedLogon> logged_logon(const record::WindowsEvent& row);

/// The name in a cookie and the name in a log are the same: cookies hold a domain, or are cut off after nine letters.
[[nodiscard]] bool is_same_user(std::string_view cookie, std::string_view user) noexcept;

/// The latest logons of all logs, for connections that are seen later than the server logged them: clocks differ.
class RecentLogons {
 public:
  void add(LoggedLogon logon);
  [[nodiscard]] const std::deque<LoggedLogon>& all() const noexcept { return logons_; }

 private:
  std::deque<LoggedLogon> logons_;
};

/// What the logs say of the sessions of one source on one server.
class HostVerdict {
 public:
  /// Takes the logon into account when it belongs to a connection from `source` that began at `began`.
  /// True when it does and is new.
  bool consider(const LoggedLogon& logon, const IpAddress& source, std::string_view cookie, Timestamp began);

  [[nodiscard]] bool confirms() const noexcept { return success_.has_value(); }
  [[nodiscard]] bool refutes() const noexcept { return !success_ && refused_.has_value(); }
  /// A sentence; empty when the logs say nothing.
  [[nodiscard]] std::string words() const;
  /// The event that decides. Only where it confirms or refutes.
  [[nodiscard]] const LoggedLogon& event() const noexcept { return success_ ? *success_ : *refused_; }

 private:
  std::optional<LoggedLogon> success_, refused_;
};

}  // namespace wardwatch::detect::rdp_login
