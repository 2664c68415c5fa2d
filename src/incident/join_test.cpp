#include "incident/join.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "record/json.hpp"

using namespace wardwatch;
using namespace wardwatch::record;
using wardwatch::incident::join;

namespace {

const std::string kAttacker = "203.0.113.66", kServer = "198.51.100.20", kDrop = "203.0.113.9";

Finding finding(std::string id, std::string rule, std::string stage, int at_minute, std::string attacker, std::string victim, Severity severity = Severity::high) {
  Finding made;
  made.id = std::move(id);
  made.rule = std::move(rule);
  made.title = made.rule;
  made.stage = std::move(stage);
  made.severity = severity;
  made.confidence = 0.9;
  made.first_seen = timestamp_of(static_cast<std::uint64_t>(at_minute) * 60, 0);
  made.last_seen = made.first_seen + std::chrono::minutes{5};
  made.count = 40;
  made.advice = "do " + made.rule;
  if (!attacker.empty()) made.entities.push_back({"ip", std::move(attacker), "attacker"});
  made.entities.push_back({"ip", std::move(victim), "victim"});
  return made;
}

Finding guessing(int at, std::string from = kAttacker, std::string on = kServer) { return finding("g" + from + on, "rdp-password-guessing", "credential-access", at, from, on); }
Finding login(int at, std::string from = kAttacker, std::string on = kServer, std::string account = "backup") {
  Finding made = finding("l" + from + on, "rdp-login-after-guessing", "initial-access", at, from, on, Severity::critical);
  made.entities.push_back({"user", std::move(account), "account"});
  return made;
}
Finding outflow(int at, std::string from = kServer, std::string to = kDrop) {
  Finding made = finding("o" + from + to, "bulk-outbound", "exfiltration", at, to, from, Severity::medium);
  made.bytes = 200'000'000;
  return made;
}
Finding exposure(std::string on = kServer) { return finding("e" + on, "rdp-internet-exposed", "exposure", 0, "", on); }

std::vector<Incident> joined(std::vector<Finding> findings, const incident::SameHost& same_host = {}) { return join(findings, Site{}, same_host); }

}  // namespace

TEST_CASE("guessing, logon and outflow of one server are one critical incident that names who, whom and how much") {
  const auto incidents = joined({guessing(0), login(10), outflow(20), exposure()});
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].severity == Severity::critical);
  CHECK(incidents[0].title == "Break-in over remote desktop from 203.0.113.66 to 198.51.100.20; 200 MB sent to 203.0.113.9");
  REQUIRE(incidents[0].path.size() == 3);
  CHECK(incidents[0].path[2].from == kServer);
  CHECK(incidents[0].path[2].bytes == 200'000'000);
  CHECK(incidents[0].stages.front().stage == "exposure");
  CHECK(incidents[0].story.find("This was possible because the server answers remote desktop to the whole internet") != std::string::npos);
  CHECK(incidents[0].advice.front() == "do rdp-login-after-guessing");
}

TEST_CASE("two guessers on one server are two incidents: shared targets do not join") {
  CHECK(joined({guessing(0), guessing(1, "192.0.2.9")}).size() == 2);
}

TEST_CASE("a botnet of 200 against one server is one incident") {
  Finding botnet = finding("b", "rdp-distributed-guessing", "credential-access", 0, "192.0.2.1", kServer);
  for (int i = 2; i <= 200; ++i) botnet.entities.push_back({"ip", "192.0.2." + std::to_string(i), "attacker"});
  const auto incidents = joined({botnet});
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].title == "Password guessing from 200 addresses against 198.51.100.20, no success seen");
}

TEST_CASE("a scanner and an intrusion are one incident and one exposure; an exposure alone is no incident") {
  CHECK(joined({exposure()}).empty());
  CHECK(joined({exposure(), exposure("198.51.100.21"), guessing(0), login(10)}).size() == 1);
}

TEST_CASE("the victim joins only when it acts later, and only after it was taken over") {
  CHECK(joined({guessing(0), outflow(20)}).size() == 2);                    // Guessed at, never taken over.
  CHECK(joined({outflow(0), login(100)}).size() == 2);                      // It had sent before.
  CHECK(joined({login(0), outflow(20, "198.51.100.99")}).size() == 2);      // Another machine.
}

TEST_CASE("a server that was taken over and guesses further is one story") {
  CHECK(joined({login(0), guessing(30, kServer, "10.20.0.30"), login(40, kServer, "10.20.0.30", "admin")}).size() == 1);
}

TEST_CASE("one attacker on two servers is one incident, a stolen account links two attackers") {
  CHECK(joined({guessing(0), guessing(5, kAttacker, "198.51.100.21")}).size() == 1);
  CHECK(joined({login(0), login(30, "192.0.2.77", "198.51.100.30", "backup")}).size() == 1);
  CHECK(joined({login(0), login(30, "192.0.2.77", "198.51.100.30", "other")}).size() == 2);
}

TEST_CASE("two addresses of one machine are one actor when that is known, and not before") {
  const std::vector<Finding> findings{login(0), outflow(20, "10.20.0.10")};
  CHECK(joined(findings).size() == 2);
  CHECK(joined(findings, {{kServer, "10.20.0.10"}}).size() == 1);
}

TEST_CASE("the result does not depend on the order of the findings") {
  std::vector<Finding> findings{guessing(0), login(10), outflow(20), exposure(), guessing(3, "192.0.2.9"), outflow(50, "10.20.0.55", "203.0.113.200")};
  const auto text = [](const std::vector<Incident>& incidents) {
    std::string out;
    for (const Incident& incident : incidents) append_json(out, incident, TimeStyle::rfc3339);
    return out;
  };
  const std::string first = text(joined(findings));
  std::mt19937 random{1};
  for (int i = 0; i < 20; ++i) {
    std::shuffle(findings.begin(), findings.end(), random);
    CHECK(text(joined(findings)) == first);
  }
}
