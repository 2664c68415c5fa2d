#include "pipeline/installed_rules.hpp"

#include <algorithm>

#include "pipeline/rules_home.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;

Result<fs::path> rules_home() { return sets_home("WARDWATCH_RULES_HOME", "rules", "rules"); }

std::vector<InstalledSet> installed_rules(const fs::path& home) {
  std::vector<InstalledSet> sets;
  std::error_code error;
  for (auto at = fs::directory_iterator{home, error}; !error && at != fs::directory_iterator{}; at.increment(error)) {
    if (sets.size() == kInstalledSetsMax) break;
    if (!check_set_name(at->path().filename().string())) continue;  // What is being made, and other people's files.
    if (auto set = read_installed(at->path())) sets.push_back(std::move(*set));
  }
  std::sort(sets.begin(), sets.end(), [](const InstalledSet& a, const InstalledSet& b) { return a.name < b.name; });
  return sets;
}

std::vector<fs::path> installed_rule_folders() {
  std::vector<fs::path> folders;
  const auto home = rules_home();
  if (!home) return folders;
  for (InstalledSet& set : installed_rules(*home)) folders.push_back(std::move(set.folder));
  return folders;
}

Result<void> remove_rules(const fs::path& home, const std::string& name) {
  const std::vector<InstalledSet> sets = installed_rules(home);
  if (std::none_of(sets.begin(), sets.end(), [&](const InstalledSet& set) { return set.name == name; })) {
    std::string names;
    for (const InstalledSet& set : sets) names += (names.empty() ? "" : ", ") + set.name;
    return fail("no set of rules is called \"" + name + "\" in \"" + home.string() + "\". " +
                (names.empty() ? "None is installed." : "Installed: " + names + "."));
  }
  const auto locked = RulesHome::lock(home);
  if (!locked) return tl::make_unexpected(locked.error());
  return locked->remove(name);
}

}  // namespace wardwatch::pipeline
