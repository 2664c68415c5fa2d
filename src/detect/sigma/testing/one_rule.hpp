#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "detect/sigma/json_event.hpp"
#include "detect/sigma/matcher.hpp"

namespace wardwatch::detect::sigma::testing {

/// A rule around a `detection`, for events of product `test`.
inline std::string rule_of(const std::string& detection) {
  return "title: A test\nid: 00000000-0000-0000-0000-000000000001\nlogsource:\n  product: test\ndetection:\n" +
         detection;
}

/// A rule with one selection.
inline std::string selecting(const std::string& selection) {
  return rule_of("  selection:\n    " + selection + "\n  condition: selection\n");
}

/// The titles of the rules that fire on the events of a JSON text, in order.
inline std::vector<std::string> fired(const RuleSet& rules, const std::string& json) {
  Matcher matcher{rules};
  LayoutTable layouts;
  const auto events = read_json_events(json, {"test", "", ""}, layouts);
  REQUIRE(events.has_value());
  std::vector<std::string> titles;
  for (const StoredEvent& event : *events) {
    for (const Hit& hit : matcher.on(event.view())) titles.push_back(rules.rules()[hit.rule].title);
  }
  for (const Hit& hit : matcher.finish()) titles.push_back(rules.rules()[hit.rule].title);
  return titles;
}

/// Whether the rule of a text fires on one event.
inline bool fires(const std::string& rule, const std::string& json, const LoadOptions& options = {}) {
  const RuleSet rules = RuleSet::of_texts({{"test.yml", rule}}, options);
  for (const Refusal& refusal : rules.refusals()) MESSAGE(refusal.text());
  REQUIRE(rules.refused_count() == 0);
  return !fired(rules, json).empty();
}

/// Why a text is refused, as file:line:column: sentence; empty when it is not.
inline std::string refusal(const std::string& text) {
  const RuleSet rules = RuleSet::of_texts({{"x.yml", text}});
  return rules.refusals().empty() ? std::string{} : rules.refusals().front().text();
}

}  // namespace wardwatch::detect::sigma::testing
