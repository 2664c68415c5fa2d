#include "incident/words.hpp"

#include <array>
#include <cstdio>

namespace wardwatch::incident {

std::string volume(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits{"bytes", "kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 999.5 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), value < 9.95 && unit > 0 ? "%.1f %s" : "%.0f %s", value, kUnits[unit]);
  return text.data();
}

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
  return one_or_many(entities_of(finding, "attacker", "ip"), "addresses");
}
std::string victims(const record::Finding& finding) {
  return one_or_many(entities_of(finding, "victim", "ip"), "servers");
}

std::string over(const record::Finding& finding) { return finding.rule.starts_with("rdp-") ? " over RDP" : ""; }

std::string as_account(const record::Finding& finding) {
  const auto accounts = entities_of(finding, "account", "user");
  return accounts.size() == 1 ? " as " + *accounts.begin() : "";
}

}  // namespace wardwatch::incident
