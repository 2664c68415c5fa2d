#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "detect/sigma/json_event.hpp"
#include "detect/sigma/matcher.hpp"

namespace wardwatch::detect::sigma {
namespace {

namespace fs = std::filesystem;

/// Unpacks SigmaHQ's rules once a run, below the system's folder for such things.
fs::path rules_folder() {
  const char* corpus = std::getenv("WARDWATCH_CORPUS");
  const fs::path archive =
      fs::path{corpus == nullptr ? "" : corpus} / "sigma/sigma-rules-windows-network-web-app.tar.gz";
  if (corpus == nullptr || !fs::exists(archive)) {
    MESSAGE("skipped: no SigmaHQ rules; set WARDWATCH_CORPUS");
    return {};
  }
  static const fs::path folder = [&] {
    const fs::path at = fs::temp_directory_path() / "wardwatch-sigma-rules";
    fs::create_directories(at);
    const std::string command = "tar xzf '" + archive.string() + "' -C '" + at.string() + "'";
    return std::system(command.c_str()) == 0 ? at : fs::path{};  // NOLINT: a fixed command of a test.
  }();
  return folder;
}

std::string read(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

const RuleSet& all_rules(const fs::path& folder) {
  static const RuleSet rules = RuleSet::load({folder}).value();
  return rules;
}

}  // namespace

TEST_CASE("every rule that SigmaHQ publishes for Windows loads") {
  const fs::path folder = rules_folder();
  if (folder.empty()) return;
  const RuleSet& rules = all_rules(folder);
  for (const Refusal& refusal : rules.refusals()) std::cout << "refused: " << refusal.text() << "\n";
  std::size_t windows = 0, waiting = 0;
  for (const Rule& rule : rules.rules()) {
    windows += rule.source.product == "windows" ? 1 : 0;
    waiting += rule.placeholders.empty() ? 0 : 1;
  }
  std::cout << "loaded " << rules.rules().size() << ", of them Windows " << windows << "; refused "
            << rules.refused_count() << "; waiting for placeholders " << waiting << "; unreachable "
            << rules.unreachable().size() << "; blind on Security 4688 " << rules.blind_on("security-4688").size()
            << "\n";
  CHECK(rules.refused_count() == 0);
  CHECK(windows > 2'500);
  for (const std::uint32_t i : rules.unreachable())
    std::cout << "no such log source: " << rules.rules()[i].file << "\n";
}

TEST_CASE("every rule with regression data fires on its event") {
  const fs::path folder = rules_folder();
  if (folder.empty()) return;
  const fs::path data = fs::path{std::getenv("WARDWATCH_CORPUS")} / "evtx/sigma-regression";
  const RuleSet& rules = all_rules(folder);
  Matcher matcher{rules};
  LayoutTable layouts;
  std::size_t expected = 0, found = 0;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator{data}) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const auto events = read_json_events(read(file), {}, layouts);
    REQUIRE(events.has_value());
    std::vector<std::string> fired;
    for (const StoredEvent& event : *events) {
      for (const Hit& hit : matcher.on(event.view())) fired.push_back(rules.rules()[hit.rule].id);
    }
    ++expected;
    const bool has_fired = std::find(fired.begin(), fired.end(), file.stem().string()) != fired.end();
    found += has_fired ? 1 : 0;
    if (!has_fired) std::cout << "did not fire: " << file << " (" << events->size() << " events)\n";
  }
  std::cout << "regression: found " << found << " of " << expected << "\n";
  CHECK(found == expected);
  CHECK(expected > 100);
}

}  // namespace wardwatch::detect::sigma
