#include "pipeline/rules.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/digest.hpp"
#include "detect/common/rules.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

Result<std::vector<detect::RuleText>> texts_in(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return fail("--rules \"" + folder.string() + "\" is not a folder");
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    const std::string extension = entry.path().extension().string();
    if (entry.is_regular_file() && (extension == ".yml" || extension == ".yaml")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<detect::RuleText> texts;
  for (const fs::path& file : files) {
    std::ifstream in{file};
    texts.push_back({file.string(), std::string{std::istreambuf_iterator<char>{in}, {}}});
  }
  return texts;
}

std::string hash_of(const std::vector<detect::RuleText>& texts) {
  Sha256 digest;
  for (const detect::RuleText& text : texts) digest.update(as_bytes(text.text));
  return hex(digest.finish());
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
  for (const auto& [key, value] : values) {
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
  std::vector<detect::RuleText> texts = detect::built_in_rules();
  for (const fs::path& folder : folders) {
    auto more = texts_in(folder);
    if (!more) return tl::make_unexpected(more.error());
    texts.insert(texts.end(), more->begin(), more->end());
  }
  auto loaded = detect::load_rules(texts);
  if (!loaded) return tl::make_unexpected(loaded.error());
  RuleSet set;
  set.hash = hash_of(texts);
  for (detect::Rule& rule : *loaded) put(set.rules, std::move(rule));
  for (const auto& [name, values] : overrides) {
    if (auto applied = apply(set.rules, name, values); !applied) return tl::make_unexpected(applied.error());
  }
  return set;
}

}  // namespace wardwatch::pipeline
