#include "detect/common/rules.hpp"

#include <cctype>
#include <charconv>
#include <cmath>
#include <set>

#include "detect/common/yaml.hpp"

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
  Rule read(const Node& root) {
    if (!root.is_map()) {
      fault(root.place, "expected a rule: keys and values");
      return {};
    }
    refuse_unknown(root, kKeys);
    Rule rule;
    rule.name = text_at(root, "name");
    rule.title = text_at(root, "title");
    rule.version = text_at(root, "version");
    const Node* level = root.find("level");
    const auto severity = record::severity_named(text_at(root, "level"));
    if (severity) rule.level = *severity;
    else fault(level != nullptr ? level->place : root.place, "level is informational, low, medium, high or critical");
    if (const Node* tags = root.find("tags")) take_techniques(*tags, rule);
    read_own(root, rule);
    return rule;
  }
  void fault(Place place, const std::string& what) {
    if (fault_.empty()) fault_ = std::to_string(place.line) + ": " + what;
  }
  [[nodiscard]] const std::string& fault() const noexcept { return fault_; }

 private:
  void read_own(const Node& root, Rule& rule) {
    const Node* own = root.find("wardwatch");
    if (own == nullptr || !own->is_map()) return fault(root.place, "expected the keys of \"wardwatch\"");
    refuse_unknown(*own, kOwnKeys);
    rule.stage = text_at(*own, "stage");
    rule.explain_plain = text_at(*own, "explain_plain");
    rule.advice = text_at(*own, "advice");
    rule.innocent_explanation = text_at(*own, "innocent_explanation");
    const Node* thresholds = own->find("thresholds");
    if (thresholds == nullptr) return;
    for (const Entry& threshold : thresholds->entries) {
      const std::string& text = threshold.value.text;
      double value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error == std::errc{} && end == text.data() + text.size() && std::isfinite(value))
        rule.thresholds.emplace_back(threshold.key, value);
      else fault(threshold.place, "threshold \"" + threshold.key + "\" is not a number");
    }
  }

  std::string text_at(const Node& map, std::string_view key) {
    const std::string_view text = map.text_at(key);
    if (text.empty()) fault(map.place, "expected text at \"" + std::string{key} + "\"");
    return std::string{text};
  }

  void refuse_unknown(const Node& map, const std::set<std::string, std::less<>>& known) {
    for (const Entry& entry : map.entries) {
      if (!known.contains(entry.key)) fault(entry.place, "unknown key \"" + entry.key + "\"");
    }
  }

  /// `attack.t1110.001` is a technique; tactics stand in the stage.
  static void take_techniques(const Node& tags, Rule& rule) {
    for (const Node& tag : tags.items) {
      const std::string& text = tag.text;
      if (text.size() < 9 || !text.starts_with("attack.t") || std::isdigit(static_cast<unsigned char>(text[8])) == 0)
        continue;
      std::string technique = text.substr(7);
      technique[0] = 'T';
      rule.techniques.push_back(std::move(technique));
    }
  }

  std::string fault_;
};

}  // namespace

Result<std::vector<Rule>> load_rules(const std::vector<RuleText>& texts) {
  std::vector<Rule> rules;
  for (const RuleText& text : texts) {
    const Documents documents = read_documents(text.text);
    if (!documents.faults.empty()) {
      const Fault& fault = documents.faults.front();
      return fail(text.name + ":" + std::to_string(fault.place.line) + ":" + std::to_string(fault.place.column) + ": " +
                  fault.what);
    }
    RuleReader reader;
    if (documents.roots.empty()) reader.fault({}, "expected a rule: keys and values");
    else rules.push_back(reader.read(documents.roots.front()));
    if (!reader.fault().empty()) return fail(text.name + ":" + reader.fault());
  }
  return rules;
}

}  // namespace wardwatch::detect
