#include "pipeline/rules.hpp"

#include <algorithm>
#include <set>

#include "core/digest.hpp"
#include "detect/common/rules.hpp"
#include "pipeline/installed_rules.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace sigma = detect::sigma;
namespace {

std::string hash_of(const std::vector<detect::RuleText>& analytics, const std::vector<sigma::RuleText>& rules) {
  Sha256 digest;
  for (const detect::RuleText& text : analytics) digest.update(as_bytes(text.text));
  for (const auto& [name, text] : rules) digest.update(as_bytes(text));
  return hex(digest.finish());
}

/// Files that describe an analytic; they match nothing, and belong to it.
std::vector<detect::RuleText> descriptions_among(const std::vector<sigma::RuleText>& texts,
                                                 const sigma::RuleSet& rules) {
  std::set<std::string> files;
  for (const sigma::Rule& rule : rules.rules()) {
    if (rule.is_description) files.insert(rule.file);
  }
  std::vector<detect::RuleText> found;
  for (const auto& [name, text] : texts) {
    if (files.contains(name)) found.push_back({name, text});
  }
  return found;
}

/// Later rules take the place of earlier ones of the same name.
void put(std::vector<detect::Rule>& rules, detect::Rule rule) {
  const auto known =
      std::find_if(rules.begin(), rules.end(), [&](const detect::Rule& r) { return r.name == rule.name; });
  if (known != rules.end()) *known = std::move(rule);
  else rules.push_back(std::move(rule));
}

Result<void> apply(std::vector<detect::Rule>& rules, const std::string& name,
                   const std::map<std::string, double>& values) {
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const detect::Rule& r) { return r.name == name; });
  if (rule == rules.end())
    return fail("[detect." + name + "]: there is no rule of that name. `wardwatch rules list` has them.");
  for (const auto& threshold : values) {
    const std::string& key = threshold.first;
    const double value = threshold.second;
    if (key == "enabled") {
      if (value == 0) rules.erase(rule);
      if (value == 0) return {};
      continue;
    }
    const auto known =
        std::find_if(rule->thresholds.begin(), rule->thresholds.end(), [&](const auto& t) { return t.first == key; });
    if (known == rule->thresholds.end())
      return fail("[detect." + name + "]: the rule has no threshold \"" + key + "\"");
    known->second = value;
  }
  return {};
}

}  // namespace

Result<RuleSet> load_all_rules(const std::vector<fs::path>& folders,
                               const std::map<std::string, std::map<std::string, double>>& overrides) {
  for (const fs::path& folder : folders) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) return fail("--rules \"" + folder.string() + "\" is not a folder");
  }
  std::vector<fs::path> sets = installed_rule_folders();
  sets.insert(sets.end(), folders.begin(), folders.end());
  auto added = sigma::rule_texts(sets);
  if (!added) return tl::make_unexpected(added.error());
  std::vector<sigma::RuleText> texts = sigma::built_in_rules();
  texts.insert(texts.end(), added->begin(), added->end());
  RuleSet set;
  set.sigma = std::make_shared<const sigma::RuleSet>(
      sigma::RuleSet::of_texts(texts, {.placeholders = {}, .compiles_expressions = false}));
  std::vector<detect::RuleText> analytics = detect::built_in_rules();
  for (detect::RuleText& text : descriptions_among(*added, *set.sigma)) analytics.push_back(std::move(text));
  auto loaded = detect::load_rules(analytics);
  if (!loaded) return tl::make_unexpected(loaded.error());
  set.hash = hash_of(analytics, texts);
  for (detect::Rule& rule : *loaded) put(set.rules, std::move(rule));
  for (const auto& [name, values] : overrides) {
    if (auto applied = apply(set.rules, name, values); !applied) return tl::make_unexpected(applied.error());
  }
  return set;
}

}  // namespace wardwatch::pipeline
