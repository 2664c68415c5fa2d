#include "detect/rdp_login/host_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "detect/common/event_data.hpp"
#include "detect/common/rdp_attempt.hpp"

namespace wardwatch::detect::rdp_login {
namespace {

constexpr std::string_view kProvider = "Microsoft-Windows-Security-Auditing";
constexpr std::uint32_t kSucceeded = 4624, kRefused = 4625;
constexpr std::array<std::uint32_t, 3> kTypes{3, 7, 10};
/// A person types his password within this time; and so much may two clocks differ.
constexpr Interval kAfterMax = std::chrono::minutes{5};
constexpr Interval kBeforeMax = std::chrono::seconds{30};
constexpr std::size_t kRecentMax = 4096;
constexpr std::size_t kCookieCutAt = 9;

}  // namespace

std::optional<LoggedLogon> logged_logon(const record::WindowsEvent& row) {
  if ((row.event_id != kSucceeded && row.event_id != kRefused) || row.provider != kProvider) return std::nullopt;
  if (row.condition == "slack") return std::nullopt;
  const std::string_view type_text = value_of(row, "LogonType");
  LoggedLogon logon;
  std::from_chars(type_text.data(), type_text.data() + type_text.size(), logon.type);
  if (std::find(kTypes.begin(), kTypes.end(), logon.type) == kTypes.end()) return std::nullopt;
  logon.ts = row.at.ts;
  logon.uid = row.at.uid;
  logon.succeeded = row.event_id == kSucceeded;
  logon.address = IpAddress::parse(value_of(row, "IpAddress"));
  logon.user = folded(std::string{without_domain(value_of(row, "TargetUserName"))});
  logon.computer = row.computer;
  return logon;
}

bool is_same_user(std::string_view cookie, std::string_view user) noexcept {
  const std::string_view name = without_domain(cookie);
  if (name.empty() || user.empty()) return false;
  return name == user || (cookie.size() >= kCookieCutAt && user.substr(0, name.size()) == name);
}

void RecentLogons::add(LoggedLogon logon) {
  while (!logons_.empty() && (logons_.size() >= kRecentMax || logon.ts - logons_.front().ts > kBeforeMax)) {
    logons_.pop_front();
  }
  logons_.push_back(std::move(logon));
}

bool HostVerdict::consider(const LoggedLogon& logon, const IpAddress& source, std::string_view cookie,
                           Timestamp began) {
  if (logon.ts < began - kBeforeMax || logon.ts > began + kAfterMax) return false;
  const bool is_theirs = logon.address ? *logon.address == source : is_same_user(cookie, logon.user);
  if (!is_theirs) return false;
  std::optional<LoggedLogon>& slot = logon.succeeded ? success_ : refused_;
  // Type 10 says Remote Desktop; type 3 is what comes before it, and what other protocols bring too.
  if (slot && (slot->type == 10 || logon.type != 10)) return false;
  slot = logon;
  return true;
}

std::string HostVerdict::words() const {
  if (!success_ && !refused_) return {};
  const LoggedLogon& logon = event();
  const std::string who = (logon.user.empty() ? std::string{} : " for \"" + logon.user + "\"") + " on " +
                          logon.computer + " at " + rfc3339(logon.ts) + " (logon type " + std::to_string(logon.type) +
                          (logon.address ? ")" : ", by name and time: the event holds no address)");
  if (success_) return " The server's own log confirms it: event 4624" + who + ".";
  return " The server's own log says otherwise: event 4625" + who + ", and no logon from there.";
}

}  // namespace wardwatch::detect::rdp_login
