#include "detect/sigma/read_rule.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "detect/sigma/detection.hpp"
#include "detect/sigma/limits.hpp"

namespace wardwatch::detect::sigma {
namespace {

constexpr std::array<std::string_view, 5> kTellingKeys{"stage", "explain_plain", "advice", "innocent_explanation",
                                                       "thresholds"};

/// A list of texts, or one text alone.
std::vector<std::string> texts_of(const Node* node) {
  std::vector<std::string> texts;
  if (node == nullptr) return texts;
  if (node->is_text()) texts.push_back(node->text);
  for (const Node& item : node->items) {
    if (item.is_text()) texts.push_back(item.text);
  }
  return texts;
}

/// `attack.t1110.001` is technique T1110.001.
std::string technique_of(std::string_view tag) {
  if (tag.size() < 9 || !tag.starts_with("attack.t") || std::isdigit(static_cast<unsigned char>(tag[8])) == 0)
    return {};
  std::string technique{tag.substr(7)};
  technique[0] = 'T';
  return technique;
}

std::optional<Fault> read_facts(const Node& root, Rule& rule) {
  rule.place = root.place;
  rule.id = root.text_at("id");
  rule.name = root.text_at("name");
  rule.title = root.text_at("title");
  rule.author = root.text_at("author");
  rule.description = root.text_at("description");
  rule.status = root.text_at("status");
  rule.version = root.text_at("version");
  if (const Node* own = root.find("wardwatch"); own != nullptr) {
    if (!own->is_map()) return Fault{own->place, "expected \"stage\", \"explain_plain\" and the like"};
    for (const Entry& entry : own->entries) {
      if (std::find(kTellingKeys.begin(), kTellingKeys.end(), entry.key) == kTellingKeys.end())
        return Fault{entry.place, "unknown key \"" + entry.key + "\" below \"wardwatch\""};
    }
    rule.telling = {std::string{own->text_at("stage")}, std::string{own->text_at("explain_plain")},
                    std::string{own->text_at("advice")}, std::string{own->text_at("innocent_explanation")}};
  }
  if (rule.title.empty()) rule.title = rule.name.empty() ? rule.id : rule.name;
  if (rule.title.empty()) return Fault{root.place, "expected a \"title\""};
  if (const Node* level = root.find("level"); level != nullptr && !level->is_null()) {
    const auto known = record::severity_named(level->text);
    if (!known)
      return Fault{level->place, "level is informational, low, medium, high or critical, not \"" + level->text + "\""};
    rule.level = *known;
  }
  rule.tags = texts_of(root.find("tags"));
  rule.references = texts_of(root.find("references"));
  rule.false_positives = texts_of(root.find("falsepositives"));
  for (const std::string& tag : rule.tags) {
    if (std::string technique = technique_of(tag); !technique.empty()) rule.techniques.push_back(std::move(technique));
  }
  return std::nullopt;
}

std::optional<Fault> read_source(const Node& root, Rule& rule) {
  const Node* source = root.find("logsource");
  if (source == nullptr || !source->is_map())
    return Fault{root.place, "expected a \"logsource\": product, category or service"};
  rule.source_place = source->place;
  rule.source = {std::string{source->text_at("product")}, std::string{source->text_at("category")},
                 std::string{source->text_at("service")}};
  if (rule.source == LogSource{})
    return Fault{source->place, "\"logsource\" names no product, category or service: the rule would read everything"};
  return std::nullopt;
}

Read<ReadDocument> read_filter(const Node& root, const Node& node, const Placeholders& placeholders) {
  Filter filter;
  if (auto wrong = read_facts(root, filter.reading)) return tl::make_unexpected(*wrong);
  if (auto wrong = read_source(root, filter.reading)) return tl::make_unexpected(*wrong);
  if (!node.is_map()) return fault_at(node.place, "expected \"rules\", selections and a \"condition\"");
  const Node* rules = node.find("rules");
  if (rules == nullptr || (rules->is_list() && rules->items.empty()) || rules->is_map() || rules->is_null())
    return fault_at(node.place, "expected \"rules\": the ids or names of the rules to filter");
  if (rules->is_text()) {
    filter.is_for_all = rules->text == "any";
    if (!filter.is_for_all) {
      filter.rules.push_back(rules->text);
      filter.rule_places.push_back(rules->place);
    }
  }
  for (const Node& item : rules->items) {
    filter.rules.push_back(item.text);
    filter.rule_places.push_back(item.place);
  }
  auto condition = read_detection(node, placeholders, {"rules"}, filter.reading);
  if (!condition) return tl::make_unexpected(condition.error());
  filter.reading.condition = std::move(*condition);
  ReadDocument out;
  out.filter = std::move(filter);
  return out;
}

}  // namespace

Read<ReadDocument> read_document(const Node& root, const Placeholders& placeholders) {
  if (!root.is_map()) return fault_at(root.place, "expected a rule: keys and values");
  if (const Node* filter = root.find("filter")) return read_filter(root, *filter, placeholders);
  ReadDocument out;
  Rule& rule = out.rule.emplace();
  if (auto wrong = read_facts(root, rule)) return tl::make_unexpected(*wrong);
  if (const Node* node = root.find("correlation")) {
    auto correlation = read_correlation(*node);
    if (!correlation) return tl::make_unexpected(correlation.error());
    rule.correlation = std::move(*correlation);
    const Node* generate = root.find("generate");
    if (generate == nullptr) generate = node->find("generate");
    rule.correlation->generates = generate != nullptr && generate->text == "true";
    return out;
  }
  if (auto wrong = read_source(root, rule)) return tl::make_unexpected(*wrong);
  const Node* detection = root.find("detection");
  if (detection == nullptr && root.find("wardwatch") != nullptr) {
    rule.is_description = true;
    return out;
  }
  if (detection == nullptr) return fault_at(root.place, "expected a \"detection\", a \"correlation\" or a \"filter\"");
  auto condition = read_detection(*detection, placeholders, {"timeframe"}, rule);
  if (!condition) return tl::make_unexpected(condition.error());
  rule.condition = std::move(*condition);
  return out;
}

}  // namespace wardwatch::detect::sigma
