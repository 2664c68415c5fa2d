#pragma once

#include <string>
#include <vector>

#include "report/report.hpp"

namespace wardwatch::report::testing {

/// A case by itself, for tests: what `Material` looks at.
struct SampleCase {
  record::Manifest manifest;
  std::vector<record::Incident> incidents;
  std::vector<record::Finding> findings;
  [[nodiscard]] Material material() const { return {manifest, incidents, findings}; }
};

/// 24 November 2026, at the time given.
[[nodiscard]] inline Timestamp at(int hour, int minute, int second = 0) {
  constexpr std::chrono::sys_days kDay{std::chrono::year{2026} / std::chrono::November / 24};
  return kDay + std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
}

inline record::Finding finding(std::string id, std::string rule, std::string title, record::Severity severity,
                               double confidence, std::string stage, Timestamp first, Timestamp last) {
  record::Finding f;
  f.id = std::move(id);
  f.rule = std::move(rule);
  f.title = std::move(title);
  f.severity = severity;
  f.confidence = confidence;
  f.stage = std::move(stage);
  f.first_seen = first;
  f.last_seen = last;
  f.status = "closed";
  f.rule_version = "1.0";
  return f;
}

/// A guessed password, a logon, 200 MB out.
inline void add_breach(SampleCase& sample) {
  using record::Severity;
  record::Finding guess = finding("a1f0c3", "rdp-password-guessing", "Password guessing against a terminal server",
                                  Severity::high, 0.95, "credential-access", at(8, 2, 11), at(8, 21, 40));
  guess.techniques = {"T1110.001"};
  guess.entities = {
      {"ip", "203.0.113.66", "attacker"}, {"ip", "198.51.100.20", "victim"}, {"user", "backup", "account"}};
  for (int i = 0; i < 40; ++i) guess.evidence.push_back({"rdp", "C" + std::to_string(700'000 + i * 7919) + "kQw"});
  guess.count = 40;
  guess.summary =
      "203.0.113.66 opened 40 RDP sessions to 198.51.100.20 in 19 min, 39 of them refused with a failed logon; 7 user "
      "names.";
  guess.explain_plain =
      "Somebody outside tried passwords against the terminal server, one after the other, until one fitted.";
  guess.advice = "Close remote desktop to the internet; let people in through a VPN with a second factor.";
  guess.innocent_explanation =
      "A member of staff who forgot the password tries a few times, not forty, and from an address that is known.";
  record::Finding logon = finding("b2e1d4", "rdp-login-after-guessing", "A guessed account logged on",
                                  Severity::critical, 0.9, "initial-access", at(8, 22, 3), at(8, 58, 30));
  logon.techniques = {"T1078", "T1133"};
  logon.entities = guess.entities;
  logon.evidence = {{"rdp", "CsZ21e1aTq0bWxkP4c"}};
  logon.count = 1;
  logon.summary =
      "The 41st session from 203.0.113.66 lasted 36 min and carried 14 MB to the client: a desktop, not a refusal.";
  logon.explain_plain =
      "One of the guesses worked. From here on the attacker sat at a desktop of the terminal server as the user "
      "\"backup\".";
  logon.advice = "Lock the account \"backup\", end its sessions, and change its password everywhere.";
  logon.innocent_explanation =
      "The account's owner at the same address, which the 40 failures before it make unlikely.";
  record::Finding out = finding("c3d2e5", "bulk-outbound", "Large transfer to an unknown address outside",
                                Severity::critical, 0.8, "exfiltration", at(8, 41, 9), at(8, 47, 52));
  out.techniques = {"T1048.002"};
  out.entities = {{"ip", "198.51.100.20", "victim"}, {"ip", "203.0.113.9", "attacker"}};
  out.evidence = {{"conn", "CpQ77a1aTq0bWxkP4d"}, {"ssl", "CpQ77a1aTq0bWxkP4d"}};
  out.count = 1;
  out.bytes = 209'715'200;
  out.summary =
      "198.51.100.20 sent 210 MB over HTTPS to 203.0.113.9 (transfer.example.net), which no host here had ever talked "
      "to.";
  out.explain_plain =
      "While the attacker was logged on, the server pushed a large amount of data to a machine outside.";
  out.advice =
      "Block 203.0.113.9, keep the server's disk as evidence, and find out what stood in the folders it sent from.";
  out.innocent_explanation = "A backup to a cloud service: ask who runs one, and whether it knows this address.";
  record::Incident breach;
  breach.id = "inc-5f1e";
  breach.title = "An outside attacker guessed a password and took data from the terminal server";
  breach.severity = Severity::critical;
  breach.confidence = 0.88;
  breach.first_seen = guess.first_seen;
  breach.last_seen = logon.last_seen;
  breach.stages = {{"credential-access", guess.techniques, {guess.id}},
                   {"initial-access", logon.techniques, {logon.id}},
                   {"exfiltration", out.techniques, {out.id}}};
  breach.entities = {{"ip", "203.0.113.66", "attacker"},
                     {"ip", "198.51.100.20", "victim"},
                     {"ip", "203.0.113.9", "attacker"},
                     {"user", "backup", "account"}};
  breach.path = {
      {"203.0.113.66",
       "198.51.100.20",
       "guessed RDP passwords, 40 tries",
       guess.first_seen,
       guess.last_seen,
       0,
       {guess.id}},
      {"203.0.113.66",
       "198.51.100.20",
       "logged on over RDP as \"backup\"",
       logon.first_seen,
       logon.last_seen,
       0,
       {logon.id}},
      {"198.51.100.20", "203.0.113.9", "sent data over HTTPS", out.first_seen, out.last_seen, out.bytes, {out.id}}};
  breach.advice = {"Take 198.51.100.20 off the network, but leave it running: its memory is evidence.",
                   "Lock the account \"backup\" and end all its sessions.",
                   "Block 203.0.113.66 and 203.0.113.9 at the firewall, both ways.", "Close port 3389 to the internet.",
                   "Call the data protection officer: if patient data left, the clock for telling the authority runs."};
  breach.story =
      "On 24 November from 08:02 UTC, 203.0.113.66 tried 40 passwords on the terminal server 198.51.100.20 over remote "
      "desktop. "
      "At 08:22 one fitted and it logged on as \"backup\". At 08:41 the server sent 210 MB to 203.0.113.9, an address "
      "that nobody "
      "here had talked to before.";
  sample.incidents.push_back(std::move(breach));
  for (record::Finding* f : {&guess, &logon, &out}) sample.findings.push_back(std::move(*f));
}

/// 200 sources that guess at one server, in vain.
inline void add_botnet(SampleCase& sample) {
  record::Finding guess = finding("d4c3f6", "rdp-password-guessing", "Many sources guess passwords on one server",
                                  record::Severity::high, 0.75, "credential-access", at(1, 0), at(7, 55));
  guess.techniques = {"T1110.003"};
  record::Incident botnet;
  for (int i = 0; i < 200; ++i) {
    const std::string source = "192.0.2." + std::to_string(i + 1);
    guess.entities.push_back({"ip", source, "attacker"});
    botnet.path.push_back({source,
                           "198.51.100.31",
                           "guessed RDP passwords, 6 tries",
                           at(1, 0) + std::chrono::minutes{2 * i},
                           at(1, 1) + std::chrono::minutes{2 * i},
                           0,
                           {guess.id}});
  }
  guess.entities.push_back({"ip", "198.51.100.31", "victim"});
  for (int i = 0; i < 50; ++i) guess.evidence.push_back({"rdp", "Cb" + std::to_string(i * 104'729)});
  guess.count = 1200;
  guess.summary =
      "200 addresses opened 1,200 RDP sessions to 198.51.100.31 in 6.9 h, none of them a logon; one client name in "
      "all.";
  guess.explain_plain =
      "A network of hijacked machines tried passwords on one server, a few from each, so that no single one stands "
      "out.";
  guess.advice =
      "Close remote desktop to the internet. Blocking the addresses one by one does not help: there are always more.";
  guess.innocent_explanation = "None that is known: 200 addresses with the same client name are one tool.";
  botnet.id = "inc-91aa";
  botnet.title = "A botnet of 200 addresses guesses passwords on 198.51.100.31";
  botnet.severity = record::Severity::high;
  botnet.confidence = 0.75;
  botnet.first_seen = guess.first_seen;
  botnet.last_seen = guess.last_seen;
  botnet.stages = {{"credential-access", guess.techniques, {guess.id}}};
  botnet.entities = guess.entities;
  botnet.advice = {"Close port 3389 of 198.51.100.31 to the internet."};
  botnet.story =
      "From 01:00 UTC, 200 addresses tried passwords on 198.51.100.31, a few from each. None logged on in this "
      "evidence.";
  sample.incidents.push_back(std::move(botnet));
  sample.findings.push_back(std::move(guess));
}

inline void add_exposures(SampleCase& sample) {
  record::Finding open = finding("e5b4a7", "rdp-internet-exposed", "Remote desktop answers the internet",
                                 record::Severity::medium, 0.97, "exposure", at(0, 3), at(9, 30));
  open.techniques = {"T1133"};
  open.entities = {{"ip", "198.51.100.20", "victim"}};
  for (int i = 0; i < 45; ++i) open.evidence.push_back({"rdp", "Ce" + std::to_string(i * 15'485'863)});
  open.count = 45;
  open.summary =
      "198.51.100.20 answered 45 addresses from outside on 3389/tcp; 44 only looked. Security: TLS without NLA.";
  open.explain_plain =
      "The terminal server can be reached by anybody on the internet. Scanners find such a server within hours.";
  open.advice = "Put it behind a VPN or a gateway; until then allow the addresses that need it and nobody else.";
  open.innocent_explanation = "It may be meant to be open. It should not be.";
  record::Finding old = finding("f6a5b8", "tls-outdated", "A server still offers TLS 1.0", record::Severity::low, 0.9,
                                "exposure", at(6, 0), at(6, 0));
  old.entities = {{"ip", "10.20.0.14", "victim"}};
  old.evidence = {{"ssl", "Co1"}};
  old.count = 1;
  old.summary = "10.20.0.14:443 chose TLS 1.0 for a client that offered 1.2.";
  old.explain_plain = "Traffic to this server could be read by somebody in the network.";
  old.advice = "Switch TLS 1.0 and 1.1 off, or put a proxy in front of the device.";
  sample.findings.push_back(std::move(open));
  sample.findings.push_back(std::move(old));
}

inline void add_stores(SampleCase& sample) {
  record::StoreSummary open{"share/export 2016.mdb",
                            "access",
                            "none",
                            "everyone",
                            true,
                            true,
                            {"name", "ssn", "dob", "diagnosis"},
                            15'000,
                            5'000,
                            0,
                            {},
                            {},
                            {}};
  record::StoreSummary devices{
      "share/devices.accdb", "access", "none", "group", true, false, {}, 9'805, 0, 0, {}, {}, {}};
  record::StoreSummary locked{"share/locked.accdb",   "access", "encrypted", "owner", false, false, {}, 0, 0, 0, {}, {},
                              "no password was given"};
  sample.manifest.stores = {open, devices, locked};
  sample.manifest.store_count = sample.manifest.stores.size();
}

inline void add_evidence(SampleCase& sample) {
  record::Manifest& m = sample.manifest;
  m.version = "0.1.0";
  m.status = "complete";
  m.rules_hash = "8c1d4be07755e1a2c9cafe77";
  m.started = "2026-11-25T07:30:02.000000Z";
  m.assumptions = {"10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 are home: private ranges (RFC 1918)",
                   "198.51.100.20/32 is home: it answers as a server behind the gateway 02:00:5e:00:53:01"};
  const std::string digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  m.evidence = {{"evidence/uplink-monday.pcapng", 412'334'102, digest, "pcapng", true, "", 611'204, 0, 0, 412'334'102,
                 at(0, 0, 4), at(9, 59, 58)},
                {"evidence/ward-3.pcap.gz", 88'120'400, digest, "pcap.gz", false,
                 "the gzip stream ends in the middle, after 71.2 MB: read up to packet 120,331", 120'331, 0, 0,
                 71'200'000, at(0, 0, 1), at(5, 12, 20)},
                {"evidence/notes.docx",
                 18'204,
                 digest,
                 "unknown",
                 false,
                 "not a kind of evidence that is known",
                 0,
                 0,
                 0,
                 0,
                 {},
                 {}}};
  m.records = {{"conn", 48'211}, {"dns", 20'410}, {"rdp", 1'286}, {"ssl", 9'120}, {"x509", 4'002}, {"weird", 31}};
  m.dropped = {{"reassembly: bytes beyond the limit", 12'000}};
  m.skipped = {{"ethertype 0x88cc", 320}};
}

inline SampleCase sample_case() {
  SampleCase sample;
  add_breach(sample);
  add_botnet(sample);
  add_exposures(sample);
  add_evidence(sample);
  return sample;
}

}  // namespace wardwatch::report::testing
