#include <doctest/doctest.h>

#include "detect/sigma/testing/one_rule.hpp"

namespace wardwatch::detect::sigma {

using testing::fires;

namespace {

std::string rule_for(const std::string& source, const std::string& selection) {
  return "title: t\nid: t\nlogsource:\n  product: windows\n  " + source + "\ndetection:\n  s:\n    " + selection +
         "\n  condition: s\n";
}

std::string windows_event(const std::string& channel, const std::string& provider, int id, const std::string& data) {
  return R"({"Event": {"System": {"Provider": {"#attributes": {"Name": ")" + provider + R"("}}, "EventID": )" +
         std::to_string(id) + R"(, "Channel": ")" + channel + R"("}, "EventData": {)" + data + "}}}";
}

const std::string kSysmon = "Microsoft-Windows-Sysmon/Operational", kSysmonProvider = "Microsoft-Windows-Sysmon";
const std::string kAuditing = "Microsoft-Windows-Security-Auditing";

}  // namespace

TEST_CASE("a category fires on its own event number and no other") {
  const std::string rule = rule_for("category: file_event", "TargetFilename|endswith: '.exe'");
  const std::string data = R"("TargetFilename": "c:\\a.exe")";
  CHECK(fires(rule, windows_event(kSysmon, kSysmonProvider, 11, data)));
  CHECK_FALSE(fires(rule, windows_event(kSysmon, kSysmonProvider, 23, data)));
}

TEST_CASE("a category of Sysmon's never fires on another channel's or provider's event of the same number") {
  const std::string rule = rule_for("category: process_creation", "Image|endswith: 'a.exe'");
  const std::string data = R"("Image": "c:\\a.exe")";
  CHECK(fires(rule, windows_event(kSysmon, kSysmonProvider, 1, data)));
  CHECK_FALSE(fires(rule, windows_event("System", "Microsoft-Windows-Kernel-General", 1, data)));
  CHECK_FALSE(fires(rule, windows_event(kSysmon, "Somebody-Else", 1, data)));
  CHECK_FALSE(fires(rule, windows_event("Application", kSysmonProvider, 1, data)));
}

TEST_CASE("a service fires on its channel only (Chainsaw 122: hits in the wrong channel)") {
  const std::string rule = rule_for("service: security", "EventID: 4625");
  CHECK(fires(rule, windows_event("Security", kAuditing, 4625, "")));
  CHECK_FALSE(fires(rule, windows_event("Application", kAuditing, 4625, "")));
  CHECK_FALSE(fires(rule, windows_event("Application", "Office 4625", 4625, "")));
}

TEST_CASE("a rule that names a provider does not fire on another's event of the same number and channel") {
  const std::string rule = rule_for("service: system", "Provider_Name: 'Service Control Manager'\n    EventID: 7045");
  CHECK(fires(rule, windows_event("System", "Service Control Manager", 7045, "")));
  CHECK_FALSE(fires(rule, windows_event("System", "Some Driver", 7045, "")));
}

TEST_CASE("a forwarded event answers by the channel that it came from (Chainsaw 115)") {
  const std::string rule = rule_for("service: security", "EventID: 1102");
  CHECK(fires(rule, windows_event("Security", "Microsoft-Windows-Eventlog", 1102, R"("SubjectUserName": "x")")));
}

TEST_CASE("process_creation reads Security 4688 by the field map") {
  const std::string data =
      R"("NewProcessName": "C:\\a.exe", "ParentProcessName": "C:\\b.exe", "CommandLine": "a -x", "MandatoryLabel":
      "S-1-16-12288", "SubjectDomainName": "NT AUTHORITY", "SubjectUserName": "SYSTEM")";
  const std::string event = windows_event("Security", kAuditing, 4688, data);
  const auto rule = [](const std::string& selection) { return rule_for("category: process_creation", selection); };
  CHECK(fires(rule("Image|endswith: '\\a.exe'"), event));
  CHECK(fires(rule("ParentImage|endswith: '\\b.exe'\n    CommandLine|contains: '-X'"), event));
  CHECK(fires(rule("IntegrityLevel: High"), event));
  CHECK(fires(rule("User: 'nt authority\\system'"), event));
  CHECK_FALSE(fires(rule("OriginalFileName: 'a.exe'"), event));
  CHECK_FALSE(fires(rule("Image|endswith: '\\a.exe'"), windows_event("Security", kAuditing, 4689, data)));
}

TEST_CASE("a rule for service security keeps Security 4688's own names") {
  const std::string event = windows_event("Security", kAuditing, 4688, R"("NewProcessName": "C:\\a.exe")");
  CHECK(fires(rule_for("service: security", "EventID: 4688\n    NewProcessName|endswith: a.exe"), event));
  CHECK_FALSE(fires(rule_for("service: security", "EventID: 4688\n    Image|endswith: a.exe"), event));
}

TEST_CASE("rules that need what 4688 lacks are named") {
  const RuleSet rules = RuleSet::of_texts({{"a", rule_for("category: process_creation", "OriginalFileName: x")},
                                           {"b",
                                            "title: b\nid: b\nlogsource:\n  category: process_creation\n  product: "
                                            "windows\ndetection:\n  s:\n    - Image: x\n    "
                                            "- OriginalFileName: x\n  condition: s\n"}});
  REQUIRE(rules.rules().size() == 2);
  CHECK(rules.blind_on("security-4688") == std::vector<std::uint32_t>{0});
}

TEST_CASE("PowerShell's script blocks come from both of its channels") {
  const std::string rule = rule_for("category: ps_script", "ScriptBlockText|contains: 'Invoke-Evil'");
  const std::string data = R"("ScriptBlockText": "invoke-evil")";
  CHECK(fires(rule,
              windows_event("Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-PowerShell", 4104, data)));
  CHECK(fires(rule, windows_event("PowerShellCore/Operational", "PowerShellCore", 4104, data)));
  CHECK_FALSE(fires(
      rule, windows_event("Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-PowerShell", 4103, data)));
}

TEST_CASE("a log source that no event of ours makes is told") {
  const RuleSet rules = RuleSet::of_texts({{"a", rule_for("service: no-such-service", "A: 1")}});
  CHECK(rules.unreachable() == std::vector<std::uint32_t>{0});
}

}  // namespace wardwatch::detect::sigma
