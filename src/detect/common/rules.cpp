#include "detect/common/rules.hpp"

#include <yaml-cpp/yaml.h>

#include <cctype>
#include <set>

namespace wardwatch::detect {
namespace {

const std::set<std::string, std::less<>> kKeys{"title",  "id",        "name",  "status", "description",    "author",   "date",
                                               "version", "modified", "logsource", "level", "tags", "falsepositives", "references", "wardwatch"};
const std::set<std::string, std::less<>> kOwnKeys{"stage", "explain_plain", "advice", "innocent_explanation", "thresholds"};

/// A fault with its place; caught in this file, where the library's own exceptions end too.
struct Fault {
  int line;
  std::string what;
};

int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

std::string text_at(const YAML::Node& map, const char* key) {
  const YAML::Node node = map[key];
  if (!node || !node.IsScalar() || node.Scalar().empty()) throw Fault{line_of(map), std::string{"expected text at \""} + key + "\""};
  return node.Scalar();
}

void refuse_unknown(const YAML::Node& map, const std::set<std::string, std::less<>>& known) {
  for (const auto& entry : map) {
    if (!known.contains(entry.first.Scalar())) throw Fault{line_of(entry.first), "unknown key \"" + entry.first.Scalar() + "\""};
  }
}

/// `attack.t1110.001` is a technique; tactics stand in the stage.
void take_techniques(const YAML::Node& tags, Rule& rule) {
  for (const auto& tag : tags) {
    const std::string& text = tag.Scalar();
    if (text.size() < 9 || !text.starts_with("attack.t") || std::isdigit(static_cast<unsigned char>(text[8])) == 0) continue;
    std::string technique = text.substr(7);
    technique[0] = 'T';
    rule.techniques.push_back(std::move(technique));
  }
}

Rule rule_of(const YAML::Node& root) {
  if (!root.IsMap()) throw Fault{line_of(root), "expected a rule: keys and values"};
  refuse_unknown(root, kKeys);
  Rule rule;
  rule.name = text_at(root, "name");
  rule.title = text_at(root, "title");
  rule.version = text_at(root, "version");
  const auto level = record::severity_named(text_at(root, "level"));
  if (!level) throw Fault{line_of(root["level"]), "level is informational, low, medium, high or critical"};
  rule.level = *level;
  take_techniques(root["tags"], rule);
  const YAML::Node own = root["wardwatch"];
  if (!own || !own.IsMap()) throw Fault{line_of(root), "expected the keys of \"wardwatch\""};
  refuse_unknown(own, kOwnKeys);
  rule.stage = text_at(own, "stage");
  rule.explain_plain = text_at(own, "explain_plain");
  rule.advice = text_at(own, "advice");
  rule.innocent_explanation = text_at(own, "innocent_explanation");
  for (const auto& threshold : own["thresholds"]) {
    try {
      rule.thresholds.emplace_back(threshold.first.Scalar(), threshold.second.as<double>());
    } catch (const YAML::Exception&) {
      throw Fault{line_of(threshold.second), "threshold \"" + threshold.first.Scalar() + "\" is not a number"};
    }
  }
  return rule;
}

}  // namespace

Result<std::vector<Rule>> load_rules(const std::vector<RuleText>& texts) {
  std::vector<Rule> rules;
  for (const RuleText& text : texts) {
    try {
      rules.push_back(rule_of(YAML::Load(text.text)));
    } catch (const Fault& fault) {
      return fail(text.name + ":" + std::to_string(fault.line) + ": " + fault.what);
    } catch (const YAML::Exception& error) {
      return fail(text.name + ":" + std::to_string(error.mark.line + 1) + ":" + std::to_string(error.mark.column + 1) + ": " + error.msg);
    }
  }
  return rules;
}

}  // namespace wardwatch::detect
