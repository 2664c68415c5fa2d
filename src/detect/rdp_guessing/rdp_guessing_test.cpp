#include "detect/rdp_guessing/rdp_guessing.hpp"

#include <doctest/doctest.h>

#include "detect/common/testing.hpp"
#include "record/json.hpp"

using namespace wardwatch;
using namespace wardwatch::detect;
using testing::Bench;
using testing::named;

namespace {
std::span<const Detector> all() { return rdp_guessing::kDetectors; }
const std::string kAttacker = "203.0.113.66", kServer = "198.51.100.20";
}  // namespace

TEST_CASE("forty refused logons from one source are one finding, with the names that were tried") {
  Bench bench{named(all(), "rdp-password-guessing")};
  for (int i = 0; i < 40; ++i) bench.rdp(i * 3, kAttacker, kServer, i % 2 == 0 ? "admin" : "backup", "logon-failed");
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].count == 40);
  CHECK(findings[0].confidence >= 0.9);
  CHECK(findings[0].entities.size() == 4);
}

TEST_CASE("a user who mistypes twice is no guesser") {
  Bench bench{named(all(), "rdp-password-guessing")};
  for (int i = 0; i < 2; ++i) bench.rdp(i * 20, "10.20.0.55", "10.20.0.10", "nurse", "logon-failed");
  bench.rdp(60, "10.20.0.55", "10.20.0.10", "nurse", "logon-succeeded");
  CHECK(bench.end().empty());
}

TEST_CASE("two guessers on one server are two findings, and a quiet hour ends an episode that midnight does not") {
  Bench bench{named(all(), "rdp-password-guessing")};
  for (int i = 0; i < 10; ++i) bench.rdp(i, kAttacker, kServer, "a", "logon-failed");
  for (int i = 0; i < 10; ++i) bench.rdp(20 + i, "192.0.2.9", kServer, "a", "logon-failed");
  CHECK(bench.end().size() == 2);
  Bench midnight{named(all(), "rdp-password-guessing")};  // 2026-03-01 21:20 UTC is the start
  for (int i = 0; i < 60; ++i) midnight.rdp(i * 300, kAttacker, kServer, "a", "logon-failed");
  CHECK(midnight.end().size() == 1);
}

TEST_CASE("guessing so slow that no hour shows it is found over days, and a daily mistake is not") {
  Bench bench{named(all(), "rdp-slow-guessing")};
  for (int day = 0; day < 10; ++day) {
    for (int i = 0; i < 2; ++i) bench.rdp(day * 86'400 + i * 20'000, kAttacker, kServer, "admin", "logon-failed");
  }
  CHECK(bench.end().size() == 1);
  Bench mistakes{named(all(), "rdp-slow-guessing")};
  for (int day = 0; day < 5; ++day) mistakes.rdp(day * 86'400, "10.20.0.55", "10.20.0.10", "nurse", "logon-failed");
  CHECK(mistakes.end().empty());
}

TEST_CASE("one source that names users on many servers sprays, and a scanner's cookie does not count") {
  Bench bench{named(all(), "rdp-password-spraying")};
  for (int i = 1; i <= 5; ++i) bench.rdp(i * 4000, kAttacker, "198.51.100." + std::to_string(i), "hello", "unknown");
  CHECK(bench.end().size() == 1);
  Bench scan{named(all(), "rdp-password-spraying")};
  for (int i = 1; i <= 50; ++i) scan.rdp(i, kAttacker, "198.51.100." + std::to_string(i), "nmap", "probe");
  CHECK(scan.end().empty());
}

TEST_CASE("a botnet of 200 against one server is one finding, and a loud guesser is not counted into it") {
  Bench bench{named(all(), "rdp-distributed-guessing")};
  for (int i = 0; i < 200; ++i) {
    const std::string source = "192.0." + std::to_string(2 + i / 100) + "." + std::to_string(1 + i % 100);
    for (int j = 0; j < 3; ++j) bench.rdp(i * 30 + j, source, kServer, "user" + std::to_string(i % 7), "logon-failed");
  }
  for (int i = 0; i < 100; ++i) bench.rdp(6100 + i, kAttacker, kServer, "admin", "logon-failed");
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].count == 600);
  const auto& entities = findings[0].entities;
  CHECK(std::none_of(entities.begin(), entities.end(), [](const auto& entity) { return entity.value == kAttacker; }));
}

TEST_CASE("a tool's name is told when its source knocks at several doors, a single visit and a person's name are not") {
  Bench bench{named(all(), "rdp-guessing-tool-account")};
  for (int i = 1; i <= 5; ++i) bench.connection(i, kAttacker, "198.51.100." + std::to_string(i), 0, 0, 1, 3389);
  bench.rdp(10, kAttacker, kServer, "hello", "probe");
  bench.rdp(11, "192.0.2.7", kServer, "schmidt", "probe");
  bench.rdp(12, "192.0.2.8", kServer, "hello", "probe");
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].entities[0].value == kAttacker);
}

TEST_CASE("what begins again on the same day is the same finding and keeps its count, the next day is another") {
  Bench bench{named(all(), "rdp-password-guessing")};  // The start is 21:20 UTC.
  for (int i = 0; i < 30; ++i) bench.rdp(i, kAttacker, kServer, "a", "logon-failed");
  for (int i = 0; i < 20; ++i) bench.rdp(7200 + i, kAttacker, kServer, "b", "logon-failed");
  REQUIRE(bench.end().size() == 1);
  CHECK(bench.end()[0].count == 50);
  for (int i = 0; i < 20; ++i) bench.rdp(86'400 + i, kAttacker, kServer, "b", "logon-failed");
  const auto findings = bench.end();
  REQUIRE(findings.size() == 2);
  CHECK(std::count_if(findings.begin(), findings.end(),
                      [](const auto& finding) { return finding.status == "closed"; }) == 1);
}

TEST_CASE(
    "a colleague who forgot the password, even ten times, is no guesser; a machine inside that tries many names is") {
  Bench bench{named(all(), "rdp-password-guessing")};
  for (int i = 0; i < 10; ++i) bench.rdp(i * 20, "10.20.0.55", "10.20.0.10", "nurse", "logon-failed");
  CHECK(bench.end().empty());
  for (int i = 0; i < 10; ++i)
    bench.rdp(300 + i, "10.20.0.56", "10.20.0.10", "user" + std::to_string(i), "logon-failed");
  CHECK(bench.end().size() == 1);
}

TEST_CASE("from outside, seven refusals for one name are less sure and less bad than a list of names") {
  Bench bench{named(all(), "rdp-password-guessing")};
  for (int i = 0; i < 7; ++i) bench.rdp(i * 20, "192.0.2.7", kServer, "doctor", "logon-failed");
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == record::Severity::medium);
  CHECK(findings[0].confidence < 0.7);
}

TEST_CASE("a few refusals that end in a logon are forgotten each time") {
  Bench bench{named(all(), "rdp-password-guessing")};
  for (int hour = 0; hour < 8; ++hour) {
    for (int i = 0; i < 3; ++i) bench.rdp(hour * 1800 + i * 10, "192.0.2.7", kServer, "doctor", "logon-failed");
    bench.rdp(hour * 1800 + 60, "192.0.2.7", kServer, "doctor", "logon-succeeded");
  }
  CHECK(bench.end().empty());
}

TEST_CASE("an administrator who mistypes on four servers and gets in on each does not spray") {
  Bench bench{named(all(), "rdp-password-spraying")};
  for (int i = 1; i <= 4; ++i) {
    bench.rdp(i * 100, "10.20.0.5", "10.20.0.1" + std::to_string(i), "admin", "logon-failed");
    bench.rdp(i * 100 + 20, "10.20.0.5", "10.20.0.1" + std::to_string(i), "admin", "logon-succeeded");
  }
  for (int i = 1; i <= 4; ++i)
    bench.rdp_session(1000 + i, "10.20.0.6", "10.20.0.1" + std::to_string(i), 3600, 200'000, 9'000'000);
  CHECK(bench.end().empty());
}

TEST_CASE("a refused logon without a user name is nobody's tool") {
  Bench bench{named(all(), "rdp-guessing-tool-account")};
  for (int i = 0; i < 5; ++i) bench.rdp(i, kAttacker, kServer, "", "logon-failed");
  CHECK(bench.end().empty());
}

TEST_CASE("a run that is never ticked ends with the same findings as one that is ticked each minute") {
  for (const Detector& detector : all()) {
    std::vector<std::string> told;
    for (const bool ticks : {true, false}) {
      Bench bench{detector, ticks};
      for (int day = 0; day < 8; ++day) {
        for (int i = 0; i < 40; ++i) {
          bench.rdp(day * 86'400 + i * 200, "192.0.2." + std::to_string(i % 12 + 1), kServer,
                    "user" + std::to_string(i % 3), i % 5 == 0 ? "unknown" : "logon-failed");
          bench.rdp(day * 86'400 + i * 200 + 1, kAttacker, "198.51.100." + std::to_string(day), "hello",
                    day % 2 == 0 ? "logon-failed" : "probe");
        }
      }
      std::string all_told;
      for (const record::Finding& finding : bench.end()) record::append_json(all_told, finding);
      told.push_back(all_told);
    }
    CHECK(told[0] == told[1]);
  }
}
