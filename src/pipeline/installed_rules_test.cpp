#include "pipeline/installed_rules.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>
#include <unistd.h>

#include "pipeline/rules_home.hpp"

using namespace wardwatch;
using namespace wardwatch::pipeline;
namespace fs = std::filesystem;

namespace {

const std::string kRule =
    "title: A service for remote control\nid: 5b6b0bd5-5c2d-4b4c-8f64-3a8a0b5a7d01\nauthor: Jos\xc3\xa9 "
    "P\xc3\xa9rez\r\n"
    "status: test\nlogsource:\n  product: windows\n  service: system\ndetection:\n  new:\n    EventID: 7045\n"
    "  condition: new\nlevel: high\ntags:\n  - attack.t1543.003\n";
const std::string kBadRule =
    "title: Bad\nlogsource:\n  product: windows\ndetection:\n  a:\n    X: 1\n  condition: a and\n";
constexpr Timestamp kNow = timestamp_of(1'800'000'000, 0);

struct Work {
  fs::path path, source, home;
  Work() {
    std::string name = (fs::temp_directory_path() / "installed-XXXXXX").string();
    path = mkdtemp(name.data());
    source = path / "sigma rules (core)";
    home = path / "home";
    put("rules/good.yml", kRule);
  }
  ~Work() { fs::remove_all(path); }
  void put(const std::string& name, const std::string& content) const {
    fs::create_directories((source / name).parent_path());
    std::ofstream{source / name, std::ios::binary} << content;
  }
  [[nodiscard]] Result<InstallReport> install(const std::string& name = "sigma") const {
    return install_rules({.source = source, .home = home, .name = name, .at = kNow});
  }
};

std::string content_of(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{folder}) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("a rule is installed byte for byte, with the licence and what is known of the set") {
  const Work work;
  work.put("LICENSE", "# Licenses\n\nThe rules are under the Detection Rule License (DRL) 1.1\n");
  work.put("tests/run.py", "print()\n");
  work.put(".github/workflows/test.yml", "on: push\n");
  const auto report = work.install();
  REQUIRE_MESSAGE(report.has_value(), report.error().what);
  CHECK(report->set.rules == 1);
  CHECK(report->set.licence == "Detection Rule License (DRL) 1.1");
  CHECK(report->refusals.empty());
  CHECK(report->techniques.at("T1543.003") == 1);
  CHECK_FALSE(report->is_replacement);
  CHECK(content_of(work.home / "sigma/rules/good.yml") == kRule);
  CHECK(names_in(work.home / "sigma") == std::vector<std::string>{"LICENSE", "installed.json", "rules"});
  const auto sets = installed_rules(work.home);
  REQUIRE(sets.size() == 1);
  CHECK(sets[0].source == "sigma rules (core)");
  CHECK(sets[0].sha256.size() == 64);
  CHECK(sets[0].installed_at == rfc3339(kNow));
  CHECK(sets[0].rules == 1);
  CHECK(sets[0].licence == report->set.licence);
}

TEST_CASE("a bad rule is named by its place and left out, and the others are installed") {
  const Work work;
  work.put("rules/bad.yml", kBadRule);
  work.put(
      "rules/both.yml",
      "title: Second\nlogsource:\n  product: windows\ndetection:\n  a:\n    X: 1\n  condition: a\n---\n" + kBadRule);
  const auto report = work.install();
  REQUIRE(report.has_value());
  CHECK(report->set.rules == 2);
  CHECK(report->set.refused == 2);
  REQUIRE(report->refusals.size() == 2);
  CHECK(report->refusals[0].find("rules/bad.yml:7:") == 0);
  CHECK(report->left_out_files == 1);
  CHECK(names_in(work.home / "sigma/rules") == std::vector<std::string>{"both.yml", "good.yml"});
}

TEST_CASE("a description of one of our analytics is not taken from strangers") {
  const Work work;
  work.put("rules/quiet.yml", "title: Quiet\nname: bulk-outbound\nlevel: low\nwardwatch:\n  stage: exfiltration\n");
  const auto report = work.install();
  REQUIRE(report.has_value());
  CHECK(report->refusals.size() == 1);
  CHECK_FALSE(fs::exists(work.home / "sigma/rules/quiet.yml"));
}

TEST_CASE("the same name again replaces the set, and nothing of the old one stays") {
  const Work work;
  REQUIRE(work.install().has_value());
  fs::remove(work.source / "rules/good.yml");
  work.put("rules/other.yml", kRule);
  fs::create_directories(work.home / ".sigma.partial/left");  // Of a run that was ended half-way.
  const auto report = work.install();
  REQUIRE_MESSAGE(report.has_value(), report.error().what);
  CHECK(report->is_replacement);
  CHECK(names_in(work.home / "sigma/rules") == std::vector<std::string>{"other.yml"});
  CHECK(names_in(work.home) == std::vector<std::string>{".lock", "sigma"});
}

TEST_CASE("a set that has no rule that can run leaves the one of its name as it was") {
  const Work work;
  REQUIRE(work.install().has_value());
  work.put("rules/good.yml", kBadRule);
  const auto report = work.install();
  REQUIRE_FALSE(report.has_value());
  CHECK(report.error().what.find("Nothing was installed") != std::string::npos);
  CHECK(content_of(work.home / "sigma/rules/good.yml") == kRule);
  CHECK(names_in(work.home) == std::vector<std::string>{".lock", "sigma"});
}

TEST_CASE("a folder that is no set is neither replaced, listed nor removed") {
  const Work work;
  fs::create_directories(work.home / "sigma");
  std::ofstream{work.home / "sigma/mine.txt"} << "x";
  CHECK_FALSE(work.install().has_value());
  CHECK(installed_rules(work.home).empty());
  CHECK_FALSE(remove_rules(work.home, "sigma").has_value());
  CHECK(content_of(work.home / "sigma/mine.txt") == "x");
}

TEST_CASE("while one process changes the sets, another one is told to wait") {
  const Work work;
  const auto home = RulesHome::lock(work.home);
  REQUIRE(home.has_value());
  const auto report = work.install();
  REQUIRE_FALSE(report.has_value());
  CHECK(report.error().what.find("another process") == 0);
}

TEST_CASE("a set's name is one plain folder, made after the source when none is given") {
  const Work work;
  for (const std::string name : {"..", ".hidden", "a/b", "-x", "a b", "\xc3\xa9", ""})
    CHECK_FALSE(check_set_name(name));
  CHECK_FALSE(work.install("../out").has_value());
  const auto report = work.install("");
  REQUIRE(report.has_value());
  CHECK(report->set.name == "sigma-rules--core-");
}

TEST_CASE("a set that is removed is gone, and a name that is wrong says which there are") {
  const Work work;
  REQUIRE(work.install().has_value());
  const auto wrong = remove_rules(work.home, "other");
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().what.find("Installed: sigma.") != std::string::npos);
  REQUIRE(remove_rules(work.home, "sigma").has_value());
  CHECK(names_in(work.home) == std::vector<std::string>{".lock"});
}

TEST_CASE("an investigation is given the folders of all sets by name, wherever the environment has them") {
  const Work work;
  REQUIRE(work.install("b").has_value());
  REQUIRE(work.install("a").has_value());
  setenv("WARDWATCH_RULES_HOME", work.home.c_str(), 1);
  CHECK(installed_rule_folders() == std::vector<fs::path>{work.home / "a", work.home / "b"});
  setenv("WARDWATCH_RULES_HOME", (work.path / "nowhere").c_str(), 1);
  CHECK(installed_rule_folders().empty());
  unsetenv("WARDWATCH_RULES_HOME");
  setenv("XDG_DATA_HOME", "/srv/data", 1);
  CHECK(rules_home().value() == fs::path{"/srv/data/wardwatch/rules"});
  setenv("XDG_DATA_HOME", "relative", 1);
  setenv("HOME", "/home/x", 1);
  CHECK(rules_home().value() == fs::path{"/home/x/.local/share/wardwatch/rules"});
  unsetenv("XDG_DATA_HOME");
}
