#include "protocol/rdp/outcome.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "protocol/rdp/testing/replay.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

std::filesystem::path corpus() {
  const char* set = std::getenv("WARDWATCH_CORPUS");
  return set != nullptr ? std::filesystem::path{set} : std::filesystem::path{"../shared/corpus"};
}

bool corpus_is_there(const std::filesystem::path& path) {
  if (std::filesystem::exists(path)) return true;
  std::cout << "skipped: no " << path << "; set WARDWATCH_CORPUS\n";
  return false;
}

struct Seen {
  std::string outcome;
  double confidence = 0;
  std::string evidence;
};

/// What is said of each RDP connection of a capture, in order.
std::vector<Seen> outcomes_of(const std::filesystem::path& path) {
  std::vector<Seen> seen;
  for (const auto& connection : rdp::testing::read_capture(path)) {
    if (!rdp::testing::is_rdp(connection)) continue;
    TestContext context;
    rdp::testing::replay(context, connection, 1U << 20U);
    const auto& row = context.records().of<record::Rdp>().rows().at(0);
    seen.push_back({std::string{row.rdp_outcome}, row.rdp_outcome_confidence, std::string{*row.outcome_evidence}});
  }
  return seen;
}

struct Labelled {
  std::string file;
  std::vector<std::string> outcomes;
};

/// `file <tab> outcome,outcome,... <tab> remark`
std::vector<Labelled> read_labels(const std::filesystem::path& path) {
  std::vector<Labelled> labels;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream columns{line};
    Labelled labelled;
    std::string list;
    std::getline(columns, labelled.file, '\t');
    std::getline(columns, list, '\t');
    std::istringstream items{list};
    for (std::string item; std::getline(items, item, ',');) labelled.outcomes.push_back(item);
    labels.push_back(labelled);
  }
  return labels;
}

struct Score {
  int right = 0;
  int said = 0;
  int meant = 0;
};

std::map<std::string, int> counts_of(const std::filesystem::path& path) {
  std::map<std::string, int> counts;
  for (const Seen& seen : outcomes_of(path)) ++counts[seen.outcome];
  return counts;
}

}  // namespace

TEST_CASE("outcomes of the recorded captures are what the servers' logs say") {
  const auto folder = corpus() / "recorded";
  if (!corpus_is_there(folder / "rdp.tsv")) return;
  std::map<std::string, Score> scores;
  for (const Labelled& labelled : read_labels(folder / "rdp.tsv")) {
    const auto seen = outcomes_of(folder / labelled.file);
    CAPTURE(labelled.file);
    REQUIRE(seen.size() == labelled.outcomes.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
      // The label's own remark: without a logon, no-logon-attempted is as right as unknown.
      const bool as_right = labelled.outcomes[i] == "unknown" && seen[i].outcome == "no-logon-attempted";
      const std::string& meant = as_right ? seen[i].outcome : labelled.outcomes[i];
      CHECK_MESSAGE(seen[i].outcome == meant, "connection ", i, ": ", seen[i].evidence);
      ++scores[seen[i].outcome].said;
      ++scores[meant].meant;
      if (seen[i].outcome == meant) ++scores[meant].right;
    }
  }
  std::printf("%-22s %9s %9s %6s\n", "outcome", "precision", "recall", "count");
  for (const auto& [name, score] : scores) {
    std::printf("%-22s %9.3f %9.3f %6d\n", name.c_str(), score.said > 0 ? double(score.right) / score.said : 0.0,
                score.meant > 0 ? double(score.right) / score.meant : 0.0, score.meant);
  }
}

TEST_CASE("internet guessing that the observers saw fail is nowhere called a logon") {
  const auto folder = corpus() / "pcap" / "rdp-bruteforce";
  if (!corpus_is_there(folder)) return;
  for (const char* name : {"RDP-bruteforce.pcap", "RDP-same-account-many-machines.pcap", "RDP-HotAccounts.pcap"}) {
    CAPTURE(name);
    auto counts = counts_of(folder / name);
    for (const auto& [outcome, count] : counts) std::cout << name << ": " << outcome << " " << count << "\n";
    CHECK(counts["logon-succeeded"] == 0);
  }
}

TEST_CASE("a whole session with network-level authentication is a logon, and its first half second tells as much") {
  const auto folder = corpus() / "pcap";
  if (!corpus_is_there(folder / "ndpi-2021" / "rdp.pcap")) return;
  const auto whole = outcomes_of(folder / "ndpi-2021" / "rdp.pcap");
  REQUIRE(whole.size() == 1);
  CHECK(whole[0].outcome == "logon-succeeded");
  const auto beginning = outcomes_of(folder / "ndpi" / "rdp.pcap");
  REQUIRE(beginning.size() == 1);
  CHECK(beginning[0].outcome == "logon-succeeded");
  CHECK(beginning[0].confidence < whole[0].confidence);
}

TEST_CASE("a server's closing alert after the client's proof is a failed logon") {
  const auto path = corpus() / "pcap" / "ndpi" / "rdp_over_tls.pcap";
  if (!corpus_is_there(path)) return;
  const auto seen = outcomes_of(path);
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].outcome == "logon-failed");
  CHECK(seen[0].confidence <= 0.7);
}

TEST_CASE("a client that leaves once the server proved the password has checked a credential") {
  const auto path = corpus() / "pcap" / "zeek" / "Traces" / "rdp" / "rdp-to-ssl.pcap";
  if (!corpus_is_there(path)) return;
  const auto seen = outcomes_of(path);
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].outcome == "logon-succeeded");
  CHECK(seen[1].outcome == "logon-succeeded");
  CHECK(seen[0].confidence <= 0.7);
}
