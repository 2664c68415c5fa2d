#include "detect/common/rules.hpp"

#include <yaml-cpp/yaml.h>

#include <cctype>
#include <set>

namespace wardwatch::detect {
namespace {

const std::set<std::string, std::less<>> kKeys{"title",  "id",   "name",           "status",     "description",
                                               "author", "date", "version",        "modified",   "logsource",
                                               "level",  "tags", "falsepositives", "references", "wardwatch"};
const std::set<std::string, std::less<>> kOwnKeys{"stage", "explain_plain", "advice", "innocent_explanation",
                                                  "thresholds"};

/// Reads one rule and keeps the first fault, with its line.
class RuleReader {
 public:
  Rule read(const YAML::Node& root) {
    if (!root.IsMap()) {
      fault(root, "expected a rule: keys and values");
      return {};
    }
    refuse_unknown(root, kKeys);
    Rule rule;
    rule.name = text_at(root, "name");
    rule.title = text_at(root, "title");
    rule.version = text_at(root, "version");
    const auto level = record::severity_named(text_at(root, "level"));
    if (level) rule.level = *level;
    else fault(root["level"] ? root["level"] : root, "level is informational, low, medium, high or critical");
    take_techniques(root["tags"], rule);
    read_own(root, rule);
    return rule;
  }
  [[nodiscard]] const std::string& fault() const noexcept { return fault_; }

 private:
  void read_own(const YAML::Node& root, Rule& rule) {
    const YAML::Node own = root["wardwatch"];
    if (!own || !own.IsMap()) return fault(root, "expected the keys of \"wardwatch\"");
    refuse_unknown(own, kOwnKeys);
    rule.stage = text_at(own, "stage");
    rule.explain_plain = text_at(own, "explain_plain");
    rule.advice = text_at(own, "advice");
    rule.innocent_explanation = text_at(own, "innocent_explanation");
    for (const auto& threshold : own["thresholds"]) {
      double value = 0;
      if (YAML::convert<double>::decode(threshold.second, value))
        rule.thresholds.emplace_back(threshold.first.Scalar(), value);
      else fault(threshold.second, "threshold \"" + threshold.first.Scalar() + "\" is not a number");
    }
  }

  std::string text_at(const YAML::Node& map, const char* key) {
    const YAML::Node node = map[key];
    if (node && node.IsScalar() && !node.Scalar().empty()) return node.Scalar();
    fault(map, std::string{"expected text at \""} + key + "\"");
    return {};
  }

  void refuse_unknown(const YAML::Node& map, const std::set<std::string, std::less<>>& known) {
    for (const auto& entry : map) {
      if (!known.contains(entry.first.Scalar())) fault(entry.first, "unknown key \"" + entry.first.Scalar() + "\"");
    }
  }

  /// `attack.t1110.001` is a technique; tactics stand in the stage.
  static void take_techniques(const YAML::Node& tags, Rule& rule) {
    for (const auto& tag : tags) {
      const std::string& text = tag.Scalar();
      if (text.size() < 9 || !text.starts_with("attack.t") || std::isdigit(static_cast<unsigned char>(text[8])) == 0)
        continue;
      std::string technique = text.substr(7);
      technique[0] = 'T';
      rule.techniques.push_back(std::move(technique));
    }
  }

  void fault(const YAML::Node& node, const std::string& what) {
    if (fault_.empty()) fault_ = std::to_string(node.Mark().line + 1) + ": " + what;
  }

  std::string fault_;
};

}  // namespace

Result<std::vector<Rule>> load_rules(const std::vector<RuleText>& texts) {
  std::vector<Rule> rules;
  for (const RuleText& text : texts) {
    try {  // The library says by exception what is no YAML.
      RuleReader reader;
      rules.push_back(reader.read(YAML::Load(text.text)));
      if (!reader.fault().empty()) return fail(text.name + ":" + reader.fault());
    } catch (const YAML::Exception& error) {
      return fail(text.name + ":" + std::to_string(error.mark.line + 1) + ":" + std::to_string(error.mark.column + 1) +
                  ": " + error.msg);
    }
  }
  return rules;
}

}  // namespace wardwatch::detect
