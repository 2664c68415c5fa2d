#include "detect/rdp_login/rdp_login.hpp"

#include <doctest/doctest.h>

#include "detect/common/testing.hpp"

using namespace wardwatch;
using namespace wardwatch::detect;
using testing::Bench;

namespace {
const Detector& detector() { return rdp_login::kDetectors.front(); }
const std::string kAttacker = "203.0.113.66", kServer = "198.51.100.20";
}  // namespace

TEST_CASE("a logon after many refusals from the same source is critical and says how sure it is") {
  Bench bench{detector()};
  for (int i = 0; i < 40; ++i) bench.rdp(i, kAttacker, kServer, "backup", "logon-failed");
  bench.rdp(50, kAttacker, kServer, "backup", "logon-succeeded", 0.9);
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == record::Severity::critical);
  CHECK(findings[0].confidence > 0.9);
}

TEST_CASE("a logon that is itself uncertain makes a less certain finding") {
  Bench bench{detector()};
  for (int i = 0; i < 40; ++i) bench.rdp(i, kAttacker, kServer, "backup", "logon-failed");
  bench.rdp(50, kAttacker, kServer, "backup", "logon-succeeded", 0.5);
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].confidence < 0.8);
}

TEST_CASE("a working user who mistypes, and an old guess long ago, are silent") {
  Bench bench{detector()};
  for (int i = 0; i < 3; ++i) bench.rdp(i, "10.20.0.55", "10.20.0.10", "nurse", "logon-failed");
  bench.rdp(10, "10.20.0.55", "10.20.0.10", "nurse", "logon-succeeded");
  for (int i = 0; i < 10; ++i) bench.rdp(100 + i, kAttacker, kServer, "admin", "logon-failed");
  bench.rdp(10 * 86'400, kAttacker, kServer, "admin", "logon-succeeded");
  CHECK(bench.end().empty());
}

TEST_CASE(
    "a new outside source that logs on as a name which a botnet was guessing is told, a colleague inside is not") {
  Bench bench{detector()};
  for (int i = 0; i < 20; ++i) bench.rdp(i, "192.0.2." + std::to_string(i + 1), kServer, "backup", "logon-failed");
  bench.rdp(100, "10.20.0.55", kServer, "backup", "logon-succeeded");
  CHECK(bench.end().empty());
  bench.rdp(200, "203.0.113.9", kServer, "backup", "logon-succeeded");
  CHECK(bench.end().size() == 1);
}

TEST_CASE("all sessions after a break-in are one finding") {
  Bench bench{detector()};
  for (int i = 0; i < 40; ++i) bench.rdp(i, kAttacker, kServer, "backup", "logon-failed");
  for (int i = 0; i < 5; ++i) bench.rdp(50 + i * 600, kAttacker, kServer, "backup", "logon-succeeded");
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].count == 5);
}

TEST_CASE("a password that was found and is used from elsewhere weeks later is told: access is sold") {
  Bench bench{detector()};
  for (int i = 0; i < 40; ++i) bench.rdp(i, kAttacker, kServer, "backup", "logon-failed");
  bench.rdp(50, kAttacker, kServer, "backup", "logon-succeeded");
  bench.rdp(14 * 86'400, "192.0.2.77", kServer, "BACKUP", "logon-succeeded");
  const auto findings = bench.end();
  REQUIRE(findings.size() == 2);
  CHECK((findings[0].summary + findings[1].summary).find("had been found by 203.0.113.66") != std::string::npos);
}

TEST_CASE("one name and few refusals from outside is told as what it may be, and from inside not at all") {
  Bench bench{detector()};
  for (int i = 0; i < 6; ++i) bench.rdp(i * 20, "192.0.2.7", kServer, "doctor", "logon-failed");
  bench.rdp(200, "192.0.2.7", kServer, "doctor", "logon-succeeded");
  for (int i = 0; i < 6; ++i) bench.rdp(300 + i * 20, "10.20.0.55", "10.20.0.10", "nurse", "logon-failed");
  bench.rdp(500, "10.20.0.55", "10.20.0.10", "nurse", "logon-succeeded");
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity <= record::Severity::high);
  CHECK(findings[0].confidence < 0.7);
}

TEST_CASE("a long two-way session without a readable outcome counts as a logon, less surely") {
  Bench bench{detector()};
  for (int i = 0; i < 30; ++i) bench.rdp(i, kAttacker, kServer, "user" + std::to_string(i), "logon-failed");
  bench.rdp_session(60, kAttacker, kServer, 900, 60'000, 4'000'000);
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].confidence < 0.9);
}

TEST_CASE("a traveller who logs on to a besieged server is at most medium") {
  Bench bench{detector()};
  for (int i = 0; i < 40; ++i) bench.rdp(i, kAttacker, kServer, "admin", "logon-failed");
  bench.rdp(100, "192.0.2.7", kServer, "doctor", "logon-succeeded");
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == record::Severity::medium);
}

namespace {

/// A break-in that the wire shows with 0.6, and what the server logged 20 seconds later.
record::Finding told_with(std::uint32_t event_id, std::string_view type, std::string_view address,
                          std::string_view user) {
  Bench bench{detector()};
  for (int i = 0; i < 40; ++i) bench.rdp(i, kAttacker, kServer, "CLINIC\\backup", "logon-failed");
  bench.rdp(50, kAttacker, kServer, "CLINIC\\backup", "logon-succeeded", 0.6);
  const record::NamedText data[] = {{"TargetUserName", user}, {"LogonType", type}, {"IpAddress", address}};
  record::WindowsEvent row;
  row.event_id = event_id;
  row.provider = "Microsoft-Windows-Security-Auditing";
  row.channel = "Security";
  row.computer = "ts1.clinic.example";
  row.data = data;
  bench.event(70, row);
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  return findings[0];
}

}  // namespace

TEST_CASE("the server's own log confirms what the wire suggests, and names the computer") {
  const auto finding = told_with(4624, "10", kAttacker, "backup");
  CHECK(finding.confidence > 0.95);
  CHECK(finding.severity == record::Severity::critical);
  CHECK(finding.summary.find("event 4624 for \"backup\" on ts1.clinic.example") != std::string::npos);
  CHECK(finding.evidence.back().record == "windows_event");
}

TEST_CASE("a logon event without an address confirms by name and time, less surely") {
  const auto finding = told_with(4624, "3", "-", "Backup");
  CHECK(finding.confidence == doctest::Approx(0.9));
}

TEST_CASE("a refusal in the server's log, and no logon, corrects the wire") {
  const auto finding = told_with(4625, "3", kAttacker, "backup");
  CHECK(finding.confidence <= 0.1);
  CHECK(finding.severity <= record::Severity::low);
  CHECK(finding.title.find("refuted") != std::string::npos);
}

TEST_CASE("another's logon, another kind of logon and another provider's event say nothing of it") {
  const double unconfirmed = told_with(4624, "5", kAttacker, "backup").confidence;
  CHECK(unconfirmed < 0.9);
  CHECK(told_with(4624, "10", "192.0.2.9", "backup").confidence == unconfirmed);
  CHECK(told_with(4624, "10", "-", "nurse").confidence == unconfirmed);
}
