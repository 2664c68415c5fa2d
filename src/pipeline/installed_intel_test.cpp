#include "pipeline/installed_intel.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>

#include <doctest/doctest.h>
#include <unistd.h>

#include "intel/overlap.hpp"
#include "pipeline/group_overlaps.hpp"

using namespace wardwatch;
using namespace wardwatch::pipeline;
namespace fs = std::filesystem;

namespace {

constexpr Timestamp kInstalledAt = timestamp_of(1'800'000'000, 0);

struct IntelWork {
  fs::path path, home;
  IntelWork() {
    std::string name = (fs::temp_directory_path() / "intel-XXXXXX").string();
    path = mkdtemp(name.data());
    home = path / "home";
  }
  ~IntelWork() { fs::remove_all(path); }
  fs::path put(const std::string& name, const std::string& content) const {
    std::ofstream{path / name, std::ios::binary} << content;
    return path / name;
  }
  [[nodiscard]] Result<IntelInstallReport> install(std::vector<fs::path> sources) const {
    return install_intel({.sources = std::move(sources), .home = home, .name = "", .at = kInstalledAt});
  }
};

const std::string kSmall =
    R"({"objects":[{"type":"attack-pattern","id":"attack-pattern--1","name":"A","x_mitre_domains":["ics-attack"],)"
    R"("external_references":[{"source_name":"mitre-attack","external_id":"T0819"}]},{"type":"intrusion-set",)"
    R"("id":"intrusion-set--1","name":"B","external_references":[{"source_name":"mitre-attack","external_id":"G0001"}]},)"
    R"({"type":"relationship","relationship_type":"uses","source_ref":"intrusion-set--1","target_ref":"attack-pattern--1"}]})";

fs::path attack_corpus() {
  const char* corpus = std::getenv("WARDWATCH_CORPUS");
  const fs::path folder = fs::path{corpus != nullptr ? corpus : "../shared/corpus"} / "attack";
  if (!fs::exists(folder)) MESSAGE("skipped: no ATT&CK in the corpus (WARDWATCH_CORPUS names another place)");
  return folder;
}

/// ATT&CK's enterprise domain of the corpus; none when it is not here.
std::vector<LoadedIntel> enterprise(const IntelWork& work) {
  const fs::path folder = attack_corpus();
  if (!fs::exists(folder)) return {};
  const auto report =
      work.install({folder / "enterprise-attack.objects.json", folder / "enterprise-attack.relationships.json.gz"});
  REQUIRE(report);
  std::vector<std::string> problems;
  auto sets = load_intel(work.home, problems);
  CHECK(problems.empty());
  return sets;
}

/// How often the group that techniques are from comes first, and among the first five; is told, and others are.
struct Ranks {
  std::size_t groups = 0, first = 0, five = 0, told = 0, others_told = 0;
};

/// Draws from all techniques, each as often as it is used.
std::string drawn_use(const intel::Attack& attack, std::mt19937& random) {
  std::size_t at = random() % attack.uses_count();
  for (const intel::Group& group : attack.groups) {
    if (at < group.techniques.size()) return attack.techniques[group.techniques[at]].id;
    at -= group.techniques.size();
  }
  return {};
}

Ranks rank_all(const intel::Comparison& comparison, std::size_t own, std::size_t noise, unsigned seed) {
  const intel::Attack& attack = comparison.attack();
  std::mt19937 random{seed};
  Ranks ranks;
  for (const intel::Group& group : attack.groups) {
    if (group.techniques.size() < own) continue;
    std::vector<std::uint32_t> places = group.techniques;
    for (std::size_t i = 0; i < own; ++i) std::swap(places[i], places[i + random() % (places.size() - i)]);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < own; ++i) seen.insert(attack.techniques[places[i]].id);
    while (seen.size() < own + noise) seen.insert(drawn_use(attack, random));
    const auto ranked = comparison.rank({seen.begin(), seen.end()});
    ++ranks.groups;
    ranks.first += !ranked.empty() && ranked[0].group == &group;
    for (std::size_t i = 0; i < std::min<std::size_t>(5, ranked.size()); ++i) ranks.five += ranked[i].group == &group;
    bool is_other_told = false;
    for (const intel::Overlap& overlap : ranked) {
      if (!intel::Comparison::is_told(overlap)) continue;
      if (overlap.group == &group) ++ranks.told;
      else is_other_told = true;
    }
    ranks.others_told += is_other_told;
  }
  return ranks;
}

}  // namespace

TEST_CASE("a bundle is installed with version, digest and counts, read again, replaced and removed") {
  const IntelWork work;
  const fs::path source = work.put("ics.json", kSmall);
  work.put("LICENSE.txt", "ATT&CK\n\"© 2025 The MITRE Corporation. Reproduced with permission.\"\n");
  const auto report = work.install({source});
  REQUIRE(report);
  CHECK(report->set.about.name == "ics-attack");
  CHECK(report->set.about.copyright == "© 2025 The MITRE Corporation. Reproduced with permission.");
  CHECK(report->has_licence);
  CHECK_FALSE(report->is_replacement);
  CHECK(fs::exists(work.home / "ics-attack/LICENSE.txt"));
  const auto sets = installed_intel(work.home);
  REQUIRE(sets.size() == 1);
  CHECK(sets[0].about.sha256 == report->set.about.sha256);
  CHECK(sets[0].about.groups == 1);
  CHECK(sets[0].uses == 1);
  CHECK(sets[0].sources == std::vector<std::string>{"ics.json"});
  std::vector<std::string> problems;
  CHECK(load_intel(work.home, problems).at(0).attack.techniques.at(0).id == "T0819");
  CHECK(work.install({source})->is_replacement);
  CHECK(remove_intel(work.home, "ics-attack"));
  CHECK(installed_intel(work.home).empty());
  CHECK(remove_intel(work.home, "ics-attack").error().what.find("Nothing is.") != std::string::npos);
}

TEST_CASE("a bundle that is cut short or none installs nothing and leaves what was there") {
  const IntelWork work;
  REQUIRE(work.install({work.put("whole.json", kSmall)}));
  CHECK(work.install({work.put("cut.json", kSmall.substr(0, kSmall.size() - 1))}).error().what.find("cut short") !=
        std::string::npos);
  CHECK_FALSE(work.install({work.put("none.json", "[1, 2]")}));
  CHECK_FALSE(work.install({work.path / "missing.json"}));
  CHECK_FALSE(work.install({}));
  CHECK(installed_intel(work.home).size() == 1);
}

TEST_CASE("a set that was damaged on disk is named and not compared with") {
  const IntelWork work;
  REQUIRE(work.install({work.put("whole.json", kSmall)}));
  std::ofstream{work.home / "ics-attack/attack.json"} << "{";
  std::vector<std::string> problems;
  CHECK(load_intel(work.home, problems).empty());
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].find("Install it again") != std::string::npos);
}

TEST_CASE("what is installed of the corpus is all of ATT&CK's groups and techniques") {
  const IntelWork work;
  const auto sets = enterprise(work);
  if (sets.empty()) return;
  const record::IntelSummary& about = sets[0].set.about;
  CHECK(about.name == "enterprise-attack");
  CHECK(about.techniques == 691);
  CHECK(sets[0].attack.groups.size() == 172);
  CHECK(about.groups == 168);
  CHECK(sets[0].set.uses == 4'362);
  CHECK(about.changed == "2025-11-12");
  CHECK(about.copyright.find("© 2025 The MITRE Corporation.") == 0);
  CHECK(fs::file_size(sets[0].set.folder / "attack.json") < 300'000);
}

TEST_CASE(
    "techniques of a group rank that group first, of every group that has as many, also among others' techniques") {
  const IntelWork work;
  const auto sets = enterprise(work);
  if (sets.empty()) return;
  const intel::Comparison comparison{sets[0].attack};
  struct Run {
    std::size_t own, noise;
    double first_min, five_min;
  };
  for (const Run run : {Run{5, 0, 0.85, 0.97}, Run{8, 0, 0.95, 0.99}, Run{8, 4, 0.9, 0.95}, Run{12, 6, 0.95, 0.99}}) {
    const Ranks ranks = rank_all(comparison, run.own, run.noise, 7);
    const auto share = [&](std::size_t count) { return double(count) / double(ranks.groups); };
    MESSAGE(run.own << " of a group's techniques and " << run.noise << " drawn from all: " << ranks.groups
                    << " groups, first " << share(ranks.first) << ", first five " << share(ranks.five) << ", told "
                    << share(ranks.told) << ", another told " << share(ranks.others_told));
    CHECK(share(ranks.first) >= run.first_min);
    CHECK(share(ranks.five) >= run.five_min);
    CHECK(share(ranks.others_told) <= 0.05);
  }
}

TEST_CASE("techniques drawn at random, each as frequent as it is, are hardly ever told to be a group's") {
  const IntelWork work;
  const auto sets = enterprise(work);
  if (sets.empty()) return;
  const intel::Comparison comparison{sets[0].attack};
  std::mt19937 random{11};
  for (const std::size_t count : {8U, 16U}) {
    std::size_t told = 0;
    constexpr std::size_t kRuns = 100;
    for (std::size_t run = 0; run < kRuns; ++run) {
      std::set<std::string> seen;
      while (seen.size() < count) seen.insert(drawn_use(sets[0].attack, random));
      const auto ranked = comparison.rank({seen.begin(), seen.end()});
      told += std::any_of(ranked.begin(), ranked.end(), &intel::Comparison::is_told);
    }
    MESSAGE(count << " techniques at random: in " << told << " of " << kRuns << " runs a group was told");
    CHECK(told <= kRuns / 20);
  }
}

TEST_CASE("valid accounts, remote desktop, PowerShell and what else is everyday tell of no group") {
  const IntelWork work;
  const auto sets = enterprise(work);
  if (sets.empty()) return;
  CHECK(groups_alike({"T1078", "T1021.001", "T1059.001"}, sets).empty());
  CHECK(groups_alike({"T1078", "T1021.001", "T1059.001", "T1110.001", "T1003.001", "T1005", "T1105", "T1059.003"}, sets)
            .empty());
}

TEST_CASE("an incident made of a group's techniques names that group first; an actor who sells its loot has the same") {
  const IntelWork work;
  const auto sets = enterprise(work);
  if (sets.empty()) return;
  const auto& groups = sets[0].attack.groups;
  const auto fin13 = std::find_if(groups.begin(), groups.end(), [](const auto& g) { return g.name == "FIN13"; });
  REQUIRE(fin13 != groups.end());
  std::vector<record::Finding> findings;
  record::Incident incident;
  incident.id = "i-1";
  incident.entities = {{"actor", "seller", "seller"}};
  incident.stages = {{"execution", {}, {}}, {"exposure", {}, {"door"}}};
  for (std::size_t i = 0; i < 12; ++i) {
    record::Finding& finding = findings.emplace_back();
    finding.id = "f" + std::to_string(i);
    finding.confidence = 0.8;
    finding.techniques = {sets[0].attack.techniques[fin13->techniques[i * 3]].id};
    incident.stages[0].findings.push_back(finding.id);
  }
  findings.push_back({});
  findings.back().id = "door";
  findings.back().confidence = 1;
  findings.back().techniques = {"T1200"};
  std::vector<record::Incident> incidents{incident};
  record::Manifest manifest;
  manifest.actors.resize(2);
  manifest.actors[0].name = "seller";
  manifest.actors[1].name = "another";
  compare_with_groups(sets, findings, incidents, manifest);
  REQUIRE_FALSE(incidents[0].similar_groups.empty());
  const record::GroupOverlap& alike = incidents[0].similar_groups[0];
  CHECK(alike.name == "FIN13");
  CHECK(alike.seen == 12);
  CHECK(alike.shared.size() == 12);
  CHECK(alike.rare >= 3);
  CHECK(alike.by_chance <= intel::kByChanceMax);
  CHECK(alike.expected_shared < 9);
  CHECK(alike.groups_compared == 168);
  CHECK_FALSE(alike.not_seen.empty());
  CHECK(manifest.intel.size() == 1);
  CHECK(manifest.actors[0].incidents == std::vector<std::string>{"i-1"});
  CHECK(manifest.actors[0].similar_groups.at(0).name == "FIN13");
  CHECK(manifest.actors[1].techniques.empty());
}

TEST_CASE("techniques of control systems are compared with the groups of that domain") {
  const IntelWork work;
  const fs::path folder = attack_corpus();
  if (!fs::exists(folder)) return;
  REQUIRE(work.install({folder / "ics-attack.compact.json"}));
  std::vector<std::string> problems;
  const auto sets = load_intel(work.home, problems);
  REQUIRE(sets.size() == 1);
  CHECK(sets[0].set.about.name == "ics-attack");
  const auto& groups = sets[0].attack.groups;
  const auto most = std::max_element(groups.begin(), groups.end(), [](const auto& a, const auto& b) {
    return a.techniques.size() < b.techniques.size();
  });
  std::vector<std::string> seen{"T1078"};  // Of another domain: left out here.
  for (const std::uint32_t place : most->techniques) seen.push_back(sets[0].attack.techniques[place].id);
  const auto all = groups_alike(seen, sets, true);
  REQUIRE_FALSE(all.empty());
  CHECK(all[0].group == most->id);
  CHECK(all[0].seen == most->techniques.size());
}
