#include "detect/sigma/detection.hpp"

#include <algorithm>

#include "detect/sigma/limits.hpp"

namespace wardwatch::detect::sigma {
namespace {

Expression negated(Expression of) {
  Expression out;
  out.kind = Expression::Kind::negation;
  out.parts.push_back(std::move(of));
  return out;
}

class Reader {
 public:
  Reader(const Placeholders& placeholders, Rule& rule) : placeholders_{placeholders}, rule_{rule} {}

  /// Section "Search-Identifier": a map is an and of its fields; a list of maps an or; a list of texts keywords.
  Read<Expression> selection(const Node& node) {
    if (node.is_map()) return map(node);
    if (node.is_text()) return keywords(node, Modifiers{});
    if (!node.is_list() || node.items.empty())
      return fault_at(node.place, "expected a map of fields, a list of them, or a list of keywords");
    Expression any;
    any.kind = Expression::Kind::any;
    Node words;
    words.kind = Node::Kind::list;
    words.place = node.place;
    for (const Node& item : node.items) {
      if (!item.is_map()) {
        words.items.push_back(item);
        continue;
      }
      auto part = map(item);
      if (!part) return part;
      any.parts.push_back(std::move(*part));
    }
    if (!words.items.empty()) {
      auto part = keywords(words, Modifiers{});
      if (!part) return part;
      any.parts.push_back(std::move(*part));
    }
    if (any.parts.size() == 1) return std::move(any.parts.front());
    return any;
  }

 private:
  Read<Expression> map(const Node& node) {
    if (node.entries.empty()) return fault_at(node.place, "expected at least one field");
    Expression all;
    for (const Entry& entry : node.entries) {
      const auto modifiers = read_modifiers(entry.key, entry.place);
      if (!modifiers) return tl::make_unexpected(modifiers.error());
      auto part = modifiers->field.empty() ? keywords(entry.value, *modifiers) : field(entry.value, *modifiers);
      if (!part) return part;
      all.parts.push_back(std::move(*part));
    }
    if (all.parts.size() == 1) return std::move(all.parts.front());
    return all;
  }

  Read<Expression> keywords(const Node& node, const Modifiers& modifiers) { return values(node, modifiers, true); }
  Read<Expression> field(const Node& node, const Modifiers& modifiers) { return values(node, modifiers, false); }

  Read<Expression> values(const Node& node, const Modifiers& modifiers, bool is_keyword) {
    std::vector<Term> terms;
    bool is_wanted = true;
    const auto take = [&](const Node& value) -> std::optional<Fault> {
      auto tests = tests_of(modifiers, value, placeholders_, rule_.placeholders);
      if (!tests) return tests.error();
      test_count_ += tests->size();
      if (test_count_ > kTestsMax)
        return Fault{value.place, "the rule's values become more than " + std::to_string(kTestsMax)};
      if (modifiers.exists) is_wanted = value.text == "true" || value.text == "True" || value.text == "yes";
      if (terms.empty() || modifiers.all) terms.push_back({modifiers.field, is_keyword, {}});
      for (Test& test : *tests) terms.back().tests.push_back(std::move(test));
      return std::nullopt;
    };
    if (node.is_list()) {
      if (node.items.empty()) return fault_at(node.place, "expected at least one value");
      for (const Node& item : node.items) {
        if (auto wrong = take(item)) return tl::make_unexpected(*wrong);
      }
    } else if (auto wrong = take(node)) {
      return tl::make_unexpected(*wrong);
    }
    Expression all;
    for (Term& term : terms) all.parts.push_back(add(std::move(term)));
    Expression out = all.parts.size() == 1 ? std::move(all.parts.front()) : std::move(all);
    return is_wanted != modifiers.neq ? std::move(out) : negated(std::move(out));
  }

  Expression add(Term term) {
    for (Test& test : term.tests) {
      if (!term.is_keyword || test.kind != Test::Kind::text) continue;
      test.pattern.open_start();
      test.pattern.open_end();
    }
    Expression leaf;
    leaf.kind = Expression::Kind::term;
    leaf.term = static_cast<std::uint32_t>(rule_.terms.size());
    rule_.terms.push_back(std::move(term));
    return leaf;
  }

  const Placeholders& placeholders_;
  Rule& rule_;
  std::size_t test_count_ = 0;
};

/// "The condition can be a list ... logically linked with OR."
Read<Expression> conditions(const Node& node, const std::vector<Selection>& selections) {
  if (node.is_text()) return parse_condition(node.text, node.place, selections);
  if (!node.is_list() || node.items.empty()) return fault_at(node.place, "expected a condition, or a list of them");
  Expression any;
  any.kind = Expression::Kind::any;
  std::size_t size = 0;
  for (const Node& item : node.items) {
    if (!item.is_text()) return fault_at(item.place, "expected a condition");
    auto one = parse_condition(item.text, item.place, selections);
    if (!one) return one;
    size += one->size();
    if (size > kExpressionMax)
      return fault_at(item.place, "the conditions unfold to more than " + std::to_string(kExpressionMax) + " terms");
    any.parts.push_back(std::move(*one));
  }
  return any;
}

}  // namespace

Read<Expression> read_detection(const Node& detection, const Placeholders& placeholders,
                                std::vector<std::string_view> skip, Rule& rule) {
  if (!detection.is_map()) return fault_at(detection.place, "expected a map of selections and a condition");
  const Node* condition = detection.find("condition");
  if (condition == nullptr) return fault_at(detection.place, "expected a \"condition\"");
  Reader reader{placeholders, rule};
  std::vector<Selection> selections;
  for (const Entry& entry : detection.entries) {
    if (entry.key == "condition" || std::find(skip.begin(), skip.end(), entry.key) != skip.end()) continue;
    auto meaning = reader.selection(entry.value);
    if (!meaning) return meaning;
    selections.push_back({entry.key, std::move(*meaning)});
  }
  return conditions(*condition, selections);
}

}  // namespace wardwatch::detect::sigma
