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

Finding finding(std::string id, std::string rule, std::string stage, int at_minute, std::string attacker,
                std::string victim, Severity severity = Severity::high) {
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

Finding guessing(int at, std::string from = kAttacker, std::string on = kServer) {
  return finding("g" + from + on, "rdp-password-guessing", "credential-access", at, from, on);
}
Finding login(int at, std::string from = kAttacker, std::string on = kServer, std::string account = "backup") {
  Finding made =
      finding("l" + from + on, "rdp-login-after-guessing", "initial-access", at, from, on, Severity::critical);
  made.entities.push_back({"user", std::move(account), "account"});
  return made;
}
Finding outflow(int at, std::string from = kServer, std::string to = kDrop) {
  Finding made = finding("o" + from + to, "bulk-outbound", "exfiltration", at, to, from, Severity::medium);
  made.bytes = 200'000'000;
  return made;
}
Finding exposure(std::string on = kServer) { return finding("e" + on, "rdp-internet-exposed", "exposure", 0, "", on); }

/// What the log of a computer tells by a Sigma rule.
Finding logged(int at, std::string stage, std::string computer, Severity severity = Severity::high) {
  Finding made =
      finding("s" + stage + std::to_string(at), "0f5b8f0e-9c51-4a1f-8f57-5d3e6f3d1f11", stage, at, "", "", severity);
  made.title = "Sign of " + stage + ": " + computer;
  made.entities = {{"host", std::move(computer), "victim"}};
  return made;
}

std::vector<Incident> joined(std::vector<Finding> findings, const incident::SameHost& same_host = {}) {
  return join(findings, Site{}, same_host);
}

}  // namespace

TEST_CASE("what a computer's log tells continues the logon that the wire showed on its address") {
  const incident::SameHost same{{kServer, "ts01.clinic.example"}};
  const auto incidents =
      joined({guessing(0), login(10), logged(20, "persistence", "TS01.clinic.example"), outflow(30)}, same);
  REQUIRE(incidents.size() == 1);
  CHECK(incidents.front().path.size() == 4);
  CHECK(std::all_of(incidents.front().path.begin(), incidents.front().path.end(),
                    [](const auto& step) { return step.from != "TS01.clinic.example"; }));
  // Without the name it is another machine's.
  CHECK(joined({guessing(0), login(10), logged(20, "persistence", "TS01.clinic.example")}).size() == 2);
}

TEST_CASE("signs on one computer within a week are one incident, on two computers two") {
  CHECK(joined({logged(0, "execution", "A"), logged(60, "persistence", "a")}).size() == 1);
  CHECK(joined({logged(0, "execution", "A"), logged(60, "persistence", "B")}).size() == 2);
  // Looking round shows nobody who stayed; what comes much later is another matter.
  CHECK(joined({logged(0, "discovery", "A"), logged(60 * 24 * 9, "persistence", "A")}).size() == 2);
}

TEST_CASE("what many honest programs do too makes no incident, but is part of one") {
  CHECK(joined({logged(0, "execution", "A", Severity::medium)}).empty());
  const auto incidents = joined({logged(0, "execution", "A", Severity::medium), logged(5, "persistence", "A"),
                                 logged(6, "discovery", "A", Severity::low)});
  REQUIRE(incidents.size() == 1);
  CHECK(incidents.front().path.size() == 2);
}

TEST_CASE("guessing, logon and outflow of one server are one critical incident that names who, whom and how much") {
  const auto incidents = joined({guessing(0), login(10), outflow(20), exposure()});
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].severity == Severity::critical);
  CHECK(incidents[0].title == "Break-in over RDP from 203.0.113.66 to 198.51.100.20; 200 MB sent to 203.0.113.9");
  REQUIRE(incidents[0].path.size() == 3);
  CHECK(incidents[0].path[2].from == kServer);
  CHECK(incidents[0].path[2].bytes == 200'000'000);
  CHECK(incidents[0].stages.front().stage == "exposure");
  CHECK(
      incidents[0].story.find("This worked because 198.51.100.20 answers remote desktop (RDP) to the whole internet") !=
      std::string::npos);
  CHECK(incidents[0].path[0].how == "guessed passwords over RDP (40 attempts)");
  CHECK(incidents[0].path[1].how == "logged on over RDP as backup");
  CHECK(incidents[0].path[2].how == "sent 200 MB");
  CHECK(incidents[0].path[2].to == kDrop);
  CHECK(incidents[0].path[2].findings == std::vector<std::string>{"o" + kServer + kDrop});
  CHECK(incidents[0].story.find("sizes and times, not screens") != std::string::npos);
}

TEST_CASE("two guessers on one server are two incidents: shared targets do not join") {
  CHECK(joined({guessing(0), guessing(1, "192.0.2.9")}).size() == 2);
}

TEST_CASE("a botnet of 200 against one server is one incident") {
  Finding botnet = finding("b", "rdp-distributed-guessing", "credential-access", 0, "192.0.2.1", kServer);
  for (int i = 2; i <= 200; ++i) botnet.entities.push_back({"ip", "192.0.2." + std::to_string(i), "attacker"});
  const auto incidents = joined({botnet});
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].title == "200 addresses guess passwords on 198.51.100.20");
}

TEST_CASE("a scanner and an intrusion are one incident and one exposure; an exposure alone is no incident") {
  CHECK(joined({exposure()}).empty());
  CHECK(joined({exposure(), exposure("198.51.100.21"), guessing(0), login(10)}).size() == 1);
}

TEST_CASE("the victim joins only when it acts later, and only after it was taken over") {
  CHECK(joined({guessing(0), outflow(20)}).size() == 2);                // Guessed at, never taken over.
  CHECK(joined({outflow(0), login(100)}).size() == 2);                  // It had sent before.
  CHECK(joined({login(0), outflow(20, "198.51.100.99")}).size() == 2);  // Another machine.
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
  std::vector<Finding> findings{guessing(0),
                                login(10),
                                outflow(20),
                                exposure(),
                                guessing(3, "192.0.2.9"),
                                outflow(50, "10.20.0.55", "203.0.113.200")};
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

TEST_CASE(
    "advice begins with what to do now: contain, block, reset, preserve; then what the findings advise, exposures "
    "last") {
  const auto advice = joined({guessing(0), login(10), outflow(20), exposure()}).at(0).advice;
  REQUIRE(advice.size() == 8);
  CHECK(advice[0] ==
        "Take 198.51.100.20 off the internet and off the network now. Do not power it off: its memory shows what the "
        "intruder ran.");
  CHECK(advice[1] == "Block 203.0.113.9 at the firewall, in both directions.");
  CHECK(advice[2] == "Reset the password of backup wherever it is used, and end open sessions.");
  CHECK(advice[3].starts_with("Preserve the event logs of 198.51.100.20"));
  CHECK(advice[4] == "do rdp-login-after-guessing");
  CHECK(advice[5] == "do bulk-outbound");
  CHECK(advice[7] == "do rdp-internet-exposed");
}

TEST_CASE("one guesser whom nobody let in is told as such") {
  const auto incidents = joined({guessing(0)});
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].title == "Password guessing over RDP from 203.0.113.66 against 198.51.100.20, no success seen");
  CHECK(incidents[0].severity == Severity::high);
  CHECK(incidents[0].story.ends_with("No logon was seen to succeed in this evidence."));
}

TEST_CASE("outflow or beacon alone is an incident from medium on, a faint one is none and links nothing") {
  Finding faint = outflow(0);
  faint.severity = Severity::low;
  CHECK(joined({faint}).empty());
  CHECK(joined({outflow(0)}).size() == 1);
  CHECK(joined({outflow(0)})[0].title == "200 MB sent to 203.0.113.9 by 198.51.100.20");
  CHECK(joined({finding("b", "beacon", "command-and-control", 0, kDrop, kServer, Severity::medium)}).size() == 1);
  Finding other = outflow(5, "10.20.0.77");
  other.severity = Severity::low;
  CHECK(joined({outflow(0), other}).size() == 1);
  CHECK(joined({outflow(0), other})[0].stages[0].findings.size() == 1);
  CHECK(joined({login(0), faint})[0].stages.size() == 2);  // After a break-in even a faint outflow is part of it.
}

TEST_CASE("two intruders on one server stay two; what the server sends later belongs to the one who stands surest") {
  Finding unsure = login(15, "192.0.2.9", kServer, "other");
  unsure.confidence = 0.5;
  unsure.severity = Severity::high;
  const auto incidents = joined({login(10), unsure, outflow(20)});
  REQUIRE(incidents.size() == 2);
  CHECK(incidents[0].title == "Break-in over RDP from 203.0.113.66 to 198.51.100.20; 200 MB sent to 203.0.113.9");
  CHECK(incidents[1].title == "Possible break-in over RDP from 192.0.2.9 to 198.51.100.20");
  CHECK(incidents[1].confidence == 0.5);
}

TEST_CASE("a built-in account is another one on each machine, in a domain it is one, and case does not matter") {
  CHECK(
      joined({login(0, kAttacker, kServer, "Administrator"), login(30, "192.0.2.77", "198.51.100.30", "administrator")})
          .size() == 2);
  CHECK(joined({login(0, kAttacker, kServer, "Administrator"), login(30, "192.0.2.77", kServer, "administrator")})
            .size() == 1);
  CHECK(joined({login(0, kAttacker, kServer, "CLINIC\\Administrator"),
                login(30, "192.0.2.77", "198.51.100.30", "clinic\\administrator")})
            .size() == 1);
}

TEST_CASE("an account is the same with its domain before it, behind it, or left out") {
  for (const std::string one : {"backup", "CLINIC\\backup", "backup@clinic.example"}) {
    for (const std::string other : {"Backup", "clinic\\backup", "backup@clinic.example"})
      CHECK(joined({login(0, kAttacker, kServer, one), login(30, "192.0.2.77", "198.51.100.30", other)}).size() == 1);
  }
  CHECK(joined({login(0, kAttacker, kServer, "CLINIC\\backup"),
                login(30, "192.0.2.77", "198.51.100.30", "CLINIC\\restore")})
            .size() == 2);
}

TEST_CASE("an account that is only guessed links nothing") {
  Finding guessed = guessing(30, "192.0.2.77", "198.51.100.30");
  guessed.entities.push_back({"user", "backup", "account"});
  CHECK(joined({login(0), guessed}).size() == 2);
}

TEST_CASE("an exposure is attached to each incident that it made possible, and is told once for many servers") {
  const auto two = joined({exposure(), guessing(0), guessing(1, "192.0.2.9")});
  REQUIRE(two.size() == 2);
  for (const Incident& incident : two)
    CHECK(incident.stages.front().findings == std::vector<std::string>{"e" + kServer});
  Finding spraying = guessing(0);
  spraying.entities.push_back({"ip", "198.51.100.21", "victim"});
  const auto sprayed = joined({spraying, exposure(), exposure("198.51.100.21"), guessing(2)});
  REQUIRE(sprayed.size() == 1);
  CHECK(
      sprayed[0].story.find("This was possible because 2 servers answer remote desktop (RDP) to the whole internet.") !=
      std::string::npos);
  CHECK(joined({exposure(), outflow(20)})[0].stages.size() == 1);  // That data left does not say how somebody came in.
}

TEST_CASE("an exposure of a server's other address is attached when the two are known to be one machine") {
  const auto incidents =
      joined({exposure("10.20.0.10"), guessing(0)}, {{"10.20.0.10", "10.20.0.11"}, {"10.20.0.11", kServer}});
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].stages.front().stage == "exposure");
  const auto told = joined({login(0), outflow(20, "10.20.0.10")}, {{kServer, "10.20.0.10"}});
  CHECK(told.at(0).story.find("10.20.0.10 and 198.51.100.20 are addresses of one machine.") != std::string::npos);
}

TEST_CASE("a victim that guesses further is a relay, not an attacker") {
  const auto incidents = joined({login(0), guessing(30, kServer, "10.20.0.30")});
  REQUIRE(incidents.size() == 1);
  const auto& entities = incidents[0].entities;
  CHECK(std::count(entities.begin(), entities.end(), Entity{"ip", kServer, "relay"}) == 1);
  CHECK(std::count(entities.begin(), entities.end(), Entity{"ip", kAttacker, "attacker"}) == 1);
  CHECK(std::count_if(entities.begin(), entities.end(), [](const Entity& entity) { return entity.value == kServer; }) ==
        1);
}

TEST_CASE(
    "data that leaves after a logon makes it critical, however mild the findings; data that left before does not") {
  Finding mild = login(10);
  mild.severity = Severity::medium;
  CHECK(joined({mild, outflow(20)})[0].severity == Severity::critical);
  CHECK(joined({mild})[0].severity == Severity::medium);
}

TEST_CASE("an incident is as sure as its worst step, and keeps its id while it grows") {
  Finding unsure = login(10);
  unsure.confidence = 0.6;
  const auto grown = joined({guessing(0), unsure, outflow(20)});
  REQUIRE(grown.size() == 1);
  CHECK(grown[0].confidence == 0.6);
  CHECK(grown[0].id == joined({guessing(0)})[0].id);
  CHECK(grown[0].id.starts_with("i-"));
}

TEST_CASE("the worst incident comes first") {
  const auto incidents = joined({guessing(0, "192.0.2.9"), login(10), outflow(30, "10.20.0.77", "203.0.113.200")});
  REQUIRE(incidents.size() == 3);
  CHECK(incidents[0].severity == Severity::critical);
  CHECK(incidents[1].severity == Severity::high);
  CHECK(incidents[2].severity == Severity::medium);
}

TEST_CASE("twenty thousand findings are joined at once") {
  std::vector<Finding> findings;
  for (int i = 0; i < 20'000; ++i)
    findings.push_back(guessing(i, "10." + std::to_string(i % 200) + "." + std::to_string(i / 200) + ".1"));
  CHECK(joined(findings).size() == 20'000);
}

TEST_CASE("a logon that the server's own log confirms is told as such, and one that it refutes is no break-in") {
  Finding confirmed = login(10), refuted = login(10);
  confirmed.confidence = 0.99;
  confirmed.evidence.push_back({"windows_event", "E1"});
  refuted.confidence = 0.1;
  refuted.severity = Severity::low;
  refuted.evidence.push_back({"windows_event", "E2"});
  const auto sure = joined({guessing(0), confirmed});
  REQUIRE(sure.size() == 1);
  CHECK(sure[0].title.find("Break-in") == 0);
  CHECK(sure[0].story.find("the server's own event log confirms it") != std::string::npos);
  const auto untrue = joined({guessing(0), refuted});
  REQUIRE(untrue.size() == 1);
  CHECK(untrue[0].title.find("reak-in") == std::string::npos);
  CHECK(untrue[0].story.find("says that the logon was refused") != std::string::npos);
}

TEST_CASE("a store that lies open is told beside an intruder who was inside, and founds no incident by itself") {
  Finding store;
  store.id = "f-store";
  store.rule = "11111111-2222-3333-4444-555555555555";
  store.title = "Patient data that anyone can read: share/a.mdb";
  store.stage = "exposure";
  store.severity = Severity::critical;
  store.advice = "Take away everyone's right to read it.";
  store.entities = {{"store", "share/a.mdb", "store"}};
  CHECK(join({store}, {}, {}).empty());

  Finding logon;
  logon.id = "f-logon";
  logon.rule = "rdp-login-after-guessing";
  logon.title = "Logon";
  logon.stage = "initial-access";
  logon.severity = Severity::high;
  logon.confidence = 0.9;
  logon.entities = {{"ip", "203.0.113.9", "attacker"}, {"ip", "10.0.0.5", "victim"}};
  const auto incidents = join({store, logon}, {}, {});
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].severity == Severity::high);
  CHECK(incidents[0].story.find("share/a.mdb. Whether it was read, this evidence does not show.") != std::string::npos);
  CHECK(incidents[0].advice.back() == store.advice);
  CHECK(incidents[0].stages.front().stage == "exposure");
}
