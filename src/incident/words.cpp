#include "incident/words.hpp"

#include <algorithm>

namespace wardwatch::incident {

std::string clock(Timestamp time) {
  const std::string text = rfc3339(time);
  return text.substr(0, 10) + " " + text.substr(11, 8) + " UTC";
}

std::string one_or_many(const std::set<std::string>& names, std::string_view kind) {
  if (names.empty()) return "an unknown address";
  return names.size() == 1 ? *names.begin() : std::to_string(names.size()) + " " + std::string{kind};
}

std::string times(std::uint64_t count) { return count == 1 ? "once" : std::to_string(count) + " times"; }

std::string attackers(const record::Finding& finding) {
  return one_or_many(machines_of(finding, "attacker"), "addresses");
}
std::string victims(const record::Finding& finding) { return one_or_many(machines_of(finding, "victim"), "servers"); }

std::string over(const record::Finding& finding) {
  const bool is_rdp =
      finding.rule.starts_with("rdp-") ||
      std::find(finding.techniques.begin(), finding.techniques.end(), "T1021.001") != finding.techniques.end();
  return is_rdp ? " over RDP" : "";
}

std::string what(const record::Finding& finding) {
  const std::size_t colon = finding.title.rfind(": ");
  return colon == std::string::npos ? finding.title : finding.title.substr(0, colon);
}

std::string as_account(const record::Finding& finding) {
  const auto accounts = entities_of(finding, "account", "user");
  return accounts.size() == 1 ? " as " + *accounts.begin() : "";
}

bool is_logged_by_host(const record::Finding& finding) {
  return finding.rule == "rdp-login-after-guessing" &&
         std::any_of(finding.evidence.begin(), finding.evidence.end(),
                     [](const auto& ref) { return ref.record == "windows_event"; });
}

bool is_refuted_by_host(const record::Finding& finding) {
  constexpr double kRefutedMax = 0.5;  // A confirmed one is told with 0.9 and more, a refuted one with 0.1.
  return is_logged_by_host(finding) && finding.confidence < kRefutedMax;
}

}  // namespace wardwatch::incident
